package mock_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A request for data is accepted at once and answered later.
func ExampleNew() {
	provider, err := mock.New(mock.Config{Seed: 7, Start: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Frozen: true})
	if err != nil {
		panic(err)
	}
	defer provider.Close()

	ask := httptest.NewRequest("POST", "/api/transactions/", strings.NewReader(`{
		"link": "bcca0da9-a4c6-4830-9676-1d54682851d9", "date_from": "2026-02-01", "date_to": "2026-02-28"}`))
	ask.SetBasicAuth(mock.DefaultSecretID, mock.DefaultSecretPassword)
	ask.Header.Set("X-Belvo-Request-Mode", "async")
	answer := httptest.NewRecorder()
	provider.ServeHTTP(answer, ask)
	fmt.Println(answer.Code)

	world, err := provider.Host().Open(context.Background(), "default")
	if err != nil {
		panic(err)
	}
	run, err := world.Settle(context.Background())
	fmt.Println(run.To.Sub(run.From), err)
	// Output:
	// 202
	// 1s <nil>
}

// In a test, a provider listens for as long as the test runs.
func ExampleStart() {
	test := func(t *testing.T) {
		provider := mock.Start(t, mock.Config{Frozen: true})
		link, err := provider.Workspace().AddLink(t.Context(), control.LinkSpec{Persona: "mx_salaried"})
		if err != nil {
			t.Fatal(err)
		}
		t.Log("point your client at", provider.URL, "and ask for", link.ID)
	}
	_ = test
}
