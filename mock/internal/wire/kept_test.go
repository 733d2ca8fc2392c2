package wire_test

import (
	"context"
	"encoding"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/internal/wire"
)

// A lossy log keeps what it is handed, or does not.
type lossy struct{ err error }

func (l lossy) Append(encoding.BinaryMarshaler) bool { return false }
func (l lossy) Rewrite(encoding.BinaryMarshaler)     {}
func (l lossy) Wait(context.Context) error           { return l.err }

// No answer promises what is not kept.
func TestAnswersWaitForWhatTheyTellOf(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"kept": nil, "lost": errors.New("the disk is full")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terms, termsErr := sandbox.TermsOf("")
			if termsErr != nil {
				t.Fatal(termsErr)
			}
			ws := sandbox.New(sandbox.Config{
				Owner: "me", Terms: terms, Frozen: true, FirstLink: true, Width: 1, Fixtures: fixtures.Bundled(), Cache: sandbox.NewCache(0), Log: lossy{err},
				Send: func(context.Context, webhook.Request) webhook.Answer { return webhook.Answer{} },
			})
			t.Cleanup(ws.Close)
			api := wire.New(wire.Config{Enter: func(string, string) (*sandbox.Workspace, bool) { return ws, true }})
			r := httptest.NewRequest("POST", "/api/accounts/", strings.NewReader(`{"link": "bcca0da9-a4c6-4830-9676-1d54682851d9"}`))
			r.SetBasicAuth("me", "p")
			r.Header.Set("X-Belvo-Request-Mode", "async")
			answer := httptest.NewRecorder()
			api.ServeHTTP(answer, r)
			switch body := answer.Body.String(); {
			case err == nil && answer.Code != http.StatusAccepted:
				t.Errorf("answered %d %s", answer.Code, body)
			case err != nil && (answer.Code != http.StatusInternalServerError || !strings.Contains(body, "the disk is full")):
				t.Errorf("answered %d %s", answer.Code, body)
			}
		})
	}
}
