package harness

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadHolding(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       Holding
		err        string
	}{
		{"pending", `{"status": "pending"}`, Holding{Status: "pending"}, ""},
		{"failed with items", `{"status": "failed", "items": [{"id": "a"}]}`, Holding{Status: "failed", Items: []Held{{ID: "a"}}}, ""},
		{"amounts of all kinds", `{"status": "ready", "items": [{"id": "a", "amount": "12.30"}, {"id": "b", "amount": -1.5e3}, {"id": "c", "amount": null}, {"id": "a"}]}`,
			Holding{Status: "ready", Items: []Held{{"a", "12.30"}, {"b", "-1.5e3"}, {"c", ""}, {"a", ""}}}, ""},
		{"keys of its own", `{"status": "ready", "items": [], "at": 1}`, Holding{Status: "ready"}, ""},
		{"no items", `{"status": "ready"}`, Holding{}, "items is missing; want a list, since status is ready"},
		{"another status", `{"status": "done", "items": []}`, Holding{}, `status is "done"; want pending, ready or failed`},
		{"no status", `{"items": []}`, Holding{}, `status is ""; want pending, ready or failed`},
		{"a list", `[]`, Holding{}, `want {"status": …, "items": […]} in JSON: json: cannot unmarshal array into Go value of type harness.probed`},
		{"no JSON", `<html>`, Holding{}, `want {"status": …, "items": […]} in JSON: invalid character '<' looking for beginning of value`},
		{"two answers", `{"status": "pending"} {}`, Holding{}, `want {"status": …, "items": […]} in JSON: invalid character '{' after top-level value`},
		{"items that are none", `{"status": "ready", "items": {"a": 1}}`, Holding{}, "items is a object; want a list of objects"},
		{"ids alone", `{"status": "ready", "items": ["a"]}`, Holding{}, "items is a string; want a list of objects"},
		{"an id that is a number", `{"status": "ready", "items": [{"id": 7}]}`, Holding{}, "items.id is a number; want a text"},
		{"no id", `{"status": "ready", "items": [{"id": "a"}, {"amount": "1"}]}`, Holding{}, "items[1]: id is missing; want the provider's id of the record"},
		{"an amount with a sign of money", `{"status": "ready", "items": [{"id": "a", "amount": "R$ 1,50"}]}`, Holding{}, `items[0]: amount is "R$ 1,50"; want a decimal such as "12.34"`},
		{"an amount that is an object", `{"status": "ready", "items": [{"id": "a", "amount": {}}]}`, Holding{}, `items[0]: amount is {}; want a decimal such as "12.34"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := readHolding([]byte(tt.body))
			said := ""
			if err != nil {
				said = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || said != tt.err {
				t.Errorf("error\n%s\nwant\n%s\nholding (-want +got):\n%s", said, tt.err, diff)
			}
		})
	}
}
