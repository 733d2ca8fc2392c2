package mock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/wire"
)

// OpenScenario reads a scenario for a provider of this Config: a bundled one by
// its name (fixtures.Scenarios), else a file in YAML or JSON. What is wrong with
// it is a *fixtures.ScenarioError each, joined.
func (c Config) OpenScenario(nameOrFile string) (*fixtures.Scenario, error) {
	world, err := c.scenarioWorld()
	if err != nil {
		return nil, err
	}
	text, bundled := fixtures.BundledScenario(nameOrFile)
	if !bundled {
		if text, err = os.ReadFile(nameOrFile); errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%w, and no bundled scenario is called so: there are %s", err, strings.Join(fixtures.Scenarios(), ", "))
		}
		if err != nil {
			return nil, err
		}
	}
	s, err := world.Read(nameOrFile, text)
	return &s, err
}

// LoadScenario is OpenScenario for a test, which fails if the scenario cannot be
// used:
//
//	provider := mock.Start(t, mock.Config{Scenario: mock.LoadScenario(t, "flaky-receiver")})
func LoadScenario(t TB, nameOrFile string) *fixtures.Scenario {
	t.Helper()
	s, err := Config{}.OpenScenario(nameOrFile)
	if err != nil {
		t.Fatalf("load scenario: %v", err)
	}
	return s
}

func (c Config) scenarioWorld() (fixtures.ScenarioWorld, error) {
	set, err := c.fixtures()
	return scenarioWorldOf(set, c.AllowPublicTargets), err
}

func scenarioWorldOf(set fixtures.Set, allowPublic bool) fixtures.ScenarioWorld {
	return fixtures.ScenarioWorld{
		Set: set, Faults: FaultWorld(),
		Target:        func(url string) error { return wire.CheckTarget(url, allowPublic) },
		Authorization: wire.CheckAuthorization,
	}
}

// readScenario reads a scenario that begins now: what is of the calendar is
// checked against that.
func (s *Server) readScenario(name string, text []byte) (fixtures.Scenario, error) {
	world := scenarioWorldOf(s.base.Fixtures, s.cfg.AllowPublicTargets)
	read, err := world.Read(name, text)
	if err != nil {
		return read, err
	}
	return read, playable(world, read)
}

// playable refuses rows that lie after the beginning.
func playable(world fixtures.ScenarioWorld, read fixtures.Scenario) error {
	if read.AbsoluteDates && (read.Clock == nil || read.Clock.Start == "") {
		begun := read
		begun.Clock = &fixtures.ScenarioClock{Start: fixtures.Moment(agenda.Wall().Format(time.RFC3339))}
		if err := world.Check(begun); err != nil {
			return err
		}
	}
	return nil
}

// stage makes ready what the default workspace plays, and those that
// AnyCredentials opens.
func (s *Server) stage() error {
	s.visited = s.base
	if s.cfg.Scenario == nil {
		return nil
	}
	read, err := s.readScenario("scenario.yaml", s.cfg.Scenario.YAML())
	if err != nil {
		return fmt.Errorf("scenario: %w", err)
	}
	s.visited, err = s.playing(s.base, read, s.base.Subscriber)
	return err
}

// playing is what the world of a workspace is made of that plays a scenario. What
// the scenario leaves out is as made says, and before is who was told until then.
func (s *Server) playing(made sandbox.Config, read fixtures.Scenario, before sandbox.Subscriber) (sandbox.Config, error) {
	made.Scenario, made.FirstLink, made.From, made.Subscriber = &read, false, nil, before
	if read.Seed != nil {
		made.Seed = *read.Seed
	}
	if read.Edition != "" {
		edition := s.cfg
		edition.Edition = read.Edition
		terms, err := edition.terms()
		if err != nil {
			return made, err
		}
		made.Terms, made.Subscriber.Policy = terms, terms.Policy
	}
	if read.Limits != nil {
		made.Limits = sandbox.LimitsNamed(read.Limits)
	}
	if read.Latency != nil {
		made.Latency = time.Duration(*read.Latency)
	}
	if read.Clock != nil {
		made.Frozen = read.Clock.Frozen
		if read.Clock.Start != "" {
			made.Start = read.Clock.Start.Of(time.Time{})
		}
	}
	if read.Webhook == nil {
		return made, nil
	}
	told, err := s.subscriber(specOf(*read.Webhook, made.Subscriber), made.Terms, "webhook.")
	made.Subscriber = told
	return made, err
}

// originOf is what a workspace is made of without its scenario.
func (s *Server) originOf(made sandbox.Config) sandbox.Config {
	if made.Scenario == nil {
		return made
	}
	origin := s.base
	origin.Owner = made.Owner
	return origin
}

// specOf is a scenario's webhook, told to whoever was told before if it names
// nobody. Another URL does not get the Authorization of the one before.
func specOf(w fixtures.ScenarioWebhook, before sandbox.Subscriber) control.WebhookSpec {
	spec := control.WebhookSpec{URL: w.URL, Authorization: w.Authorization, Ack: w.Ack, Timeout: w.Timeout, Retry: w.Retry}
	if spec.URL == "" {
		spec.URL = before.URL
	}
	if spec.Authorization == "" && spec.URL == before.URL {
		spec.Authorization = before.Authorization
	}
	return spec
}

func (w workspace) LoadScenario(ctx context.Context, document []byte) (control.Info, error) {
	t, err := w.tenant()
	if err != nil {
		return control.Info{}, err
	}
	read, err := w.server.readScenario("scenario", document)
	if err != nil {
		return control.Info{}, misread("", err)
	}
	made, err := w.server.playing(t.origin, read, t.workspace().Subscriber())
	if err != nil {
		return control.Info{}, err
	}
	w.server.reset(t, func(cfg *sandbox.Config, _ *sandbox.Workspace) { *cfg = made })
	record(t.workspace(), "scenario.load", w.id, "", read)
	return w.Info(ctx)
}

func (w workspace) ExportScenario(context.Context) (fixtures.Scenario, error) {
	world, err := w.world()
	if err != nil {
		return fixtures.Scenario{}, err
	}
	return world.Scenario(), nil
}

// misread is what is wrong with a scenario as the control API tells it: the first
// problem with its field and line, and all of them in words. Fields begin with
// prefix.
func misread(prefix string, err error) error {
	first, ok := errors.AsType[*fixtures.ScenarioError](err)
	if !ok {
		return err
	}
	return &control.Error{Code: control.Invalid, Field: strings.TrimSuffix(prefix+first.Field, "."), Line: first.Line, Message: err.Error()}
}

// scenarioOf is the scenario of a new workspace: an object, or the name of a
// bundled one.
func (s *Server) scenarioOf(document json.RawMessage) (fixtures.Scenario, error) {
	var name string
	text := []byte(document)
	if json.Unmarshal(document, &name) == nil {
		var ok bool
		if text, ok = fixtures.BundledScenario(name); !ok {
			return fixtures.Scenario{}, control.Refuse(control.Invalid, "scenario",
				"There is no bundled scenario %q; there are %s.", name, strings.Join(fixtures.Scenarios(), ", "))
		}
	}
	read, err := s.readScenario("scenario", text)
	if err != nil {
		return read, misread("scenario.", err)
	}
	return read, nil
}
