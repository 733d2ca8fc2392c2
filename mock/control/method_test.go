package control_test

import (
	"context"
	"encoding/json"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

type (
	ctx       = context.Context
	workspace = control.Workspace
)

// A method is one of Host or Workspace, and the call that carries it.
type method struct {
	name string
	call string
	do   func(ctx, control.Host) (any, error)
}

// in is a method of Workspace.
func in(name, call string, do func(ctx, workspace) (any, error)) method {
	return method{name, call, func(c ctx, h control.Host) (any, error) {
		w, err := h.Open(c, "default")
		if err != nil {
			return nil, err
		}
		return do(c, w)
	}}
}

// odd is an identifier that a path cannot hold as it is.
const odd = "a/b c?d%2F#é"

// methods are all but Open, Follow and FollowReports, each with arguments that use every key.
func methods() []method {
	const ws = "/_mock/workspaces/{ws}"
	hook := control.WebhookSpec{
		URL: "http://127.0.0.1:3000", Authorization: "Bearer <s>", Ack: "2xx",
		Timeout: new(control.Duration(time.Second)), Retry: &control.Gaps{time.Second, 36 * time.Hour},
	}
	row := control.TransactionSpec{
		Account: new(link), ValueDate: new("2026-01-31"), Amount: "12.50", Type: new("INFLOW"), Status: new("PENDING"),
		Description: new("R&D"), Merchant: new("m"), Category: new("c"), Reference: new("ref"),
	}
	return []method{
		{"Create", "POST /_mock/workspaces", func(c ctx, h control.Host) (any, error) {
			return h.Create(c, control.WorkspaceSpec{SecretID: "s", SecretPassword: "p", Seed: new(uint64(1<<53 - 1)), Edition: "2026", Webhook: &hook, Frozen: true, From: "s-1", Scenario: json.RawMessage(`"mfa"`)})
		}},
		{"List", "GET /_mock/workspaces", func(c ctx, h control.Host) (any, error) { return h.List(c) }},
		{"Version", "GET /_mock/version", func(c ctx, h control.Host) (any, error) { return h.Version(c) }},
		{"Catalogue", "GET /_mock/catalogue/{what}", func(c ctx, h control.Host) (any, error) { return h.Catalogue(c, odd) }},
		{"Contract", "GET /_mock/vendor.json", func(c ctx, h control.Host) (any, error) { return h.Contract(c) }},
		{"AddReport", "POST /_mock/reports", func(c ctx, h control.Host) (any, error) { return h.AddReport(c, fullReport()) }},
		{"SetReport", "PUT /_mock/reports/{id}", func(c ctx, h control.Host) (any, error) { return h.SetReport(c, odd, fullReport()) }},
		{"AddVerdict", "POST /_mock/reports/{id}/verdicts", func(c ctx, h control.Host) (any, error) { return h.AddVerdict(c, odd, fixedVerdict) }},
		{"Reports", "GET /_mock/reports", func(c ctx, h control.Host) (any, error) { return h.Reports(c) }},
		{"Report", "GET /_mock/reports/{id}", func(c ctx, h control.Host) (any, error) { return h.Report(c, odd) }},
		{"OpenVisit", "POST /_mock/widget/visits", func(c ctx, h control.Host) (any, error) {
			return h.OpenVisit(c, control.VisitSpec{
				AccessToken: "a.b.c", Locale: "pt", AccessMode: "single", ExternalID: new(""), Institutions: []string{"i"}, InstitutionTypes: []string{"retail"},
				IntegrationType: "openfinance", CountryCodes: []string{"BR"}, Resources: []string{"BILLS"}, CompanyName: "R&D", CompanyIcon: "i",
				CloseDialog: true, AbandonSurvey: true, Parent: "https://p",
			})
		}},
		{"Visit", "GET /_mock/widget/visits/{id}", func(c ctx, h control.Host) (any, error) { return h.Visit(c, odd) }},
		{"ActInVisit", "POST /_mock/widget/visits/{id}", func(c ctx, h control.Host) (any, error) {
			return h.ActInVisit(c, odd, control.VisitAct{
				Institution: new(""), Consent: fixedIdentity, Login: map[string]string{"username": "a <b>"}, Token: new(""), Approve: new(false), Exit: new(""), Outcome: "mfa:qr",
			})
		}},
		in("ID", "GET "+ws, func(_ ctx, w workspace) (any, error) { return w.ID(), nil }),
		in("Info", "GET "+ws, func(c ctx, w workspace) (any, error) { return w.Info(c) }),
		in("End", "DELETE "+ws, func(c ctx, w workspace) (any, error) { return nil, w.End(c) }),
		in("Reset", "POST "+ws+"/reset", func(c ctx, w workspace) (any, error) { return w.Reset(c, control.ResetSpec{Seed: new(uint64(0))}) }),
		in("LoadScenario", "POST "+ws+"/scenario", func(c ctx, w workspace) (any, error) { return w.LoadScenario(c, []byte("version: 1 # one\n")) }),
		in("ExportScenario", "GET "+ws+"/scenario", func(c ctx, w workspace) (any, error) { return w.ExportScenario(c) }),
		in("Snapshot", "POST "+ws+"/snapshots", func(c ctx, w workspace) (any, error) { return w.Snapshot(c) }),
		in("Snapshots", "GET "+ws+"/snapshots", func(c ctx, w workspace) (any, error) { return w.Snapshots(c) }),
		in("DeleteSnapshot", "DELETE "+ws+"/snapshots/{id}", func(c ctx, w workspace) (any, error) { return nil, w.DeleteSnapshot(c, odd) }),
		in("Webhook", "GET "+ws+"/webhook", func(c ctx, w workspace) (any, error) { return w.Webhook(c) }),
		in("SetWebhook", "PUT "+ws+"/webhook", func(c ctx, w workspace) (any, error) { return w.SetWebhook(c, hook) }),
		in("TestWebhook", "POST "+ws+"/webhook/test", func(c ctx, w workspace) (any, error) { return w.TestWebhook(c) }),
		in("Links", "GET "+ws+"/links", func(c ctx, w workspace) (any, error) {
			return w.Links(c, control.LinkQuery{After: odd, Limit: 7, Text: "R&D é"})
		}),
		in("Link", "GET "+ws+"/links/{id}", func(c ctx, w workspace) (any, error) { return w.Link(c, odd) }),
		in("DeleteLink", "DELETE "+ws+"/links/{id}", func(c ctx, w workspace) (any, error) { return nil, w.DeleteLink(c, odd) }),
		in("AddLink", "POST "+ws+"/links", func(c ctx, w workspace) (any, error) {
			return w.AddLink(c, control.LinkSpec{
				ID: link, Institution: "i", Persona: "p", AccessMode: "single", ExternalID: new(""),
				FetchResources: []string{"BILLS"}, Transactions: []control.TransactionSpec{row, row},
			})
		}),
		in("ChangeLink", "PATCH "+ws+"/links/{id}", func(c ctx, w workspace) (any, error) {
			return w.ChangeLink(c, odd, control.LinkChange{Status: new("invalid"), AccessMode: new("single")})
		}),
		in("RefreshLink", "POST "+ws+"/links/{id}/refresh", func(c ctx, w workspace) (any, error) { return w.RefreshLink(c, odd) }),
		in("Transactions", "GET "+ws+"/links/{id}/transactions", func(c ctx, w workspace) (any, error) { return w.Transactions(c, odd) }),
		in("AddTransaction", "POST "+ws+"/links/{id}/transactions", func(c ctx, w workspace) (any, error) {
			return w.AddTransaction(c, odd, row)
		}),
		in("ChangeTransaction", "PATCH "+ws+"/links/{id}/transactions/{tx}", func(c ctx, w workspace) (any, error) {
			return w.ChangeTransaction(c, odd, "t/"+odd, row)
		}),
		in("DeleteTransaction", "DELETE "+ws+"/links/{id}/transactions/{tx}", func(c ctx, w workspace) (any, error) {
			return nil, w.DeleteTransaction(c, odd, "t/"+odd)
		}),
		in("Notify", "POST "+ws+"/notify", func(c ctx, w workspace) (any, error) {
			return w.Notify(c, control.Notice{
				LinkID: link, Type: "T", Code: "c", RequestID: "r", ExternalID: new("x"), Data: json.RawMessage(`{"b":1.50,"a":"<&>"}`),
			})
		}),
		in("Faults", "GET "+ws+"/faults", func(c ctx, w workspace) (any, error) { return w.Faults(c) }),
		in("AddFault", "POST "+ws+"/faults", func(c ctx, w workspace) (any, error) { return w.AddFault(c, fullRule()) }),
		in("RemoveFault", "DELETE "+ws+"/faults/{id}", func(c ctx, w workspace) (any, error) { return nil, w.RemoveFault(c, odd) }),
		in("ClearFaults", "DELETE "+ws+"/faults", func(c ctx, w workspace) (any, error) { return nil, w.ClearFaults(c) }),
		in("Clock", "GET "+ws+"/clock", func(c ctx, w workspace) (any, error) { return w.Clock(c) }),
		in("SetClock", "PUT "+ws+"/clock", func(c ctx, w workspace) (any, error) {
			return w.SetClock(c, control.ClockSetting{Frozen: new(false), To: &noon, Scale: new(0.5)})
		}),
		in("Advance", "POST "+ws+"/clock/advance", func(c ctx, w workspace) (any, error) {
			return w.Advance(c, control.Move{By: new(control.Duration(48 * time.Hour)), To: &noon})
		}),
		in("Settle", "POST "+ws+"/clock/settle", func(c ctx, w workspace) (any, error) { return w.Settle(c) }),
		in("Journal", "GET "+ws+"/journal", func(c ctx, w workspace) (any, error) {
			return w.Journal(c, journal.Query{
				Since: 1, Kinds: []journal.Kind{journal.KindCall, journal.KindJob}, LinkID: "0", RequestID: odd, DeliveryID: "d", Limit: 9,
			})
		}),
		in("Wait", "POST "+ws+"/journal/wait", func(c ctx, w workspace) (any, error) {
			return w.Wait(c, control.Wait{Match: journal.Match{Kind: journal.KindJob, LinkID: "0"}, Since: 1, Count: 1, Timeout: control.Duration(time.Minute)})
		}),
		in("Deliveries", "GET "+ws+"/deliveries", func(c ctx, w workspace) (any, error) { return w.Deliveries(c) }),
		in("Delivery", "GET "+ws+"/deliveries/{id}", func(c ctx, w workspace) (any, error) { return w.Delivery(c, odd) }),
		in("Compare", "GET "+ws+"/deliveries/{id}/contract", func(c ctx, w workspace) (any, error) { return w.Compare(c, odd) }),
		in("Resend", "POST "+ws+"/deliveries/{id}/resend", func(c ctx, w workspace) (any, error) {
			return w.Resend(c, odd, control.ResendSpec{Body: json.RawMessage(`"torn <"`), Authorization: "Basic x"})
		}),
		in("Release", "POST "+ws+"/deliveries/release", func(c ctx, w workspace) (any, error) { return w.Release(c) }),
	}
}

// fullReport has a value for every key.
func fullReport() control.ReportSpec {
	return control.ReportSpec{
		State: "running", Planned: 3, Client: "a <b> & c", Version: "1", Edition: "guide", Seed: 1<<53 - 1, Plan: "core", Started: noon, TookMS: 7,
		Exit: new(3), Counts: control.ReportCounts{Pass: 1}, Verdicts: []json.RawMessage{fixedVerdict}, NotTested: []json.RawMessage{fixedRow},
		Expectations: []string{"e"}, Warnings: []string{"<w>"},
	}
}

// fullRule has a value for every key.
func fullRule() fault.Rule {
	second := control.Duration(time.Second)
	return fault.Rule{
		ID: "r", Fault: "latency", After: 1, Times: 2, Chance: new(0.5),
		On: fault.On{
			Method: "GET", Path: "/api/links/{id}/", Resource: "links", Link: link, Page: 2,
			WebhookType: "T", WebhookCode: "c", Nth: 3,
		},
		With: fault.With{
			By: second, Jitter: second, Distribution: "normal", For: second, RetryAfter: second, Code: "c", BytesPerSecond: 1, Rows: 2,
			Copies: 3, Gap: second, Order: "every", Of: 4, Within: second, Value: "v", Link: link, Field: "f", Bytes: 5,
		},
	}
}
