package mock

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// Host is the control of the provider, without HTTP between.
func (s *Server) Host() control.Host { return host{s} }

// DrawSeed picks a seed for a provider that was not given one.
func DrawSeed() uint64 { return seeded.DrawSeed() }

// A host steers a Server.
type host struct{ server *Server }

// defaultWorkspace is the word that stands for the secret id of the default
// workspace.
const defaultWorkspace = "default"

func (h host) Create(_ context.Context, spec control.WorkspaceSpec) (control.Created, error) {
	cfg, err := h.server.configOf(spec)
	if err != nil {
		return control.Created{}, err
	}
	path := seeded.World(seeded.DrawSeed())
	id := cmp.Or(spec.SecretID, path.At("secret id").UUID())
	password := cmp.Or(spec.SecretPassword, path.At("secret password").Hex())
	if id == defaultWorkspace {
		return control.Created{}, control.Refuse(control.Invalid, "secret_id", "default is the word for the first workspace.")
	}
	if len(id) > maxSecretID {
		return control.Created{}, control.Refuse(control.Invalid, "secret_id", "It is longer than %d bytes.", maxSecretID)
	}
	if _, taken := h.server.directory.find(id); taken {
		return control.Created{}, control.Refuse(control.Conflict, "secret_id", "There is a workspace %s already.", id)
	}
	t := h.server.open(id, password, cfg, true)
	if t == nil {
		return control.Created{}, control.Refuse(control.Conflict, "",
			"There are %d workspaces, as many as --max-workspaces allows: end one.", len(h.server.directory.all()))
	}
	info, err := h.server.at(t).Info(context.Background())
	return control.Created{Info: info, SecretPassword: password}, err
}

// configOf is what the world of a new workspace is made of.
func (s *Server) configOf(spec control.WorkspaceSpec) (sandbox.Config, error) {
	if spec.From != "" {
		return s.configFrom(spec)
	}
	made := s.base
	if spec.Scenario != nil {
		read, err := s.scenarioOf(spec.Scenario)
		if err != nil {
			return made, err
		}
		if made, err = s.playing(made, read, made.Subscriber); err != nil {
			return made, err
		}
	}
	if spec.Seed != nil {
		if err := checkSeed(*spec.Seed); err != nil {
			return made, err
		}
		made.Seed = *spec.Seed
	}
	if spec.Edition != "" {
		edition := s.cfg
		edition.Edition = spec.Edition
		terms, err := edition.terms()
		if err != nil {
			return made, control.Refuse(control.Invalid, "edition", "%v", errors.Unwrap(err))
		}
		made.Terms, made.Subscriber.Policy = terms, terms.Policy
	}
	if spec.Webhook != nil {
		subscriber, err := s.subscriber(*spec.Webhook, made.Terms, "webhook.")
		if err != nil {
			return made, err
		}
		made.Subscriber = subscriber
	}
	made.Frozen = made.Frozen || spec.Frozen
	if spec.Limits {
		made.Limits = sandbox.AllLimits()
	}
	return made, nil
}

func checkSeed(seed uint64) error {
	if seed > MaxSeed {
		return control.Refuse(control.Invalid, "seed", "%d is larger than %d.", seed, uint64(MaxSeed))
	}
	return nil
}

func (h host) List(ctx context.Context) ([]control.Info, error) {
	var all []control.Info
	for _, t := range h.server.directory.all() {
		info, err := h.server.at(t).Info(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}

func (h host) Open(_ context.Context, id string) (control.Workspace, error) {
	if id == defaultWorkspace {
		id = h.server.cfg.SecretID
	}
	w := workspace{server: h.server, id: id}
	if _, err := w.tenant(); err != nil {
		return nil, err
	}
	return w, nil
}

func (h host) Version(context.Context) (control.Version, error) {
	return control.Version{Name: "belvo-mock", Version: h.server.cfg.Version, Editions: sandbox.Editions(), ReadOnly: h.server.cfg.ReadOnly}, nil
}

func (h host) Contract(context.Context) (json.RawMessage, error) {
	return openapi.Published()
}

func (h host) Catalogue(_ context.Context, what string) ([]json.RawMessage, error) {
	return catalogue(what, h.server.base.Fixtures)
}
