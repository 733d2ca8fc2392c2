package harness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A foreign is a Subject outside of this process.
type foreign struct {
	file   *ClientFile
	known  fillings // all but those of an Asking
	port   *port    // nil: not ours to choose
	http   *http.Client
	output *output

	life  chan struct{}   // a token, held while the process is started or ended
	alive context.Context // ends when it is stopped
	end   context.CancelFunc

	mu      sync.Mutex
	process *process // nil: it is not ours to start
	stopped bool
}

// stopGrace is how long a client may take to end from being asked until it is
// killed; our choice.
const stopGrace = 5 * time.Second

var errStopped = errors.New("the client was stopped")

// Make starts the client's process and waits until it is ready. Without start,
// it waits until the client that runs takes connections at its callback. One
// that did not come up in all its time, and never did, is not waited for again.
func (f *ClientFile) Make(ctx context.Context, w Whereabouts) (Subject, error) {
	if before := f.absent.Load(); before != nil && !f.came.Load() {
		return nil, fmt.Errorf("as before, %w", *before)
	}
	c := &foreign{
		file:  f,
		known: fillings{"base_url": w.BaseURL, "secret_id": w.SecretID, "secret_password": w.SecretPassword},
		http: &http.Client{
			Transport:     &http.Transport{DisableKeepAlives: true}, // and no proxy
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		output: newOutput(keptOutput, f.secrets(w)...),
		life:   make(chan struct{}, 1),
	}
	c.alive, c.end = context.WithCancel(context.WithoutCancel(ctx))
	if f.start == nil {
		if err := c.await(ctx, nil, foundWithin); err != nil {
			return nil, errors.Join(err, c.Stop(ctx))
		}
		return c, nil
	}
	taken, err := takePort(int(f.used.Add(1)))
	if err != nil {
		return nil, errors.Join(err, c.Stop(ctx))
	}
	c.port, c.known["port"] = taken, taken.number
	if err := c.begin(ctx); err != nil {
		return nil, errors.Join(err, c.Stop(context.WithoutCancel(ctx)))
	}
	return c, nil
}

// secrets are what must not stand in what the client printed: the pair's
// password, the pair as a header has it, and what notifications carry.
func (f *ClientFile) secrets(w Whereabouts) []string {
	_, token, _ := strings.Cut(f.declared.authorization, " ")
	return []string{w.SecretPassword, w.SecretID + ":" + w.SecretPassword, f.declared.authorization, token}
}

// Callback is the URL at which the client hears.
func (c *foreign) Callback() string { return c.file.callback.fillURL(c.known) }

// Output is the end of what the client printed, at most 64 KiB, without
// secrets.
func (c *foreign) Output() string { return c.output.Text() }

// Gone says how the client's process ended. Of one that ran already it says
// nothing.
func (c *foreign) Gone() error {
	c.mu.Lock()
	p, stopped := c.process, c.stopped
	c.mu.Unlock()
	switch {
	case stopped:
		return errStopped
	case p == nil || !p.ended():
		return nil
	default:
		return withLastWords("the client "+p.ending(), c.output)
	}
}

// deathRattle is how long after a broken connection the end of the process that
// broke it is waited for.
const deathRattle = 250 * time.Millisecond

// unlessGone is err, or why the client is gone if that has caused it.
func (c *foreign) unlessGone(err error) error {
	c.mu.Lock()
	p := c.process
	c.mu.Unlock()
	if p == nil {
		return err
	}
	timer := time.NewTimer(deathRattle)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
	}
	if gone := c.Gone(); gone != nil {
		return fmt.Errorf("%w (%w)", gone, err)
	}
	return err
}

// begin starts the process and waits until it is ready. The caller has not yet
// shared c, or holds its life.
func (c *foreign) begin(ctx context.Context) error {
	p, err := launch(ctx, c.command(c.file.start.exec, c.known, c.output, c.output))
	if err != nil {
		return fmt.Errorf("start: exec: %w", err)
	}
	c.mu.Lock()
	c.process = p
	c.mu.Unlock()
	return c.await(ctx, p, readyWithin)
}

// command is one of the client file, with the environment of its start.
func (c *foreign) command(exec []template, v fillings, out, errs io.Writer) command {
	made := command{folder: c.file.folder, out: out, errs: errs}
	for _, argument := range exec {
		made.args = append(made.args, argument.fill(v))
	}
	if c.file.start != nil {
		for _, e := range c.file.start.env {
			made.env = append(made.env, e.name+"="+e.value.fill(c.known))
		}
	}
	return made
}

// Stop ends the process and all of its group: it asks, and after five seconds,
// or when ctx ends, it kills. A client that ran already goes on.
func (c *foreign) Stop(ctx context.Context) error {
	c.end()
	c.life <- struct{}{}
	defer func() { <-c.life }()
	c.mu.Lock()
	p, again := c.process, c.stopped
	c.stopped = true
	c.mu.Unlock()
	if again {
		return nil
	}
	defer c.port.release()
	if p == nil {
		return nil
	}
	return p.stop(ctx, stopGrace)
}
