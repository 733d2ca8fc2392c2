package sandbox

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/internal/duration"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestWhatIsLeftOfARule(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		rule fault.Active
		want *fault.Rule // nil: nothing
	}{
		{"without limit", fault.Active{Matches: 9, Hits: 9}, &fault.Rule{}},
		{"two of three", fault.Active{Rule: fault.Rule{Times: 3}, Matches: 1, Hits: 1}, &fault.Rule{Times: 2}},
		{"none of three", fault.Active{Rule: fault.Rule{Times: 3}, Matches: 5, Hits: 3}, nil},
		{"not begun", fault.Active{Rule: fault.Rule{After: 5, Times: 1}, Matches: 2}, &fault.Rule{After: 3, Times: 1}},
		{"begun", fault.Active{Rule: fault.Rule{After: 2}, Matches: 7, Hits: 5}, &fault.Rule{}},
		{"the third is the next but one", fault.Active{Rule: fault.Rule{On: fault.On{Nth: 3}}, Matches: 1}, &fault.Rule{On: fault.On{Nth: 2}}},
		{"the third has been", fault.Active{Rule: fault.Rule{On: fault.On{Nth: 3}}, Matches: 3, Hits: 1}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got *fault.Rule
			if left, more := leftOf(tt.rule); more {
				got = &left
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhichCollectionIsWhole(t *testing.T) {
	t.Parallel()
	first, second := bank.DayOf(made), bank.DayOf(made).Add(1)
	tests := []struct {
		name         string
		whole, other Coverage
		want         bool
	}{
		{"the same", Coverage{From: first}, Coverage{From: first}, true},
		{"a longer one", Coverage{From: second}, Coverage{From: first}, true},
		{"a shorter one", Coverage{From: first}, Coverage{From: second}, false},
		{"all there is", Coverage{From: first}, Coverage{}, true},
		{"what has no date", Coverage{}, Coverage{}, true},
		{"less than all there is", Coverage{}, Coverage{From: first}, false},
		{"one account", Coverage{From: first}, Coverage{From: first, Account: "a"}, false},
		{"one that ends", Coverage{From: first}, Coverage{From: first, To: second}, false},
	}
	for _, tt := range tests {
		if got := tt.whole.isIn(tt.other); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestLimitsByName(t *testing.T) {
	t.Parallel()
	if got := LimitsNamed(fixtures.LimitNames()); got != AllLimits() {
		t.Errorf("all names switch on %+v", got)
	}
	for _, names := range []fixtures.Limits{{}, {"requests"}, {"deletes", "quotas"}, fixtures.LimitNames()} {
		if diff := cmp.Diff(names, LimitsNamed(names).Names()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// What a workspace remembers of a timeline is plain data.
func TestTimelineIsPlain(t *testing.T) {
	t.Parallel()
	again(t, Title{"name", "summary", fixtures.Bundled().Personas[:3]})
	again(t, PlannedAct{ID: "act-1", Nth: 1, Due: made, Act: fixtures.Act{
		At: duration.Duration(time.Hour), Link: "ana", Do: fixtures.AddTransactions, Count: 1, Status: "valid", WebhookType: "X", WebhookCode: "x",
		Transactions: []fixtures.ScenarioRow{{Amount: "89.90", ValueDate: "-1d"}, {Amount: "1"}},
		Data:         json.RawMessage(`{"a":1.50}`), Fault: &fault.Rule{Fault: "drop", On: fault.On{Link: "ana"}},
	}})
}

// What could be checked by nobody before is a finding, and the rest is played.
func TestWhatCannotBePlayedIsAFinding(t *testing.T) {
	t.Parallel()
	terms, err := TermsOf("")
	if err != nil {
		t.Fatal(err)
	}
	w := New(Config{
		Owner: "o", Terms: terms, Width: 1, Start: made, Frozen: true, Fixtures: fixtures.Bundled(), Cache: NewCache(0),
		Scenario: &fixtures.Scenario{
			Links: []fixtures.ScenarioLink{
				{Name: "elf", Institution: "moria"},
				{Name: "ana", Transactions: []fixtures.ScenarioRow{{Amount: "1", ValueDate: "+1d"}}},
				{Name: "bia"},
			},
		},
	})
	defer w.Close()
	page, err := w.Journal().List(journal.Query{Kinds: []journal.Kind{journal.KindFinding}})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range page.Items {
		line, _, _ := strings.Cut(e.Line, " of the scenario: ")
		lines = append(lines, line)
	}
	if diff := cmp.Diff([]string{"link elf", "link ana"}, lines); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if got := w.Numbers().Links; got != 2 {
		t.Errorf("there are %d links", got)
	}
	if err := w.act(fixtures.Act{Do: "dance"}, ""); err == nil {
		t.Error("an act that nobody knows is done")
	}
	for _, do := range []fixtures.ActKind{fixtures.AddTransactions, fixtures.SettlePending, fixtures.DeleteTransactions} {
		if err := w.act(fixtures.Act{Do: do, Count: 1}, "nobody"); err == nil {
			t.Errorf("%s is done to a link that is not there", do)
		}
	}
}
