package control

import (
	"context"
	"net/http"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func createWorkspace(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	spec, err := read[WorkspaceSpec](r)
	if err != nil {
		return 0, nil, err
	}
	made, err := h.Create(ctx, spec)
	return http.StatusCreated, made, err
}

func listWorkspaces(ctx context.Context, h Host, _ *http.Request) (int, any, error) {
	return listOf(h.List(ctx))
}

func catalogue(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	return listOf(h.Catalogue(ctx, r.PathValue("what")))
}

func version(ctx context.Context, h Host, _ *http.Request) (int, any, error) {
	return okay(h.Version(ctx))
}

func okay(value any, err error) (int, any, error) { return http.StatusOK, value, err }

// asked reads a body and answers with what the call makes of it.
func asked[In, Out any](r *http.Request, status int, do func(In) (Out, error)) (int, any, error) {
	in, err := read[In](r)
	if err != nil {
		return 0, nil, err
	}
	out, err := do(in)
	return status, out, err
}

func showWorkspace(ctx context.Context, w Workspace, _ *http.Request) (int, any, error) {
	return okay(w.Info(ctx))
}

func endWorkspace(ctx context.Context, w Workspace, _ *http.Request) (int, any, error) {
	return http.StatusNoContent, nil, w.End(ctx)
}

func resetWorkspace(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(spec ResetSpec) (Info, error) { return w.Reset(ctx, spec) })
}

func takeSnapshot(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusCreated, func(struct{}) (Snapshot, error) { return w.Snapshot(ctx) })
}

func listSnapshots(ctx context.Context, w Workspace, _ *http.Request) (int, any, error) {
	return listOf(w.Snapshots(ctx))
}

func deleteSnapshot(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return http.StatusNoContent, nil, w.DeleteSnapshot(ctx, r.PathValue("id"))
}

func showWebhook(ctx context.Context, w Workspace, _ *http.Request) (int, any, error) {
	return okay(w.Webhook(ctx))
}

func setWebhook(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(spec WebhookSpec) (Webhook, error) { return w.SetWebhook(ctx, spec) })
}

func testWebhook(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(struct{}) (Reach, error) { return w.TestWebhook(ctx) })
}

func addLink(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusCreated, func(spec LinkSpec) (Link, error) { return w.AddLink(ctx, spec) })
}

func changeLink(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(change LinkChange) (Link, error) { return w.ChangeLink(ctx, r.PathValue("id"), change) })
}

// accepted names the request whose webhooks will come.
type accepted struct {
	RequestID string `json:"request_id"`
}

func refreshLink(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusAccepted, func(struct{}) (accepted, error) {
		id, err := w.RefreshLink(ctx, r.PathValue("id"))
		return accepted{id}, err
	})
}

func listTransactions(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return listOf(w.Transactions(ctx, r.PathValue("id")))
}

func addTransaction(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusCreated, func(spec TransactionSpec) (any, error) {
		return w.AddTransaction(ctx, r.PathValue("id"), spec)
	})
}

func changeTransaction(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(spec TransactionSpec) (any, error) {
		return w.ChangeTransaction(ctx, r.PathValue("id"), r.PathValue("tx"), spec)
	})
}

func deleteTransaction(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return http.StatusNoContent, nil, w.DeleteTransaction(ctx, r.PathValue("id"), r.PathValue("tx"))
}

func notify(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusAccepted, func(n Notice) (Notified, error) { return w.Notify(ctx, n) })
}

// listFaults lists the rules, as YAML in the form of a scenario that has nothing
// else.
func listFaults(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	all, err := w.Faults(ctx)
	if err != nil || !accepts(r, yamlType) {
		return listOf(all, err)
	}
	return okay(plain{yamlType, []byte(FaultsYAML(all))}, nil)
}

// FaultsYAML is rules in the form of a scenario that has nothing else.
func FaultsYAML(all []fault.Active) string {
	s := fixtures.Scenario{Version: 1}
	for _, active := range all {
		s.Faults = append(s.Faults, active.Rule)
	}
	return string(s.YAML())
}

func addFault(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusCreated, func(rule fault.Rule) (fault.Active, error) { return w.AddFault(ctx, rule) })
}

func removeFault(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return http.StatusNoContent, nil, w.RemoveFault(ctx, r.PathValue("id"))
}

func clearFaults(ctx context.Context, w Workspace, _ *http.Request) (int, any, error) {
	return http.StatusNoContent, nil, w.ClearFaults(ctx)
}

func showClock(ctx context.Context, w Workspace, _ *http.Request) (int, any, error) {
	return okay(w.Clock(ctx))
}

func setClock(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(setting ClockSetting) (Clock, error) { return w.SetClock(ctx, setting) })
}

func advance(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(move Move) (Run, error) { return w.Advance(ctx, move) })
}

func settle(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(struct{}) (Run, error) { return w.Settle(ctx) })
}

func wait(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(spec Wait) (items[journal.Entry], error) {
		found, err := w.Wait(ctx, spec)
		return items[journal.Entry]{found}, err
	})
}

func listDeliveries(ctx context.Context, w Workspace, _ *http.Request) (int, any, error) {
	return listOf(w.Deliveries(ctx))
}

func showDelivery(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return okay(w.Delivery(ctx, r.PathValue("id")))
}

func resend(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusAccepted, func(spec ResendSpec) (Delivery, error) { return w.Resend(ctx, r.PathValue("id"), spec) })
}

func release(ctx context.Context, w Workspace, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(struct{}) (items[Delivery], error) {
		held, err := w.Release(ctx)
		return items[Delivery]{held}, err
	})
}
