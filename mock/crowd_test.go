package mock_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// Fifty workspaces that inject, advance and reset at once never see each other:
// each hears of its own links alone, as often as its own rules say.
func TestWorkspacesSideBySide(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	var mu sync.Mutex
	heard := map[string][]string{} // bodies by the workspace that the URL names
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		heard[r.URL.Path] = append(heard[r.URL.Path], r.Header.Get("Authorization")+" "+string(body))
		mu.Unlock()
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(s.Close)
	var group sync.WaitGroup
	for n := range 50 {
		group.Go(func() {
			name := fmt.Sprintf("/workspace-%d", n)
			if err := alone(t, p.Host(), s.URL+name, n); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			mu.Lock()
			defer mu.Unlock()
			copies := 2 + n%3
			if len(heard[name]) != 2*copies {
				t.Errorf("%s heard %d webhooks, want %d", name, len(heard[name]), 2*copies)
			}
			for _, text := range heard[name] {
				if !strings.HasPrefix(text, fmt.Sprintf("Token %d ", n)) || !strings.Contains(text, fmt.Sprintf(`"external_id":"person-%d"`, n)) {
					t.Errorf("%s heard %s", name, text)
				}
			}
		})
	}
	group.Wait()
}

// alone is what one of the fifty does: twice the same, with a reset between.
func alone(t *testing.T, host control.Host, url string, n int) error {
	ctx := t.Context()
	made, err := host.Create(ctx, control.WorkspaceSpec{
		Seed: new(uint64(n)), Frozen: true, Webhook: &control.WebhookSpec{URL: url, Authorization: fmt.Sprintf("Token %d", n)},
	})
	if err != nil {
		return err
	}
	w, err := host.Open(ctx, made.SecretID)
	if err != nil {
		return err
	}
	for range 2 {
		rule := fault.Rule{Fault: "duplicate", With: fault.With{Copies: 2 + n%3, Gap: control.Duration(time.Minute)}}
		if _, err := w.AddFault(ctx, rule); err != nil {
			return err
		}
		spec := control.LinkSpec{ExternalID: new(fmt.Sprintf("person-%d", n)), FetchResources: []string{"ACCOUNTS"}}
		if _, err := w.AddLink(ctx, spec); err != nil {
			return err
		}
		if _, err := w.Advance(ctx, control.Move{By: new(control.Duration(time.Hour))}); err != nil {
			return err
		}
		page, err := w.Journal(ctx, journal.Query{Kinds: []journal.Kind{journal.KindFault}})
		if err != nil || len(page.Items) != 1 {
			return fmt.Errorf("%d hits, %w", len(page.Items), err)
		}
		if _, err := w.Reset(ctx, control.ResetSpec{}); err != nil {
			return err
		}
		if rules, err := w.Faults(ctx); err != nil || len(rules) != 0 {
			return fmt.Errorf("after a reset there are %v, %w", rules, err)
		}
	}
	return nil
}
