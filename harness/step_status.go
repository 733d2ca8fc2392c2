package harness

import (
	"fmt"
	"slices"
	"strings"
)

// before is what the client held of somebody's resource before it was told last.
func (w *World) before(p *Person, resource string) (Holding, error) {
	h, there := w.scene.copies[p.Link+resource]
	if !there {
		if !w.offers.Probe {
			return h, notOffered("probe")
		}
		return h, fmt.Errorf("the scenario never looked at %s's %s before: it lacks %q", p.Name, resource, "the client already holds "+p.Name+"'s "+resource)
	}
	return h, nil
}

// sorted are items in one order.
func sorted(items []Held) []Held {
	return slices.SortedFunc(slices.Values(items), func(a, b Held) int { return strings.Compare(a.ID+" "+a.Amount, b.ID+" "+b.Amount) })
}

func (w *World) isUnchanged(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	before, err := w.before(p, resource)
	if err != nil {
		return err
	}
	if _, err := w.Silence(); err != nil {
		return err
	}
	now, err := w.held(p, resource)
	if err != nil {
		return err
	}
	if slices.Equal(sorted(before.Items), sorted(now.Items)) {
		return nil
	}
	rows := map[string]string{}
	for _, item := range before.Items {
		rows[item.ID] = item.Amount
	}
	return w.orGone(broken("the client's copy of "+who+"'s "+resource+" as it was", compare(rows, now.Items), w.last()))
}

// rememberAll keeps what the client holds of somebody, whether it is right or
// not.
func (w *World) rememberAll(p *Person) error {
	for key := range w.scene.copies {
		resource, ours := strings.CutPrefix(key, p.Link)
		if !ours {
			continue
		}
		h, err := w.held(p, resource)
		if err != nil {
			return err
		}
		w.scene.copies[key] = h
	}
	return nil
}

func (w *World) hasNotComeBack(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	deleted, err := w.before(p, resource)
	if err != nil {
		return err
	}
	if _, err := w.Silence(); err != nil {
		return err
	}
	now, err := w.held(p, resource)
	if err != nil {
		return err
	}
	if len(now.Items) > len(deleted.Items) {
		return broken("nothing of a deleted link to come back", fmt.Sprintf("%d rows and status %q, where there were %d", len(now.Items), now.Status, len(deleted.Items)), w.last())
	}
	return w.quiet(" of "+who+"'s "+resource+" after the link was deleted", func(f fetch) bool {
		return f.about(p.Link) && f.call.Seq > w.scene.stimulus
	})
}

func (w *World) reports(who, resource, state string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	last, became, err := w.look(p, resource, func(h Holding) (bool, error) { return h.Status == state, nil })
	if err == nil && !became {
		err = broken(who+"'s "+resource+" to be reported as "+state, fmt.Sprintf("status %q", last.Status), w.last())
	}
	return err
}

func (w *World) doesNotReportComplete(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	if _, err := w.Silence(); err != nil {
		return err
	}
	now, err := w.held(p, resource)
	if err != nil {
		return err
	}
	if now.Status == "ready" {
		return broken(who+"'s "+resource+" not to be reported as complete", fmt.Sprintf("status %q with %d rows", now.Status, len(now.Items)), w.last())
	}
	return w.orGone(nil)
}
