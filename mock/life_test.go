package mock_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// life is a provider's, from its start to its end, with what a directory keeps.
func life(t *testing.T, dir string, cfg mock.Config, lived func(*testing.T, *mock.Running)) {
	t.Helper()
	cfg.StateDir = dir
	t.Run("a life", func(t *testing.T) { lived(t, mock.Start(t, cfg)) })
}

// crash copies a directory as it is on disk at the moment.
func crash(t *testing.T, dir string) string {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return copied
}

// as is another workspace of a provider, as whose client call asks.
func as(p *mock.Running, id, password string) *mock.Running {
	other := *p
	other.SecretID, other.SecretPassword = id, password
	return &other
}

func waitFor(t *testing.T, w control.Workspace, kind journal.Kind) {
	t.Helper()
	if _, err := w.Wait(t.Context(), control.Wait{Match: journal.Match{Kind: kind}}); err != nil {
		t.Fatal(err)
	}
}

// picture is what can be seen of a workspace whose time stands, but for its
// journal.
func picture(t *testing.T, p *mock.Running) string {
	t.Helper()
	w := p.Workspace()
	info, err := w.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	info.Counts.Entries = 0
	deliveries, err := w.Deliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent([]any{info, deliveries}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	seen := string(text)
	_, links := call(t, p, "GET", "/api/links/", "")
	seen += "\n" + links
	var page struct{ Results []struct{ ID string } }
	if err := json.Unmarshal([]byte(links), &page); err != nil {
		t.Fatal(err)
	}
	for _, link := range page.Results {
		rows, err := w.Transactions(t.Context(), link.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen += fmt.Sprintf("\n%d %s", len(rows), rows[0])
	}
	return seen
}

func infoOf(t *testing.T, p *mock.Running) control.Info {
	t.Helper()
	info, err := p.Workspace().Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// hangingReceiver hands over each webhook, and answers none until it is
// released.
func hangingReceiver(t *testing.T) (url string, heard <-chan string, release func()) {
	t.Helper()
	arrived, gate := make(chan string, 10), make(chan struct{})
	release = sync.OnceFunc(func() { close(gate) })
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		arrived <- string(body)
		<-gate
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(func() { release(); s.Close() })
	return s.URL, arrived, release
}
