package mock_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/store"
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

// Everything is there again: links with what was changed about them, what is
// pending, who is told, the time, and other workspaces with theirs.
func TestLivesGoOn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	url, heard := receiver(t, 500)
	cfg := mock.Config{Start: start, Frozen: true, Seed: 7}
	var want, wantOther, delivery string
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		w := p.Workspace()
		if _, err := w.SetWebhook(t.Context(), control.WebhookSpec{URL: url, Authorization: "Token z"}); err != nil {
			t.Fatal(err)
		}
		amount := json.Number("77.5")
		if _, err := w.AddTransaction(t.Context(), guideLink, control.TransactionSpec{Amount: amount}); err != nil {
			t.Fatal(err)
		}
		linked(t, p, control.LinkSpec{Persona: "mx_salaried"})
		notified, err := w.Notify(t.Context(), control.Notice{LinkID: guideLink, Type: "ANY", Code: "thing"})
		if err != nil {
			t.Fatal(err)
		}
		delivery = notified.DeliveryID
		waitFor(t, w, journal.KindAttempt)
		<-heard
		by := control.Duration(time.Second)
		if _, err := w.Advance(t.Context(), control.Move{By: &by}); err != nil {
			t.Fatal(err)
		}
		ask(t, p, guideLink)
		by = 0 // an advance waits until the job is on the agenda
		if _, err := w.Advance(t.Context(), control.Move{By: &by}); err != nil {
			t.Fatal(err)
		}
		want = picture(t, p)
		made, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: "other", SecretPassword: "o", Seed: new(uint64(9)), Edition: "2026"})
		if err != nil {
			t.Fatal(err)
		}
		other := as(p, made.SecretID, "o")
		linked(t, other, control.LinkSpec{})
		wantOther = picture(t, other)
		ended, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: "ended"})
		if err != nil {
			t.Fatal(err)
		}
		if err := as(p, ended.SecretID, "").Workspace().End(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	cfg.Seed = 8 // drawn anew at every start: the world stays
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		if diff := cmp.Diff(want, picture(t, p)); diff != "" {
			t.Errorf("the default workspace (-want +got):\n%s", diff)
		}
		other := as(p, "other", "o")
		if diff := cmp.Diff(wantOther, picture(t, other)); diff != "" {
			t.Errorf("the other one (-want +got):\n%s", diff)
		}
		if status, _ := call(t, as(p, "other", "x"), "GET", "/api/", ""); status != http.StatusUnauthorized {
			t.Errorf("a wrong password is answered %d", status)
		}
		if _, err := p.Host().Open(t.Context(), "ended"); code(err) != control.NotFound {
			t.Errorf("what was ended is %v", err)
		}
		page, err := p.Workspace().Journal(t.Context(), journal.Query{})
		if err != nil || len(page.Items) == 0 || page.Items[0].Line != "the world goes on as it was: links 2, jobs pending 1, deliveries pending 1" {
			t.Errorf("the journal begins with %+v, %v", page.Items, err)
		}
		settle(t, p.Workspace())
		first, second := <-heard, <-heard
		if second.Body["webhook_code"] != "thing" {
			first, second = second, first
		}
		if second.Authorization != "Token z" || second.Body["webhook_code"] != "thing" || first.Body["webhook_code"] != "new_transactions_updated" {
			t.Errorf("told of %v and %v", first, second)
		}
		if d, err := p.Workspace().Delivery(t.Context(), delivery); err != nil || d.State != "delivered" || len(d.Attempts) != 2 {
			t.Errorf("the delivery is %+v, %v", d, err)
		}
	})
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

// An answer over HTTP leaves when what it tells of is on disk: a crash right
// after it loses nothing.
func TestWhatWasAnsweredIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	life(t, dir, mock.Config{Start: start, Frozen: true, AnyCredentials: true}, func(t *testing.T, p *mock.Running) {
		far, err := control.NewClient(control.ClientConfig{URL: p.URL})
		if err != nil {
			t.Fatal(err)
		}
		w, err := far.Open(t.Context(), "default")
		if err != nil {
			t.Fatal(err)
		}
		stranger := as(p, "stranger", "s")
		steps := []struct {
			name string
			do   func() error
			gone func(*mock.Running) bool
		}{
			{"a link", func() error {
				register(t, p, `{"institution": "erebor_br_retail", "username": "a", "password": "b"}`)
				return nil
			},
				func(p *mock.Running) bool { return infoOf(t, p).Counts.Links != 2 }},
			{"a job", func() error { ask(t, p, guideLink); return nil },
				func(p *mock.Running) bool { return infoOf(t, p).Counts.Jobs != 1 }},
			{"a workspace by any credentials", func() error { call(t, stranger, "GET", "/api/", ""); return nil },
				func(p *mock.Running) bool {
					s, _ := call(t, as(p, "stranger", "s"), "GET", "/api/", "")
					return s != 200
				}},
			{"a prepared link", func() error { _, err := w.AddLink(t.Context(), control.LinkSpec{}); return err },
				func(p *mock.Running) bool { return infoOf(t, p).Counts.Links != 3 }},
			{"the time", func() error {
				by := control.Duration(time.Hour)
				_, err := w.Advance(t.Context(), control.Move{By: &by})
				return err
			}, func(p *mock.Running) bool { return !infoOf(t, p).Clock.Now.Equal(start.Add(time.Hour)) }},
			{"a snapshot", func() error { _, err := w.Snapshot(t.Context()); return err },
				func(p *mock.Running) bool { all, _ := p.Workspace().Snapshots(t.Context()); return len(all) != 1 }},
			{"a reset", func() error { _, err := w.Reset(t.Context(), control.ResetSpec{Seed: new(uint64(5))}); return err },
				func(p *mock.Running) bool { i := infoOf(t, p); return i.Seed != 5 || i.Counts.Links != 1 }},
			{"a new workspace", func() error { _, err := far.Create(t.Context(), control.WorkspaceSpec{SecretID: "n"}); return err },
				func(p *mock.Running) bool { _, err := p.Host().Open(t.Context(), "n"); return err != nil }},
			{"its end", func() error {
				n, err := far.Open(t.Context(), "n")
				if err != nil {
					return err
				}
				return n.End(t.Context())
			}, func(p *mock.Running) bool { _, err := p.Host().Open(t.Context(), "n"); return err == nil }},
		}
		for _, step := range steps {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			life(t, crash(t, dir), mock.Config{Start: start, Frozen: true, AnyCredentials: true}, func(t *testing.T, p *mock.Running) {
				if step.gone(p) {
					t.Errorf("after a crash %s is gone", step.name)
				}
			})
		}
	})
}

func infoOf(t *testing.T, p *mock.Running) control.Info {
	t.Helper()
	info, err := p.Workspace().Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// A crash while an attempt is open makes it again, under its webhook_id.
func TestOpenAttemptsAreMadeAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	url, heard, release := hangingReceiver(t)
	life(t, dir, mock.Config{WebhookURL: url}, func(t *testing.T, p *mock.Running) {
		if _, err := p.Workspace().Notify(t.Context(), control.Notice{LinkID: guideLink, Type: "ANY", Code: "thing"}); err != nil {
			t.Fatal(err)
		}
		before := <-heard
		copied := crash(t, dir)
		release()
		life(t, copied, mock.Config{WebhookURL: url}, func(t *testing.T, p *mock.Running) {
			if again := <-heard; again != before {
				t.Errorf("after a crash %s is sent, before it %s", again, before)
			}
			waitFor(t, p.Workspace(), journal.KindDelivery)
		})
	})
}

// Forks and snapshots go on too, and a reset of a fork is the snapshot again.
func TestSnapshotsAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg := mock.Config{Start: start, Frozen: true}
	var first, second string
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		first = snapshot(t, p)
		if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: "fork", SecretPassword: "f", From: first}); err != nil {
			t.Fatal(err)
		}
		linked(t, as(p, "fork", "f"), control.LinkSpec{})
		linked(t, p, control.LinkSpec{})
		second = snapshot(t, p)
		if err := p.Workspace().DeleteSnapshot(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	})
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		all, err := p.Workspace().Snapshots(t.Context())
		if err != nil || len(all) != 1 || all[0].ID != second || all[0].Counts.Links != 2 {
			t.Errorf("kept are %+v, %v", all, err)
		}
		child := as(p, "fork", "f")
		if n := infoOf(t, child).Counts.Links; n != 2 {
			t.Errorf("the fork has %d links", n)
		}
		if info, err := child.Workspace().Reset(t.Context(), control.ResetSpec{}); err != nil || info.Counts.Links != 1 {
			t.Errorf("after a reset it has %+v, %v", info, err)
		}
		if _, w := fork(t, p, control.WorkspaceSpec{From: second}); w == nil {
			t.Error("no fork")
		}
	})
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		if n := infoOf(t, as(p, "fork", "f")).Counts.Links; n != 1 {
			t.Errorf("at the third start the fork has %d links", n)
		}
	})
}

// The flags of a start hold for the default workspace and for those that any
// credentials open; a webhook that was set by hand stays until its flag changes.
func TestFlagsOfALaterStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one := mock.Config{WebhookURL: "http://localhost:1/one", AnyCredentials: true, Edition: "2023"}
	hook := func(p *mock.Running, want string) {
		t.Helper()
		if got := infoOf(t, p).Webhook.URL; got != want {
			t.Errorf("webhooks of %s go to %s, want %s", p.SecretID, got, want)
		}
	}
	life(t, dir, one, func(t *testing.T, p *mock.Running) {
		call(t, as(p, "any", "a"), "GET", "/api/", "")
		if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: "made", SecretPassword: "m"}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Workspace().SetWebhook(t.Context(), control.WebhookSpec{URL: "http://localhost:1/by-hand"}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Workspace().Reset(t.Context(), control.ResetSpec{}); err != nil {
			t.Fatal(err)
		}
	})
	life(t, dir, one, func(_ *testing.T, p *mock.Running) {
		hook(p, "http://localhost:1/by-hand")
		hook(as(p, "any", "a"), "http://localhost:1/one")
	})
	two := mock.Config{WebhookURL: "http://localhost:1/two", AnyCredentials: true, SecretPassword: "changed"}
	for range 2 {
		life(t, dir, two, func(t *testing.T, p *mock.Running) {
			hook(p, "http://localhost:1/two")
			hook(as(p, "any", "a"), "http://localhost:1/two")
			hook(as(p, "made", "m"), "http://localhost:1/one")
			if status, _ := call(t, p, "GET", "/api/", ""); status != 200 {
				t.Errorf("the changed password is answered %d", status)
			}
			if here, made := infoOf(t, p).Edition, infoOf(t, as(p, "made", "m")).Edition; here != "guide" || made != "2023" {
				t.Errorf("the editions are %s and %s", here, made)
			}
		})
	}
}

// A clock that runs goes on at the wall's pace, also while nobody serves.
func TestClocksGoOn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	scale := 86_400.0
	var before control.Clock
	life(t, dir, mock.Config{Frozen: true}, func(t *testing.T, p *mock.Running) {
		running := false
		var err error
		if before, err = p.Workspace().SetClock(t.Context(), control.ClockSetting{To: &start, Scale: &scale, Frozen: &running}); err != nil {
			t.Fatal(err)
		}
	})
	life(t, dir, mock.Config{Frozen: true}, func(t *testing.T, p *mock.Running) {
		after := infoOf(t, p).Clock
		if after.Frozen || after.Scale != scale || !after.Now.After(before.Now) {
			t.Errorf("the clock goes on as %+v, before it was %+v", after, before)
		}
	})
}

func TestStateThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	student := fstest.MapFS{"personas.yaml": {Data: []byte(`personas:
  - id: br_student
    summary: a student
    country: BR
    kind: individual
    accounts:
      - {key: checking, category: CHECKING_ACCOUNT, balance: [150, 400]}
`)}}
	dir := t.TempDir()
	var logs strings.Builder
	life(t, dir, mock.Config{Fixtures: student}, func(t *testing.T, p *mock.Running) {
		linked(t, p, control.LinkSpec{Persona: "br_student"})
		linkedTo := infoOf(t, p).Counts.Links
		if linkedTo != 2 {
			t.Errorf("%d links", linkedTo)
		}
		_, err := mock.New(mock.Config{StateDir: dir})
		if want := "state-dir: " + filepath.Join(dir, "belvo-mock.db") + " is in use by another belvo-mock"; err == nil || err.Error() != want {
			t.Errorf("a second server is %v, want %s", err, want)
		}
		for i := range 3 {
			if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
	})
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "belvo-mock.db"), []byte("my diary"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		cfg  mock.Config
		want string
	}{
		{mock.Config{StateDir: dir}, `is of persona "br_student", which the fixtures do not have`},
		{mock.Config{StateDir: broken}, filepath.Join(broken, "belvo-mock.db") + " is broken, or was not written by belvo-mock"},
		{mock.Config{StateDir: dir, Fixtures: student, MaxWorkspaces: 3}, "has 4 workspaces, and --max-workspaces allows 3"},
		{mock.Config{StateDir: dir, Fixtures: student, MaxWorkspaces: 4, SecretID: "another"}, "max-workspaces: there is no room for the default workspace"},
	} {
		_, err := mock.New(tt.cfg)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("it is %v, want %s", err, tt.want)
		}
	}
	delete(student, "institutions.yaml")
	student["personas.yaml"].Data = append(student["personas.yaml"].Data, strings.ReplaceAll(string(student["personas.yaml"].Data[10:]), "br_student", "br_pupil")...)
	life(t, dir, mock.Config{Fixtures: student, Log: slog.New(slog.NewTextHandler(&logs, nil))}, func(*testing.T, *mock.Running) {})
	if !strings.Contains(logs.String(), "institutions or personas are not those of the last start") {
		t.Errorf("other fixtures are logged as %q", logs.String())
	}
}

// Without a directory nothing is written anywhere, and nothing waits.
func TestWithoutStateNothingIsWritten(t *testing.T) {
	t.Chdir(t.TempDir())
	p := mock.Start(t, mock.Config{Start: start, Frozen: true})
	ask(t, p, guideLink)
	if files, err := os.ReadDir("."); err != nil || len(files) != 0 {
		t.Errorf("there are %v, %v", files, err)
	}
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

// Who was ended between its making and its beginning begins at the next start.
func TestWorldsThatNeverBegan(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg := mock.Config{Start: start, Frozen: true}
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		id := snapshot(t, p)
		if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: "fork", SecretPassword: "f", From: id}); err != nil {
			t.Fatal(err)
		}
		linked(t, p, control.LinkSpec{})
	})
	kept, err := store.Open(dir, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	saved, _, err := kept.Load()
	if err != nil || len(saved) != 2 {
		t.Fatalf("%d workspaces, %v", len(saved), err)
	}
	for _, one := range saved {
		kept.Create(one.ID, one.Deed, one.Origin)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		for _, one := range []*mock.Running{p, as(p, "fork", "f")} {
			if info := infoOf(t, one); info.Counts.Links != 1 || !info.Clock.Frozen || !info.Clock.Now.Equal(start) {
				t.Errorf("%s begins with %+v", one.SecretID, info)
			}
		}
	})
}

// Who had to go for others is gone at the next start too.
func TestEvictedStayAway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg := mock.Config{AnyCredentials: true, MaxWorkspaces: 2}
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		for _, id := range []string{"a", "b"} {
			if status, _ := call(t, as(p, id, "x"), "GET", "/api/", ""); status != 200 {
				t.Errorf("%s is answered %d", id, status)
			}
		}
	})
	life(t, dir, cfg, func(t *testing.T, p *mock.Running) {
		var ids []string
		all, err := p.Host().List(t.Context())
		for _, info := range all {
			ids = append(ids, info.SecretID)
		}
		slices.Sort(ids)
		if diff := cmp.Diff([]string{mock.DefaultSecretID, "b"}, ids); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

// A secret id that a file could not have as a key is refused, not taken and
// lost.
func TestSecretIDsAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1001)
	if _, err := mock.New(mock.Config{SecretID: long}); err == nil || err.Error() != "secret-id: it is longer than 1000 bytes" {
		t.Errorf("as the default: %v", err)
	}
	life(t, t.TempDir(), mock.Config{AnyCredentials: true}, func(t *testing.T, p *mock.Running) {
		for id, want := range map[string]int{long: 401, long[1:]: 200} {
			if status, _ := call(t, as(p, id, "x"), "GET", "/api/", ""); status != want {
				t.Errorf("an id of %d bytes is answered %d, want %d", len(id), status, want)
			}
		}
		if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: long}); code(err) != control.Invalid {
			t.Errorf("by the control API: %v", err)
		}
		ask(t, p, guideLink)
	})
}

// Limits hold on as they were, until the flag says otherwise.
func TestLimitsOfALaterStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	limited := func(t *testing.T, p *mock.Running) bool {
		t.Helper()
		status := 0
		for range 6 {
			answer, _ := answered(t, p, "DELETE", "/api/links/"+linked(t, p, control.LinkSpec{})+"/")
			status = answer.StatusCode
		}
		return status == http.StatusTooManyRequests
	}
	var id string
	for i, limits := range []bool{true, true, false, false, true} {
		life(t, dir, mock.Config{Limits: limits}, func(t *testing.T, p *mock.Running) {
			if got := limited(t, p); got != limits {
				t.Errorf("in life %d it is limited: %v", i, got)
			}
			if i == 0 {
				id = snapshot(t, p)
			}
			f, _ := fork(t, p, control.WorkspaceSpec{From: id})
			if !limited(t, f) {
				t.Errorf("in life %d a fork is not limited as the snapshot was", i)
			}
			f, _ = fork(t, p, control.WorkspaceSpec{From: snapshot(t, p), Limits: true})
			if !limited(t, f) {
				t.Errorf("in life %d a fork that wants limits has none", i)
			}
		})
	}
}
