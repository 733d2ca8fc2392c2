package mock_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// fork opens a workspace from a snapshot, as whose client call asks.
func fork(t *testing.T, p *mock.Running, spec control.WorkspaceSpec) (*mock.Running, control.Workspace) {
	t.Helper()
	made, err := p.Host().Create(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	as := *p
	as.SecretID, as.SecretPassword = made.SecretID, made.SecretPassword
	return &as, as.Workspace()
}

func snapshot(t *testing.T, p *mock.Running) string {
	t.Helper()
	s, err := p.Workspace().Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.ID
}

// What a client finds in a fork is what it would have found in its parent:
// data, identifiers, what is pending, and the time. Then they go their ways.
func TestForksAreTheWorldAgain(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url, Seed: 42})
	amount := json.Number("77")
	if _, err := p.Workspace().AddTransaction(t.Context(), guideLink, control.TransactionSpec{Amount: amount}); err != nil {
		t.Fatal(err)
	}
	pending := ask(t, p, guideLink)
	taken, err := p.Workspace().Snapshot(t.Context())
	want := control.Snapshot{ID: taken.ID, SecretID: p.SecretID, At: start, Seed: 42, Counts: control.SnapshotCounts{Links: 1, Jobs: 1}}
	if diff := cmp.Diff(want, taken); err != nil || diff != "" {
		t.Fatalf("%v (-want +got):\n%s", err, diff)
	}

	other, otherHeard := receiver(t)
	f, w := fork(t, p, control.WorkspaceSpec{From: taken.ID, Webhook: &control.WebhookSpec{URL: other}})
	settle(t, w)
	if hook := <-otherHeard; hook.Body["request_id"] != pending {
		t.Errorf("the fork tells %v, want of %s", hook.Body, pending)
	}
	if len(heard) != 0 {
		t.Error("the parent's receiver was told by the fork")
	}
	settle(t, p.Workspace())
	<-heard
	for _, path := range []string{
		"/api/transactions/?link=" + guideLink, "/api/links/", "/api/accounts/?link=" + guideLink,
	} {
		_, ours := call(t, p, "GET", path, "")
		if _, theirs := call(t, f, "GET", path, ""); theirs != ours {
			t.Errorf("%s of the fork is %s, want %s", path, theirs, ours)
		}
	}
	if one, same := ask(t, p, guideLink), ask(t, f, guideLink); one != same {
		t.Errorf("the next request_ids are %s and %s", one, same)
	}
	if _, err := w.AddLink(t.Context(), control.LinkSpec{}); err != nil {
		t.Fatal(err)
	}
	if info, err := p.Workspace().Info(t.Context()); err != nil || info.Counts.Links != 1 {
		t.Errorf("a link of the fork is in its parent: %+v, %v", info, err)
	}
}

func settle(t *testing.T, w control.Workspace) {
	t.Helper()
	if _, err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// The time of a snapshot does not pass; that of a fork goes on as the parent's
// did, unless it is told to stand.
func TestForksBeginAtTheSnapshotsTime(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Start: start})
	scale := 2.0
	if _, err := p.Workspace().SetClock(t.Context(), control.ClockSetting{Scale: &scale}); err != nil {
		t.Fatal(err)
	}
	taken, err := p.Workspace().Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	year := control.Duration(365 * 24 * time.Hour)
	if _, err := p.Workspace().Advance(t.Context(), control.Move{By: &year}); err != nil {
		t.Fatal(err)
	}
	for frozen, spec := range map[bool]control.WorkspaceSpec{false: {From: taken.ID}, true: {From: taken.ID, Frozen: true}} {
		_, w := fork(t, p, spec)
		clock, err := w.Clock(t.Context())
		if err != nil || clock.Frozen != frozen || clock.Scale != 2 || clock.Now.Before(taken.At) || clock.Now.After(taken.At.Add(time.Hour)) {
			t.Errorf("frozen %v: %+v, %v", frozen, clock, err)
		}
		if frozen && !clock.Now.Equal(taken.At) {
			t.Errorf("a frozen fork stands at %v, want %v", clock.Now, taken.At)
		}
	}
}

// The same world again is the snapshot's; with a seed it is a new one.
func TestResetOfAFork(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	f, w := fork(t, p, control.WorkspaceSpec{From: snapshot(t, p)})
	linked(t, f, control.LinkSpec{})
	for _, tt := range []struct {
		spec control.ResetSpec
		want int
	}{{control.ResetSpec{}, 1}, {control.ResetSpec{Seed: new(uint64(3))}, 0}, {control.ResetSpec{}, 0}} {
		if info, err := w.Reset(t.Context(), tt.spec); err != nil || info.Counts.Links != tt.want {
			t.Errorf("%+v has %d links, want %d, %v", tt.spec, info.Counts.Links, tt.want, err)
		}
	}
}

func TestSnapshotsAreBounded(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	w := p.Workspace()
	first := snapshot(t, p)
	for range 99 {
		snapshot(t, p)
	}
	if _, err := w.Snapshot(t.Context()); code(err) != control.Conflict {
		t.Errorf("one more: %v", err)
	}
	_, child := fork(t, p, control.WorkspaceSpec{From: first})
	if err := w.DeleteSnapshot(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if err := w.DeleteSnapshot(t.Context(), first); code(err) != control.NotFound {
		t.Errorf("deleted twice: %v", err)
	}
	if info, err := child.Reset(t.Context(), control.ResetSpec{}); err != nil || info.Counts.Links != 1 {
		t.Errorf("a fork of what was deleted is %+v, %v", info, err)
	}
	if all, err := w.Snapshots(t.Context()); err != nil || len(all) != 99 {
		t.Errorf("%d are left, %v", len(all), err)
	}
	if all, err := child.Snapshots(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("the fork has %d, %v", len(all), err)
	}
	kept := snapshot(t, p)
	if err := w.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{From: kept}); code(err) != control.Invalid {
		t.Errorf("from a snapshot of a workspace that ended: %v", err)
	}
}

func TestForksThatCannotBe(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	id := snapshot(t, p)
	for field, spec := range map[string]control.WorkspaceSpec{
		"from": {From: "yesterday"}, "seed": {From: id, Seed: new(uint64(1))}, "edition": {From: id, Edition: "2026"}, "scenario": {From: id, Scenario: json.RawMessage(`"payday"`)},
		"webhook.url": {From: id, Webhook: &control.WebhookSpec{URL: "ftp://x"}},
	} {
		_, err := p.Host().Create(t.Context(), spec)
		if refused, ok := errors.AsType[*control.Error](err); !ok || refused.Code != control.Invalid || refused.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := p.Workspace().DeleteSnapshot(t.Context(), "yesterday"); code(err) != control.NotFound {
		t.Errorf("deleted yesterday: %v", err)
	}
}

// A world of ten thousand links, a tenth of them collected, is taken and
// opened without reading or writing any of them.
func BenchmarkSnapshot(b *testing.B) {
	p, w := crowd(b, 10_000, mock.Config{Start: start, Frozen: true, MaxWorkspaces: 1 << 30})
	for i := range 1_000 {
		serve(b, p, "POST", "/api/accounts/", `{"link": "`+crowdLink(i)+`"}`, 201)
	}
	b.Run("take", func(b *testing.B) {
		for b.Loop() {
			s, err := w.Snapshot(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			if err := w.DeleteSnapshot(b.Context(), s.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	s, err := w.Snapshot(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			made, err := p.Host().Create(b.Context(), control.WorkspaceSpec{From: s.ID})
			if err != nil {
				b.Fatal(err)
			}
			opened, err := p.Host().Open(b.Context(), made.SecretID)
			if err != nil {
				b.Fatal(err)
			}
			if err := opened.End(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
