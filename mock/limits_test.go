package mock_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// answered is the whole answer of a call, with its body read.
func answered(t *testing.T, p *mock.Running, method, path string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(p.SecretID, p.SecretPassword)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// Five links a minute can be deleted, the sixth must wait as long as it is
// told, and not a second less. Deletions that a webhook tells of are free.
func TestLimitOfDeletions(t *testing.T) {
	t.Parallel()
	for _, limits := range []bool{true, false} {
		t.Run(fmt.Sprint("limits ", limits), func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{Limits: limits})
			remove := func() (int, string) {
				answer, _ := answered(t, p, "DELETE", "/api/links/"+linked(t, p, control.LinkSpec{})+"/")
				return answer.StatusCode, answer.Header.Get("Retry-After")
			}
			for i := range 5 {
				if status, _ := remove(); status != 204 {
					t.Fatalf("deletion %d is answered %d", i+1, status)
				}
				passes(t, p, 500*time.Millisecond)
			}
			if !limits {
				if status, _ := remove(); status != 204 {
					t.Errorf("without limits the sixth is answered %d", status)
				}
				return
			}
			if status, wait := remove(); status != 429 || wait != "58" {
				t.Errorf("the sixth is answered %d, Retry-After %q", status, wait)
			}
			if status, body := call(t, p, "DELETE", "/api/links/"+guideLink+"/", "", "X-Belvo-Request-Mode", "async"); status != 202 {
				t.Errorf("an asynchronous one is answered %d %s", status, body)
			}
			passes(t, p, 57500*time.Millisecond-1)
			if status, wait := remove(); status != 429 || wait != "1" {
				t.Errorf("a moment too early it is answered %d, Retry-After %q", status, wait)
			}
			passes(t, p, 1)
			if status, _ := remove(); status != 204 {
				t.Errorf("after a minute it is answered %d", status)
			}
			if status, _ := remove(); status != 429 {
				t.Errorf("the next is answered %d", status)
			}
		})
	}
}

// Accounts and transactions have five deletions a minute of their own.
func TestLimitOfDeletedRecords(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Limits: true})
	id := linked(t, p, control.LinkSpec{Persona: "one_page"})
	_, body := call(t, p, "POST", "/api/transactions/", `{"link": "`+id+`", "date_from": "2025-03-02", "date_to": "2026-03-02"}`)
	var rows []struct{ ID string }
	if err := json.Unmarshal([]byte(body), &rows); err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, row := range rows[:6] {
		status, _ := call(t, p, "DELETE", "/api/transactions/"+row.ID+"/", "")
		got = append(got, status)
	}
	status, _ := call(t, p, "DELETE", "/api/links/"+id+"/", "")
	if diff := cmp.Diff([]int{204, 204, 204, 204, 204, 429, 204}, append(got, status)); diff != "" {
		t.Errorf("six transactions and a link (-want +got):\n%s", diff)
	}
}

// The 81st request of half a minute meets the firewall, whose page is HTML,
// until the first is half a minute ago.
func TestLimitOfRequests(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Limits: true})
	knock := func() int {
		answer, _ := answered(t, p, "GET", "/api/institutions/?page_size=1")
		return answer.StatusCode
	}
	for i := range 80 {
		if status := knock(); status != 200 {
			t.Fatalf("request %d is answered %d", i+1, status)
		}
	}
	answer, page := answered(t, p, "GET", "/api/links/")
	if answer.StatusCode != 403 || answer.Header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.HasPrefix(page, "<!DOCTYPE html>") {
		t.Errorf("request 81 is answered %d %s %s", answer.StatusCode, answer.Header.Get("Content-Type"), page)
	}
	passes(t, p, 30*time.Second-1)
	early := knock()
	passes(t, p, 1)
	if got := []int{early, knock()}; !slices.Equal(got, []int{403, 200}) {
		t.Errorf("a moment before half a minute and then: %v", got)
	}
}

// A synchronous POST is cut off where the bank takes more than five minutes.
func TestLimitOfSynchronousRequests(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		latency time.Duration
		limits  bool
		header  []string
		want    int
	}{
		{"just in time", 5 * time.Minute, true, nil, 201},
		{"too late", 5*time.Minute + 1, true, nil, 408},
		{"too late, without limits", time.Hour, false, nil, 201},
		{"told later", time.Hour, true, []string{"X-Belvo-Request-Mode", "async"}, 202},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{Latency: tt.latency, Limits: tt.limits})
			status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+guideLink+`"}`, tt.header...)
			if status != tt.want || status == 408 && codes(t, body) != "request_timeout" {
				t.Errorf("%d %.200s, want %d", status, body, tt.want)
			}
			if _, list := call(t, p, "GET", "/api/accounts/?link="+guideLink, ""); (status == 201) == strings.HasPrefix(list, `{"count":0,`) {
				t.Errorf("after a %d the list is %.100s", status, list)
			}
		})
	}
}

// In the open finance network a month has so many looks at the bank; beyond
// them the data is that of the last, until the month is over.
func TestLimitOfTheNetwork(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, institution string
		limits            bool
		fresh             [3]bool // look 8, look 9, and the first of April
	}{
		{"in the network", "ofmockbank_br_retail", true, [3]bool{true, false, true}},
		{"without limits", "ofmockbank_br_retail", false, [3]bool{true, true, true}},
		{"at another bank", "erebor_br_retail", true, [3]bool{true, true, true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := frozen(t, mock.Config{Limits: tt.limits})
			id := linked(t, p, control.LinkSpec{Institution: tt.institution})
			looked := func() string {
				status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+id+`"}`)
				var accounts []struct {
					At string `json:"collected_at"`
				}
				if err := json.Unmarshal([]byte(body), &accounts); err != nil || status != 201 || len(accounts) == 0 {
					t.Fatalf("%d %s", status, body)
				}
				return accounts[0].At
			}
			last := ""
			fresh := func() bool {
				passes(t, p, time.Minute)
				at := looked()
				is := at != last
				last = at
				return is
			}
			for range 7 {
				fresh()
			}
			got := [3]bool{fresh(), fresh()}
			april := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
			if _, err := p.Workspace().Advance(t.Context(), control.Move{To: &april}); err != nil {
				t.Fatal(err)
			}
			got[2] = fresh()
			if got != tt.fresh {
				t.Errorf("fresh data at look 8, look 9 and in April: %v, want %v", got, tt.fresh)
			}
		})
	}
}

// A workspace can have limits that its server has not.
func TestLimitsOfAWorkspace(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{Latency: time.Hour})
	made, err := p.Host().Create(t.Context(), control.WorkspaceSpec{Limits: true})
	if err != nil {
		t.Fatal(err)
	}
	w, err := p.Host().Open(t.Context(), made.SecretID)
	if err != nil {
		t.Fatal(err)
	}
	link, err := w.AddLink(t.Context(), control.LinkSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Reset(t.Context(), control.ResetSpec{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddLink(t.Context(), control.LinkSpec{ID: link.ID}); err != nil {
		t.Fatal(err)
	}
	p.SecretID, p.SecretPassword = made.SecretID, made.SecretPassword
	if status, body := call(t, p, "POST", "/api/accounts/", `{"link": "`+link.ID+`"}`); status != 408 {
		t.Errorf("after a reset its limits answer %d %s", status, body)
	}
}
