package webhook_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

var at = time.Date(2023, time.January, 16, 9, 0, 0, 0, time.UTC)

func policy(gaps ...time.Duration) webhook.Policy {
	p := webhook.DefaultPolicy()
	p.Gaps = gaps
	return p
}

func TestRecord(t *testing.T) {
	t.Parallel()
	const ack, bad, refused = webhook.Acknowledged, webhook.BadStatus, webhook.Refused
	stopping := policy(time.Minute)
	stopping.StopOnRefused = true
	tests := []struct {
		name     string
		policy   webhook.Policy
		outcomes []webhook.Outcome
		want     webhook.Delivery
	}{
		{"acknowledged at once", policy(time.Minute), []webhook.Outcome{ack}, webhook.Delivery{State: webhook.Delivered}},
		{"a failure waits the first gap", policy(time.Minute, time.Hour), []webhook.Outcome{bad}, webhook.Delivery{State: webhook.Waiting, Due: at.Add(time.Minute)}},
		{"then the second", policy(time.Minute, time.Hour), []webhook.Outcome{bad, bad}, webhook.Delivery{State: webhook.Waiting, Due: at.Add(time.Hour)}},
		{"the last attempt may succeed", policy(time.Minute, time.Hour), []webhook.Outcome{bad, bad, ack}, webhook.Delivery{State: webhook.Delivered}},
		{"never acknowledged", policy(time.Minute, time.Hour), []webhook.Outcome{bad, bad, bad}, webhook.Delivery{State: webhook.GivenUp}},
		{"no gaps is one attempt", policy(), []webhook.Outcome{webhook.TimedOut}, webhook.Delivery{State: webhook.GivenUp}},
		{"a gap of nothing is due at once", policy(0), []webhook.Outcome{bad}, webhook.Delivery{State: webhook.Waiting, Due: at}},
		{"a refusal is retried", policy(time.Minute), []webhook.Outcome{refused}, webhook.Delivery{State: webhook.Waiting, Due: at.Add(time.Minute)}},
		{"a refusal may stop", stopping, []webhook.Outcome{refused}, webhook.Delivery{State: webhook.GivenUp}},
		{"another failure does not stop", stopping, []webhook.Outcome{bad}, webhook.Delivery{State: webhook.Waiting, Due: at.Add(time.Minute)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got webhook.Delivery
			for i, outcome := range tt.outcomes {
				got.Start()
				got.Record(webhook.Attempt{N: i + 1, At: at, Took: 4 * time.Second, Outcome: outcome}, tt.policy)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(got, "Attempts")); diff != "" {
				t.Errorf("after %v (-want +got):\n%s", tt.outcomes, diff)
			}
			if len(got.Attempts) != len(tt.outcomes) {
				t.Errorf("%d attempts are remembered, want %d", len(got.Attempts), len(tt.outcomes))
			}
		})
	}
}

// The guide's policy, from the first attempt to giving up: a gap is counted
// from the start of the attempt before it.
func TestDefaultPolicyIsLinear(t *testing.T) {
	t.Parallel()
	var d webhook.Delivery
	var starts []time.Duration
	for now := at; ; now = d.Due {
		starts = append(starts, now.Sub(at))
		d.Start()
		d.Record(webhook.Attempt{At: now, Outcome: webhook.BadStatus}, webhook.DefaultPolicy())
		if d.State.Ended() {
			break
		}
	}
	want := []time.Duration{0, 10 * time.Second, 30 * time.Second, 60 * time.Second, 100 * time.Second, 150 * time.Second}
	if diff := cmp.Diff(want, starts); diff != "" {
		t.Errorf("attempts start after (-want +got):\n%s", diff)
	}
}

func TestAgain(t *testing.T) {
	t.Parallel()
	later := at.Add(time.Hour)
	ended := func(outcome webhook.Outcome) webhook.Delivery {
		var d webhook.Delivery
		d.Record(webhook.Attempt{At: at, Outcome: outcome}, policy())
		return d
	}
	tests := []struct {
		name  string
		from  webhook.Delivery
		next  webhook.Outcome
		wants webhook.State
	}{
		{"an extra attempt may succeed", ended(webhook.BadStatus), webhook.Acknowledged, webhook.Delivered},
		{"an extra attempt is not retried", ended(webhook.BadStatus), webhook.BadStatus, webhook.GivenUp},
		{"what was delivered stays so", ended(webhook.Acknowledged), webhook.BadStatus, webhook.Delivered},
		{"what nobody was told may be told", webhook.Delivery{State: webhook.NoSubscriber}, webhook.TimedOut, webhook.GivenUp},
		{"a waiting one goes on by its policy", webhook.Delivery{State: webhook.Waiting, Due: at}, webhook.BadStatus, webhook.Waiting},
		{"a held one goes on by its policy", webhook.Delivery{State: webhook.Held}, webhook.BadStatus, webhook.Waiting},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := tt.from
			if !d.Again(later, webhook.Variation{Authorization: "Bearer other"}) {
				t.Fatal("refused")
			}
			if d.State != webhook.Waiting || !d.Due.Equal(later) || d.Next.Authorization != "Bearer other" {
				t.Fatalf("is %s, due %v, next %+v", d.State, d.Due, d.Next)
			}
			d.Start()
			d.Record(webhook.Attempt{At: later, Outcome: tt.next}, policy(time.Minute, time.Minute, time.Minute))
			if d.State != tt.wants || d.Next.Authorization != "" || d.Extra {
				t.Errorf("is %s, next %+v, extra %t; want %s and nothing of the resend", d.State, d.Next, d.Extra, tt.wants)
			}
		})
	}
}

func TestAgainWaitsForAnOpenAttempt(t *testing.T) {
	t.Parallel()
	d := webhook.Delivery{ID: "d-1", State: webhook.Waiting}
	d.Start()
	before := d.Clone()
	if d.Again(at, webhook.Variation{Body: []byte("{}")}) {
		t.Error("a second attempt may start while one is open")
	}
	if diff := cmp.Diff(before, d); diff != "" {
		t.Errorf("changed (-before +after):\n%s", diff)
	}
}

func TestCloneSharesNothingWritten(t *testing.T) {
	t.Parallel()
	d := webhook.Delivery{Attempts: make([]webhook.Attempt, 1, 4)}
	c := d.Clone()
	d.Record(webhook.Attempt{N: 2, Outcome: webhook.Acknowledged}, policy())
	c.Attempts[0].N = 7
	if len(c.Attempts) != 1 || d.Attempts[0].N != 0 {
		t.Errorf("clone %+v, original %+v", c.Attempts, d.Attempts)
	}
}

// The form in which deliveries are kept, data byte for byte, and a whole round
// trip.
func TestDeliveryAsJSON(t *testing.T) {
	t.Parallel()
	external := "ana-7"
	d := webhook.Delivery{
		ID: "d-1",
		Event: webhook.Event{
			WebhookID: "w-1", Type: "ACCOUNTS", Process: "async_post", Code: "new_accounts_available",
			LinkID: "l-1", RequestID: "r-1", ExternalID: &external, Data: []byte(`{"new_accounts": 2}`),
		},
		State: webhook.Waiting, Due: at.Add(10 * time.Second),
		Attempts: []webhook.Attempt{{N: 1, At: at, Wall: at, Took: 21*time.Millisecond + 7, Status: 500, Outcome: webhook.BadStatus, Why: "answered 500"}},
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"d-1","webhook_id":"w-1","webhook_type":"ACCOUNTS","process_type":"async_post",` +
		`"webhook_code":"new_accounts_available","link_id":"l-1","request_id":"r-1","external_id":"ana-7","data":"eyJuZXdfYWNjb3VudHMiOiAyfQ==",` +
		`"number":0,"state":"waiting","due":"2023-01-16T09:00:10Z","attempts":[{"n":1,"at":"2023-01-16T09:00:00Z",` +
		`"wall":"2023-01-16T09:00:00Z","took":21000007,"status":500,"outcome":"status","why":"answered 500"}]}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var back webhook.Delivery
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

// An attempt whose end nobody knows is made again, whatever it was.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, state := range []webhook.State{webhook.Waiting, webhook.Held, webhook.Delivered, webhook.GivenUp, webhook.Dropped, webhook.NoSubscriber} {
		d := webhook.Delivery{State: state}
		if d.Interrupted(at) || d.State != state || !d.Due.IsZero() {
			t.Errorf("%s becomes %s, due %v", state, d.State, d.Due)
		}
	}
	d := webhook.Delivery{State: webhook.Waiting, Next: webhook.Variation{Body: []byte("{")}, Extra: true}
	d.Start()
	if !d.Interrupted(at) || d.State != webhook.Waiting || !d.Due.Equal(at) || !d.Extra || string(d.Next.Body) != "{" {
		t.Errorf("an open one becomes %+v", d)
	}
}
