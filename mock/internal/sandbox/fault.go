package sandbox

import (
	"fmt"

	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// Faulty tells whether anything can go wrong. It is cheap.
func (w *Workspace) Faulty() bool { return w.faulty.Load() }

// Faults are the rules, in the order in which they edit.
func (w *Workspace) Faults() []fault.Active {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]fault.Active{}, w.state.Faults.Rules...)
}

// AddFault adds a rule, which a fault.World has checked. It is refused if there
// is one with its id.
func (w *Workspace) AddFault(r fault.Rule) (fault.Active, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, taken := w.state.Faults.Find(r.ID); taken {
		return fault.Active{}, ErrTaken
	}
	w.apply(ruleAdded{r})
	rules := w.state.Faults.Rules
	return rules[len(rules)-1], nil
}

// RemoveFault takes a rule away.
func (w *Workspace) RemoveFault(id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, there := w.state.Faults.Find(id); !there {
		return refuse(NotFound, "", "There is no rule %s.", id)
	}
	w.apply(ruleRemoved{id})
	return nil
}

// ClearFaults takes all rules away.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.apply(rulesCleared{})
}

// EditAnswer lets faults edit what is about to be answered.
func (w *Workspace) EditAnswer(a *fault.Answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hit(w.state.Faults.Answer(a, w.draw), journal.Entry{LinkID: a.Link}, a.Method+" "+a.Path)
}

// EditPage lets faults edit what is about to be shown of a list.
func (w *Workspace) EditPage(p *fault.Page) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hit(w.state.Faults.Page(p, w.draw), journal.Entry{LinkID: p.Link}, fmt.Sprintf("page %d of %s", p.Page, p.Path))
}

// editCollection lets faults edit what is about to be read at the bank.
func (w *Workspace) editCollection(c *fault.Collection, job Job) {
	about := journal.Entry{LinkID: job.Link, RequestID: job.RequestID}
	w.hit(w.state.Faults.Collection(c, w.draw), about, job.line("due"))
}

// editDelivery lets faults edit what is about to be told.
func (w *Workspace) editDelivery(d *fault.Delivery, requestID, deliveryID string) {
	about := journal.Entry{LinkID: d.Link, RequestID: requestID, DeliveryID: deliveryID}
	w.hit(w.state.Faults.Delivery(d, w.draw), about, fmt.Sprintf("%s %s, %s", d.WebhookType, d.WebhookCode, d.Moment))
}

// hit counts what rules have matched, and journals what they have changed.
func (w *Workspace) hit(t fault.Taken, about journal.Entry, what string) {
	if len(t.Counts) == 0 {
		return
	}
	w.apply(rulesCounted{t.Counts})
	for _, h := range t.Hits {
		e := about
		e.Kind = journal.KindFault
		e.Line = fmt.Sprintf("fault %s (rule %s, hit %d) on %s", h.Fault, h.Rule, h.N, what)
		e.Data = journal.FaultData{Rule: h.Rule, Fault: h.Fault, Hit: h.N, Seed: h.Seed}
		w.note(e)
	}
}

// wentOn journals that a fault could not do what it says.
func (w *Workspace) wentOn(about journal.Entry, name, why string) {
	about.Kind = journal.KindFault
	about.Line = "fault " + name + ": " + why
	about.Data = journal.FaultData{Fault: name, Note: why}
	w.note(about)
}

// draw starts the stream of what names name, in the world of this workspace.
func (w *Workspace) draw(names ...string) (fault.Chance, string) {
	path := w.path.At("fault").At(names...)
	return path.Chance(), path.Hex()
}

// Challenge asks for a one-time token before it does what an Ask says.
func (w *Workspace) Challenge(ask Ask) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	link := w.state.Links[ask.Link]
	if link == nil {
		return refuse(DoesNotExist, "link", "There is no link %s.", ask.Link)
	}
	return w.challenge(link, ask.errand())
}

// TypeOf is the webhook type of a resource that is collected.
func TypeOf(resource string) (webhookType string, ok bool) {
	r, ok := ResourceNamed(resource)
	return r.Type, ok
}

// A FaultError is a documented error that only a fault brings about.
type FaultError struct{ Code string }

func (e *FaultError) Error() string { return "a fault: " + e.Code }

type (
	ruleAdded    struct{ Rule fault.Rule }
	ruleRemoved  struct{ ID string }
	rulesCleared struct{}
	rulesCounted struct{ Counts []fault.Count }
)

func (c ruleAdded) to(s *state)    { s.Faults, _ = s.Faults.Add(c.Rule) }
func (c ruleRemoved) to(s *state)  { s.Faults, _ = s.Faults.Remove(c.ID) }
func (c rulesCleared) to(s *state) { s.Faults.Rules, s.Faults.Drawn = nil, nil }
func (c rulesCounted) to(s *state) { s.Faults = s.Faults.Count(c.Counts) }
