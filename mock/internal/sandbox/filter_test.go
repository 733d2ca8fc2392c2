package sandbox

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFilterForms(t *testing.T) {
	t.Parallel()
	row := []byte(`{"n": 12.50, "day": "2026-03-02", "at": "2026-03-02T12:00:00.000000Z", "text": "Ação", "list": ["A", "B"], "none": null, "deep": {"x": 7}}`)
	tests := []struct {
		name   string
		filter Filter
		want   string // kept, dropped or refused
	}{
		{"trailing zeros do not count", Filter{Field: "n", Op: Exact, Form: Decimal, Value: "12.5"}, "kept"},
		{"beyond a float's digits", Filter{Field: "n", Op: Gt, Form: Decimal, Value: "12.4999999999999999999999"}, "kept"},
		{"a range includes its ends", Filter{Field: "n", Op: Range, Form: Decimal, Value: "12.5,13"}, "kept"},
		{"a range of one", Filter{Param: "n__range", Field: "n", Op: Range, Form: Decimal, Value: "12"}, "refused"},
		{"no number", Filter{Param: "n", Field: "n", Op: Exact, Form: Decimal, Value: "1e3"}, "refused"},
		{"a day is all of it", Filter{Field: "at", Op: Exact, Form: Moment, Value: "2026-03-02"}, "kept"},
		{"after a day", Filter{Field: "at", Op: Gt, Form: Moment, Value: "2026-03-02"}, "dropped"},
		{"up to a day", Filter{Field: "at", Op: Lte, Form: Moment, Value: "2026-03-02"}, "kept"},
		{"before a moment", Filter{Field: "at", Op: Lt, Form: Moment, Value: "2026-03-02T09:00:01-03:00"}, "kept"},
		{"no moment", Filter{Param: "at", Field: "at", Op: Lt, Form: Moment, Value: "today"}, "refused"},
		{"any case, with accents", Filter{Field: "text", Op: IContains, Value: "AÇÃ"}, "kept"},
		{"one of a list", Filter{Field: "list", Op: In, Value: "C,B"}, "kept"},
		{"all of a list", Filter{Field: "list", Op: AllIn, Value: "A,C"}, "dropped"},
		{"none of these", Filter{Field: "text", Op: NotIn, Value: "x,y"}, "kept"},
		{"null is nothing", Filter{Field: "none", Op: Exact, Value: ""}, "dropped"},
		{"what is not there", Filter{Field: "other", Op: Gte, Form: Decimal, Value: "0"}, "dropped"},
		{"deeper", Filter{Field: "deep.x", Op: Gte, Form: Decimal, Value: "7"}, "kept"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, outcome(tt.filter, row)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func outcome(f Filter, row []byte) string {
	keep, err := matchers([]Filter{f})
	switch {
	case err != nil:
		return "refused"
	case all(keep, row):
		return "kept"
	default:
		return "dropped"
	}
}

// Whatever a client writes is a refusal or a filter, and never a panic.
func FuzzFilter(f *testing.F) {
	f.Add("1,2", "n", byte(0))
	f.Add("2026-03-02", "at", byte(77))
	forms, ops := []Form{Text, Decimal, Moment, Truth}, []Op{Exact, In, NotIn, AllIn, Gt, Gte, Lt, Lte, Range, IContains}
	row := []byte(`{"n": 1, "at": "2026-03-02T12:00:00Z", "l": [1]}`)
	f.Fuzz(func(t *testing.T, value, field string, which byte) {
		filter := Filter{Param: "p", Field: field, Op: ops[int(which)%len(ops)], Form: forms[int(which)/len(ops)%len(forms)], Value: value}
		if got := outcome(filter, row); !slices.Contains([]string{"kept", "dropped", "refused"}, got) {
			t.Errorf("%+v is %s", filter, got)
		}
	})
}
