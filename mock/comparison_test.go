package mock_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// What an attempt sent is held against the vendor's contract.
func TestCompareWithTheContract(t *testing.T) {
	t.Parallel()
	notice := control.Notice{LinkID: guideLink, Type: "ACCOUNTS", Code: "historical_update", Data: json.RawMessage(`{"total_accounts": 2}`)}
	with := func(edit func(*control.Notice)) control.Notice {
		n := notice
		edit(&n)
		return n
	}
	tests := []struct {
		name   string
		notice control.Notice
		fault  string
		want   []string // "pointer: beginning of the message"
	}{
		{"as the contract says", notice, "", nil},
		{"two wrong places", with(func(n *control.Notice) { n.Data = json.RawMessage(`{"total_accounts": "2", "more": 1}`) }), "",
			[]string{"/data: property \"more\"", "/data/total_accounts: value must be an integer"}},
		{"an event of nobody", with(func(n *control.Notice) { n.Code = "ready" }), "", []string{"/webhook_code: the vendor documents no webhook ACCOUNTS/ready"}},
		{"a body cut short", notice, "truncated_body", []string{"/: no JSON: line 1, column "}},
		{"no JSON", notice, "invalid_body", []string{"/: no JSON: line 1, column "}},
		{"no data", notice, "null_data", []string{"/data: "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url := deaf(t)
			p := frozen(t, mock.Config{WebhookURL: url})
			w := p.Workspace()
			if tt.fault != "" {
				if _, err := w.AddFault(t.Context(), fault.Rule{Fault: tt.fault}); err != nil {
					t.Fatal(err)
				}
			}
			told, err := w.Notify(t.Context(), tt.notice)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			got, err := w.Compare(t.Context(), told.DeliveryID)
			if diff := cmp.Diff([]int{1}, got.Compared); err != nil || diff != "" {
				t.Errorf("%v, compared (-want +got):\n%s", err, diff)
			}
			if len(got.Items) != len(tt.want) {
				t.Fatalf("the differences are %+v, want %q", got.Items, tt.want)
			}
			for i, d := range got.Items {
				if line := d.Pointer + ": " + d.Message; d.Attempt != 1 || !strings.HasPrefix(line, tt.want[i]) {
					t.Errorf("attempt %d: %s, want %s", d.Attempt, line, tt.want[i])
				}
			}
		})
	}
}

// Each attempt is compared; before the first it is the event; a body that is not
// kept whole is not.
func TestWhichAttemptsAreCompared(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{WebhookURL: deaf(t)})
	w := p.Workspace()
	wrong := control.Notice{LinkID: guideLink, Type: "ACCOUNTS", Code: "historical_update", Data: json.RawMessage(`{"total_accounts": "2"}`)}
	if _, err := w.AddFault(t.Context(), fault.Rule{Fault: "hold", Times: 1}); err != nil {
		t.Fatal(err)
	}
	told, err := w.Notify(t.Context(), wrong)
	if err != nil {
		t.Fatal(err)
	}
	compared := func(want []int, differences int) {
		t.Helper()
		got, err := w.Compare(t.Context(), told.DeliveryID)
		if diff := cmp.Diff(want, got.Compared); err != nil || diff != "" || len(got.Items) != differences {
			t.Errorf("%v, %+v, compared (-want +got):\n%s", err, got.Items, diff)
		}
	}
	compared([]int{0}, 1)
	if _, err := w.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	long := json.RawMessage(`"` + strings.Repeat("x", 20<<10) + `"`)
	for _, body := range []json.RawMessage{nil, long} {
		if _, err := w.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Resend(t.Context(), told.DeliveryID, control.ResendSpec{Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	compared([]int{1, 2}, 2)
	_, err = w.Compare(t.Context(), "nobody")
	if refused, ok := errors.AsType[*control.Error](err); !ok || refused.Code != control.NotFound {
		t.Errorf("a delivery of nobody: %v", err)
	}
}

// deaf is a receiver that takes everything and reads nothing.
func deaf(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	t.Cleanup(s.Close)
	return s.URL
}
