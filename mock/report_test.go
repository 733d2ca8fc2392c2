package mock_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

const passed = `{"id":"ACK-01","verdict":"pass"}`

func verdicts(all ...string) (out []json.RawMessage) {
	for _, text := range all {
		out = append(out, json.RawMessage(text))
	}
	return out
}

// under is a Host in virtual time.
func under(t *testing.T) control.Host {
	t.Helper()
	s, err := mock.New(mock.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s.Host()
}

func added(t *testing.T, h control.Host, spec control.ReportSpec) control.ReportInfo {
	t.Helper()
	info, err := h.AddReport(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// A run is told of from its beginning to its end. What it says is data,
// whatever it looks like, and nobody else's to change.
func TestReportFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, began := under(t), time.Now().UTC()
		const hostile = `{"id":"</script>","verdict":"fail","why":"\u0000 & <b>","n":1.50}`
		info := added(t, h, control.ReportSpec{State: control.ReportRunning, Planned: 2, Client: "<b>", Plan: "core", Seed: 7})
		want := control.ReportInfo{ID: info.ID, State: "running", Updated: began, Planned: 2, Client: "<b>", Plan: "core", Seed: 7, Started: began}
		if diff := cmp.Diff(want, info); diff != "" || info.ID == "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		time.Sleep(time.Second)
		first := []byte(hostile)
		info, err := h.AddVerdict(t.Context(), info.ID, first)
		clear(first)
		want.Updated, want.Counts.Fail = began.Add(time.Second), 1
		if diff := cmp.Diff(want, info); err != nil || diff != "" {
			t.Fatalf("%v (-want +got):\n%s", err, diff)
		}
		for range 2 {
			whole, err := h.Report(t.Context(), info.ID)
			all := control.Report{ReportInfo: want, Verdicts: verdicts(hostile), NotTested: verdicts()}
			all.NotTested = []json.RawMessage{}
			if diff := cmp.Diff(all, whole); err != nil || diff != "" {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
			clear(whole.Verdicts[0])
		}
		end := control.ReportSpec{
			Client: "<b>", Started: began.Add(-time.Hour), TookMS: 9, Exit: new(1), Verdicts: verdicts(hostile, passed), NotTested: verdicts(`{"id":"x"}`),
			Warnings: []string{"w"}, Expectations: []string{"e"},
		}
		if info, err = h.SetReport(t.Context(), info.ID, end); err != nil {
			t.Fatal(err)
		}
		want = control.ReportInfo{
			ID: info.ID, State: "done", Updated: began.Add(time.Second), Client: "<b>", Started: began.Add(-time.Hour), TookMS: 9, Exit: new(1),
			Counts: control.ReportCounts{Pass: 1, Fail: 1},
		}
		whole, err := h.Report(t.Context(), info.ID)
		all := control.Report{ReportInfo: want, Verdicts: end.Verdicts, NotTested: end.NotTested, Warnings: end.Warnings, Expectations: end.Expectations}
		if diff := cmp.Diff(all, whole); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		_, again := h.SetReport(t.Context(), info.ID, end)
		_, late := h.AddVerdict(t.Context(), info.ID, json.RawMessage(passed))
		if code(again) != control.Conflict || code(late) != control.Conflict {
			t.Errorf("what is done is changed: %v, %v", again, late)
		}
	})
}

func TestReportsRefuse(t *testing.T) {
	t.Parallel()
	h := under(t)
	running := added(t, h, control.ReportSpec{State: control.ReportRunning, Client: "c"}).ID
	large := fmt.Sprintf(`{"id":"A","verdict":"pass","output":%q}`, strings.Repeat("x", control.MaxReport/2))
	add := func(spec control.ReportSpec) func() error {
		return func() error { _, err := h.AddReport(t.Context(), spec); return err }
	}
	verdict := func(id, text string) func() error {
		return func() error { _, err := h.AddVerdict(t.Context(), id, json.RawMessage(text)); return err }
	}
	tests := []struct {
		name  string
		do    func() error
		code  control.Code
		field string
	}{
		{"a state", add(control.ReportSpec{State: "paused"}), control.Invalid, "state"},
		{"fewer than none", add(control.ReportSpec{Planned: -1}), control.Invalid, "planned"},
		{"a verdict without id", add(control.ReportSpec{Verdicts: verdicts(passed, `{"verdict":"pass"}`)}), control.Invalid, "verdicts[1].id"},
		{"a verdict of no kind", add(control.ReportSpec{Verdicts: verdicts(`{"id":"A","verdict":"good"}`)}), control.Invalid, "verdicts[0].verdict"},
		{"no JSON", add(control.ReportSpec{NotTested: verdicts(`{`)}), control.Invalid, ""},
		{"too much", add(control.ReportSpec{Verdicts: verdicts(large, large)}), control.TooLarge, ""},
		{"no object", verdict(running, `[]`), control.Invalid, "id"},
		{"null", verdict(running, `null`), control.Invalid, "id"},
		{"no kind", verdict(running, `{"id":"A"}`), control.Invalid, "verdict"},
		{"more than half", verdict(running, large), "", ""},
		{"and another", verdict(running, large), control.TooLarge, ""},
		{"an unknown report", verdict("x", passed), control.NotFound, ""},
		{"an unknown report replaced", func() error { _, err := h.SetReport(t.Context(), "x", control.ReportSpec{}); return err }, control.NotFound, ""},
		{"an unknown report shown", func() error { _, err := h.Report(t.Context(), "x"); return err }, control.NotFound, ""},
	}
	for _, tt := range tests {
		err := tt.do()
		if code(err) != tt.code || tt.field != "" && !strings.Contains(err.Error(), ": "+tt.field+": ") {
			t.Errorf("%s: %v, want %s of %q", tt.name, err, tt.code, tt.field)
		}
	}
	got, err := h.Reports(t.Context())
	if err != nil || len(got) != 1 || got[0].Counts != (control.ReportCounts{Pass: 1}) {
		t.Errorf("%v: what was refused left traces: %+v", err, got)
	}
}

// The oldest that is done makes room, the oldest of all if none is.
func TestTheLastReportsAreRemembered(t *testing.T) {
	t.Parallel()
	h := under(t)
	var want []string
	for i := range control.MaxReports + 1 {
		state := control.ReportRunning
		if i == 2 {
			state = control.ReportDone
		} else {
			want = append([]string{fmt.Sprint(i)}, want...)
		}
		added(t, h, control.ReportSpec{Client: fmt.Sprint(i), State: state})
	}
	listed := func() (names []string) {
		all, err := h.Reports(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range all {
			names = append(names, info.Client)
		}
		return names
	}
	if diff := cmp.Diff(want, listed()); diff != "" {
		t.Errorf("the newest first (-want +got):\n%s", diff)
	}
	added(t, h, control.ReportSpec{Client: "last"})
	want = append([]string{"last"}, want[:control.MaxReports-1]...)
	if diff := cmp.Diff(want, listed()); diff != "" {
		t.Errorf("when all run (-want +got):\n%s", diff)
	}
}

// Who follows is told of each report as it is and then of what has changed; what
// changed several times meanwhile is told of once. The end of the server ends it.
func TestFollowReports(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := mock.New(mock.Config{})
		if err != nil {
			t.Fatal(err)
		}
		h := s.Host()
		a := added(t, h, control.ReportSpec{Client: "a", State: control.ReportRunning})
		added(t, h, control.ReportSpec{Client: "b"})
		told := make(chan string)
		go func() {
			defer close(told)
			for info, err := range h.FollowReports(t.Context()) {
				told <- fmt.Sprint(info.Client, info.Counts.Pass, code(err))
			}
		}()
		got := []string{<-told, <-told}
		synctest.Wait() // it waits
		add := func() {
			if _, err := h.AddVerdict(t.Context(), a.ID, json.RawMessage(passed)); err != nil {
				t.Fatal(err)
			}
		}
		add()
		synctest.Wait() // it tells of the first, while two more come
		add()
		add()
		got = append(got, <-told, <-told)
		synctest.Wait()
		s.Close()
		for last := range told {
			got = append(got, last)
		}
		if diff := cmp.Diff([]string{"a0", "b0", "a1", "a3", "0gone"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
