package mock_test

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// No provider of any test may leave a goroutine behind. Connections that the
// tests' own client keeps open are not theirs.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

// Two servers with one seed and one time give the same bytes for the same
// creation path, in any order of calls.
func TestSameSeedSameData(t *testing.T) {
	t.Parallel()
	read := func(order ...string) map[string][sha256.Size]byte {
		p := frozen(t, mock.Config{Seed: 42})
		made := register(t, p, `{"institution": "gringotts_co_retail", "username": "co_salaried+x", "password": "b"}`)
		got := map[string][sha256.Size]byte{}
		for _, resource := range order {
			body := `{"link": "` + made.ID + `", "date_from": "2025-09-01", "date_to": "2026-03-01"}`
			status, text := call(t, p, "POST", "/api/"+resource+"/", body)
			if status != 201 || len(text) < 100 {
				t.Fatalf("%s: %d %s", resource, status, text)
			}
			got[resource] = sha256.Sum256([]byte(text))
		}
		return got
	}
	one := read("accounts", "transactions", "owners", "bills", "balances")
	other := read("balances", "bills", "owners", "transactions", "accounts")
	delete(one, "accounts") // created_at tells in which order they were collected
	delete(other, "accounts")
	if diff := cmp.Diff(one, other); diff != "" {
		t.Errorf("(-one +other):\n%s", diff)
	}
}

// A foreign test may start as many providers as it likes.
func TestStartAHundredTimes(t *testing.T) {
	t.Parallel()
	for range 100 {
		t.Run("one", func(t *testing.T) {
			t.Parallel()
			p := mock.Start(t, mock.Config{})
			if status, _ := call(t, p, "GET", "/api/links/"+guideLink+"/", ""); status != 200 {
				t.Errorf("%d", status)
			}
		})
	}
}

func TestAHundredDays(t *testing.T) {
	t.Parallel()
	url, _ := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url})
	for range 20 {
		ask(t, p, guideLink)
	}
	day := control.Duration(24 * time.Hour)
	for range 100 {
		if _, err := p.Workspace().Advance(t.Context(), control.Move{By: &day}); err != nil {
			t.Fatal(err)
		}
	}
	clock, err := p.Workspace().Clock(t.Context())
	if err != nil || !clock.Now.Equal(start.AddDate(0, 0, 100)) || len(clock.Pending) != 0 {
		t.Errorf("%+v, %v", clock, err)
	}
}

// Near and far are the same: what the host answers, a client over HTTP hears.
func TestNearIsFar(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{ControlToken: "t0ken"})
	far, err := control.NewClient(control.ClientConfig{URL: p.URL, Token: "t0ken"})
	if err != nil {
		t.Fatal(err)
	}
	for name, host := range map[string]control.Host{"near": p.Host(), "far": far} {
		t.Run(name, func(t *testing.T) { exercise(t, host) })
	}
	stranger, err := control.NewClient(control.ClientConfig{URL: p.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.List(t.Context()); code(err) != control.Unauthorized {
		t.Errorf("without the token: %v", err)
	}
}

func code(err error) control.Code {
	if e, ok := errors.AsType[*control.Error](err); ok {
		return e.Code
	}
	return ""
}

// exercise makes every kind of call once.
func exercise(t *testing.T, host control.Host) {
	t.Helper()
	ctx := t.Context()
	url, heard := receiver(t)
	seed := uint64(9)
	timeout := control.Duration(3 * time.Second)
	made, err := host.Create(ctx, control.WorkspaceSpec{
		Seed: &seed, Edition: "2026", Frozen: true,
		Webhook: &control.WebhookSpec{URL: url, Authorization: "Token x", Timeout: &timeout, Retry: &control.Gaps{time.Minute}},
	})
	if err != nil || made.SecretPassword == "" || made.Seed != 9 || made.Edition != "2026" || !made.Webhook.AuthorizationSet || made.Webhook.Ack != "2xx" {
		t.Fatalf("created %+v, %v", made, err)
	}
	if _, err := host.Create(ctx, control.WorkspaceSpec{SecretID: made.SecretID}); code(err) != control.Conflict {
		t.Errorf("created twice: %v", err)
	}
	w, err := host.Open(ctx, made.SecretID)
	if err != nil {
		t.Fatal(err)
	}
	link, err := w.AddLink(ctx, control.LinkSpec{Persona: "mx_salaried"})
	if err != nil || link.Institution != "erebor_br_retail" || link.Status != "valid" {
		t.Fatalf("%+v, %v", link, err)
	}
	if _, err := w.AddLink(ctx, control.LinkSpec{Persona: "nobody"}); code(err) != control.Invalid {
		t.Errorf("a link of nobody: %v", err)
	}
	notified, err := w.Notify(ctx, control.Notice{LinkID: link.ID, Type: "ANYTHING", Code: "goes", Data: []byte(`{"a":[1]}`)})
	if err != nil {
		t.Fatal(err)
	}
	run, err := w.Settle(ctx)
	if err != nil || run.Pending != 0 {
		t.Errorf("%+v, %v", run, err)
	}
	hook := <-heard
	if hook.Authorization != "Token x" || hook.Body["webhook_code"] != "goes" || hook.Body["webhook_id"] != notified.WebhookID {
		t.Errorf("notified %+v", hook)
	}
	delivery, err := w.Delivery(ctx, notified.DeliveryID)
	if err != nil || delivery.State != "delivered" || delivery.Type != "ANYTHING" {
		t.Errorf("%+v, %v", delivery, err)
	}
	if _, err := w.Resend(ctx, delivery.ID, control.ResendSpec{Body: []byte(`{"again":true}`), Authorization: "Token y"}); err != nil {
		t.Errorf("resend: %v", err)
	}
	if again := <-heard; again.Authorization != "Token y" || again.Body["again"] != true {
		t.Errorf("resent %+v", again)
	}
	watch(t, w)
	taken, err := w.Snapshot(ctx)
	if all, listErr := w.Snapshots(ctx); err != nil || listErr != nil || len(all) != 1 || all[0] != taken || taken.Counts.Links != 1 {
		t.Errorf("snapshots are %+v, want %+v, %v, %v", all, taken, err, listErr)
	}
	if _, err := host.Create(ctx, control.WorkspaceSpec{From: taken.ID}); err != nil {
		t.Error(err)
	}
	if err := w.DeleteSnapshot(ctx, taken.ID); err != nil {
		t.Error(err)
	}
	if _, err := w.Reset(ctx, control.ResetSpec{}); err != nil {
		t.Error(err)
	}
	info, err := w.Info(ctx)
	if err != nil || info.Counts.Links != 0 || info.Webhook.URL != url {
		t.Errorf("after a reset %+v, %v", info, err)
	}
	if err := w.End(ctx); err != nil {
		t.Error(err)
	}
	if _, err := w.Info(ctx); code(err) != control.NotFound {
		t.Errorf("after its end: %v", err)
	}
	rows, err := host.Catalogue(ctx, "editions")
	if err != nil || len(rows) != 3 {
		t.Errorf("%d editions, %v", len(rows), err)
	}
	if _, err := host.Catalogue(ctx, "dreams"); code(err) != control.NotFound {
		t.Errorf("a catalogue of dreams: %v", err)
	}
}

func matchKind(kind journal.Kind) journal.Match { return journal.Match{Kind: kind} }

func journalQuery(kind journal.Kind) journal.Query {
	return journal.Query{Kinds: []journal.Kind{kind}}
}

// watch reads the journal in its three ways.
func watch(t *testing.T, w control.Workspace) {
	t.Helper()
	found, err := w.Wait(t.Context(), control.Wait{Match: matchKind("attempt"), Count: 2})
	if err != nil || len(found) != 2 {
		t.Errorf("%d attempts, %v", len(found), err)
	}
	brief := control.Duration(time.Millisecond)
	_, err = w.Wait(t.Context(), control.Wait{Match: matchKind("attempt"), Count: 9, Timeout: brief})
	if e, ok := errors.AsType[*control.Error](err); !ok || e.Code != control.TimedOut || len(e.Seen) != 2 {
		t.Errorf("waiting in vain: %v", err)
	}
	page, err := w.Journal(t.Context(), journalQuery("attempt"))
	if err != nil || len(page.Items) != 2 {
		t.Errorf("%d entries, %v", len(page.Items), err)
	}
	for e, err := range w.Follow(t.Context(), page.Items[0].Seq) {
		if err != nil || e.Seq != page.Items[0].Seq+1 {
			t.Errorf("followed to %d, %v", e.Seq, err)
		}
		break
	}
}

func TestAnyCredentials(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{AnyCredentials: true, MaxWorkspaces: 2})
	enter := func(id, password string) int {
		r, err := http.NewRequestWithContext(t.Context(), "GET", p.URL+"/api/links/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(id, password)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	got := []int{enter("a", "x"), enter("a", "y"), enter("b", "x"), enter("a", "y")}
	if diff := cmp.Diff([]int{200, 401, 200, 200}, got); diff != "" {
		t.Errorf("a, a with another password, b instead of a, a anew (-want +got):\n%s", diff)
	}
}

func TestConfigErrorsAreToldTogether(t *testing.T) {
	t.Parallel()
	_, err := mock.New(mock.Config{
		Edition: "1999", WebhookURL: "ftp://x", WebhookAuth: "a\nb", SecretID: "a:b", PublicURL: "here", Seed: mock.MaxSeed + 1,
	})
	for _, want := range []string{"edition", "webhook-url", "webhook-auth", "secret-id", "public-url", "seed"} {
		if err == nil || !strings.Contains(err.Error(), want+": ") {
			t.Errorf("%v does not tell of %s", err, want)
		}
	}
}

// A workspace that nobody uses costs little.
func TestWorkspacesAreSmall(t *testing.T) {
	p := frozen(t, mock.Config{MaxWorkspaces: 600})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 500 {
		if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{}); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if each := (after.HeapAlloc - before.HeapAlloc) / 500; each > 64<<10 {
		t.Errorf("a workspace takes %d bytes", each)
	}
}
