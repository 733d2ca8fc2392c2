package control

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// far is a workspace over HTTP.
type far struct {
	client *Client
	id     string
}

func (f far) ID() string { return f.id }

// path is one below the workspace's, with its parts escaped.
func (f far) path(parts ...string) string {
	path := "/_mock/workspaces/" + url.PathEscape(f.id)
	for _, part := range parts {
		path += "/" + url.PathEscape(part)
	}
	return path
}

func get[T any](ctx context.Context, f far, parts ...string) (T, error) {
	return send[T](ctx, f.client, http.MethodGet, f.path(parts...), nil)
}

func post[T any](ctx context.Context, f far, body any, parts ...string) (T, error) {
	return send[T](ctx, f.client, http.MethodPost, f.path(parts...), body)
}

func (f far) Info(ctx context.Context) (Info, error) { return get[Info](ctx, f) }

func (f far) End(ctx context.Context) error {
	_, err := send[struct{}](ctx, f.client, http.MethodDelete, f.path(), nil)
	return err
}

func (f far) Reset(ctx context.Context, spec ResetSpec) (Info, error) {
	return post[Info](ctx, f, spec, "reset")
}

func (f far) Snapshot(ctx context.Context) (Snapshot, error) {
	return post[Snapshot](ctx, f, struct{}{}, "snapshots")
}

func (f far) Snapshots(ctx context.Context) ([]Snapshot, error) {
	return list[Snapshot](ctx, f.client, f.path("snapshots"))
}

func (f far) DeleteSnapshot(ctx context.Context, id string) error {
	_, err := send[struct{}](ctx, f.client, http.MethodDelete, f.path("snapshots", id), nil)
	return err
}

func (f far) Webhook(ctx context.Context) (Webhook, error) { return get[Webhook](ctx, f, "webhook") }

func (f far) SetWebhook(ctx context.Context, spec WebhookSpec) (Webhook, error) {
	return send[Webhook](ctx, f.client, http.MethodPut, f.path("webhook"), spec)
}

func (f far) TestWebhook(ctx context.Context) (Reach, error) {
	return post[Reach](ctx, f, struct{}{}, "webhook", "test")
}

func (f far) AddLink(ctx context.Context, spec LinkSpec) (Link, error) {
	return post[Link](ctx, f, spec, "links")
}

func (f far) ChangeLink(ctx context.Context, id string, change LinkChange) (Link, error) {
	return send[Link](ctx, f.client, http.MethodPatch, f.path("links", id), change)
}

func (f far) RefreshLink(ctx context.Context, id string) (string, error) {
	a, err := post[accepted](ctx, f, struct{}{}, "links", id, "refresh")
	return a.RequestID, err
}

func (f far) Transactions(ctx context.Context, link string) ([]json.RawMessage, error) {
	return list[json.RawMessage](ctx, f.client, f.path("links", link, "transactions"))
}

func (f far) AddTransaction(ctx context.Context, link string, spec TransactionSpec) (json.RawMessage, error) {
	return post[json.RawMessage](ctx, f, spec, "links", link, "transactions")
}

func (f far) ChangeTransaction(ctx context.Context, link, id string, spec TransactionSpec) (json.RawMessage, error) {
	return send[json.RawMessage](ctx, f.client, http.MethodPatch, f.path("links", link, "transactions", id), spec)
}

func (f far) DeleteTransaction(ctx context.Context, link, id string) error {
	_, err := send[struct{}](ctx, f.client, http.MethodDelete, f.path("links", link, "transactions", id), nil)
	return err
}

func (f far) Notify(ctx context.Context, notice Notice) (Notified, error) {
	return post[Notified](ctx, f, notice, "notify")
}

func (f far) Faults(ctx context.Context) ([]fault.Active, error) {
	return list[fault.Active](ctx, f.client, f.path("faults"))
}

func (f far) AddFault(ctx context.Context, rule fault.Rule) (fault.Active, error) {
	return post[fault.Active](ctx, f, rule, "faults")
}

func (f far) RemoveFault(ctx context.Context, id string) error {
	_, err := send[struct{}](ctx, f.client, http.MethodDelete, f.path("faults", id), nil)
	return err
}

func (f far) ClearFaults(ctx context.Context) error {
	_, err := send[struct{}](ctx, f.client, http.MethodDelete, f.path("faults"), nil)
	return err
}

func (f far) Clock(ctx context.Context) (Clock, error) { return get[Clock](ctx, f, "clock") }

func (f far) SetClock(ctx context.Context, setting ClockSetting) (Clock, error) {
	return send[Clock](ctx, f.client, http.MethodPut, f.path("clock"), setting)
}

func (f far) Advance(ctx context.Context, move Move) (Run, error) {
	return post[Run](ctx, f, move, "clock", "advance")
}

func (f far) Settle(ctx context.Context) (Run, error) {
	return post[Run](ctx, f, struct{}{}, "clock", "settle")
}

func (f far) Journal(ctx context.Context, q journal.Query) (journal.Page, error) {
	return send[journal.Page](ctx, f.client, http.MethodGet, f.path("journal")+written(q), nil)
}

// written is q as the query of a URL.
func written(q journal.Query) string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	kinds := make([]string, len(q.Kinds))
	for i, kind := range q.Kinds {
		kinds[i] = string(kind)
	}
	set("kind", strings.Join(kinds, ","))
	set("link_id", q.LinkID)
	set("request_id", q.RequestID)
	set("delivery_id", q.DeliveryID)
	if q.Since > 0 {
		set("since", strconv.FormatUint(q.Since, 10))
	}
	if q.Limit > 0 {
		set("limit", strconv.Itoa(q.Limit))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func (f far) Wait(ctx context.Context, wait Wait) ([]journal.Entry, error) {
	found, err := post[items[journal.Entry]](ctx, f, wait, "journal", "wait")
	return found.Items, err
}

func (f far) Deliveries(ctx context.Context) ([]Delivery, error) {
	return list[Delivery](ctx, f.client, f.path("deliveries"))
}

func (f far) Delivery(ctx context.Context, id string) (Delivery, error) {
	return get[Delivery](ctx, f, "deliveries", id)
}

func (f far) Resend(ctx context.Context, id string, spec ResendSpec) (Delivery, error) {
	return post[Delivery](ctx, f, spec, "deliveries", id, "resend")
}

func (f far) Release(ctx context.Context) ([]Delivery, error) {
	released, err := post[items[Delivery]](ctx, f, struct{}{}, "deliveries", "release")
	return released.Items, err
}
