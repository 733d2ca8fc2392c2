// Package control is how a provider and its workspaces are steered and watched:
// an interface, a Client that implements it over HTTP, and a Handler that
// serves any implementation. Who uses it cannot tell near from far.
package control

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A Host is a provider with its workspaces. What it refuses is an *Error.
type Host interface {
	// Create makes a workspace, a world of its own with its secret pair. The
	// password is in no later answer.
	Create(ctx context.Context, spec WorkspaceSpec) (Created, error)
	// List gives all workspaces, the last used first.
	List(ctx context.Context) ([]Info, error)
	// Open finds a workspace by its secret id, or by the word default.
	Open(ctx context.Context, id string) (Workspace, error)
	// Version says who the provider is.
	Version(ctx context.Context) (Version, error)
	// Catalogue lists what exists: what is one of Catalogues. Each row is an object
	// with at least id and summary.
	Catalogue(ctx context.Context, what string) ([]json.RawMessage, error)
	// Contract is the vendor's API and its webhooks, as far as they are built, as one
	// OpenAPI 3.1 document.
	Contract(ctx context.Context) (json.RawMessage, error)

	// AddReport takes a run of check, whole or just begun; the last MaxReports are
	// remembered until the provider ends.
	AddReport(ctx context.Context, spec ReportSpec) (ReportInfo, error)
	// SetReport replaces all of a report that is under way. One that is done stays
	// as it is.
	SetReport(ctx context.Context, id string, spec ReportSpec) (ReportInfo, error)
	// AddVerdict adds to a report that is under way, and counts: an object as in
	// report.json.
	AddVerdict(ctx context.Context, id string, verdict json.RawMessage) (ReportInfo, error)
	// Reports are those that are remembered, the newest first.
	Reports(ctx context.Context) ([]ReportInfo, error)
	Report(ctx context.Context, id string) (Report, error)
	// FollowReports yields each report as it is, the oldest first, and then each
	// that has changed since it was last told of. The last pair has a zero
	// ReportInfo and the error that ended it.
	FollowReports(ctx context.Context) iter.Seq2[ReportInfo, error]

	// OpenVisit begins a visit of the Connect widget with an access token, which
	// knows its workspace. A token that is none is Invalid, one that is over or used
	// up Gone, one without the scopes Forbidden, all with the field access_token.
	OpenVisit(ctx context.Context, spec VisitSpec) (Visit, error)
	// Visit is a visit as it is now.
	Visit(ctx context.Context, id string) (Visit, error)
	// ActInVisit does what a person does in the widget. That an institution refuses
	// it is no error, but the visit's Problem; an act that has no place at the
	// visit's step is a Conflict.
	ActInVisit(ctx context.Context, id string, act VisitAct) (Visit, error)
}

// A Workspace is one tenant's world. It stands for the secret id, so it goes on
// to be right after a reset. What it refuses is an *Error.
type Workspace interface {
	// ID is the secret id.
	ID() string
	Info(ctx context.Context) (Info, error)
	// End ends the workspace; open attempts are cancelled.
	End(ctx context.Context) error
	// Reset makes the same world again, or another with another seed. The secret
	// pair, the webhook and the edition stay. The same world of a workspace that
	// was opened from a snapshot is the snapshot's.
	Reset(ctx context.Context, spec ResetSpec) (Info, error)

	// LoadScenario makes the world of a scenario, in YAML or JSON, as by a reset.
	// The secret pair stays, and so does the webhook unless the scenario has one. What
	// is wrong with the document is an *Error with the field and line of the first
	// problem, and all of them in its message.
	LoadScenario(ctx context.Context, document []byte) (Info, error)
	// ExportScenario is the world as it is now as a scenario.
	ExportScenario(ctx context.Context) (fixtures.Scenario, error)

	// Snapshot keeps the world as it is now, but for its journal, until it is
	// deleted or the workspace ends.
	Snapshot(ctx context.Context) (Snapshot, error)
	// Snapshots are those of this workspace, oldest first.
	Snapshots(ctx context.Context) ([]Snapshot, error)
	// DeleteSnapshot leaves workspaces that were opened from it as they are.
	DeleteSnapshot(ctx context.Context, id string) error

	Webhook(ctx context.Context) (Webhook, error)
	// SetWebhook replaces who is told; what the spec leaves out is the edition's.
	SetWebhook(ctx context.Context, spec WebhookSpec) (Webhook, error)
	// TestWebhook tries whether the webhook's URL can be reached; nothing is posted.
	TestWebhook(ctx context.Context) (Reach, error)

	// Links are found in the order in which they were made.
	Links(ctx context.Context, q LinkQuery) (LinkPage, error)
	// Link looks at a link and at its bank; nothing is collected.
	Link(ctx context.Context, id string) (LinkDetail, error)
	// AddLink makes a link as if a person had finished the widget.
	AddLink(ctx context.Context, spec LinkSpec) (Link, error)
	ChangeLink(ctx context.Context, id string, change LinkChange) (Link, error)
	// DeleteLink takes a link away with its records, as its person or its bank may:
	// its jobs are cancelled, its deliveries are not.
	DeleteLink(ctx context.Context, id string) error
	// RefreshLink collects all that the institution offers anew. The webhooks
	// carry the returned request id.
	RefreshLink(ctx context.Context, id string) (requestID string, err error)

	// Transactions are a link's rows at its bank, whether the provider has
	// collected them or not, in the vendor's form.
	Transactions(ctx context.Context, link string) ([]json.RawMessage, error)
	AddTransaction(ctx context.Context, link string, spec TransactionSpec) (json.RawMessage, error)
	ChangeTransaction(ctx context.Context, link, id string, spec TransactionSpec) (json.RawMessage, error)
	DeleteTransaction(ctx context.Context, link, id string) error

	// Notify fires one webhook now. It returns before the first attempt.
	Notify(ctx context.Context, notice Notice) (Notified, error)

	// Faults are the rules of what goes wrong, with how often each has matched.
	Faults(ctx context.Context) ([]fault.Active, error)
	// AddFault adds a rule. One that can never match is refused.
	AddFault(ctx context.Context, rule fault.Rule) (fault.Active, error)
	RemoveFault(ctx context.Context, id string) error
	// ClearFaults removes all rules.
	ClearFaults(ctx context.Context) error

	Clock(ctx context.Context) (Clock, error)
	SetClock(ctx context.Context, setting ClockSetting) (Clock, error)
	// Advance moves time and runs what falls due on the way, to its end.
	Advance(ctx context.Context, move Move) (Run, error)
	// Settle runs jobs, deliveries and retries until none is pending.
	Settle(ctx context.Context) (Run, error)

	Journal(ctx context.Context, query journal.Query) (journal.Page, error)
	// Follow yields every entry after since and then each new one. The last pair
	// has a zero Entry and the error that ended it.
	Follow(ctx context.Context, since uint64) iter.Seq2[journal.Entry, error]
	// Wait returns entries as soon as enough of them match; those that are there
	// already count. Without them it is an *Error of Code TimedOut, with what did
	// match in Seen.
	Wait(ctx context.Context, wait Wait) ([]journal.Entry, error)

	// Deliveries are all that are remembered, oldest first.
	Deliveries(ctx context.Context) ([]Delivery, error)
	Delivery(ctx context.Context, id string) (Delivery, error)
	// Compare holds what was sent for a delivery against the vendor's contract.
	Compare(ctx context.Context, id string) (Comparison, error)
	// Resend sends a delivery again now, whatever its state.
	Resend(ctx context.Context, id string, spec ResendSpec) (Delivery, error)
	// Release lets all deliveries go that are held, and returns them.
	Release(ctx context.Context) ([]Delivery, error)
}
