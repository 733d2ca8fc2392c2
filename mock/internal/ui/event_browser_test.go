package ui_test

import (
	"fmt"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestEventIsEditedAndCompared(t *testing.T) {
	t.Parallel()
	p, _ := retriedProvider(t)
	all, err := p.Workspace().Deliveries(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%d deliveries, %v", len(all), err)
	}
	page := "/w/default/deliveries/" + all[0].ID
	b := browse(t, p, "light", 1280)
	b.open(page)
	b.shows("The body is as the contract says.")
	b.fill("#body", `{"webhook_type": "EDITED"}`)
	b.click(".edit form button")
	seen, err := p.Workspace().Wait(t.Context(), control.Wait{Match: journal.Match{Kind: journal.KindAttempt}, Count: 4})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(seen[3].Data.(journal.AttemptData).Request.Text); got != `{"webhook_type":"EDITED"}` {
		t.Errorf("it was sent %s", got)
	}
	b.shows("Attempt 4")
	b.open(page + "?diff=3:4")
	b.shows(`"EDITED"`)
	b.shows("Not as the contract says")
	b.excuse("status of 400")
	b.fill("#body", `{"half`)
	b.click(".edit form button")
	b.shows("body: this is no JSON")
}

func TestEventAndRequestAreAccessible(t *testing.T) {
	t.Parallel()
	p, id := retriedProvider(t)
	all, err := p.Workspace().Deliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, look := range looks {
		t.Run(fmt.Sprintf("%s at %d", look.theme, look.width), func(t *testing.T) {
			t.Parallel()
			b := browse(t, p, look.theme, look.width)
			for _, path := range []string{"/w/default/deliveries/" + all[0].ID + "?diff=1:3", "/w/default/requests/" + id} {
				b.open(path)
				b.accessible()
			}
			b.excuse("404")
			b.open("/w/default/requests/nothing")
			b.accessible()
		})
	}
}
