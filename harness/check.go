package harness

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cucumber/godog"

	"github.com/belvo-mock/belvo-mock/features"
	"github.com/belvo-mock/belvo-mock/harness/report"
	"github.com/belvo-mock/belvo-mock/internal/wall"
)

// Config says who is judged, by what, and how.
type Config struct {
	Client Maker // required
	// Plan is core, full (the default), a family such as ACK, or one id. Only
	// leaves out all but some of it.
	Plan string
	Only []string
	// Seed is what every scenario's own seed is derived from: 0 to 2^53-1.
	Seed   uint64
	Repeat int // how often all is run; 0 is once
	// Strict lets a broken SHOULD fail the run, FailFast ends it at the first
	// failure.
	Strict, FailFast bool

	Edition string // of our own provider; empty: guide
	// Address is where our own provider listens; empty: where the client expects
	// it, or a free port.
	Address string
	// Provider is one that runs already; nil: our own.
	Provider           *Provider
	AllowPublicTargets bool
	Network            Network

	// Features are judged by beside the bundled ones: *.feature, and
	// requirements.yaml for what they ask; Steps are sentences of their own.
	Features fs.FS
	Steps    func(*World) []Step
	Expected []Expectation

	// Told is called with every verdict as it is reached, from one goroutine at a
	// time.
	Told    func(report.Verdict)
	Workers int    // scenarios side by side where the client allows it; 0 is as many as suits it, at most 16
	Version string // of this program
	Command string // with which a scenario is repeated, but for its id and seed
}

// Check judges a client. Its error is a *UsageError, or that of ctx; what is
// wrong with the client stands in the report, and so does what is wrong with
// us.
func Check(ctx context.Context, cfg Config) (report.Report, error) {
	suites.Lock()
	defer suites.Unlock()
	r, err := newRun(cfg)
	if err != nil {
		return report.Report{}, err
	}
	end := func() {}
	if cfg.Provider == nil {
		if r.provider, end, err = own(cfg, r.violation); err != nil {
			return report.Report{}, err
		}
	}
	began := wall.Now()
	r.published = r.publish(ctx, began)
	for n := range max(1, cfg.Repeat) {
		r.repeat(ctx, n+1)
	}
	refused := r.published.end(r.report(began))
	end()
	found := r.report(began)
	if refused != nil && cfg.Provider != nil { // the pages of our own end with the run
		found.Warnings = append(found.Warnings, unpublished(refused))
	}
	return found, ctx.Err()
}

// suites is held by who runs one: godog sets variables of the process.
var suites sync.Mutex

// A run is one check under way.
type run struct {
	Config
	requirements []Requirement
	scenarios    []scenario
	enabled      map[string]bool
	provider     *Provider // our own has only its edition until it runs
	calm         *calibration
	published    *publication // nil: nobody is told

	mu       sync.Mutex
	verdicts []report.Verdict
	broken   []string // the provider's own violations of the contract
	stopped  bool     // by FailFast
}

func newRun(cfg Config) (*run, error) {
	if cfg.Client == nil {
		return nil, &UsageError{errors.New("there is no client to judge")}
	}
	r := &run{Config: cfg, calm: &calibration{}, provider: cmp.Or(cfg.Provider, &Provider{Edition: cfg.Edition})}
	var all []scenario
	for _, folder := range []fs.FS{features.FS(), cfg.Features} {
		if folder == nil {
			continue
		}
		requirements, err := Requirements(folder)
		if err != nil && (folder != cfg.Features || !errors.Is(err, fs.ErrNotExist)) {
			return nil, &UsageError{err}
		}
		r.requirements = append(r.requirements, requirements...)
		some, err := scenariosOf(folder, r.requirements)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	if err := checkSteps(all, r.steps(&World{})); err != nil {
		return nil, err
	}
	var err error
	r.scenarios, r.enabled, err = chosen(all, r.requirements, cfg.Plan, cfg.Only)
	return r, err
}

// steps are all sentences for a world.
func (r *run) steps(w *World) []Step {
	all := w.steps()
	if r.Steps != nil {
		all = append(all, r.Steps(w)...)
	}
	return all
}

// repeat runs all that is enabled once.
func (r *run) repeat(ctx context.Context, n int) {
	byKey := map[string]scenario{}
	var order, tags []string
	contents := map[string]godog.Feature{}
	for _, s := range r.scenarios {
		if why := r.excluded(s); why != nil {
			r.judge(r.verdict(s, n, why))
			continue
		}
		byKey[s.key()] = s
		order = append(order, s.key())
		if !slices.Contains(tags, "@"+s.ID) {
			tags = append(tags, "@"+s.ID)
		}
		contents[s.file] = godog.Feature{Name: s.file, Contents: s.contents}
	}
	if len(byKey) == 0 {
		return
	}
	lanes := lanesOf(r.Config)
	options := godog.Options{
		Format: "progress", Output: io.Discard, Strict: true, Tags: strings.Join(tags, ","), Concurrency: len(order), DefaultContext: ctx,
		NoColors: true,
	}
	if lanes > 1 { // or the longest would end last
		slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(byKey[b].length(), byKey[a].length()) })
	}
	for _, s := range r.scenarios {
		if f, there := contents[s.file]; there {
			options.FeatureContents = append(options.FeatureContents, f)
			delete(contents, s.file)
		}
	}
	queue := newTurns(order, lanes)
	suite := godog.TestSuite{Name: "check", Options: &options, ScenarioInitializer: func(sc *godog.ScenarioContext) {
		r.initialize(sc, n, byKey, queue)
	}}
	suite.Run() // its exit code says less than the verdicts
}

// excluded is why a scenario is not run; nil if it is.
func (r *run) excluded(s scenario) *judged {
	offers := r.Client.Offers()
	missing := func(need string) *judged {
		return &judged{err: notOffered(need)}
	}
	switch {
	case !r.enabled[s.ID]:
		return &judged{disabled: true}
	case s.Tier == "trigger" && !offers.Trigger:
		return missing("trigger")
	case s.Tier == "probe" && !offers.Probe:
		return missing("probe")
	case s.Tier == "restart" && !offers.Restart:
		return missing("restart")
	case s.Declared == "webhook_authorization" && offers.Authorization == "":
		return missing("declared webhook_authorization")
	case s.Declared == "polls_within" && offers.PollsWithin == 0:
		return missing("declared polls_within")
	case s.edition != "" && s.edition != r.provider.Edition && !offers.Isolated:
		return &judged{err: notOfEdition(s.edition)}
	}
	return nil
}

// judged is how a scenario ended.
type judged struct {
	err      error
	disabled bool
	step     string // at which it was decided
	world    *World // nil if it never began
}

// verdict writes down how a scenario ended.
func (r *run) verdict(s scenario, n int, j *judged) report.Verdict {
	seed := seedOf(r.Seed, s.ID, n)
	v := report.Verdict{
		ID: s.ID, Level: s.Level, Tier: s.Tier, Scenario: s.title, Sentence: s.Sentence, Source: s.Source, Rule: s.rule,
		Feature: s.feature, File: s.file, Line: s.line, Repeat: n, Seed: seed, Step: j.step, Timeline: []report.Line{},
		Command: strings.TrimSpace(cmp.Or(r.Command, "belvo-mock check") + " --only " + s.ID + " --seed " + strconv.FormatUint(r.Seed, 10)),
	}
	if j.disabled {
		v.Verdict = report.Disabled
		return v
	}
	kind, why := verdictOf(j.err, s.Level)
	v.Verdict, v.Expected, v.Seen, v.Look = kind, why.expected, why.seen, why.look
	if j.err != nil {
		v.Why = why.Error()
	}
	if w := j.world; w != nil {
		v.TookMS, v.SilentMS = w.since().Milliseconds(), w.silent.Milliseconds()
		v.Timeline, v.Findings, v.Output = w.timeline(why.seq), w.findings(), w.output
	}
	return v
}

// judge takes a verdict.
func (r *run) judge(v report.Verdict) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.verdicts = append(r.verdicts, v)
	if v.Verdict == report.Fail && r.FailFast {
		r.stopped = true
	}
	r.published.add(v)
	if r.Told != nil {
		r.Told(v)
	}
}

// violation is told when the provider itself breaks the contract.
func (r *run) violation(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = append(r.broken, err.Error())
}

// report is what the run has found.
func (r *run) report(began time.Time) report.Report {
	out := report.Report{
		Client: r.Client.Name(), Version: r.Version, Edition: cmp.Or(r.provider.Edition, "guide"), Seed: r.Seed, Plan: cmp.Or(r.Plan, "full"),
		Started: began.UTC(), TookMS: wall.Now().Sub(began).Milliseconds(), Verdicts: r.verdicts, NotTested: []report.NotTested{},
	}
	order := func(v report.Verdict) int {
		return slices.IndexFunc(r.scenarios, func(s scenario) bool { return s.ID == v.ID && s.title == v.Scenario && s.file == v.File })
	}
	slices.SortStableFunc(out.Verdicts, func(a, b report.Verdict) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Repeat, b.Repeat))
	})
	in, err := planOf(r.requirements, r.Plan)
	for _, q := range r.requirements {
		if err == nil && in(q) && q.NotTested != "" {
			out.NotTested = append(out.NotTested, report.NotTested{ID: q.ID, Level: q.Level, Sentence: q.Sentence, Because: q.NotTested})
		}
	}
	out.Expectations = expect(out.Verdicts, r.Expected, wall.Now())
	out.Counts = report.Count(out.Verdicts)
	for _, broken := range r.broken {
		out.Warnings = append(out.Warnings, "the provider broke its own contract, which is a bug in it: "+broken)
	}
	out.Exit = exitOf(out, r.Strict)
	if len(r.broken) > 0 {
		out.Exit = 4
	}
	return out
}

// fails is an error that is our own fault.
func fails(what string, err error) error { return fmt.Errorf("%s: %w", what, err) }
