package mock_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestLinksAreListedPageByPage(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	w := p.Workspace()
	made := []string{guideLink}
	for i, spec := range []control.LinkSpec{
		{Persona: "mx_salaried", Institution: "erebor_mx_retail", ExternalID: new("User-42")},
		{Institution: "ofmockbank_br_retail"},
		{AccessMode: "single"},
	} {
		l, err := w.AddLink(t.Context(), spec)
		if err != nil {
			t.Fatalf("link %d: %v", i, err)
		}
		made = append(made, l.ID)
	}
	if _, err := w.ChangeLink(t.Context(), made[3], control.LinkChange{Status: new("token_required")}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		q    control.LinkQuery
		want []string
		next string
	}{
		{"all", control.LinkQuery{}, made, ""},
		{"the first page", control.LinkQuery{Limit: 2}, made[:2], made[1]},
		{"the next page", control.LinkQuery{Limit: 2, After: made[1]}, made[2:], ""},
		{"after the last", control.LinkQuery{After: made[3]}, nil, ""},
		{"by the persona", control.LinkQuery{Text: "MX_sal"}, made[1:2], ""},
		{"by the external id", control.LinkQuery{Text: "user-4"}, made[1:2], ""},
		{"by the status", control.LinkQuery{Text: "token_req"}, made[3:], ""},
		{"by the bank", control.LinkQuery{Text: "ofmockbank"}, made[2:3], ""},
		{"by the id", control.LinkQuery{Text: made[2][:20]}, made[2:3], ""},
		{"a page of what is found", control.LinkQuery{Text: "br_salaried", Limit: 2}, []string{made[0], made[2]}, made[2]},
		{"nothing", control.LinkQuery{Text: "nobody"}, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := w.Links(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range page.Items {
				got = append(got, l.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || page.Next != tt.next || page.Count != len(made) {
				t.Errorf("%d links, next %q (-want +got):\n%s", page.Count, page.Next, diff)
			}
		})
	}
}

// What the bank alone knows is shown beside the vendor's object.
func TestAListedLinkHasItsBankAndPerson(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	made, err := p.Workspace().AddLink(t.Context(), control.LinkSpec{Institution: "ofmockbank_br_retail", Persona: "br_freelancer"})
	if err != nil {
		t.Fatal(err)
	}
	page, err := p.Workspace().Links(t.Context(), control.LinkQuery{After: guideLink})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	got := page.Items[0]
	if got.Consent == nil || got.Consent.ID == "" || !got.Consent.ExpiresAt.Equal(start.AddDate(0, 0, 366)) || got.Consent.Expired {
		t.Errorf("the consent is %+v", got.Consent)
	}
	got.Consent = nil
	want := control.ListedLink{
		Link: made, InstitutionName: got.InstitutionName, InstitutionType: "bank", IntegrationType: "openfinance", Persona: "br_freelancer",
	}
	if diff := cmp.Diff(want, got); diff != "" || got.InstitutionName == "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
}

func TestRefusedLinkQueries(t *testing.T) {
	t.Parallel()
	w := frozen(t, mock.Config{}).Workspace()
	for field, q := range map[string]control.LinkQuery{
		"after": {After: "nobody"}, "limit": {Limit: 1001},
	} {
		_, err := w.Links(t.Context(), q)
		refused, ok := errors.AsType[*control.Error](err)
		if !ok || refused.Code != control.Invalid || refused.Field != field {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// A link shows what its bank holds before anything is collected, then what was
// collected, and that nobody has read it until somebody has.
func TestALinkTellsWhatWasRead(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	w := p.Workspace()
	detail := func() control.LinkDetail {
		t.Helper()
		d, err := w.Link(t.Context(), guideLink)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := detail()
	if len(d.Accounts) < 2 || d.Accounts[0].Currency != "BRL" || d.Accounts[0].Balance == "" || len(d.Collections) != 0 {
		t.Errorf("before anything there are %+v, %+v", d.Accounts, d.Collections)
	}
	if len(d.Reads) != 5 || d.Reads[2] != (control.Read{Resource: "transactions", Path: "/api/transactions/"}) {
		t.Errorf("before anything the reads are %+v", d.Reads)
	}

	ask(t, p, guideLink)
	if _, err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	d = detail()
	at := start.Add(time.Second)
	if diff := cmp.Diff([]control.Collection{{Resource: "transactions", From: "2026-01-01", To: "2026-02-28", At: at, Times: 1}}, d.Collections); diff != "" {
		t.Errorf("collections (-want +got):\n%s", diff)
	}
	want := control.Read{Resource: "transactions", Path: "/api/transactions/", CollectedAt: at, Unread: true}
	if diff := cmp.Diff(want, d.Reads[2]); diff != "" {
		t.Errorf("collected (-want +got):\n%s", diff)
	}

	call(t, p, "GET", "/api/transactions/?link="+guideLink, "")
	want.Unread, want.LastReadAt = false, at
	if diff := cmp.Diff(want, detail().Reads[2]); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

// The control API deletes as the vendor's DELETE does, but without its limits.
func TestTheBankDeletesALink(t *testing.T) {
	t.Parallel()
	url, heard := receiver(t)
	p := frozen(t, mock.Config{WebhookURL: url, Limits: true})
	w := p.Workspace()
	if _, err := w.Notify(t.Context(), control.Notice{LinkID: guideLink, Type: "ACCOUNTS", Code: "historical_update"}); err != nil {
		t.Fatal(err)
	}
	ask(t, p, guideLink)
	for i := range 6 {
		made, err := w.AddLink(t.Context(), control.LinkSpec{ExternalID: new(fmt.Sprint(i))})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.DeleteLink(t.Context(), made.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.DeleteLink(t.Context(), guideLink); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got.Body["webhook_type"] != "ACCOUNTS" {
		t.Errorf("told of %v", got.Body)
	}
	if len(heard) != 0 {
		t.Errorf("the job of a deleted link told of %v", (<-heard).Body)
	}
	if status, _ := call(t, p, "GET", "/api/links/"+guideLink+"/", ""); status != http.StatusNotFound {
		t.Errorf("a deleted link is answered %d", status)
	}
	err := w.DeleteLink(t.Context(), guideLink)
	if refused, ok := errors.AsType[*control.Error](err); !ok || refused.Code != control.NotFound {
		t.Errorf("deleting it again: %v", err)
	}
	if _, err := w.Link(t.Context(), guideLink); err == nil {
		t.Error("a deleted link is shown")
	}
	page, err := w.Journal(t.Context(), journal.Query{LinkID: guideLink})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(page)
	if err != nil || !strings.Contains(string(text), `"action":"link.delete"`) {
		t.Errorf("the journal does not tell of it: %s, %v", text, err)
	}
}
