package mock_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/store"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

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
		passes(t, p, 0) // an advance waits until its job is on the agenda
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
