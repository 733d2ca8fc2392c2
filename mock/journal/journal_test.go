package journal_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/journal"
)

var at = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// lines are what entries say; all that most tests look at.
func lines(entries []journal.Entry) string {
	var all []string
	for _, e := range entries {
		all = append(all, fmt.Sprintf("%d:%s", e.Seq, e.Line))
	}
	return strings.Join(all, " ")
}

func add(j *journal.Journal, from, to int) {
	for n := from; n <= to; n++ {
		j.Append(journal.Entry{Kind: journal.KindJob, Line: fmt.Sprint("l", n)})
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Limits{})
	j.Append(journal.Entry{Kind: journal.KindCall, Line: "a", LinkID: "L1"})
	j.Append(journal.Entry{Kind: journal.KindAnswer, Line: "b", LinkID: "L1", RequestID: "R1"})
	j.Append(journal.Entry{Kind: journal.KindAttempt, Line: "c", LinkID: "L2", RequestID: "R1", DeliveryID: "D1"})
	tests := []struct {
		name  string
		query journal.Query
		want  string
	}{
		{"all", journal.Query{}, "1:a 2:b 3:c"},
		{"after one", journal.Query{Since: 1}, "2:b 3:c"},
		{"after the last", journal.Query{Since: 3}, ""},
		{"after what is still to come", journal.Query{Since: 9}, ""},
		{"kinds", journal.Query{Kinds: []journal.Kind{journal.KindAttempt, journal.KindCall}}, "1:a 3:c"},
		{"a link", journal.Query{LinkID: "L1"}, "1:a 2:b"},
		{"a request", journal.Query{RequestID: "R1"}, "2:b 3:c"},
		{"a delivery", journal.Query{DeliveryID: "D1"}, "3:c"},
		{"both a link and a request", journal.Query{LinkID: "L1", RequestID: "R1"}, "2:b"},
		{"the first ones", journal.Query{Limit: 2}, "1:a 2:b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page, err := j.List(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, lines(page.Items)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if page.Items == nil || page.First != 1 || page.Last != 3 || page.Dropped != 0 {
				t.Errorf("page is %+v", page)
			}
		})
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	page, err := journal.New(journal.Limits{}).List(journal.Query{})
	if diff := cmp.Diff(journal.Page{Items: []journal.Entry{}, First: 1}, page); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestOldestGoFirst(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		limits  journal.Limits
		entries int
		first   uint64
	}{
		{"not full", journal.Limits{Entries: 40}, 39, 1},
		{"just full", journal.Limits{Entries: 40}, 40, 1},
		{"one too many", journal.Limits{Entries: 40}, 41, 2},
		{"many rounds", journal.Limits{Entries: 40}, 1000, 961},
		{"fewer than the ring begins with", journal.Limits{Entries: 3}, 10, 8},
		{"one", journal.Limits{Entries: 1}, 10, 10},
		{"the default", journal.Limits{}, 10_001, 2},
		{"too many bytes, yet the newest is kept", journal.Limits{Bytes: 1}, 10, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			j := journal.New(tt.limits)
			add(j, 1, tt.entries)
			page, err := j.List(journal.Query{})
			if err != nil {
				t.Fatal(err)
			}
			if page.First != tt.first || page.Last != uint64(tt.entries) || page.Dropped != tt.first-1 {
				t.Errorf("first %d, last %d, dropped %d; want first %d", page.First, page.Last, page.Dropped, tt.first)
			}
			for i, e := range page.Items {
				if want := tt.first + uint64(i); e.Seq != want || e.Line != fmt.Sprint("l", want) {
					t.Fatalf("item %d is %d %q, want %d", i, e.Seq, e.Line, want)
				}
			}
			if want := tt.entries - int(tt.first) + 1; len(page.Items) != want {
				t.Errorf("%d items, want %d", len(page.Items), want)
			}
		})
	}
}

// The bytes of bodies count, and dropping entries gives their bytes back.
func TestBytesAreBounded(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	j := journal.New(journal.Limits{Bytes: limit})
	for range 1000 {
		j.Append(journal.Entry{Data: journal.NewCall("POST", "/", "", nil, make([]byte, 10_000))})
	}
	page, err := j.List(journal.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(page.Items); n < 80 || n > limit/10_000 {
		t.Errorf("%d entries of 10 kB are kept in 1 MiB", n)
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Limits{Entries: 5})
	add(j, 1, 10) // 6 to 10 are kept
	if page, err := j.List(journal.Query{Since: 5}); err != nil || len(page.Items) != 5 {
		t.Errorf("since 5: %v, %v; nothing after it was dropped", lines(page.Items), err)
	}
	page, err := j.List(journal.Query{Since: 4})
	gone, ok := errors.AsType[*journal.GoneError](err)
	if !ok || !errors.Is(err, journal.ErrGone) || gone.First != 6 || page.First != 6 {
		t.Errorf("List: %v, page %+v", err, page)
	}
	if _, err := j.Wait(t.Context(), journal.Match{}, 4, 1); !errors.Is(err, journal.ErrGone) {
		t.Errorf("Wait: %v", err)
	}
	got, err := j.Wait(t.Context(), journal.Match{}, 0, 2)
	if err != nil || lines(got) != "6:l6 7:l7" {
		t.Errorf("Wait from the oldest: %s, %v", lines(got), err)
	}
}

func TestClosedTakesNothingButCanBeRead(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Limits{})
	add(j, 1, 2)
	j.Close()
	j.Close()
	if e := j.Append(journal.Entry{Seq: 7, Line: "late"}); e.Seq != 0 {
		t.Errorf("a closed journal gave out %d", e.Seq)
	}
	if page, err := j.List(journal.Query{}); err != nil || lines(page.Items) != "1:l1 2:l2" {
		t.Errorf("List: %s, %v", lines(page.Items), err)
	}
	if got, err := j.Wait(t.Context(), journal.Match{}, 0, 2); err != nil || len(got) != 2 {
		t.Errorf("Wait: %s, %v", lines(got), err)
	}
}

// A workspace that does little costs little.
func TestSmall(t *testing.T) {
	const journals = 1000
	kept := make([]*journal.Journal, journals)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range kept {
		kept[i] = journal.New(journal.Limits{})
		add(kept[i], 1, 3)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if each := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / journals; each > 8<<10 {
		t.Errorf("a journal of three entries takes %d bytes", each)
	}
	runtime.KeepAlive(kept)
}

func BenchmarkAppend(b *testing.B) {
	j := journal.New(journal.Limits{})
	e := journal.Entry{
		At: at, Wall: at, Kind: journal.KindCall, Line: "GET /api/links/", LinkID: "L",
		Data: journal.NewCall("GET", "/api/links/", "", map[string][]string{"Accept": {"*/*"}}, []byte(`{}`)),
	}
	b.ReportAllocs()
	for b.Loop() {
		j.Append(e)
	}
}
