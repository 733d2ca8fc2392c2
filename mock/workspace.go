package mock

import (
	"context"
	"encoding/json"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// A workspace steers the tenant of a secret id, whatever its world is by now.
type workspace struct {
	server *Server
	id     string
}

func (s *Server) at(t *tenant) workspace { return workspace{server: s, id: t.id} }

func (w workspace) tenant() (*tenant, error) {
	t, ok := w.server.directory.find(w.id)
	if !ok {
		return nil, control.Refuse(control.NotFound, "", "There is no workspace %s.", w.id)
	}
	return t, nil
}

// world is the tenant's world as it is now.
func (w workspace) world() (*sandbox.Workspace, error) {
	t, err := w.tenant()
	if err != nil {
		return nil, err
	}
	return t.workspace(), nil
}

// record journals that the control API was used.
func record(world *sandbox.Workspace, action, target, linkID string, asked any) {
	text, err := json.Marshal(asked)
	if err != nil {
		panic("what was asked cannot be written: " + err.Error())
	}
	line := action
	if target != "" {
		line += " " + target
	}
	world.Note(journal.Entry{
		Kind: journal.KindControl, Line: line, LinkID: linkID,
		Data: journal.ControlData{Action: action, Target: target, Body: journal.NewBody(text)},
	})
}

func (w workspace) ID() string { return w.id }

func (w workspace) Info(ctx context.Context) (control.Info, error) {
	world, err := w.world()
	if err != nil {
		return control.Info{}, err
	}
	n := world.Numbers()
	clock, err := w.Clock(ctx)
	if err != nil {
		return control.Info{}, err
	}
	subscriber := world.Subscriber()
	return control.Info{
		SecretID: w.id, Seed: world.Seed(), Edition: world.Terms().Edition, Webhook: webhookOf(subscriber), Clock: clock,
		Counts: control.Counts{
			Links: n.Links, Jobs: n.Jobs, Events: n.Events, Attempts: n.Attempts, Deliveries: n.Deliveries, Entries: world.Journal().Last(),
		},
		Terms: termsOf(world.Terms(), subscriber), Latency: control.Duration(world.Latency()), Limits: world.Limits().Names(),
		PublicURL: w.server.cfg.PublicURL,
	}, nil
}

func termsOf(terms sandbox.Terms, told sandbox.Subscriber) control.Terms {
	t := control.Terms{Generation: terms.Generation, Async: string(terms.Async), TransactionsCode: terms.TransactionsCode, Refused: "retry"}
	if told.Policy.StopOnRefused {
		t.Refused = "stop"
	}
	return t
}

func (w workspace) End(context.Context) error {
	t, ok := w.server.directory.take(w.id)
	if !ok {
		return control.Refuse(control.NotFound, "", "There is no workspace %s.", w.id)
	}
	w.server.dismiss(t)
	return nil
}

func (w workspace) Reset(ctx context.Context, spec control.ResetSpec) (control.Info, error) {
	t, err := w.tenant()
	if err != nil {
		return control.Info{}, err
	}
	if spec.Seed != nil {
		if err := checkSeed(*spec.Seed); err != nil {
			return control.Info{}, err
		}
	}
	w.server.reset(t, func(cfg *sandbox.Config, old *sandbox.Workspace) {
		cfg.Subscriber = old.Subscriber()
		if spec.Seed != nil {
			cfg.Seed, cfg.From = *spec.Seed, nil
		}
	})
	record(t.workspace(), "workspace.reset", w.id, "", spec)
	return w.Info(ctx)
}

// Notify fires one webhook by hand.
func (w workspace) Notify(_ context.Context, n control.Notice) (control.Notified, error) {
	world, err := w.world()
	if err != nil {
		return control.Notified{}, err
	}
	for _, key := range []struct{ name, value string }{
		{"link_id", n.LinkID}, {"webhook_type", n.Type}, {"webhook_code", n.Code},
	} {
		if key.value == "" {
			return control.Notified{}, control.Refuse(control.Invalid, key.name, "It is required.")
		}
	}
	record(world, "notify", "", n.LinkID, n)
	d, err := world.Notify(sandbox.Notice{
		Link: n.LinkID, Type: n.Type, Code: n.Code, RequestID: n.RequestID, ExternalID: n.ExternalID, Data: n.Data,
	})
	if err != nil {
		return control.Notified{}, told(err)
	}
	return control.Notified{DeliveryID: d.ID, WebhookID: d.WebhookID, RequestID: d.RequestID}, nil
}
