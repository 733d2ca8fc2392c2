package reference_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
)

func TestAskHearRead(t *testing.T) {
	t.Parallel()
	var header http.Header
	s := &scene{post: func(_ int, w http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"request_id": "4363b08b51eb43509c745df5ac92a7f6"}`)
	}}
	play(t, s, func(s *scene) {
		if got := s.holding(); got != harness.ErrNothingHeld.Error() {
			t.Errorf("holds %s before it was asked", got)
		}
		s.ask(transactions)
		if got := s.holding(); got != "pending" || len(s.seen("GET")) > 0 {
			t.Errorf("holds %s before it was told, after %v", got, s.seen("GET"))
		}
		s.hears(told("w-1", "4363b08b-51eb-4350-9c74-5df5ac92a7f6"))
		if diff := cmp.Diff([]call{{0, "GET", list, ""}}, s.seen("GET")); diff != "" {
			t.Errorf("reads (-want +got):\n%s", diff)
		}
		if got := s.holding(); got != both {
			t.Errorf("holds %s, want %s", got, both)
		}
		if got := header.Get("X-Belvo-Request-Mode"); got != "async" {
			t.Errorf("asked in mode %q", got)
		}
		if got := s.client.RequestID(transactions); got != "4363b08b51eb43509c745df5ac92a7f6" {
			t.Errorf("keeps request %q", got)
		}
	})
}

// A notification that overtakes the answer to its request is heard at once and
// matched when the answer has come.
func TestParksUnknownRequests(t *testing.T) {
	t.Parallel()
	s := &scene{post: func(_ int, w http.ResponseWriter, _ *http.Request) {
		time.Sleep(time.Second)
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"request_id": "late"}`)
	}}
	play(t, s, func(s *scene) {
		s.ask(transactions)
		s.hears(told("w-1", "late"))
		if len(s.seen("GET")) > 0 {
			t.Error("read without knowing which request was answered")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if diff := cmp.Diff([]call{{time.Second, "GET", list, ""}}, s.seen("GET")); diff != "" {
			t.Errorf("reads (-want +got):\n%s", diff)
		}
		if got := s.holding(); got != both {
			t.Errorf("holds %s, want %s", got, both)
		}
	})
}

func TestMatchesByRequest(t *testing.T) {
	t.Parallel()
	february := transactions
	february.From, february.To = "2026-02-01", "2026-02-28"
	second := strings.NewReplacer("2026-01-01", "2026-02-01", "2026-01-31", "2026-02-28").Replace(list)
	play(t, &scene{}, func(s *scene) {
		s.ask(transactions)
		s.ask(february)
		s.hears(told("w-2", "request-2"))
		if got := s.holding(); !strings.HasPrefix(got, "pending") {
			t.Errorf("holds %s while a request is open", got)
		}
		s.hears(told("w-1", "request-1"))
		s.hears(told("w-3", "of a refresh", "process_type", `"recurrent_update"`))
		if diff := cmp.Diff([]call{{0, "GET", second, ""}, {0, "GET", list, ""}, {0, "GET", all, ""}}, s.seen("GET")); diff != "" {
			t.Errorf("reads (-want +got):\n%s", diff)
		}
	})
}

func TestCopiesAreHeardAndForgotten(t *testing.T) {
	t.Parallel()
	play(t, &scene{}, func(s *scene) {
		s.ask(transactions)
		var together sync.WaitGroup
		for range 10 {
			together.Go(func() {
				if heard := s.tell(told("w-1", "request-1")); heard.Code != http.StatusAccepted {
					t.Errorf("a copy was answered %d", heard.Code)
				}
			})
		}
		together.Wait()
		s.hears(told("w-1", "request-1"))
		if got := s.seen("GET"); len(got) != 1 {
			t.Errorf("eleven copies were read %d times: %v", len(got), got)
		}
		s.hears(told("w-2", "request-1"))
		if got := s.seen("GET"); len(got) != 2 {
			t.Errorf("a sibling with an id of its own was read %d times", len(got)-1)
		}
	})
}

// An acknowledgement is a promise that a crash does not break.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := &scene{get: func(n int, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			<-r.Context().Done() // until the client has crashed
			return
		}
		_, _ = io.WriteString(w, onePage)
	}}
	play(t, s, func(s *scene) {
		before := s.client.Callback()
		s.ask(transactions)
		s.hears(told("w-1", "request-1"))
		if err := s.client.Restart(s.t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := s.holding(); got != both {
			t.Errorf("holds %s, want %s", got, both)
		}
		s.hears(told("w-1", "request-1"))
		if got := s.seen("GET"); len(got) != 2 {
			t.Errorf("read %d times, want once in each life: %v", len(got), got)
		}
		if after := s.client.Callback(); after != before || s.client.Gone() != nil {
			t.Errorf("heard at %s, then at %s (%v)", before, after, s.client.Gone())
		}
	})
}

// A request whose answer is lost may have been accepted: it is not made again,
// and a notification that fits is taken for its own.
func TestUnansweredRequests(t *testing.T) {
	t.Parallel()
	lost := func(_ int, w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
	tests := []struct {
		name string
		post func(int, http.ResponseWriter, *http.Request)
		then func(*scene)
	}{
		{"cut off", lost, func(*scene) {}},
		{"never answered", func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, func(*scene) {}},
		{"timed out in between", status(504), func(*scene) {}},
		{"accepted without an id", func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, `{"request`)
		}, func(*scene) {}},
		{"crashed meanwhile", func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, func(s *scene) {
			if err := s.client.Restart(s.t.Context()); err != nil {
				t.Error(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &scene{post: tt.post, get: func(n int, w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, `{"next": null, "results": []}`)
			}}
			play(t, s, func(s *scene) {
				s.ask(transactions)
				tt.then(s)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if got := s.seen("POST"); len(got) != 1 {
					t.Errorf("asked %d times", len(got))
				}
				if got := s.holding(); got != "pending" {
					t.Errorf("holds %s", got)
				}
				s.get = nil
				s.hears(told("w-1", "never seen"))
				if got := s.holding(); got != both {
					t.Errorf("holds %s, want %s", got, both)
				}
				if last := s.seen("GET")[len(s.seen("GET"))-1]; last.URL != list {
					t.Errorf("read %s, want %s", last.URL, list)
				}
			})
		})
	}
}

func status(code int) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `[{"code": "said_no", "message": "", "request_id": "r"}]`)
	}
}

// What a request is answered decides what is done about it.
func TestAnswersToRequests(t *testing.T) {
	t.Parallel()
	body := func(code int, text string) func(int, http.ResponseWriter, *http.Request) {
		return func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			_, _ = io.WriteString(w, text)
		}
	}
	firstBusy := func(code int) func(int, http.ResponseWriter, *http.Request) {
		return func(n int, w http.ResponseWriter, r *http.Request) {
			if n == 1 {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(code)
				return
			}
			body(http.StatusCreated, `[{"id": "t-1", "amount": 1}]`)(n, w, r)
		}
	}
	tests := []struct {
		name  string
		post  func(int, http.ResponseWriter, *http.Request)
		posts int
		want  string
	}{
		{"201 is the data", body(201, `[{"id": "t-1", "amount": 1}]`), 1, "ready t-1=1"},
		{"200 is the data, too", body(200, `[]`), 1, "ready"},
		{"204 is no data", body(204, ``), 1, "ready"},
		{"a refusal is the end", status(400), 1, "failed"},
		{"an error of the provider's is the end", status(500), 1, "failed"},
		{"who is busy has not accepted", firstBusy(503), 2, "ready t-1=1"},
		{"who is asked too often has not accepted", firstBusy(429), 2, "ready t-1=1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			play(t, &scene{post: tt.post}, func(s *scene) {
				s.ask(transactions)
				time.Sleep(time.Minute)
				synctest.Wait()
				if got := s.holding(); got != tt.want || len(s.seen("POST")) != tt.posts || len(s.seen("GET")) != 0 {
					t.Errorf("holds %s after %v, want %s after %d requests", got, s.calls, tt.want, tt.posts)
				}
				// A refusal leaves nothing that another's notification could be taken for.
				if tt.want == "failed" {
					s.hears(told("w-1", "of another"))
					if got := s.seen("GET"); len(got) != 1 || got[0].URL != all {
						t.Errorf("reads %v, want %s", got, all)
					}
				}
			})
		})
	}
}

// A notification that never comes is made good, and not by a storm.
func TestLooksByItself(t *testing.T) {
	t.Parallel()
	s := &scene{get: func(n int, w http.ResponseWriter, _ *http.Request) {
		if n < 3 {
			_, _ = io.WriteString(w, `{"next": null, "results": []}`)
			return
		}
		_, _ = io.WriteString(w, onePage)
	}}
	play(t, s, func(s *scene) {
		s.ask(transactions)
		time.Sleep(time.Hour)
		synctest.Wait()
		want := []call{{1800 * time.Millisecond, "GET", list, ""}, {3600 * time.Millisecond, "GET", list, ""}, {5400 * time.Millisecond, "GET", list, ""}}
		if diff := cmp.Diff(want, s.seen("GET")); diff != "" {
			t.Errorf("looks (-want +got):\n%s", diff)
		}
		if got := s.holding(); got != both {
			t.Errorf("holds %s, want %s", got, both)
		}
		s.hears(told("w-1", "request-1"))
		if got := len(s.seen("GET")); got != 4 {
			t.Errorf("a late notification was read %d times", got-3)
		}
	})
}

func TestLooksMoreAndMoreRarely(t *testing.T) {
	t.Parallel()
	s := &scene{get: func(_ int, w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"next": null, "results": []}`)
	}}
	play(t, s, func(s *scene) {
		s.ask(transactions)
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := len(s.seen("GET")); got < 60 || got > 75 {
			t.Errorf("looked %d times in an hour", got)
		}
	})
}

// Whoever stalls for one person does not hold up another.
func TestLinksDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	s := &scene{get: func(_ int, w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.RawQuery, ana) {
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, onePage)
	}}
	play(t, s, func(s *scene) {
		his := transactions
		his.Link = bruno
		s.ask(transactions)
		s.ask(his)
		for i := range 20 {
			s.hears(told(fmt.Sprint("w-", i), "request-1"))
		}
		s.hears(told("w-b", "request-2", "link_id", `"`+bruno+`"`))
		if got := held(t, s.client, his); got != both || time.Since(s.began) != 0 {
			t.Errorf("holds %s of Bruno's after %s", got, time.Since(s.began))
		}
		calls := slices.DeleteFunc(s.seen("GET"), func(c call) bool { return !strings.Contains(c.URL, ana) })
		if len(calls) != 4 {
			t.Errorf("%d calls for Ana are under way, want 4", len(calls))
		}
	})
}

func TestNoticesOfFailure(t *testing.T) {
	t.Parallel()
	play(t, &scene{}, func(s *scene) {
		s.ask(transactions)
		s.ask(transactions)
		s.hears(told("w-2", "request-2"))
		s.hears(told("w-1", "request-1", "data", `{"new_transactions": 1, "errors": [{"code": "institution_down", "message": "x"}]}`))
		if got := s.holding(); got != both {
			t.Errorf("the failure of an older request won: %s", got)
		}
		s.ask(transactions)
		s.hears(told("w-3", "request-3", "data", `{"errors": [{"code": "institution_down", "message": "x"}]}`))
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := s.holding(); !strings.HasPrefix(got, "failed") || len(s.seen("GET")) != 1 {
			t.Errorf("holds %s after %v", got, s.seen("GET"))
		}
	})
}

// A link that has stopped working is asked about no more, whatever comes.
func TestLinksEnd(t *testing.T) {
	t.Parallel()
	tests := []struct{ typ, code, want string }{
		{"LINK", "invalid_credentials", "failed t-1=0.10 t-2=999999999999.99"},
		{"LINK", "token_required", "failed t-1=0.10 t-2=999999999999.99"},
		{"CONSENT", "openfinance_consent_expired", "failed t-1=0.10 t-2=999999999999.99"},
		{"LINK", "link_deleted", harness.ErrNothingHeld.Error()},
		{"CONSENT", "openfinance_consent_about_to_expire", both},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			play(t, &scene{}, func(s *scene) {
				s.ask(transactions)
				s.hears(told("w-1", "request-1"))
				s.hears(told("w-2", "", "webhook_type", `"`+tt.typ+`"`, "webhook_code", `"`+tt.code+`"`, "process_type", `"recurrent_update"`))
				s.ask(transactions)
				s.hears(told("w-3", "request-1"))
				s.hears(told("w-4", "request-2"))
				time.Sleep(time.Minute)
				synctest.Wait()
				calls := 2
				if tt.want == both {
					calls = 5
				}
				if got := s.holding(); got != tt.want || len(s.calls) != calls {
					t.Errorf("holds %s after %v, want %s", got, s.calls, tt.want)
				}
			})
		})
	}
}

func TestStrangersAndNewWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, key, value string }{
		{"a link that was never asked about", "link_id", `"` + bruno + `"`},
		{"an unknown type", "webhook_type", `"HOROSCOPES"`},
		{"an unknown code", "webhook_code", `"transactions_turned_green"`},
		{"a code of another type", "webhook_code", `"new_accounts_available"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			play(t, &scene{}, func(s *scene) {
				s.ask(transactions)
				s.hears(told("w-1", "request-1", tt.key, tt.value))
				if got := s.seen("GET"); len(got) > 0 {
					t.Errorf("reads %v", got)
				}
			})
		})
	}
}

func TestMakeRefusesUnknownBugs(t *testing.T) {
	t.Parallel()
	_, err := reference.New(reference.Options{Bug: "M99"}).Make(t.Context(), harness.Whereabouts{})
	if err == nil || !strings.Contains(err.Error(), `there is no bug "M99"`) {
		t.Errorf("got %v", err)
	}
}
