package harness

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

const anasLink = "5c7b9d0e-3f0a-4f0e-9a53-0d7f3c1f2a11"

// got is a call for a list with its answer: a status and, if that is 200, a
// body; what follows in line says that it did not arrive whole.
func got(seq uint64, query, line, body string) []journal.Entry {
	return []journal.Entry{
		{Seq: seq, Kind: journal.KindCall, Data: journal.NewCall("GET", "/api/transactions/", query, nil, nil)},
		{Seq: seq + 1, Kind: journal.KindAnswer, Line: "200 for GET /api/transactions/" + line, Data: journal.Answer{Call: seq, Status: 200, Body: journal.NewBody([]byte(body))}},
	}
}

func page(count int, next string) string {
	return fmt.Sprintf(`{"count":%d,"next":%q,"previous":null,"results":[]}`, count, next)
}

func TestReadAll(t *testing.T) {
	t.Parallel()
	const ana = "link=" + anasLink
	tests := []struct {
		name    string
		entries [][]journal.Entry
		want    int
		read    bool
	}{
		{"one page", [][]journal.Entry{got(1, ana, "", page(3, ""))}, 3, true},
		{"nothing, which was read", [][]journal.Entry{got(1, ana, "", page(0, ""))}, 0, true},
		{"nothing, which was not read", nil, 0, false},
		{"the first page only", [][]journal.Entry{got(1, ana, "", page(101, "x"))}, 101, false},
		{"both pages", [][]journal.Entry{got(1, ana, "", page(101, "x")), got(3, ana+"&page=2", "", page(101, ""))}, 101, true},
		{"larger pages", [][]journal.Entry{got(1, ana+"&page_size=5000", "", page(1000, ""))}, 1000, true},
		{"in two periods", [][]journal.Entry{got(1, ana+"&value_date__lte=2026-01-31", "", page(2, "")), got(3, ana+"&value_date__gte=2026-02-01", "", page(3, ""))}, 5, true},
		{"a page of before the list grew", [][]journal.Entry{got(1, ana+"&page=2", "", page(150, "")), got(3, ana, "", page(101, ""))}, 101, false},
		{"what broke off", [][]journal.Entry{got(1, ana, ": the connection ended in the body", page(3, ""))}, 3, false},
		{"what is no JSON", [][]journal.Entry{got(1, ana, "", page(3, "")[:20])}, 3, false},
		{"somebody else's", [][]journal.Entry{got(1, "link=0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f", "", page(3, ""))}, 3, false},
		{"everybody's", [][]journal.Entry{got(1, "", "", page(30, ""))}, 3, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var entries []journal.Entry
			for _, pair := range tt.entries {
				entries = append(entries, pair...)
			}
			if read, seen := readAll(fetchesAbout(entries, anasLink, "transactions", 0), tt.want); read != tt.read {
				t.Errorf("read: %v, want %v: %s", read, tt.read, seen)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	rows := map[string]string{"a": "0.10", "b": "12.50"}
	tests := []struct {
		name string
		held []Held
		want string
	}{
		{"as the provider has it", []Held{{"b", "12.5"}, {"a", "1e-1"}}, ""},
		{"without amounts", []Held{{"a", ""}, {"b", ""}}, ""},
		{"one is missing", []Held{{"a", ""}}, "1 rows held where there are 2: 1 missing, such as b"},
		{"one is there twice", []Held{{"a", ""}, {"b", ""}, {"a", ""}}, "3 rows held where there are 2: 1 held more than once, such as a"},
		{"one is strange", []Held{{"a", ""}, {"b", ""}, {"c", ""}}, "3 rows held where there are 2: 1 unknown to the provider, such as c"},
		{"an amount is wrong", []Held{{"a", "0.1000001"}, {"b", ""}}, "2 rows held where there are 2: 1 with a wrong amount, such as 0.1000001 instead of 0.10"},
		{"an amount is none", []Held{{"a", "ten cents"}, {"b", ""}}, "2 rows held where there are 2: 1 with a wrong amount, such as ten cents instead of 0.10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, compare(rows, tt.held)); diff != "" {
				t.Errorf("difference (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	january := period{"2026-01-01", "2026-01-31"}
	for query, want := range map[string]bool{
		"": true,
		"value_date__gte=2026-01-01&value_date__lte=2026-01-31":           true,
		"value_date__gte=2025-06-01":                                      true,
		"value_date__gte=2026-01-02":                                      false,
		"value_date__lte=2026-01-30":                                      false,
		"value_date__gte=2026-01-01T00:00:00Z&value_date__lte=2026-02-01": true,
		"value_date=2026-01-15":                                           false,
	} {
		f, ok := fetchOf(journal.Entry{}, journal.NewCall("GET", "/api/transactions/", query, nil, nil))
		if !ok || f.covers(january) != want {
			t.Errorf("%q covers January: %v, want %v", query, !want, want)
		}
	}
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	d := control.Delivery{LinkID: anasLink}
	body := `{"webhook_id":"1","link_id":"` + anasLink + `","request_id":"2"}`
	for how, want := range map[string]string{
		"a cut-off":  body[:len(body)-1-len(body)/4],
		"a garbled":  `{"webhook_id":"1","link_id":"` + anasLink + `","request_id":"2",]`,
		"a linkless": `{"webhook_id":"1","request_id":"2"}`,
	} {
		if diff := cmp.Diff(want, string(damaged([]byte(body), d, how))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", how, diff)
		}
	}
	if got := damaged([]byte(body), d, "an oversized"); len(got) < tenMegabytes || got[len(got)-1] != '}' {
		t.Errorf("an oversized one has %d bytes", len(got))
	}
}

func TestDurationOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"1 second": time.Second, "90 minutes": 90 * time.Minute, "2 hours": 2 * time.Hour, "3 days": 72 * time.Hour} {
		if got, err := durationOf(text); err != nil || got != want {
			t.Errorf("%s is %v, %v; want %v", text, got, err, want)
		}
	}
	if _, err := durationOf("soon"); err == nil {
		t.Error("soon is a duration")
	}
}

func TestSpell(t *testing.T) {
	t.Parallel()
	const plain, dashed = "4363b08b51eb43509c745df5ac92a7f6", "4363b08b-51eb-4350-9c74-5df5ac92a7f6"
	for _, id := range []string{plain, dashed} {
		if got := spell(id, "with dashes"); got != dashed {
			t.Errorf("%s with dashes is %s", id, got)
		}
		if got := spell(id, "without dashes"); got != plain {
			t.Errorf("%s without dashes is %s", id, got)
		}
	}
}
