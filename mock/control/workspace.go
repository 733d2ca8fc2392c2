package control

import (
	"encoding/json"
	"time"
)

// A WorkspaceSpec says what a new workspace is like. What it leaves out is as
// the server was started.
type WorkspaceSpec struct {
	SecretID       string       `json:"secret_id,omitempty"`       // empty: one is made
	SecretPassword string       `json:"secret_password,omitempty"` // empty: one is made
	Seed           *uint64      `json:"seed,omitempty"`            // 0 to 2^53-1
	Edition        string       `json:"edition,omitempty"`         // guide, 2023 or 2026
	Webhook        *WebhookSpec `json:"webhook,omitempty"`
	Frozen         bool         `json:"frozen,omitempty"` // whether its clock stands still
	Limits         bool         `json:"limits,omitempty"` // whether the vendor's limits hold
	// From is the id of a snapshot whose world the workspace begins with. Seed and
	// edition are the snapshot's then; so are webhook, clock and limits, unless
	// they are set.
	From string `json:"from,omitempty"`
	// Scenario is what it begins with: a scenario as an object, or the name of a
	// bundled one. The fields before it override it.
	Scenario json.RawMessage `json:"scenario,omitempty"`
}

// Info is a workspace at a glance.
type Info struct {
	SecretID string  `json:"secret_id"`
	Seed     uint64  `json:"seed"`
	Edition  string  `json:"edition"`
	Webhook  Webhook `json:"webhook"`
	Clock    Clock   `json:"clock"`
	Counts   Counts  `json:"counts"`

	Terms   Terms    `json:"terms"`
	Latency Duration `json:"latency"` // how long the bank takes
	Limits  []string `json:"limits"`  // of the vendor's, which hold: deletes requests sync_cutoff quotas
	// PublicURL is what links in answers begin with; empty: as each request came.
	PublicURL string `json:"public_url"`
}

// Terms are what a workspace's edition answers where the vendor's documents
// differ, with what was overridden. What acknowledges, and when there are
// retries, is in its Webhook.
type Terms struct {
	Generation       string `json:"generation"`        // 2023 or 2026: whose required fields hold
	Async            string `json:"async"`             // transactions, documented or every
	TransactionsCode string `json:"transactions_code"` // webhook_code after an async POST of transactions
	Refused          string `json:"refused"`           // retry or stop: what a 400 that names the request does
}

// Created is a new workspace, with the password that is shown once.
type Created struct {
	Info
	SecretPassword string `json:"secret_password"`
}

// Counts say how much there is in a workspace.
type Counts struct {
	Links      int    `json:"links"`
	Jobs       int    `json:"jobs"`       // accepted and not done
	Events     int    `json:"events"`     // ever raised
	Attempts   int    `json:"attempts"`   // ever made
	Deliveries int    `json:"deliveries"` // remembered
	Entries    uint64 `json:"entries"`    // of the journal, dropped ones included
}

// A ResetSpec says which world a reset makes; the zero value is the same again.
type ResetSpec struct {
	Seed *uint64 `json:"seed,omitempty"` // of an empty world, also where it was opened from a snapshot
}

// A Snapshot is a world as it was at a moment, to open workspaces from.
type Snapshot struct {
	ID       string         `json:"id"`
	SecretID string         `json:"secret_id"` // of the workspace that it was taken of
	At       time.Time      `json:"at"`        // workspace time
	Seed     uint64         `json:"seed"`
	Counts   SnapshotCounts `json:"counts"`
}

// SnapshotCounts say how much there is in a snapshot.
type SnapshotCounts struct {
	Links      int `json:"links"`
	Jobs       int `json:"jobs"`       // accepted and not done
	Deliveries int `json:"deliveries"` // remembered
}

// A WebhookSpec says who is told and what counts as heard. What is absent is
// the edition's.
type WebhookSpec struct {
	URL           string    `json:"url"`                     // empty: nobody is told
	Authorization string    `json:"authorization,omitempty"` // sent verbatim
	Ack           string    `json:"ack,omitempty"`           // 202, 200 or 2xx
	Timeout       *Duration `json:"timeout,omitempty"`       // above 0
	Retry         *Gaps     `json:"retry,omitempty"`         // waits before the second attempt, the third …
}

// A Webhook is who is told and what counts as heard.
type Webhook struct {
	URL              string   `json:"url"`
	AuthorizationSet bool     `json:"authorization_set"` // its value is not shown
	Ack              string   `json:"ack"`
	Timeout          Duration `json:"timeout"`
	Retry            Gaps     `json:"retry"`
}

// Reach says whether a webhook URL can be reached from where the provider is,
// step by step up to the first that failed.
type Reach struct {
	URL   string `json:"url"`
	OK    bool   `json:"ok"`
	Steps []Step `json:"steps"`
}

// A Step is one thing that must work for a webhook to arrive.
type Step struct {
	Name   string `json:"name"` // url resolve connect tls answer
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what was found, or what is wrong and what to look at
}

// A Clock is how a workspace's time stands, and what is due on it.
type Clock struct {
	Now     time.Time `json:"now"`
	Frozen  bool      `json:"frozen"`
	Scale   float64   `json:"scale"` // workspace seconds in a second of the wall
	Pending []Pending `json:"pending"`
}

// A Pending is work that is due at a moment of workspace time.
type Pending struct {
	Due  time.Time `json:"due"`
	Kind string    `json:"kind"` // job, delivery, refresh, consent or act
	ID   string    `json:"id"`
}

// A ClockSetting changes a clock; nil leaves things as they are.
type ClockSetting struct {
	Frozen *bool      `json:"frozen,omitempty"`
	To     *time.Time `json:"to,omitempty"`    // sets the clock, forward or back; what comes to be due runs late
	Scale  *float64   `json:"scale,omitempty"` // above 0 to 86400
}

// A Move says how far an Advance goes: By a duration or To a moment, one of them.
type Move struct {
	By *Duration  `json:"by,omitempty"`
	To *time.Time `json:"to,omitempty"`
}

// A Run is what an Advance or a Settle did.
type Run struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Ran     int       `json:"ran"`     // items that ran
	Pending int       `json:"pending"` // items that are left
}

// A Version says who a provider is.
type Version struct {
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	Editions []string `json:"editions"`
	ReadOnly bool     `json:"read_only"` // whether calls over HTTP that change something are refused
}

// A Row is one line of a catalogue, as far as all catalogues have it.
type Row struct {
	ID      string `json:"id"`
	Summary string `json:"summary"`
}

// Catalogues are the names that Host.Catalogue knows.
func Catalogues() []string {
	return []string{"operations", "editions", "personas", "institutions", "users", "faults"}
}

// A Notice is a webhook to be fired by hand: any type and code, unchecked.
type Notice struct {
	LinkID     string          `json:"link_id"`
	Type       string          `json:"webhook_type"`
	Code       string          `json:"webhook_code"`
	RequestID  string          `json:"request_id,omitempty"`  // empty: one is made
	ExternalID *string         `json:"external_id,omitempty"` // nil: the link's
	Data       json.RawMessage `json:"data,omitempty"`        // absent: what the resource's row computes, else {}
}

// Notified names what a Notice has set off.
type Notified struct {
	DeliveryID string `json:"delivery_id"`
	WebhookID  string `json:"webhook_id"`
	RequestID  string `json:"request_id"`
}
