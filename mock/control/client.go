package control

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// ClientConfig says where a provider is.
type ClientConfig struct {
	URL   string       // scheme, host and port: http://127.0.0.1:8080
	Token string       // the control token; empty: none
	HTTP  *http.Client // nil: http.DefaultClient
}

// A Client is a Host over HTTP. It is safe for concurrent use. An error that is
// no *Error is about the connection.
type Client struct {
	base  string
	token string
	http  *http.Client
}

var _ Host = (*Client)(nil)

// NewClient makes a client; nothing is sent yet.
func NewClient(cfg ClientConfig) (*Client, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q is not a URL such as http://127.0.0.1:8080", cfg.URL)
	}
	return &Client{base: strings.TrimSuffix(cfg.URL, "/"), token: cfg.Token, http: cmp.Or(cfg.HTTP, http.DefaultClient)}, nil
}

// Create makes a workspace.
func (c *Client) Create(ctx context.Context, spec WorkspaceSpec) (Created, error) {
	return send[Created](ctx, c, http.MethodPost, "/_mock/workspaces", spec)
}

// List gives all workspaces.
func (c *Client) List(ctx context.Context) ([]Info, error) {
	return list[Info](ctx, c, "/_mock/workspaces")
}

// Open finds a workspace by its secret id, or by the word default.
func (c *Client) Open(ctx context.Context, id string) (Workspace, error) {
	info, err := send[Info](ctx, c, http.MethodGet, "/_mock/workspaces/"+url.PathEscape(id), nil)
	if err != nil {
		return nil, err
	}
	return far{client: c, id: info.SecretID}, nil
}

// Version says who the provider is.
func (c *Client) Version(ctx context.Context) (Version, error) {
	return send[Version](ctx, c, http.MethodGet, "/_mock/version", nil)
}

// Catalogue lists what exists.
func (c *Client) Catalogue(ctx context.Context, what string) ([]json.RawMessage, error) {
	return list[json.RawMessage](ctx, c, "/_mock/catalogue/"+url.PathEscape(what))
}

// Contract is the vendor's API and its webhooks as one OpenAPI document.
func (c *Client) Contract(ctx context.Context) (json.RawMessage, error) {
	return send[json.RawMessage](ctx, c, http.MethodGet, "/_mock/vendor.json", nil)
}

func list[T any](ctx context.Context, c *Client, path string) ([]T, error) {
	all, err := send[items[T]](ctx, c, http.MethodGet, path, nil)
	return all.Items, err
}

// send makes a call and reads its answer. A body of nil is none.
func send[T any](ctx context.Context, c *Client, method, path string, body any) (T, error) {
	var out, none T
	r, err := c.request(ctx, method, path, body)
	if err != nil {
		return none, err
	}
	answer, err := c.do(r)
	if err != nil {
		return none, err
	}
	defer func() { _ = answer.Body.Close() }() // it has been read to its end
	text, err := io.ReadAll(answer.Body)
	if err == nil && len(text) > 0 {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return none, fmt.Errorf("read the answer to %s %s: %w", method, path, err)
	}
	return out, nil
}

// request is a call that is not made yet.
func (c *Client) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var text []byte
	contentType := "application/json"
	if as, ok := body.(plain); ok {
		text, contentType = as.text, as.contentType
	} else if body != nil {
		var err error
		if text, err = encode(body); err != nil {
			return nil, fmt.Errorf("write the body of %s %s: %w", method, path, err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	return r, nil
}

// do makes a call; an answer that is a refusal is an *Error.
func (c *Client) do(r *http.Request) (*http.Response, error) {
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode < 300 {
		return answer, nil
	}
	defer func() { _ = answer.Body.Close() }() // what it says is read below
	return nil, refused(answer)
}

// refused reads a refusal back.
func refused(answer *http.Response) error {
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	var told refusal
	if json.Unmarshal(text, &told) != nil || told.Error == nil {
		return fmt.Errorf("%s is not the control API of a belvo-mock: it answered %s", answer.Request.URL, answer.Status)
	}
	return told.whole()
}

// whole is the Error as it was before it was written.
func (r refusal) whole() error {
	if r.Pending != nil {
		r.Error.Pending = *r.Pending
	}
	if r.Seen != nil && len(*r.Seen) > 0 {
		r.Error.Seen = *r.Seen
	}
	return r.Error
}
