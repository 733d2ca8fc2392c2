package harness

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A publication tells the provider of the run that goes through it, verdict by
// verdict, so that its pages can show it. It holds nobody up, and what the
// provider refuses changes no verdict. One of nil is private.
type publication struct {
	ctx      context.Context
	host     control.Host
	verdicts chan report.Verdict
	ended    chan struct{} // closed when all that came has been told
	id       string        // of the report; read it after ended
	err      error         // of the first that was refused; likewise
}

// hearing is how long a provider may take to hear of a verdict. Our choice.
const hearing = 10 * time.Second

// ahead is how many verdicts may wait to be told before the run waits too.
const ahead = 1000

// publish begins to tell of a run. In a network of its own nobody looks.
func (r *run) publish(ctx context.Context, began time.Time) *publication {
	if r.Provider == nil && r.Network.Dial != nil {
		return nil
	}
	p := &publication{
		ctx: context.WithoutCancel(ctx), host: r.provider.Host,
		verdicts: make(chan report.Verdict, ahead), ended: make(chan struct{}),
	}
	go p.run(control.ReportSpec{
		State: control.ReportRunning, Planned: len(r.scenarios) * max(1, r.Repeat), Client: r.Client.Name(), Version: r.Version,
		Edition: cmp.Or(r.provider.Edition, "guide"), Seed: r.Seed, Plan: cmp.Or(r.Plan, "full"), Started: began.UTC(),
	})
	return p
}

// run tells of the beginning and then of each verdict, until one is refused.
func (p *publication) run(begun control.ReportSpec) {
	defer close(p.ended)
	p.tell(func(ctx context.Context) error {
		info, err := p.host.AddReport(ctx, begun)
		p.id = info.ID
		return err
	})
	for v := range p.verdicts {
		p.tell(func(ctx context.Context) error {
			text, err := json.Marshal(v)
			if err == nil {
				_, err = p.host.AddVerdict(ctx, p.id, text)
			}
			return err
		})
	}
}

// tell makes one call, unless an earlier one was refused.
func (p *publication) tell(call func(context.Context) error) {
	if p.err == nil {
		p.err = p.within(call)
	}
}

func (p *publication) within(call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(p.ctx, hearing)
	defer cancel()
	return call(ctx)
}

// add tells of a verdict.
func (p *publication) add(v report.Verdict) {
	if p != nil {
		p.verdicts <- v
	}
}

// end tells of the whole. Its error is why the provider does not have it.
func (p *publication) end(whole report.Report) error {
	if p == nil {
		return nil
	}
	close(p.verdicts)
	<-p.ended
	if p.id == "" {
		return p.err
	}
	err := p.within(func(ctx context.Context) error { return p.set(ctx, whole) })
	if e, ok := errors.AsType[*control.Error](err); ok && e.Code == control.TooLarge {
		_ = p.within(func(ctx context.Context) error { return p.set(ctx, brief(whole)) }) // err says what is missing
	}
	return err
}

func (p *publication) set(ctx context.Context, whole report.Report) error {
	var spec control.ReportSpec
	text, err := json.Marshal(whole)
	if err == nil {
		err = json.Unmarshal(text, &spec)
	}
	if err == nil {
		_, err = p.host.SetReport(ctx, p.id, spec)
	}
	return err
}

// brief is a report without its evidence.
func brief(whole report.Report) report.Report {
	verdicts := make([]report.Verdict, len(whole.Verdicts))
	for i, v := range whole.Verdicts {
		v.Timeline, v.Output = []report.Line{}, ""
		verdicts[i] = v
	}
	whole.Verdicts = verdicts
	return whole
}

// unpublished is a warning that a provider does not have the report.
func unpublished(err error) string {
	return fmt.Sprintf("the server's own pages do not show all of this run: %v", err)
}
