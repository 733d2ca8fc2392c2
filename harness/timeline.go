package harness

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A moment is a line of a timeline before it has its number.
type moment struct {
	at    time.Time // by the wall
	order uint64    // of the journal's entry, where two have one time
	seq   uint64    // likewise, to be found by a judgement; 0: none
	line  report.Line
}

// timeline is what happened in a scenario, as a report shows it. The line that
// decided, if there is one, is marked.
func (w *World) timeline(decided uint64) []report.Line {
	var all []moment
	short := names{}
	for _, e := range w.Entries() {
		all = append(all, momentsOf(e, short)...)
	}
	for _, s := range w.sent {
		all = append(all, s.moments()...)
	}
	slices.SortStableFunc(all, func(a, b moment) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.order, b.order))
	})
	lines := make([]report.Line, len(all))
	for i, m := range all {
		m.line.N, m.line.AtMS = i+1, m.at.Sub(w.began).Milliseconds()
		if m.seq == decided && decided != 0 {
			m.line.Mark = report.Bad
		}
		lines[i] = m.line
	}
	return lines
}

// names shortens identifiers: the first request is r1.
type names map[string]string

func (n names) of(id string) string {
	if id == "" {
		return ""
	}
	if n[id] == "" {
		n[id] = fmt.Sprintf("r%d", len(n)+1)
	}
	return n[id]
}

func momentsOf(e journal.Entry, short names) []moment {
	switch d := e.Data.(type) {
	case journal.Call:
		what := d.Method + " " + wordOf(d.Path)
		if d.Query != "" {
			what += "?" + d.Query
		}
		if d.Header["X-Belvo-Request-Mode"] == "async" {
			what += " (async)"
		}
		return []moment{one(e, report.Client, report.Provider, what, &report.Exchange{
			Head: head(d.Method+" "+d.Path, d.Header), Body: string(d.Body.Text), Cut: d.Body.Cut,
		})}
	case journal.Answer:
		what := fmt.Sprint(d.Status)
		if e.RequestID != "" {
			what += " request " + short.of(e.RequestID)
		}
		m := one(e, report.Provider, report.Client, what, &report.Exchange{
			Head: head(fmt.Sprint(d.Status, " ", http.StatusText(d.Status)), d.Header), Body: string(d.Body.Text), Cut: d.Body.Cut,
		})
		if d.Status == 0 {
			m.line.What, m.line.Mark = "no answer", report.Lost
		}
		return []moment{m}
	case journal.AttemptData:
		return attemptMoments(e, d, short)
	case journal.FaultData:
		m := one(e, report.Provider, report.Provider, "goes wrong: "+d.Fault, nil)
		m.line.Note = d.Note
		return []moment{m}
	case journal.JobData, journal.DeliveryData:
		return []moment{one(e, report.Provider, report.Provider, e.Line, nil)}
	case journal.FindingData:
		m := one(e, report.Client, report.Client, "noticed: "+d.Message, nil)
		return []moment{m}
	default:
		return nil // what the harness itself does to the provider is no evidence
	}
}

func one(e journal.Entry, from, to report.Party, what string, x *report.Exchange) moment {
	return moment{at: e.Wall, order: e.Seq, seq: e.Seq, line: report.Line{From: from, To: to, What: what, Exchange: x}}
}

// attemptMoments are the two halves of an attempt: it is journalled when it is
// over.
func attemptMoments(e journal.Entry, d journal.AttemptData, short names) []moment {
	took := time.Duration(d.TookMS) * time.Millisecond
	told := moment{at: d.Wall, order: e.Seq, line: report.Line{
		From: report.Provider, To: report.Client, What: fmt.Sprintf("notification %s, attempt %d", noticeOf(e.Line), d.N),
		Note:     short.of(e.RequestID),
		Exchange: &report.Exchange{Head: head("POST "+d.URL, d.RequestHeader), Body: string(d.Request.Text), Cut: d.Request.Cut},
	}}
	answer := one(e, report.Client, report.Provider, fmt.Sprintf("%d (%d ms)", d.Status, d.TookMS), &report.Exchange{
		Head: head(fmt.Sprint(d.Status, " ", http.StatusText(d.Status)), d.AnswerHeader), Body: string(d.Answer.Text), Cut: d.Answer.Cut,
	})
	answer.line.Note, answer.at = d.Why, d.Wall.Add(took)
	switch {
	case d.Outcome == "acknowledged":
		answer.line.Mark = report.Good
	case d.Status == 0 || strings.Contains(d.Why, "lost on the way"):
		answer.line.Mark = report.Lost
	}
	if d.Status == 0 {
		answer.line.What, answer.line.Exchange = "no answer", nil
	}
	return []moment{told, answer}
}

// noticeOf is the type and code in an attempt's line.
func noticeOf(line string) string {
	_, rest, _ := strings.Cut(line, " of ")
	notice, _, _ := strings.Cut(rest, ":")
	return notice
}

// moments are the two halves of what we sent ourselves.
func (s *Sent) moments() []moment {
	asked := moment{at: s.At, order: s.After, line: report.Line{
		From: report.Provider, To: report.Client, What: s.Label,
		Exchange: &report.Exchange{Head: "POST to the callback", Body: string(s.Body[:min(len(s.Body), journal.MaxBody)]), Cut: len(s.Body) > journal.MaxBody},
	}}
	answer := moment{at: s.At.Add(s.Took), order: s.After, line: report.Line{
		From: report.Client, To: report.Provider, What: fmt.Sprintf("%d (%d ms)", s.Status, s.Took.Milliseconds()),
		Exchange: &report.Exchange{Head: head(fmt.Sprint(s.Status, " ", http.StatusText(s.Status)), journal.NewHeader(s.Header)), Body: string(s.Answer[:min(len(s.Answer), journal.MaxBody)])},
	}}
	if s.Status == 0 {
		answer.line.What, answer.line.Mark, answer.line.Exchange = "no answer", report.Lost, nil
	}
	return []moment{asked, answer}
}

// head is the first line and the header of a message.
func head(first string, h journal.Header) string {
	lines := []string{first}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		lines = append(lines, name+": "+h[name])
	}
	return strings.Join(lines, "\n")
}

// wordOf is a path as people say it: transactions for /api/transactions/.
func wordOf(path string) string {
	return strings.Trim(strings.TrimPrefix(path, "/api"), "/")
}
