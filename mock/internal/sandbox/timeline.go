package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A PlannedAct is something of a scenario's timeline that is still to be done.
type PlannedAct struct {
	ID  string
	Nth int // of the timeline, from 0: the order of those that are due at once
	Due time.Time
	Act fixtures.Act
}

type (
	actPlanned struct{ Act PlannedAct }
	actOver    struct{ ID string }
)

func (c actPlanned) to(s *state) { s.Acts[c.Act.ID] = c.Act }
func (c actOver) to(s *state)    { delete(s.Acts, c.ID) }

// plan takes a timeline on, counted from a moment.
func (w *Workspace) plan(timeline []fixtures.Act, from time.Time) {
	for i, act := range timeline {
		w.apply(actPlanned{PlannedAct{ID: "act-" + strconv.Itoa(i+1), Nth: i, Due: from.Add(time.Duration(act.At)), Act: act}})
	}
	w.followTimeline()
}

// followTimeline puts what is still to be done on the agenda.
func (w *Workspace) followTimeline() {
	for _, planned := range w.state.planned() {
		w.agenda.Add(agenda.Item{Due: planned.Due, Kind: itemAct, ID: planned.ID})
	}
}

// planned is what is still to be done, in the order of the timeline.
func (s *state) planned() []PlannedAct {
	return slices.SortedFunc(maps.Values(s.Acts), func(a, b PlannedAct) int { return a.Nth - b.Nth })
}

// runAct does what is due of a timeline. What cannot be done is a finding: a
// link that the client has deleted, say.
func (w *Workspace) runAct(id string) {
	w.mu.Lock()
	planned, there := w.state.Acts[id]
	if !there {
		w.mu.Unlock()
		return
	}
	w.apply(actOver{id})
	act, link := planned.Act, w.state.Names[planned.Act.Link]
	w.note(journal.Entry{
		Kind: journal.KindControl, LinkID: link, Line: lineOf(act),
		Data: journal.ControlData{Action: "timeline." + string(act.Do), Target: act.Link, Body: bodyOf(act)},
	})
	w.mu.Unlock()
	if err := w.act(act, link); err != nil {
		w.unplayed(link, lineOf(act), err)
	}
}

func lineOf(act fixtures.Act) string {
	line := "timeline: " + string(act.Do)
	if act.Link != "" {
		line += " " + act.Link
	}
	return line
}

func bodyOf(act fixtures.Act) journal.Body {
	text, err := json.Marshal(act)
	if err != nil {
		panic("an act cannot be written: " + err.Error())
	}
	return journal.NewBody(text)
}

// act does what an act says, to the link with an id.
func (w *Workspace) act(act fixtures.Act, link string) error {
	var err error
	switch act.Do {
	case fixtures.AddTransactions:
		return w.bookNow(link, act.Transactions)
	case fixtures.SettlePending:
		return w.settlePending(link)
	case fixtures.DeleteTransactions:
		return w.takeBack(link, act.Count)
	case fixtures.SetStatus:
		_, err = w.Modify(nil, link, LinkChange{Status: new(LinkStatus(act.Status))})
	case fixtures.ExpireConsent:
		_, err = w.Modify(nil, link, LinkChange{Consent: new(consentExpired)})
	case fixtures.Refresh:
		_, err = w.Refresh(nil, link, nil)
	case fixtures.DeleteLink:
		return w.Delete(link)
	case fixtures.Notify:
		_, err = w.Notify(Notice{Link: link, Type: act.WebhookType, Code: act.WebhookCode, Data: act.Data})
	case fixtures.AddFault:
		w.mu.Lock()
		rule := w.named(*act.Fault)
		w.mu.Unlock()
		_, err = w.AddFault(rule)
	case fixtures.ClearFaults:
		w.ClearFaults()
	case fixtures.Release:
		w.Release()
	default:
		return fmt.Errorf("there is no act %q", act.Do)
	}
	return err
}

// bookNow books rows, dated from now.
func (w *Workspace) bookNow(linkID string, rows []fixtures.ScenarioRow) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := w.link(linkID); err != nil {
		return err
	}
	return w.book(linkID, rows, w.agenda.Now(), false)
}

// A bankLine is what acts look at of a row.
type bankLine struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// bankLines are the rows of a link at its bank, the newest first.
func (w *Workspace) bankLines(linkID string) ([]bankLine, error) {
	rows, err := w.AtBank(linkID)
	if err != nil {
		return nil, err
	}
	lines := make([]bankLine, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row.JSON, &lines[i]); err != nil {
			return nil, fmt.Errorf("read row %s: %w", row.ID, err)
		}
	}
	return lines, nil
}

// settlePending processes all rows that are pending.
func (w *Workspace) settlePending(linkID string) error {
	lines, err := w.bankLines(linkID)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if line.Status != "PENDING" {
			continue
		}
		if _, err := w.ChangeMovement(linkID, line.ID, MovementChange{Status: new("PROCESSED")}); err != nil {
			return err
		}
	}
	return nil
}

// takeBack removes rows, the newest first.
func (w *Workspace) takeBack(linkID string, count int) error {
	lines, err := w.bankLines(linkID)
	if err != nil {
		return err
	}
	for _, line := range lines[:min(count, len(lines))] {
		if err := w.RemoveMovement(linkID, line.ID); err != nil {
			return err
		}
	}
	return nil
}
