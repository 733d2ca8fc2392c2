package control_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"sync"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A fake is a Host with one workspace, w-1, that writes down what it is asked
// for and answers with fixed values, or with fail. Its journal is a real one.
type fake struct {
	fail    error
	journal *journal.Journal

	mu    sync.Mutex
	calls []string
}

func newFake() *fake { return &fake{journal: journal.New(journal.Limits{})} }

func (f *fake) heard(name string, args ...any) {
	text, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		panic(err)
	}
	f.mu.Lock()
	f.calls = append(f.calls, name+" "+string(text))
	f.mu.Unlock()
}

func (f *fake) heardAll() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.calls...)
}

const link = "bcca0da9-a4c6-4830-9676-1d54682851d9"

var (
	noon         = time.Date(2026, 3, 2, 12, 0, 0, 500, time.UTC)
	fixedPending = []control.Pending{{Due: noon, Kind: "job", ID: "j-1"}}
	fixedClock   = control.Clock{Now: noon, Frozen: true, Scale: 1.5, Pending: fixedPending}
	fixedWebhook = control.Webhook{
		URL: "http://app:3000/hook?a=1&b=2", AuthorizationSet: true, Ack: "2xx",
		Timeout: control.Duration(36 * time.Hour), Retry: control.Gaps{time.Second, time.Minute},
	}
	fixedInfo = control.Info{
		SecretID: "w-1", Seed: 1<<53 - 1, Edition: "guide", Webhook: fixedWebhook, Clock: fixedClock,
		Counts:  control.Counts{Links: 1, Jobs: 2, Events: 3, Attempts: 4, Deliveries: 5, Entries: 6},
		Terms:   control.Terms{Generation: "2026", Async: "documented", TransactionsCode: "c", Refused: "stop"},
		Latency: control.Duration(time.Second), Limits: []string{"quotas"}, PublicURL: "https://belvo.example",
	}
	fixedScenario = fixtures.Scenario{Version: 1, Summary: "a <b> & c", Links: []fixtures.ScenarioLink{{Name: "ana", Count: 2}}}
	fixedLink     = control.Link{
		ID: link, Institution: "erebor_br_retail", AccessMode: "recurrent", Status: "valid", RefreshRate: new("24h"),
		CreatedBy: "somebody", CreatedAt: "2026-03-02T12:00:00Z", InstitutionUserID: "u", Credentials: "30d", StaleIn: "365d",
		FetchResources: []string{"ACCOUNTS"},
	}
	fixedListed = control.ListedLink{
		Link: fixedLink, InstitutionName: "Banco <R&D>", InstitutionType: "bank", IntegrationType: "openfinance", Persona: "br_salaried",
		Consent: &control.Consent{ID: "c-1", ExpiresAt: noon, Expired: true},
	}
	fixedDetail = control.LinkDetail{
		ListedLink:  fixedListed,
		Accounts:    []control.LinkAccount{{ID: link, Name: "Conta", Number: "1", Category: "CHECKING_ACCOUNT", Currency: "BRL", Balance: "12.50"}},
		Collections: []control.Collection{{Resource: "accounts", At: noon, Times: 2}},
		Reads:       []control.Read{{Resource: "accounts", Path: "/api/accounts/", CollectedAt: noon, Unread: true}},
	}
	fixedDelivery = control.Delivery{
		ID: "d-1", WebhookID: "h-1", Type: "ACCOUNTS", Code: "new_accounts_available", LinkID: link, RequestID: "r-1",
		State: "waiting", Due: noon, Attempts: []control.Attempt{{N: 1, At: noon, Wall: noon, TookMS: 7, Outcome: "timeout", Why: "slow <&>"}},
	}
	fixedFault = fault.Active{
		Rule:    fault.Rule{ID: "f-1", Fault: "delay", On: fault.On{WebhookType: "ACCOUNTS"}, With: fault.With{By: control.Duration(time.Minute)}},
		Matches: 3, Hits: 2,
	}
	// fixedRow has what a JSON encoder would like to change.
	fixedRow      = json.RawMessage(`{"id":"t-1","summary":"R&D <3","amount":12.50}`)
	fixedSnapshot = control.Snapshot{
		ID: "s-1", SecretID: "w-1", At: noon, Seed: 1<<53 - 1, Counts: control.SnapshotCounts{Links: 1, Jobs: 2, Deliveries: 3},
	}
	fixedReport = control.ReportInfo{
		ID: "p-1", State: "running", Updated: noon, Planned: 3, Client: "a <b> & c", Version: "1", Edition: "guide", Seed: 1<<53 - 1, Plan: "core",
		Started: noon, TookMS: 7, Exit: new(0), Counts: control.ReportCounts{Pass: 1, Fail: 2, Warn: 3, Inconclusive: 4, NotApplicable: 5, Disabled: 6, Error: 7},
	}
	fixedVerdict = json.RawMessage(`{"id":"ACK-01","verdict":"pass","why":"<script>&</script>"}`)
	fixedRun     = control.Run{From: noon, To: noon.Add(time.Hour), Ran: 2, Pending: 1}
	// fixedVisit has a value for every key.
	fixedVisit = control.Visit{
		ID: "o.v", SecretID: "w-1", Step: "token", OpenedAt: noon, ExpiresAt: noon, Locale: "pt", AccessMode: "single", ExternalID: new("x"),
		Resources: []string{"BILLS"}, LinkID: link, Username: "ana", Institutions: fixtures.Bundled().Institutions[:1], Unavailable: []string{"y"},
		Institution: &fixtures.Bundled().Institutions[0], Identity: fixedIdentity,
		Consent: control.ConsentTerms{
			Purpose: "a <b> & c", TermsURL: "https://t", Permissions: []string{"ACCOUNTS"}, Identification: []control.Identity{*fixedIdentity}, Days: 92,
		},
		Challenge: &control.Challenge{Type: "qr", Instructions: "i", Value: "v", ExpectsUserInput: true},
		Problem:   fixedProblem, LastProblem: fixedProblem, Link: link, Exit: &control.Exit{Step: "s", Reason: "r"},
		Return: "app://x?a=1&b=2", Event: "app://e", Company: control.Company{Name: "n", Icon: "i", TermsURL: "t"},
		CloseDialog: true, AbandonSurvey: true, Parent: "https://p",
	}
	fixedIdentity = &control.Identity{Type: "CPF", Number: "1", Name: "Ana"}
	fixedProblem  = &control.Problem{Code: "login_error", Message: "m", Field: "token", RequestID: "r-1"}
)

func (f *fake) Create(_ context.Context, spec control.WorkspaceSpec) (control.Created, error) {
	f.heard("Create", spec)
	return control.Created{Info: fixedInfo, SecretPassword: "p"}, f.fail
}

func (f *fake) List(context.Context) ([]control.Info, error) {
	f.heard("List")
	return []control.Info{fixedInfo}, f.fail
}

func (f *fake) Open(_ context.Context, id string) (control.Workspace, error) {
	if id != "w-1" && id != "default" {
		return nil, control.Refuse(control.NotFound, "", "There is no workspace %s.", id)
	}
	return fakeWorkspace{f}, nil
}

func (f *fake) Version(context.Context) (control.Version, error) {
	f.heard("Version")
	return control.Version{Name: "belvo-mock", Version: "1", Editions: []string{"guide"}, ReadOnly: true}, f.fail
}

func (f *fake) Catalogue(_ context.Context, what string) ([]json.RawMessage, error) {
	f.heard("Catalogue", what)
	return []json.RawMessage{fixedRow}, f.fail
}

func (f *fake) Contract(context.Context) (json.RawMessage, error) {
	f.heard("Contract")
	return fixedRow, f.fail
}

func (f *fake) AddReport(_ context.Context, spec control.ReportSpec) (control.ReportInfo, error) {
	f.heard("AddReport", spec)
	return fixedReport, f.fail
}

func (f *fake) SetReport(_ context.Context, id string, spec control.ReportSpec) (control.ReportInfo, error) {
	f.heard("SetReport", id, spec)
	return fixedReport, f.fail
}

func (f *fake) AddVerdict(_ context.Context, id string, verdict json.RawMessage) (control.ReportInfo, error) {
	f.heard("AddVerdict", id, verdict)
	return fixedReport, f.fail
}

func (f *fake) Reports(context.Context) ([]control.ReportInfo, error) {
	f.heard("Reports")
	return []control.ReportInfo{fixedReport}, f.fail
}

func (f *fake) Report(_ context.Context, id string) (control.Report, error) {
	f.heard("Report", id)
	return control.Report{
		ReportInfo: fixedReport, Verdicts: []json.RawMessage{fixedVerdict}, NotTested: []json.RawMessage{}, Warnings: []string{"w"},
	}, f.fail
}

// FollowReports tells of a report twice and then waits for the end, or fails.
func (f *fake) FollowReports(ctx context.Context) iter.Seq2[control.ReportInfo, error] {
	return func(yield func(control.ReportInfo, error) bool) {
		for range 2 {
			if !yield(fixedReport, nil) {
				return
			}
		}
		err := f.fail
		if err == nil {
			<-ctx.Done()
			err = ctx.Err()
		}
		yield(control.ReportInfo{}, err)
	}
}

func (f *fake) OpenVisit(_ context.Context, spec control.VisitSpec) (control.Visit, error) {
	f.heard("OpenVisit", spec)
	return fixedVisit, f.fail
}

func (f *fake) Visit(_ context.Context, id string) (control.Visit, error) {
	f.heard("Visit", id)
	return fixedVisit, f.fail
}

func (f *fake) ActInVisit(_ context.Context, id string, act control.VisitAct) (control.Visit, error) {
	f.heard("ActInVisit", id, act)
	return fixedVisit, f.fail
}

type fakeWorkspace struct{ *fake }

func (w fakeWorkspace) ID() string { return "w-1" }

func (w fakeWorkspace) Info(context.Context) (control.Info, error) {
	w.heard("Info")
	return fixedInfo, w.fail
}

func (w fakeWorkspace) End(context.Context) error {
	w.heard("End")
	return w.fail
}

func (w fakeWorkspace) LoadScenario(_ context.Context, document []byte) (control.Info, error) {
	w.heard("LoadScenario", string(document))
	return fixedInfo, w.fail
}

func (w fakeWorkspace) ExportScenario(context.Context) (fixtures.Scenario, error) {
	w.heard("ExportScenario")
	return fixedScenario, w.fail
}

func (w fakeWorkspace) Reset(_ context.Context, spec control.ResetSpec) (control.Info, error) {
	w.heard("Reset", spec)
	return fixedInfo, w.fail
}

func (w fakeWorkspace) Snapshot(context.Context) (control.Snapshot, error) {
	w.heard("Snapshot")
	return fixedSnapshot, w.fail
}

func (w fakeWorkspace) Snapshots(context.Context) ([]control.Snapshot, error) {
	w.heard("Snapshots")
	return []control.Snapshot{fixedSnapshot}, w.fail
}

func (w fakeWorkspace) DeleteSnapshot(_ context.Context, id string) error {
	w.heard("DeleteSnapshot", id)
	return w.fail
}

func (w fakeWorkspace) Webhook(context.Context) (control.Webhook, error) {
	w.heard("Webhook")
	return fixedWebhook, w.fail
}

func (w fakeWorkspace) SetWebhook(_ context.Context, spec control.WebhookSpec) (control.Webhook, error) {
	w.heard("SetWebhook", spec)
	return fixedWebhook, w.fail
}

func (w fakeWorkspace) TestWebhook(context.Context) (control.Reach, error) {
	w.heard("TestWebhook")
	return control.Reach{URL: "http://app", Steps: []control.Step{{Name: "resolve", Detail: "no such host"}}}, w.fail
}

func (w fakeWorkspace) Links(_ context.Context, q control.LinkQuery) (control.LinkPage, error) {
	w.heard("Links", q)
	return control.LinkPage{Items: []control.ListedLink{fixedListed}, Count: 2, Next: link}, w.fail
}

func (w fakeWorkspace) Link(_ context.Context, id string) (control.LinkDetail, error) {
	w.heard("Link", id)
	return fixedDetail, w.fail
}

func (w fakeWorkspace) DeleteLink(_ context.Context, id string) error {
	w.heard("DeleteLink", id)
	return w.fail
}

func (w fakeWorkspace) AddLink(_ context.Context, spec control.LinkSpec) (control.Link, error) {
	w.heard("AddLink", spec)
	return fixedLink, w.fail
}

func (w fakeWorkspace) ChangeLink(_ context.Context, id string, change control.LinkChange) (control.Link, error) {
	w.heard("ChangeLink", id, change)
	return fixedLink, w.fail
}

func (w fakeWorkspace) RefreshLink(_ context.Context, id string) (string, error) {
	w.heard("RefreshLink", id)
	return "r-1", w.fail
}

func (w fakeWorkspace) Transactions(_ context.Context, id string) ([]json.RawMessage, error) {
	w.heard("Transactions", id)
	return []json.RawMessage{fixedRow}, w.fail
}

func (w fakeWorkspace) AddTransaction(_ context.Context, id string, spec control.TransactionSpec) (json.RawMessage, error) {
	w.heard("AddTransaction", id, spec)
	return fixedRow, w.fail
}

func (w fakeWorkspace) ChangeTransaction(_ context.Context, id, tx string, spec control.TransactionSpec) (json.RawMessage, error) {
	w.heard("ChangeTransaction", id, tx, spec)
	return fixedRow, w.fail
}

func (w fakeWorkspace) DeleteTransaction(_ context.Context, id, tx string) error {
	w.heard("DeleteTransaction", id, tx)
	return w.fail
}

func (w fakeWorkspace) Notify(_ context.Context, notice control.Notice) (control.Notified, error) {
	w.heard("Notify", notice)
	return control.Notified{DeliveryID: "d-1", WebhookID: "h-1", RequestID: "r-1"}, w.fail
}

func (w fakeWorkspace) Faults(context.Context) ([]fault.Active, error) {
	w.heard("Faults")
	return []fault.Active{fixedFault}, w.fail
}

func (w fakeWorkspace) AddFault(_ context.Context, rule fault.Rule) (fault.Active, error) {
	w.heard("AddFault", rule)
	return fixedFault, w.fail
}

func (w fakeWorkspace) RemoveFault(_ context.Context, id string) error {
	w.heard("RemoveFault", id)
	return w.fail
}

func (w fakeWorkspace) ClearFaults(context.Context) error {
	w.heard("ClearFaults")
	return w.fail
}

func (w fakeWorkspace) Clock(context.Context) (control.Clock, error) {
	w.heard("Clock")
	return fixedClock, w.fail
}

func (w fakeWorkspace) SetClock(_ context.Context, setting control.ClockSetting) (control.Clock, error) {
	w.heard("SetClock", setting)
	return fixedClock, w.fail
}

func (w fakeWorkspace) Advance(_ context.Context, move control.Move) (control.Run, error) {
	w.heard("Advance", move)
	return fixedRun, w.fail
}

func (w fakeWorkspace) Settle(context.Context) (control.Run, error) {
	w.heard("Settle")
	return fixedRun, w.fail
}

func (w fakeWorkspace) Journal(_ context.Context, q journal.Query) (journal.Page, error) {
	w.heard("Journal", q)
	if w.fail != nil {
		return journal.Page{}, w.fail
	}
	page, err := w.journal.List(q)
	return page, told(err)
}

func (w fakeWorkspace) Follow(ctx context.Context, since uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for e, err := range w.journal.Follow(ctx, since) {
			if !yield(e, told(err)) {
				return
			}
		}
	}
}

func (w fakeWorkspace) Wait(ctx context.Context, wait control.Wait) ([]journal.Entry, error) {
	w.heard("Wait", wait)
	if w.fail != nil {
		return nil, w.fail
	}
	if wait.Timeout > 0 {
		bounded, cancel := context.WithTimeout(ctx, time.Duration(wait.Timeout))
		defer cancel()
		ctx = bounded
	}
	seen, err := w.journal.Wait(ctx, wait.Match, wait.Since, wait.Count)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, &control.Error{Code: control.TimedOut, Message: "It did not happen.", Seen: seen}
	}
	return seen, told(err)
}

// told is a journal's error as a Host gives it.
func told(err error) error {
	if errors.Is(err, journal.ErrGone) || errors.Is(err, journal.ErrClosed) {
		return control.Refuse(control.Gone, "since", "%v", err)
	}
	return err
}

func (w fakeWorkspace) Deliveries(context.Context) ([]control.Delivery, error) {
	w.heard("Deliveries")
	return []control.Delivery{fixedDelivery}, w.fail
}

func (w fakeWorkspace) Delivery(_ context.Context, id string) (control.Delivery, error) {
	w.heard("Delivery", id)
	return fixedDelivery, w.fail
}

func (w fakeWorkspace) Compare(_ context.Context, id string) (control.Comparison, error) {
	w.heard("Compare", id)
	return control.Comparison{Items: []control.Difference{{Attempt: 1, Pointer: "/a", Message: "<&>"}}, Compared: []int{1}}, w.fail
}

func (w fakeWorkspace) Resend(_ context.Context, id string, spec control.ResendSpec) (control.Delivery, error) {
	w.heard("Resend", id, spec)
	return fixedDelivery, w.fail
}

func (w fakeWorkspace) Release(context.Context) ([]control.Delivery, error) {
	w.heard("Release")
	return []control.Delivery{fixedDelivery}, w.fail
}
