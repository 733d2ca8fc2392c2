package mock_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

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
