package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// agree answers every question of a page with yes.
func (b *tab) agree() {
	b.t.Helper()
	b.until(`(window.confirm = () => true) && true`)
}

func TestWorkspaceIsMadeAndItsPasswordShownOnce(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	b := browse(t, p, "light", 1280)
	b.open("/workspaces")
	b.fill("#secret_id", "nightly")
	b.fill("#secret_password", "it's secret")
	b.click("form button.primary")
	b.shows("Keep its password: it is shown only now.")
	b.shows(`curl -u 'nightly:it'\''s secret'`)
	b.until(`document.querySelector("#list").innerText.includes("nightly")`)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.URL+"/api/institutions/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("nightly", "it's secret")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the pair that the page shows is answered with %d", answer.StatusCode)
	}
	b.open("/workspaces")
	if strings.Contains(b.says(), "it's secret") {
		t.Error("the password is shown again")
	}
}

func TestWorkspaceIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	b := browse(t, p, "light", 1280)
	b.excuse("409")
	b.open("/workspaces")
	b.fill("#secret_id", p.SecretID)
	b.click("form button.primary")
	b.shows("There is a workspace " + p.SecretID + " already.")
	b.until(`document.activeElement.id === "secret_id"`)
}

func TestWorkspaceIsEnded(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	if _, err := p.Host().Create(t.Context(), control.WorkspaceSpec{SecretID: "old"}); err != nil {
		t.Fatal(err)
	}
	b := browse(t, p, "light", 1280)
	b.open("/w/old/settings")
	b.agree()
	b.click(".danger-zone button.danger")
	b.until(`location.pathname === "/workspaces"`)
	all, err := p.Host().List(t.Context())
	if err != nil || len(all) != 1 {
		t.Errorf("there are %d workspaces: %v", len(all), err)
	}
}

func TestWebhookIsSavedAndTested(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	b := browse(t, p, "light", 1280)
	b.open("/w/default/settings")
	b.fill("#f-url", "http://nobody.test/hook")
	b.fill("#f-timeout", "2s")
	b.click("#hook button.primary")
	b.shows("Saved.")
	hook, err := p.Workspace().Webhook(t.Context())
	if err != nil || hook.URL != "http://nobody.test/hook" || hook.Timeout.String() != "2s" {
		t.Errorf("the webhook is %+v: %v", hook, err)
	}
	b.click(".test button")
	b.shows("http://nobody.test/hook cannot be reached from here.")
	b.until(`document.querySelectorAll("#reach li.fail").length === 1`)
}

func TestSnapshotIsTakenAndOpened(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	b := browse(t, p, "light", 1280)
	b.open("/w/default/settings")
	b.shows("None has been taken yet.")
	b.click("#snapshots .actions button")
	b.until(`document.querySelectorAll(".pictures li").length === 1`)
	b.click(".pictures li button")
	b.shows("Keep its password: it is shown only now.")
	all, err := p.Host().List(t.Context())
	if err != nil || len(all) != 2 || all[0].Counts.Links != 1 {
		t.Errorf("the workspaces are %+v: %v", all, err)
	}
}

func TestScenarioIsRefusedAtItsLineAndLoaded(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{})
	b := browse(t, p, "light", 1280)
	b.excuse("400")
	b.open("/w/default/settings")
	b.agree()
	b.until(`(document.getElementById("document").value = "version: 1\nlinks:\n  - {name: a, persona: nobody}\n") && true`)
	b.click("#load button.primary")
	b.shows(`there is no persona "nobody"`)
	b.until(`(() => { const t = document.getElementById("document"); return t.value.slice(t.selectionStart, t.selectionEnd).includes("nobody") })()`)
	b.click(`.choice:nth-of-type(3)`)
	b.click("#load button.primary")
	b.shows("Loaded")
	rules, err := p.Workspace().Faults(t.Context())
	if err != nil || len(rules) == 0 {
		t.Errorf("flaky-receiver has %d rules: %v", len(rules), err)
	}
}

func TestSettingsAreAccessible(t *testing.T) {
	t.Parallel()
	p := mock.Start(t, mock.Config{WebhookURL: "http://localhost:3000/"})
	if _, err := p.Workspace().Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, look := range looks {
		t.Run(fmt.Sprintf("%s at %d", look.theme, look.width), func(t *testing.T) {
			t.Parallel()
			b := browse(t, p, look.theme, look.width)
			b.open("/workspaces")
			b.accessible()
			b.open("/w/default/settings")
			b.accessible()
		})
	}
}
