package mock

import (
	"context"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
	"github.com/belvo-mock/belvo-mock/mock/internal/wire"
)

func webhookOf(s sandbox.Subscriber) control.Webhook {
	return control.Webhook{
		URL: s.URL, AuthorizationSet: s.Authorization != "", Ack: string(s.Policy.Ack),
		Timeout: control.Duration(s.Policy.Window), Retry: control.Gaps(s.Policy.Gaps),
	}
}

// subscriber reads a spec; what it leaves out is as the terms say. Fields of a
// refusal begin with prefix.
func (s *Server) subscriber(spec control.WebhookSpec, terms sandbox.Terms, prefix string) (sandbox.Subscriber, error) {
	made := sandbox.Subscriber{URL: spec.URL, Authorization: spec.Authorization, Policy: terms.Policy}
	if spec.URL != "" {
		if err := wire.CheckTarget(spec.URL, s.cfg.AllowPublicTargets); err != nil {
			return made, control.Refuse(control.Invalid, prefix+"url", "%v", err)
		}
	}
	if err := wire.CheckAuthorization(spec.Authorization); err != nil {
		return made, control.Refuse(control.Invalid, prefix+"authorization", "%v", err)
	}
	if spec.Ack != "" {
		ack, err := webhook.ParseAck(spec.Ack)
		if err != nil {
			return made, control.Refuse(control.Invalid, prefix+"ack", "%v", err)
		}
		made.Policy.Ack = ack
	}
	if spec.Timeout != nil {
		if *spec.Timeout <= 0 {
			return made, control.Refuse(control.Invalid, prefix+"timeout", "%s is not above 0.", *spec.Timeout)
		}
		made.Policy.Window = time.Duration(*spec.Timeout)
	}
	if spec.Retry != nil {
		made.Policy.Gaps = *spec.Retry
	}
	return made, nil
}

func (w workspace) Webhook(context.Context) (control.Webhook, error) {
	world, err := w.world()
	if err != nil {
		return control.Webhook{}, err
	}
	return webhookOf(world.Subscriber()), nil
}

func (w workspace) SetWebhook(_ context.Context, spec control.WebhookSpec) (control.Webhook, error) {
	world, err := w.world()
	if err != nil {
		return control.Webhook{}, err
	}
	subscriber, err := w.server.subscriber(spec, world.Terms(), "")
	if err != nil {
		return control.Webhook{}, err
	}
	record(world, "webhook.set", "", "", spec)
	world.Subscribe(subscriber)
	return webhookOf(subscriber), nil
}

func (w workspace) TestWebhook(ctx context.Context) (control.Reach, error) {
	world, err := w.world()
	if err != nil {
		return control.Reach{}, err
	}
	url := world.Subscriber().URL
	if url == "" {
		return control.Reach{}, control.Refuse(control.Conflict, "", "%v", sandbox.ErrNobody)
	}
	return reach(ctx, w.server.sender, url), nil
}

// Doctor tries whether webhooks could be sent to a URL from here, by a provider
// with the AllowPublicTargets and RootCAs of cfg. Nothing is posted.
func Doctor(ctx context.Context, url string, cfg Config) control.Reach {
	sender := wire.NewSender(wire.SenderConfig{
		UserAgent: "belvo-mock/doctor", AllowPublic: cfg.AllowPublicTargets, RootCAs: cfg.RootCAs, Now: agenda.Wall,
	})
	defer sender.Close()
	return reach(ctx, sender, url)
}

func reach(ctx context.Context, sender *wire.Sender, url string) control.Reach {
	r := control.Reach{URL: url, OK: true}
	for _, step := range sender.Probe(ctx, url) {
		r.Steps = append(r.Steps, control.Step(step))
		r.OK = r.OK && step.OK
	}
	return r
}
