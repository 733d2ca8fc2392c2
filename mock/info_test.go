package mock_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// What the provider was started with is told, with what overrides the edition.
func TestInfoTellsTheSettings(t *testing.T) {
	t.Parallel()
	type settings struct {
		Terms     control.Terms
		Latency   control.Duration
		Limits    []string
		PublicURL string
	}
	tests := []struct {
		name string
		cfg  mock.Config
		want settings
	}{
		{"as it comes", mock.Config{}, settings{
			control.Terms{Generation: "2023", Async: "every", TransactionsCode: "new_transactions_updated", Refused: "retry"},
			control.Duration(time.Second), []string{}, "",
		}},
		{"all overridden", mock.Config{
			Edition: "2026", Async: "transactions", TransactionsCode: "mine", Refused: "stop", Latency: mock.AtOnce, Limits: true, PublicURL: "https://belvo.example/",
		}, settings{
			control.Terms{Generation: "2026", Async: "transactions", TransactionsCode: "mine", Refused: "stop"},
			0, []string{"deletes", "requests", "sync_cutoff", "quotas"}, "https://belvo.example",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			info, err := frozen(t, tt.cfg).Workspace().Info(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, settings{info.Terms, info.Latency, info.Limits, info.PublicURL}); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheContractIsPublished(t *testing.T) {
	t.Parallel()
	want, err := openapi.Published()
	if err != nil {
		t.Fatal(err)
	}
	status, got := call(t, frozen(t, mock.Config{ControlToken: "t"}), "GET", "/_mock/vendor.json", "")
	if status != 200 || !bytes.Equal(want, []byte(got)) {
		t.Errorf("answered %d %.80s", status, got)
	}
}
