package control

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// A ReportSpec is a run of check, whole or just begun: the keys are those of
// report.json, besides State and Planned.
type ReportSpec struct {
	State        string            `json:"state,omitempty"`    // running or done; empty is done
	Planned      int               `json:"planned,omitempty"`  // how many verdicts there will be; 0: unknown
	Client       string            `json:"client"`             // the name of who is judged
	Version      string            `json:"version,omitempty"`  // of check
	Edition      string            `json:"edition,omitempty"`  // whose contract holds
	Seed         uint64            `json:"seed,omitempty"`     // of the run
	Plan         string            `json:"plan,omitempty"`     // core, full, a family or an id
	Started      time.Time         `json:"started,omitzero"`   // real time; absent: now
	TookMS       int64             `json:"took_ms,omitempty"`  // until its end
	Exit         *int              `json:"exit,omitempty"`     // absent while it runs
	Counts       ReportCounts      `json:"counts,omitzero"`    // absent: those of the verdicts
	Verdicts     []json.RawMessage `json:"verdicts,omitempty"` // objects with at least id and verdict
	NotTested    []json.RawMessage `json:"not_tested,omitempty"`
	Expectations []string          `json:"expectations,omitempty"`
	Warnings     []string          `json:"warnings,omitempty"`
}

// ReportCounts are how many verdicts of each kind there are.
type ReportCounts struct {
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Warn          int `json:"warn"`
	Inconclusive  int `json:"inconclusive"`
	NotApplicable int `json:"not_applicable"`
	Disabled      int `json:"disabled"`
	Error         int `json:"error"`
}

// ReportInfo is a run of check at a glance.
type ReportInfo struct {
	ID      string       `json:"id"`
	State   string       `json:"state"`   // running or done
	Updated time.Time    `json:"updated"` // when it was last heard of, real time: who runs it may be gone
	Planned int          `json:"planned,omitempty"`
	Client  string       `json:"client"`
	Version string       `json:"version"`
	Edition string       `json:"edition"`
	Seed    uint64       `json:"seed"`
	Plan    string       `json:"plan"`
	Started time.Time    `json:"started"`
	TookMS  int64        `json:"took_ms"`
	Exit    *int         `json:"exit,omitempty"`
	Counts  ReportCounts `json:"counts"`
}

// A Report is a run of check with all that is known of it. What its client and
// its author wrote is data, whatever it looks like.
type Report struct {
	ReportInfo
	Verdicts     []json.RawMessage `json:"verdicts"`
	NotTested    []json.RawMessage `json:"not_tested"`
	Expectations []string          `json:"expectations,omitempty"`
	Warnings     []string          `json:"warnings,omitempty"`
}

// Bounds of reports. Our choice.
const (
	// MaxReports is how many runs are remembered; the oldest that is done goes
	// first.
	MaxReports = 20
	// MaxReport is how large one may be, in bytes of JSON.
	MaxReport = 8 << 20
)

// States of a report.
const (
	ReportRunning = "running"
	ReportDone    = "done"
)

const reportsPath = "/_mock/reports"

// large are the paths whose bodies may be as large as a report.
var large = map[string]int64{
	reportsPath: MaxReport, reportsPath + "/{id}": MaxReport, reportsPath + "/{id}/verdicts": MaxReport,
}

func addReport(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	return asked(r, http.StatusCreated, func(spec ReportSpec) (ReportInfo, error) { return h.AddReport(ctx, spec) })
}

func setReport(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	return asked(r, http.StatusOK, func(spec ReportSpec) (ReportInfo, error) { return h.SetReport(ctx, r.PathValue("id"), spec) })
}

func addVerdict(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	verdict, err := readAll(r)
	if err != nil {
		return 0, nil, err
	}
	if !json.Valid(verdict) {
		return 0, nil, Refuse(Invalid, "", "The body is no JSON.")
	}
	return okay(h.AddVerdict(ctx, r.PathValue("id"), verdict))
}

func showReport(ctx context.Context, h Host, r *http.Request) (int, any, error) {
	return okay(h.Report(ctx, r.PathValue("id")))
}

func listReports(ctx context.Context, h Host, _ *http.Request) (int, any, error) {
	return listOf(h.Reports(ctx))
}

// reports serves the list, or as server-sent events each report as it is and
// then as it changes.
func (s *server) reports(w http.ResponseWriter, r *http.Request) {
	if !wantsEvents(r) {
		s.serve(listReports, maxBody)(w, r)
		return
	}
	ctx, cancel := s.until(r.Context())
	defer cancel()
	err := noParameters(r)
	if err == nil {
		_, err = s.host.Reports(ctx)
	}
	if err != nil {
		refuse(w, over(ctx, err))
		return
	}
	stream(ctx, w, s.host.FollowReports, func(info ReportInfo) string {
		return event("", "report", info)
	})
}

// AddReport takes a run of check.
func (c *Client) AddReport(ctx context.Context, spec ReportSpec) (ReportInfo, error) {
	return send[ReportInfo](ctx, c, http.MethodPost, reportsPath, spec)
}

// SetReport replaces a report that is under way.
func (c *Client) SetReport(ctx context.Context, id string, spec ReportSpec) (ReportInfo, error) {
	return send[ReportInfo](ctx, c, http.MethodPut, reportPath(id), spec)
}

// AddVerdict adds a verdict to a report that is under way.
func (c *Client) AddVerdict(ctx context.Context, id string, verdict json.RawMessage) (ReportInfo, error) {
	return send[ReportInfo](ctx, c, http.MethodPost, reportPath(id)+"/verdicts", verdict)
}

// Reports are the runs that are remembered, the newest first.
func (c *Client) Reports(ctx context.Context) ([]ReportInfo, error) {
	return list[ReportInfo](ctx, c, reportsPath)
}

// Report is one with its verdicts.
func (c *Client) Report(ctx context.Context, id string) (Report, error) {
	return send[Report](ctx, c, http.MethodGet, reportPath(id), nil)
}

// FollowReports yields each report as it is and then as it changes. A stream
// that breaks off is taken up again, and then tells of each anew.
func (c *Client) FollowReports(ctx context.Context) iter.Seq2[ReportInfo, error] {
	return resumed(ctx, func(take func(ReportInfo) bool) (more bool, err error) {
		r, err := c.request(ctx, http.MethodGet, reportsPath, nil)
		if err != nil {
			return true, err
		}
		return readStream(c, r, take)
	})
}

func reportPath(id string) string { return reportsPath + "/" + url.PathEscape(id) }
