package mock_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A stage is a provider that stands still, with a client that hears.
type stage struct {
	*testing.T
	*mock.Running
	control.Workspace
	heard  *heard
	client *http.Client
}

const bearer = "Bearer s3cret"

func onStage(t *testing.T, cfg mock.Config) *stage {
	t.Helper()
	p := frozen(t, cfg)
	s := &stage{T: t, Running: p, Workspace: p.Workspace(), heard: &heard{}, client: &http.Client{Transport: &http.Transport{}}}
	receiver := httptest.NewServer(s.heard)
	t.Cleanup(func() { receiver.Close(); s.client.CloseIdleConnections() })
	_, err := s.SetWebhook(t.Context(), control.WebhookSpec{URL: receiver.URL, Authorization: bearer})
	s.must(err)
	return s
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stage) rule(r fault.Rule) fault.Active {
	s.Helper()
	active, err := s.AddFault(s.Context(), r)
	s.must(err)
	return active
}

func (s *stage) settle() {
	s.Helper()
	_, err := s.Settle(s.Context())
	s.must(err)
}

func (s *stage) advance(d time.Duration) {
	s.Helper()
	_, err := s.Advance(s.Context(), control.Move{By: new(control.Duration(d))})
	s.must(err)
}

// A seen is an answer as far as it came.
type seen struct {
	status int
	header http.Header
	body   string
	err    error // of the connection or of the body
}

// call makes a request as a client does.
func (s *stage) call(ctx context.Context, method, path, body string, header ...string) seen {
	s.Helper()
	if strings.HasPrefix(path, "/") {
		path = s.URL + path
	}
	r, err := http.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	s.must(err)
	r.SetBasicAuth(s.SecretID, s.SecretPassword)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return seen{err: err}
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return seen{answer.StatusCode, answer.Header, string(text), err}
}

func (s *stage) get(path string) seen { return s.call(s.Context(), "GET", path, "") }

// collect asks for transactions and waits for them.
func (s *stage) collect() seen {
	return s.call(s.Context(), "POST", "/api/transactions/", period(guideLink))
}

// ask asks for transactions in async mode.
func (s *stage) ask() seen {
	return s.call(s.Context(), "POST", "/api/transactions/", period(guideLink), "X-Belvo-Request-Mode", "async")
}

func period(link string) string {
	return fmt.Sprintf(`{"link": %q, "date_from": "2026-01-01", "date_to": "2026-02-28"}`, link)
}

// told asks in async mode and returns what the client was sent.
func (s *stage) told() []hook {
	s.Helper()
	if a := s.ask(); a.status != http.StatusAccepted {
		s.Fatalf("not accepted: %+v", a)
	}
	s.settle()
	return s.heard.all()
}

const list = "/api/transactions/?page_size=5&link=" + guideLink

// A heard is a receiver that acknowledges all, and remembers it.
type heard struct {
	mu    sync.Mutex
	hooks []hook
	then  func(hook) // called before it answers; may be nil
}

type hook struct {
	authorization, contentType string
	text                       string
	err                        error
}

func (h hook) body() map[string]any {
	var body map[string]any
	_ = json.Unmarshal([]byte(h.text), &body) // nil if it is none
	return body
}

func (h *heard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	got := hook{r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(text), err}
	h.mu.Lock()
	h.hooks = append(h.hooks, got)
	then := h.then
	h.mu.Unlock()
	if then != nil {
		then(got)
	}
	w.WriteHeader(http.StatusAccepted)
}

func (h *heard) all() []hook {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.hooks)
}

// A trial shows one fault through the public API.
type trial struct {
	rule fault.Rule
	show func(s *stage)
}

func (s *stage) want(ok bool, format string, args ...any) {
	s.Helper()
	if !ok {
		s.Errorf(format, args...)
	}
}

// refused wants an answer to be a documented error.
func (s *stage) refused(a seen, status int, code string) {
	s.Helper()
	if got := codes(s.T, a.body); a.status != status || got != code {
		s.Errorf("answered %d %s, want %d %s", a.status, got, status, code)
	}
}

func trials() map[string]trial {
	all := map[string]trial{}
	for _, some := range []map[string]trial{answerTrials(), pageTrials(), jobTrials(), deliveryTrials(), attemptTrials(), compatibleTrials()} {
		maps.Copy(all, some)
	}
	return all
}

func answerTrials() map[string]trial {
	brief := control.Duration(30 * time.Millisecond)
	return map[string]trial{
		"latency": {fault.Rule{With: fault.With{By: brief, Jitter: brief / 3}}, func(s *stage) {
			began := time.Now()
			a := s.get("/api/links/")
			s.want(a.status == 200 && time.Since(began) >= 20*time.Millisecond, "answered %d after %s", a.status, time.Since(began))
		}},
		"hang": {fault.Rule{With: fault.With{For: brief}}, func(s *stage) {
			began := time.Now()
			s.refused(s.ask(), 408, "request_timeout")
			s.want(time.Since(began) >= 30*time.Millisecond, "answered after %s", time.Since(began))
			info, err := s.Info(s.Context())
			s.must(err)
			s.want(info.Counts.Jobs == 0, "%d jobs, though nothing was done", info.Counts.Jobs)
		}},
		"throttle": {fault.Rule{With: fault.With{RetryAfter: control.Duration(1500 * time.Millisecond)}}, func(s *stage) {
			a := s.get("/api/links/")
			s.refused(a, 429, "throttled")
			s.want(a.header.Get("Retry-After") == "2", "Retry-After is %q", a.header.Get("Retry-After"))
		}},
		"firewall": {fault.Rule{}, func(s *stage) {
			a := s.get("/api/links/")
			s.want(a.status == 403 && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && strings.Contains(a.body, "<html"), "answered %+v", a)
		}},
		"error": {fault.Rule{With: fault.With{Code: "institution_unavailable", Field: "link"}}, func(s *stage) {
			s.refused(s.collect(), 400, "institution_unavailable link")
			s.want(strings.Contains(s.get(list).body, `institution_unavailable`), "the list is not refused")
		}},
		"reset": {fault.Rule{On: fault.On{Method: "POST"}}, func(s *stage) {
			a := s.ask()
			s.want(a.err != nil && strings.Contains(a.err.Error(), "reset"), "seen %+v, want a reset", a)
			info, err := s.Info(s.Context())
			s.must(err)
			s.want(info.Counts.Jobs == 0, "%d jobs, though nothing was done", info.Counts.Jobs)
		}},
		"lost_answer": {fault.Rule{On: fault.On{Method: "POST"}}, func(s *stage) {
			a := s.ask()
			s.want(a.err != nil && strings.Contains(a.err.Error(), "reset"), "seen %+v, want a reset", a)
			s.settle()
			s.want(len(s.heard.all()) == 1, "%d webhooks, though it was done", len(s.heard.all()))
		}},
		"truncated_json": {fault.Rule{On: fault.On{Method: "GET"}}, func(s *stage) {
			a := s.get("/api/links/")
			s.want(a.status == 200 && a.err == nil && !json.Valid([]byte(a.body)) && strings.HasPrefix(a.body, `{"count":1`), "answered %+v", a)
		}},
		"invalid_json": {fault.Rule{On: fault.On{Method: "GET"}}, func(s *stage) {
			a := s.get("/api/links/")
			s.want(a.status == 200 && a.err == nil && !json.Valid([]byte(a.body)) && strings.HasSuffix(a.body, `}]]`), "answered %+v", a)
		}},
		"close_mid_body": {fault.Rule{On: fault.On{Method: "GET"}}, func(s *stage) {
			a := s.get("/api/links/")
			s.want(a.status == 200 && errors.Is(a.err, io.ErrUnexpectedEOF) && a.body != "", "answered %+v", a)
		}},
		"stall": {fault.Rule{On: fault.On{Method: "GET"}}, func(s *stage) {
			ctx, cancel := context.WithTimeout(s.Context(), 50*time.Millisecond)
			defer cancel()
			a := s.call(ctx, "GET", "/api/links/", "")
			s.want(a.status == 200 && errors.Is(a.err, context.DeadlineExceeded) && a.body != "", "answered %+v", a)
		}},
		"slow_body": {fault.Rule{On: fault.On{Method: "GET"}, With: fault.With{BytesPerSecond: 3000}}, func(s *stage) {
			began := time.Now()
			a := s.get("/api/links/")
			least := time.Duration(len(a.body)-300) * time.Second / 3000
			s.want(json.Valid([]byte(a.body)) && time.Since(began) >= least, "%d bytes after %s", len(a.body), time.Since(began))
		}},
	}
}

// A shown is a page of a list.
type shown struct {
	Count   int
	Next    string
	Results []struct {
		ID string `json:"id"`
	}
}

func (s *stage) page(path string) (p shown) {
	s.Helper()
	a := s.get(path)
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		s.Fatalf("no page: %+v", a)
	}
	return p
}

func pageTrials() map[string]trial {
	second := fault.On{Resource: "transactions", Page: 2}
	return map[string]trial{
		"empty_page": {fault.Rule{On: second}, func(s *stage) {
			s.collect()
			p := s.page(list + "&page=2")
			s.want(len(p.Results) == 0 && p.Count > 10 && strings.Contains(p.Next, "page=3"), "page 2 is %+v", p)
		}},
		"overlapping_pages": {fault.Rule{With: fault.With{Rows: 2}}, func(s *stage) {
			s.collect()
			one, two := s.page(list), s.page(list+"&page=2")
			s.want(len(two.Results) == 7 && two.Results[0].ID == one.Results[3].ID && two.Results[1].ID == one.Results[4].ID, "page 1 %v, page 2 %v", one.Results, two.Results)
		}},
		"next_cycle": {fault.Rule{On: second}, func(s *stage) {
			s.collect()
			p := s.page(list + "&page=2")
			s.want(strings.HasPrefix(p.Next, s.URL) && strings.Contains(p.Next, "page=1"), "next is %s", p.Next)
		}},
		"next_elsewhere": {fault.Rule{On: second}, func(s *stage) {
			s.collect()
			p := s.page(list + "&page=2")
			s.want(!strings.HasPrefix(p.Next, s.URL) && strings.Contains(p.Next, "page=3"), "next is %s", p.Next)
			s.want(len(s.page(p.Next).Results) == 0, "the other origin has rows")
			s.want(len(s.findings("credentials_elsewhere")) == 1, "who followed is not noted")
		}},
		"data_shifts": {fault.Rule{On: second, Times: 1}, func(s *stage) {
			s.collect()
			one, two := s.page(list), s.page(list+"&page=2")
			s.want(two.Count == one.Count+1 && two.Results[0].ID == one.Results[4].ID, "page 1 %+v, page 2 %+v", one, two)
			s.want(!cmp.Equal(s.page(list).Results, one.Results), "page 1 is still the same")
		}},
	}
}

// findings are those of a code.
func (s *stage) findings(code string) []journal.Entry {
	s.Helper()
	page, err := s.Journal(s.Context(), journal.Query{Kinds: []journal.Kind{journal.KindFinding}})
	s.must(err)
	return slices.DeleteFunc(page.Items, func(e journal.Entry) bool { return e.Data.(journal.FindingData).Code != code })
}

func jobTrials() map[string]trial {
	return map[string]trial{
		"job_fails": {fault.Rule{With: fault.With{Code: "institution_unavailable"}}, func(s *stage) {
			hooks := s.told()
			data, _ := json.Marshal(hooks[0].body()["data"])
			s.want(len(hooks) == 1 && strings.Contains(string(data), `"errors":[{"code":"institution_unavailable"`), "told %s", data)
			s.want(s.page(list).Count == 0, "there are rows all the same")
			s.refused(s.collect(), 400, "institution_unavailable")
		}},
		"job_slow": {fault.Rule{With: fault.With{By: control.Duration(time.Hour)}}, func(s *stage) {
			s.ask()
			s.advance(time.Hour)
			s.want(len(s.heard.all()) == 0, "told after an hour")
			s.advance(time.Second)
			s.want(len(s.heard.all()) == 1, "not told after an hour and a second")
		}},
		"job_never_ends": {fault.Rule{}, func(s *stage) {
			s.want(len(s.told()) == 0, "told of what never ends")
			s.advance(48 * time.Hour)
			info, err := s.Info(s.Context())
			s.must(err)
			s.want(len(s.heard.all()) == 0 && info.Counts.Jobs == 1, "%d jobs", info.Counts.Jobs)
			s.refused(s.collect(), 408, "request_timeout")
		}},
		"job_partial": {fault.Rule{Times: 1}, func(s *stage) {
			s.told()
			some := s.page(list).Count
			s.collect()
			all := s.page(list).Count
			s.want(some > 0 && some < all, "%d of %d rows", some, all)
		}},
	}
}

func deliveryTrials() map[string]trial {
	return map[string]trial{
		"duplicate": {fault.Rule{With: fault.With{Copies: 3, Gap: control.Duration(time.Minute)}}, func(s *stage) {
			s.ask()
			s.advance(time.Minute)
			s.want(len(s.heard.all()) == 1, "%d copies within the gap", len(s.heard.all()))
			s.advance(2 * time.Minute)
			hooks := s.heard.all()
			s.want(len(hooks) == 3 && hooks[0].text == hooks[1].text && hooks[1].text == hooks[2].text, "told %v", hooks)
		}},
		"delay": {fault.Rule{With: fault.With{By: control.Duration(time.Hour)}}, func(s *stage) {
			s.ask()
			s.advance(time.Hour)
			s.want(len(s.heard.all()) == 0, "told within the delay")
			s.advance(time.Second)
			s.want(len(s.heard.all()) == 1, "not told after the delay")
		}},
		"drop": {fault.Rule{}, func(s *stage) {
			s.want(len(s.told()) == 0, "told what was dropped")
			s.want(s.states() == "dropped", "deliveries are %s", s.states())
		}},
		"hold": {fault.Rule{}, func(s *stage) {
			s.want(len(s.told()) == 0 && s.states() == "held", "deliveries are %s", s.states())
			held, err := s.Release(s.Context())
			s.must(err)
			s.settle()
			s.want(len(held) == 1 && len(s.heard.all()) == 1 && s.states() == "delivered", "deliveries are %s", s.states())
		}},
		"reorder": {fault.Rule{With: fault.With{Order: "reverse"}}, func(s *stage) {
			_, err := s.AddLink(s.Context(), control.LinkSpec{FetchResources: []string{"ACCOUNTS", "OWNERS", "TRANSACTIONS"}})
			s.must(err)
			s.settle()
			var types []any
			for _, h := range s.heard.all() {
				types = append(types, h.body()["webhook_type"])
			}
			s.want(fmt.Sprint(types) == "[TRANSACTIONS OWNERS ACCOUNTS]", "told %v", types)
		}},
		"before_answer": {fault.Rule{}, func(s *stage) {
			answered := make(chan struct{})
			early := false
			s.heard.then = func(hook) {
				select {
				case <-answered:
				default:
					early = true
				}
			}
			a := s.ask()
			close(answered)
			s.want(a.status == 202 && early && strings.Contains(a.body, fmt.Sprint(s.heard.all()[0].body()["request_id"])), "answered %+v, early %v", a, early)
		}},
	}
}

// states are those of all deliveries.
func (s *stage) states() string {
	s.Helper()
	deliveries, err := s.Deliveries(s.Context())
	s.must(err)
	words := make([]string, len(deliveries))
	for i, d := range deliveries {
		words[i] = d.State
	}
	return strings.Join(words, " ")
}

func attemptTrials() map[string]trial {
	once := fault.Rule{Times: 1}
	// body wants something of the first body, and that the second is the real one.
	body := func(ok func(first, second map[string]any) bool) func(*stage) {
		return func(s *stage) {
			s.heard.then = nil
			hooks := s.again()
			s.want(ok(hooks[0].body(), hooks[1].body()), "sent %s\nthen %s", hooks[0].text, hooks[1].text)
		}
	}
	return map[string]trial{
		"lost_ack": {once, func(s *stage) {
			hooks := s.told()
			s.want(len(hooks) == 2 && hooks[0].text == hooks[1].text && s.outcomes() == "timeout acknowledged", "%d times, %s", len(hooks), s.outcomes())
		}},
		"reset_before_ack": {once, func(s *stage) {
			hooks := s.told()
			s.want(len(hooks) == 2 && hooks[0].text == hooks[1].text && s.outcomes() == "connection acknowledged", "%d times, %s", len(hooks), s.outcomes())
		}},
		"no_authorization": {once, func(s *stage) {
			s.want(s.told()[0].authorization == "", "sent %q", s.heard.all()[0].authorization)
		}},
		"wrong_authorization": {once, func(s *stage) {
			got := s.told()[0].authorization
			s.want(got != bearer && strings.HasPrefix(got, "Bearer "), "sent %q", got)
		}},
		"other_scheme": {once, func(s *stage) {
			s.want(s.told()[0].authorization == "Basic s3cret", "sent %q", s.heard.all()[0].authorization)
		}},
		"truncated_body": {once, func(s *stage) {
			h := s.told()[0]
			s.want(h.err == nil && h.body() == nil && strings.HasPrefix(h.text, `{"webhook_id"`), "sent %+v", h)
		}},
		"invalid_body": {once, func(s *stage) {
			h := s.told()[0]
			s.want(h.err == nil && h.body() == nil && strings.HasSuffix(h.text, "]"), "sent %+v", h)
		}},
		"wrong_content_type": {once, func(s *stage) {
			h := s.told()[0]
			s.want(h.contentType == "text/plain" && h.body() != nil, "sent %+v", h)
		}},
		"unknown_type": {once, body(func(first, second map[string]any) bool {
			return first["webhook_type"] == "MOCK_UNKNOWN" && second["webhook_type"] == "TRANSACTIONS"
		})},
		"unknown_code": {once, body(func(first, second map[string]any) bool {
			return first["webhook_code"] == "mock_unknown" && second["webhook_code"] == "new_transactions_updated"
		})},
		"unknown_fields": {once, body(func(first, second map[string]any) bool {
			data := first["data"].(map[string]any)
			return first["mock_unknown_field"] != nil && data["mock_unknown_field"] != nil && second["mock_unknown_field"] == nil
		})},
		"missing_field": {once, body(func(first, second map[string]any) bool {
			_, there := first["request_id"]
			return !there && second["request_id"] != nil
		})},
		"null_data": {once, body(func(first, second map[string]any) bool {
			data, there := first["data"]
			return there && data == nil && second["data"] != nil
		})},
		"other_request_id": {once, body(func(first, second map[string]any) bool {
			id, right := first["request_id"].(string), second["request_id"].(string)
			return len(id) == len(right) && id != right
		})},
		"other_link": {once, body(func(first, second map[string]any) bool {
			id, right := first["link_id"].(string), second["link_id"].(string)
			return len(id) == len(right) && id != right && id[8] == '-'
		})},
		"oversized_body": {fault.Rule{Times: 1, With: fault.With{Bytes: 300_000}}, func(s *stage) {
			h := s.told()[0]
			s.want(len(h.text) > 300_000 && h.body()["request_id"] != nil, "sent %d bytes", len(h.text))
		}},
		"slow_send": {fault.Rule{Times: 1, With: fault.With{BytesPerSecond: 2000}}, func(s *stage) {
			began := time.Now()
			h := s.told()[0]
			least := time.Duration(len(h.text)-200) * time.Second / 2000
			s.want(h.body() != nil && time.Since(began) >= least, "%d bytes after %s", len(h.text), time.Since(began))
		}},
	}
}

// again asks, and has what was sent sent again.
func (s *stage) again() []hook {
	s.Helper()
	s.told()
	deliveries, err := s.Deliveries(s.Context())
	s.must(err)
	_, err = s.Resend(s.Context(), deliveries[0].ID, control.ResendSpec{})
	s.must(err)
	s.settle()
	return s.heard.all()
}

// outcomes are those of the first delivery's attempts.
func (s *stage) outcomes() string {
	s.Helper()
	deliveries, err := s.Deliveries(s.Context())
	s.must(err)
	var words []string
	for _, a := range deliveries[0].Attempts {
		words = append(words, a.Outcome)
	}
	return strings.Join(words, " ")
}

func compatibleTrials() map[string]trial {
	// differs wants a page to differ by ok, and still to hold the same rows.
	differs := func(ok func(before, after string) bool) func(*stage) {
		return func(s *stage) {
			rules, err := s.Faults(s.Context())
			s.must(err)
			s.must(s.ClearFaults(s.Context()))
			s.collect()
			before := s.get(list)
			s.rule(rules[0].Rule)
			after := s.get(list)
			s.want(json.Valid([]byte(after.body)) && before.body != after.body && ok(before.body, after.body), "%s\nbecame\n%s", before.body, after.body)
			s.want(len(s.told()) == 1 && s.heard.all()[0].body() != nil, "the webhook is no JSON")
		}
	}
	return map[string]trial{
		"new_fields": {fault.Rule{}, differs(func(_, after string) bool { return strings.Count(after, "mock_new_field") > 5 })},
		"key_order": {fault.Rule{}, differs(func(before, after string) bool {
			return cmp.Equal(decoded(before), decoded(after))
		})},
		"fractions": {fault.Rule{}, differs(func(before, after string) bool { return len(before) != len(after) })},
		"zone_spelling": {fault.Rule{}, differs(func(before, after string) bool {
			return strings.ReplaceAll(after, `+00:00"`, `Z"`) == before && strings.Count(after, `+00:00"`) > 0
		})},
		"long_strings":    {fault.Rule{}, differs(func(before, after string) bool { return len(after) > len(before)+16 })},
		"new_enum_values": {fault.Rule{}, differs(func(_, after string) bool { return strings.Count(after, "MOCK_NEW_VALUE") > 0 })},
	}
}

func decoded(text string) (value any) {
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return err
	}
	return value
}

// Every row of the catalogue can be seen through the public API, and every hit
// is a line of the journal that names its rule.
func TestEveryFault(t *testing.T) {
	t.Parallel()
	shows := trials()
	var missing []string
	for _, f := range fault.Catalogue() {
		trial, there := shows[f.ID]
		if !there {
			missing = append(missing, f.ID)
			continue
		}
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, mock.Config{Seed: 7})
			trial.rule.Fault = f.ID
			active := s.rule(trial.rule)
			trial.show(s)
			s.hit(active.ID)
		})
		delete(shows, f.ID)
	}
	if len(missing)+len(shows) > 0 {
		t.Errorf("no trial for %v, trials for what is not there: %v", missing, slices.Collect(maps.Keys(shows)))
	}
}

// hit wants a rule to have hit, and each hit to be in the journal.
func (s *stage) hit(rule string) {
	s.Helper()
	rules, err := s.Faults(s.Context())
	s.must(err)
	page, err := s.Journal(s.Context(), journal.Query{Kinds: []journal.Kind{journal.KindFault}})
	s.must(err)
	lines := 0
	for _, e := range page.Items {
		if data := e.Data.(journal.FaultData); data.Rule != "" && strings.Contains(e.Line, data.Rule) {
			lines++
		}
	}
	hits := 0
	for _, r := range rules {
		hits += r.Hits
	}
	if len(rules) != 1 || hits == 0 || lines < hits {
		s.Errorf("rule %s: %+v, %d lines in the journal", rule, rules, lines)
	}
}

// Every documented error can be had by its code.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	s := onStage(t, mock.Config{Seed: 7})
	for _, code := range fault.Codes() {
		r := s.rule(fault.Rule{Fault: "error", Times: 1, With: fault.With{Code: code.ID}})
		a := s.collect()
		if got := codes(t, a.body); a.status != code.Status || got != code.ID {
			t.Errorf("%s: answered %d %s", code.ID, a.status, a.body)
		}
		s.must(s.RemoveFault(t.Context(), r.ID))
	}
}

// A rule that cannot be used is refused with the field at fault; one that can
// is in the catalogue as an example.
func TestRulesAreChecked(t *testing.T) {
	t.Parallel()
	p := frozen(t, mock.Config{})
	for _, f := range fault.Catalogue() {
		if err := mock.FaultWorld().Check(f.Example); err != nil || f.Summary == "" || f.Example.Fault != f.ID {
			t.Errorf("the example of %s: %v", f.ID, err)
		}
	}
	tests := []struct{ name, rule, field string }{
		{"nothing", `{}`, "fault"},
		{"no such fault", `{"fault": "gremlins"}`, "fault"},
		{"a missing parameter", `{"fault": "latency"}`, "with.by"},
		{"a parameter of another fault", `{"fault": "latency", "with": {"by": "1s", "copies": 2}}`, "with.copies"},
		{"a parameter that nothing has", `{"fault": "latency", "with": {"bye": "1s"}}`, "with.bye"},
		{"a key that nothing has", `{"fault": "drop", "when": {}}`, "when"},
		{"a negative duration", `{"fault": "latency", "with": {"by": "-1s"}}`, "with.by"},
		{"a number for a duration", `{"fault": "latency", "with": {"by": 5}}`, "with.by"},
		{"an unknown code", `{"fault": "error", "with": {"code": "oops"}}`, "with.code"},
		{"an unknown order", `{"fault": "reorder", "with": {"order": "sorted"}}`, "with.order"},
		{"one copy", `{"fault": "duplicate", "with": {"copies": 1}}`, "with.copies"},
		{"a chance above one", `{"fault": "drop", "chance": 1.5}`, "chance"},
		{"a chance of nothing", `{"fault": "drop", "chance": 0}`, "chance"},
		{"a negative nth", `{"fault": "drop", "on": {"nth": -1}}`, "on.nth"},
		{"an nth that after lets pass", `{"fault": "drop", "after": 3, "on": {"nth": 2}}`, "on.nth"},
		{"a webhook's fault on a request", `{"fault": "drop", "on": {"path": "/api/links/"}}`, "on.path"},
		{"a request's fault on a webhook", `{"fault": "reset", "on": {"webhook_type": "ACCOUNTS"}}`, "on.webhook_type"},
		{"a job's fault on a page", `{"fault": "job_fails", "with": {"code": "login_error"}, "on": {"page": 2}}`, "on.page"},
		{"a request and a webhook", `{"fault": "new_fields", "on": {"method": "GET", "webhook_code": "x"}}`, "on"},
		{"a method that nothing serves", `{"fault": "reset", "on": {"method": "BREW"}}`, "on.method"},
		{"a path that nothing serves", `{"fault": "reset", "on": {"path": "/api/coffee/"}}`, "on.path"},
		{"a method that the path has not", `{"fault": "reset", "on": {"path": "/api/transactions/", "method": "PUT"}}`, "on.path"},
		{"a resource that the path has not", `{"fault": "reset", "on": {"path": "/api/accounts/", "resource": "owners"}}`, "on.resource"},
		{"a page of what has none", `{"fault": "reset", "on": {"method": "POST", "resource": "owners", "page": 1}}`, "on.page"},
		{"a page fault without pages", `{"fault": "empty_page", "on": {"method": "POST"}}`, "on.page"},
		{"a resource that nothing collects", `{"fault": "job_slow", "with": {"by": "1s"}, "on": {"resource": "links"}}`, "on.resource"},
		{"a type of another resource", `{"fault": "drop", "on": {"resource": "owners", "webhook_type": "ACCOUNTS"}}`, "on.webhook_type"},
		{"new rows of what has none", `{"fault": "data_shifts", "on": {"resource": "accounts"}}`, "on.resource"},
		{"a header that cannot be", `{"fault": "wrong_authorization", "with": {"value": "a\nb"}}`, "with.value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, body := call(t, p, "POST", "/_mock/workspaces/default/faults", tt.rule)
			var refusal struct{ Error control.Error }
			if err := json.Unmarshal([]byte(body), &refusal); err != nil || status != 400 || refusal.Error.Field != tt.field || refusal.Error.Message == "" {
				t.Errorf("%d %s, want 400 with field %s", status, body, tt.field)
			}
		})
	}
}

func TestRulesAreListedAndRemoved(t *testing.T) {
	t.Parallel()
	s := onStage(t, mock.Config{})
	s.rule(fault.Rule{ID: "mine", Fault: "error", On: fault.On{Resource: "links"}, After: 1, Times: 1, With: fault.With{Code: "unexpected_error"}})
	s.rule(fault.Rule{Fault: "drop", Chance: new(0.5)})
	if _, err := s.AddFault(t.Context(), fault.Rule{ID: "mine", Fault: "drop"}); err == nil {
		t.Error("two rules have one id")
	}
	var statuses []int
	for range 4 {
		statuses = append(statuses, s.get("/api/links/").status)
	}
	if diff := cmp.Diff([]int{200, 500, 200, 200}, statuses); diff != "" {
		t.Errorf("one after the first (-want +got):\n%s", diff)
	}
	status, body := call(t, s.Running, "GET", "/_mock/workspaces/default/faults", "")
	want := `{"items":[{"id":"mine","fault":"error","on":{"resource":"links"},"after":1,"times":1,"with":{"code":"unexpected_error"},"matches":4,"hits":1},` +
		`{"id":"drop-2","fault":"drop","chance":0.5,"matches":0,"hits":0}]}`
	if diff := cmp.Diff(want, string(bytes.TrimSpace([]byte(body)))); status != 200 || diff != "" {
		t.Errorf("listed %d (-want +got):\n%s", status, diff)
	}
	s.must(s.RemoveFault(t.Context(), "mine"))
	if err := s.RemoveFault(t.Context(), "mine"); err == nil {
		t.Error("what is gone is removed")
	}
	s.must(s.ClearFaults(t.Context()))
	if rules, err := s.Faults(t.Context()); err != nil || len(rules) != 0 {
		t.Errorf("rules are left: %v, %v", rules, err)
	}
}

// A group leaves when it is whole, and each one in another order.
func TestEveryOrder(t *testing.T) {
	t.Parallel()
	s := onStage(t, mock.Config{})
	s.rule(fault.Rule{Fault: "reorder", With: fault.With{Order: "every", Of: 3, Within: control.Duration(time.Hour)}})
	orders := map[string]bool{}
	for group := range 6 {
		for n := range 3 {
			_, err := s.Notify(t.Context(), control.Notice{LinkID: guideLink, Type: "X", Code: fmt.Sprint(n)})
			s.must(err)
		}
		s.settle()
		hooks, order := s.heard.all(), ""
		for _, h := range hooks[3*group:] {
			order += fmt.Sprint(h.body()["webhook_code"])
		}
		orders[order] = true
	}
	want := map[string]bool{"012": true, "021": true, "102": true, "120": true, "201": true, "210": true}
	if diff := cmp.Diff(want, orders); diff != "" {
		t.Errorf("orders (-want +got):\n%s", diff)
	}
}

// A group that stays incomplete leaves when its time is over.
func TestAnIncompleteGroupLeaves(t *testing.T) {
	t.Parallel()
	s := onStage(t, mock.Config{})
	s.rule(fault.Rule{Fault: "reorder", With: fault.With{Order: "reverse", Of: 3, Within: control.Duration(time.Minute)}})
	_, err := s.Notify(t.Context(), control.Notice{LinkID: guideLink, Type: "X", Code: "x"})
	s.must(err)
	s.advance(time.Minute - time.Second)
	s.want(len(s.heard.all()) == 0 && s.states() == "held", "it left before its time: %s", s.states())
	s.advance(time.Second)
	s.want(len(s.heard.all()) == 1, "it did not leave in time")
}

// A rule on a link leaves all others alone, whichever way they are named.
func TestRulesOfALink(t *testing.T) {
	t.Parallel()
	s := onStage(t, mock.Config{})
	other := linked(t, s.Running, control.LinkSpec{})
	s.collect()
	record := s.page(list).Results[0].ID
	s.rule(fault.Rule{Fault: "error", On: fault.On{Link: guideLink}, With: fault.With{Code: "unexpected_error"}})
	tests := []struct {
		name, method, path, body string
		status                   int
	}{
		{"the list", "GET", list, "", 500},
		{"the list of another", "GET", "/api/accounts/?link=" + other, "", 200},
		{"the link", "GET", "/api/links/" + guideLink + "/", "", 500},
		{"the other link", "GET", "/api/links/" + other + "/", "", 200},
		{"a record", "GET", "/api/transactions/" + record + "/", "", 500},
		{"a request", "POST", "/api/transactions/", period(guideLink), 500},
		{"a request of another", "POST", "/api/transactions/", period(other), 201},
		{"all links", "GET", "/api/links/", "", 200},
	}
	for _, tt := range tests {
		if a := s.call(t.Context(), tt.method, tt.path, tt.body); a.status != tt.status {
			t.Errorf("%s is answered %d %s, want %d", tt.name, a.status, a.body, tt.status)
		}
	}
}

// A token that is asked for by a fault can be sent, and what was asked goes on.
func TestATokenAskedForByAFault(t *testing.T) {
	t.Parallel()
	s := onStage(t, mock.Config{})
	s.rule(fault.Rule{Fault: "error", Times: 1, With: fault.With{Code: "token_required"}})
	a := s.collect()
	s.refused(a, 428, "token_required")
	var problems []struct{ Session, Link string }
	s.must(json.Unmarshal([]byte(a.body), &problems))
	resume := fmt.Sprintf(`{"session": %q, "token": "123456", "link": %q}`, problems[0].Session, guideLink)
	if a := s.call(t.Context(), "PATCH", "/api/transactions/", resume); a.status != 201 && a.status != 200 {
		t.Errorf("the token is answered %+v", a)
	}
}
