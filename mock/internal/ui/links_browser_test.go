package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

const guideLinkPage = "/w/default/links/" + guideLink

// booked is how many transactions of the guide's link the bank has.
func booked(t *testing.T, p *mock.Running) int {
	t.Helper()
	rows, err := p.Workspace().Transactions(t.Context(), guideLink)
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

func TestLinkIsAddedFromThePage(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.open("/w/default/links")
	b.click("details.add > summary")
	b.do(selected("#f-persona", "mx_salaried"), selected("#f-institution", "erebor_mx_retail"))
	b.fill("#f-external_id", "user-42")
	b.until(`document.querySelector("details.add [data-curl] code").textContent.includes('"external_id":"user-42"')`)
	b.click("details.add form .button")
	b.until(`/links.[0-9a-f-]{36}$/.test(location.pathname)`)
	found, err := p.Workspace().Links(t.Context(), control.LinkQuery{Text: "user-42"})
	if err != nil || len(found.Items) != 1 || found.Items[0].Persona != "mx_salaried" {
		t.Fatalf("the links that were added are %+v: %v", found.Items, err)
	}
}

func TestLinkPageTellsWhatWasNotRead(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.open(guideLinkPage)
	b.until(`document.querySelector("#reads").innerText.includes("Not asked for")`)
	ask(t, p, "transactions")
	settled(t, p)
	b.until(`document.querySelector("#reads").innerText.includes("1 GET not made yet")`)
	read(t, p, "/api/transactions/?link="+guideLink)
	b.until(`!document.querySelector("#reads").innerText.includes("not made yet")`)
}

func TestLinkIsChangedAndDeletedFromItsPage(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.open(guideLinkPage)
	b.press("nothing") // no letter of it presses a button
	b.do(clicked(`[aria-label="Status"] button[data-body*="token_required"]`))
	b.until(`document.querySelector("#state h1 + .chip").innerText === "token required"`)
	l, err := p.Workspace().Link(t.Context(), guideLink)
	if err != nil || l.Status != "token_required" {
		t.Fatalf("the link is %s: %v", l.Status, err)
	}
	b.do(assured(), clicked(`button[data-call^="DELETE"]`))
	b.shows("Nobody has linked a bank yet")
	if _, err := p.Workspace().Link(t.Context(), guideLink); err == nil {
		t.Error("the link is still there")
	}
}

func TestTransactionsAreBookedChangedAndDeleted(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	before := booked(t, p)
	b := browse(t, p, "light", 1280)
	b.excuse("400")
	b.open(guideLinkPage)
	b.click("#transaction > summary")
	b.click("#transaction .button.primary")
	b.until(`document.querySelector("#e-amount").textContent !== "" && document.activeElement.name === "amount"`)
	b.fill("#f-amount", "49.90")
	b.fill("#f-description", "Padaria <b>Sol</b>")
	b.click("#transaction .button.primary")
	b.shows("Padaria <b>Sol</b>")
	if got := booked(t, p); got != before+1 {
		t.Fatalf("%d transactions are booked, want %d", got, before+1)
	}
	b.until(`[...document.querySelectorAll(".rows tr")].some(tr => tr.innerText.includes("Padaria"))`)
	b.do(clicked(`.rows tr a[href*="change="]`))
	b.until(`document.querySelector("#f-description")?.value === "Padaria <b>Sol</b>"`)
	b.fill("#f-amount", "12.5")
	b.click("#transaction .button.primary")
	b.until(`location.search === "" && document.readyState === "complete" && document.querySelector("#rows").innerText.includes("12.50")`)
	b.do(clicked(`.rows tr a[href*="change="]`))
	b.until(`location.search !== "" && document.readyState === "complete" && document.querySelector("#f-amount").value.startsWith("12.5")`)
	b.do(assured(), clicked(`#transaction button[data-call^="DELETE"]`))
	b.until(`!document.querySelector("#rows").innerText.includes("Padaria <b>Sol")`)
	if got := booked(t, p); got != before {
		t.Errorf("%d transactions are booked, want %d", got, before)
	}
}

func TestManyLinksComeByPages(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	const many = 120
	for range many - 1 {
		if _, err := p.Workspace().AddLink(t.Context(), control.LinkSpec{}); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name, query string
		rows        int
		has, hasNot string
	}{
		{"the first page", "", 50, `rel="next"`, "First page"},
		{"a search", "?q=" + guideLink[:13], 1, "1 link fits", `rel="next"`},
		{"a search for nothing", "?q=nothing", 0, "No link fits", `rel="next"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, text := visit(t, p, "/w/default/links"+tt.query)
			rows := strings.Count(text, "<tr data-card")
			if answer.StatusCode != 200 || rows != tt.rows || !strings.Contains(text, tt.has) || strings.Contains(text, tt.hasNot) {
				t.Errorf("answered %d with %d rows, want %d, with %q and without %q", answer.StatusCode, rows, tt.rows, tt.has, tt.hasNot)
			}
			if len(text) > 200_000 {
				t.Errorf("the page has %d bytes", len(text))
			}
		})
	}
	b := browse(t, p, "light", 1280)
	b.open("/w/default/links")
	for range 2 {
		b.do(clicked(`a[rel="next"]`))
		b.shows("First page")
	}
	b.until(`!document.querySelector('a[rel="next"]') && document.querySelectorAll("[data-card]").length === 20`)
}

func TestRefreshSaysWhichRequestItIs(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{Seed: 7, Frozen: true})
	b := browse(t, p, "light", 1280)
	b.open(guideLinkPage)
	b.do(clicked(`button[data-call$="/refresh"]`))
	seen, err := p.Workspace().Wait(t.Context(), control.Wait{Match: journal.Match{Kind: journal.KindJob}})
	if err != nil || len(seen) == 0 {
		t.Fatalf("nothing was collected: %v", err)
	}
	b.shows("The bank is asked again: request " + seen[0].RequestID)
}

func TestLinksAreAccessible(t *testing.T) {
	t.Parallel()
	p, _ := retriedProvider(t)
	if _, err := p.Workspace().AddLink(t.Context(), control.LinkSpec{Institution: "ofmockbank_br_retail"}); err != nil {
		t.Fatal(err)
	}
	empty := madeWorkspace(t, p)
	held(t, p, "/w/default/links", guideLinkPage, guideLinkPage+"?account=none", "/w/"+empty+"/links", "/w/default/links/none")
}

// madeWorkspace is an empty one.
func madeWorkspace(t *testing.T, p *mock.Running) string {
	t.Helper()
	made, err := p.Host().Create(t.Context(), control.WorkspaceSpec{Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	return made.SecretID
}

// held holds pages against axe in every look.
func held(t *testing.T, p *mock.Running, paths ...string) {
	t.Helper()
	for _, look := range looks {
		t.Run(fmt.Sprintf("%s at %d", look.theme, look.width), func(t *testing.T) {
			t.Parallel()
			b := browse(t, p, look.theme, look.width)
			b.excuse("404")
			for _, path := range paths {
				b.open(path)
				b.accessible()
			}
		})
	}
}
