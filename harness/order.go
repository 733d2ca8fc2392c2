package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// An order is what is said to a client: a request, or a command if exec is set.
type order struct {
	method  string
	url     template
	headers []named
	body    document // nil: none
	exec    []template
}

// An answer is what came back.
type answer struct {
	status int // of HTTP; a command that exits with 0 answers 200
	body   []byte
	by     string // who answered, such as "GET http://127.0.0.1:3000/held"
}

// orderWithin is how long a client may take to answer an order; our choice.
const orderWithin = 30 * time.Second

// maxAnswer is how many bytes an answer may have.
const maxAnswer = 16 << 20

// give says an order to the client, and returns what came back in time.
func (c *foreign) give(ctx context.Context, o *order, v fillings) (answer, error) {
	if gone := c.Gone(); gone != nil {
		return answer{}, gone
	}
	within, cancel := context.WithTimeout(ctx, orderWithin)
	defer cancel()
	began := wall.Now()
	var a answer
	var err error
	if o.exec != nil {
		a, err = c.execute(within, o, v)
	} else {
		a, err = c.request(within, o, v)
	}
	switch {
	case err == nil:
		return a, nil
	case late(within):
		err = fmt.Errorf("%s did not answer within %s", a.by, seconds(wall.Now().Sub(began)))
	default:
		err = fmt.Errorf("%s: %w", a.by, err)
	}
	return answer{}, c.unlessGone(err)
}

func (c *foreign) request(ctx context.Context, o *order, v fillings) (answer, error) {
	a := answer{by: o.method + " " + c.output.hide(o.url.fillURL(v))}
	r, err := http.NewRequestWithContext(ctx, o.method, o.url.fillURL(v), nil)
	if err != nil {
		return a, err
	}
	if o.body != nil {
		body, err := json.Marshal(fillJSON(o.body, v))
		if err != nil {
			return a, err
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range o.headers {
		r.Header.Set(h.name, h.value.fill(v))
	}
	response, err := c.http.Do(r)
	if err != nil {
		return a, causeOf(err)
	}
	defer func() { _ = response.Body.Close() }()
	a.status = response.StatusCode
	a.body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if len(a.body) > maxAnswer {
		err = fmt.Errorf("its answer has more than %d bytes", maxAnswer)
	}
	return a, err
}

// causeOf is an error of a request without what its order says already.
func causeOf(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// execute runs an order's command to its end, with the environment of the
// client. What it prints is the answer; all but the answer to a probe is also
// output of the client.
func (c *foreign) execute(ctx context.Context, o *order, v fillings) (answer, error) {
	a := answer{status: http.StatusOK, by: c.output.hide(o.exec[0].fill(v))}
	out, errs := newOutput(maxAnswer), newOutput(keptOutput)
	p, err := launch(ctx, c.command(o.exec, v, out, io.MultiWriter(errs, c.output)))
	if err != nil {
		return a, err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		return a, errors.Join(ctx.Err(), p.stop(ctx, 0))
	}
	a.body = []byte(out.Text())
	switch {
	case p.command.ProcessState.ExitCode() != 0:
		return a, errors.New(c.output.hide(withLastWords(p.ending(), errs, out).Error()))
	case out.Cut():
		return a, fmt.Errorf("it printed more than %d bytes", maxAnswer)
	default:
		return a, nil
	}
}

// withLastWords is an error that quotes the first output that has something.
func withLastWords(what string, from ...*output) error {
	i := slices.IndexFunc(from, func(o *output) bool { return o.LastWords() != "" })
	if i < 0 {
		return errors.New(what + "; it printed nothing")
	}
	return errors.New(what + "; its last words: " + from[i].LastWords())
}
