package sandbox

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each limit is switched on alone, and off again.
func TestLimitsOneByOne(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		limits Limits
		want   map[string]Kind // what is refused, and how
	}{
		{"none", Limits{}, map[string]Kind{}},
		{"deletes", Limits{Deletes: true}, map[string]Kind{"delete": Throttled}},
		{"requests", Limits{Requests: true}, map[string]Kind{"request": Firewall}},
		{"sync_cutoff", Limits{SyncCutoff: true}, map[string]Kind{"retrieve": RequestTimeout}},
		{"quotas", Limits{Quotas: true}, map[string]Kind{}},
		{"all", AllLimits(), map[string]Kind{"delete": Throttled, "request": Firewall, "retrieve": RequestTimeout}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := still(t)
			w.latency = time.Hour
			w.SetLimits(tt.limits)
			if w.Limits() != tt.limits {
				t.Errorf("the limits are %+v", w.Limits())
			}
			if diff := cmp.Diff(tt.want, refused(t, w)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			w.SetLimits(Limits{})
			if diff := cmp.Diff(map[string]Kind{}, refused(t, w)); diff != "" {
				t.Errorf("switched off (-want +got):\n%s", diff)
			}
		})
	}
}

// refused says how a workspace refuses the last of many acts.
func refused(t *testing.T, w *Workspace) map[string]Kind {
	t.Helper()
	accounts, _ := ResourceNamed("accounts")
	acts := map[string]func() error{
		"delete": func() error {
			link, err := w.Prepare(Registration{})
			if err != nil {
				t.Fatal(err)
			}
			return w.Delete(link.ID)
		},
		"request": w.Knock,
		"retrieve": func() error {
			link, err := w.Prepare(Registration{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.Retrieve(Ask{Resource: accounts, Link: link.ID})
			return err
		},
	}
	got := map[string]Kind{}
	for name, act := range acts {
		var err error
		for range maxRequests + 1 {
			err = act()
		}
		if refusal, ok := errors.AsType[*Error](err); ok {
			got[name] = refusal.Kind
		}
	}
	return got
}
