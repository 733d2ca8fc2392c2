package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// JUnit writes a report in the dialect that GitLab, Jenkins and the usual
// GitHub actions read alike. Disabled scenarios are left out; a warning is a
// test that passed, with a property and output that say more.
//
// Source: GitLab ignores a name that comes again and shows the class as the
// suite, and of a failure only the text; Jenkins takes properties per test.
func JUnit(w io.Writer, r Report) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(newSuites(r)); err != nil {
		return fmt.Errorf("write JUnit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// suites is the file.
type suites struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	tally
	Time   seconds  `xml:"time,attr"`
	Suites []*suite `xml:"testsuite"`
}

// A suite is one feature.
type suite struct {
	Name string `xml:"name,attr"`
	tally
	Time       seconds    `xml:"time,attr"`
	Timestamp  string     `xml:"timestamp,attr"`
	Properties []property `xml:"properties>property"`
	Cases      []testCase `xml:"testcase"`
}

// A tally counts what stands below.
type tally struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

type testCase struct {
	Name       string     `xml:"name,attr"`
	Class      string     `xml:"classname,attr"`
	File       string     `xml:"file,attr,omitempty"`
	Line       int        `xml:"line,attr,omitempty"`
	Time       seconds    `xml:"time,attr"`
	Properties []property `xml:"properties>property"`
	Failure    *problem   `xml:"failure"`
	Error      *problem   `xml:"error"`
	Skipped    *skipped   `xml:"skipped"`
	Out        *output    `xml:"system-out"`
}

type property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type problem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

type skipped struct {
	Message string `xml:"message,attr"`
}

type output struct {
	Text string `xml:",cdata"`
}

type seconds int64

func (s seconds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", float64(s)/1000), nil
}

func newSuites(r Report) suites {
	all := suites{Name: "belvo-mock check", Time: seconds(r.TookMS)}
	names := unique{}
	bySuite := map[string]*suite{}
	for _, v := range r.Verdicts {
		if v.Verdict == Disabled {
			continue
		}
		class := v.class()
		s := bySuite[class]
		if s == nil {
			s = &suite{Name: class, Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"), Properties: r.properties()}
			bySuite[class], all.Suites = s, append(all.Suites, s)
		}
		s.Cases = append(s.Cases, newTestCase(v, names.name(v.title(), " #"), linesEach(r)))
		s.Time += seconds(v.TookMS)
		s.count(v.Verdict)
		all.count(v.Verdict)
	}
	return all
}

// linesEach is how much of a timeline the larger files show, so that they stay
// below the 30 MB which GitLab takes.
func linesEach(r Report) int { return max(20, min(1000, 30_000/max(1, len(r.Verdicts)))) }

func (t *tally) count(k Kind) {
	t.Tests++
	switch k {
	case Fail:
		t.Failures++
	case Error:
		t.Errors++
	case Inconclusive, NotApplicable:
		t.Skipped++
	default: // passed
	}
}

// class is the feature with the folder it lies in, so that it has a package:
// features.hearing.
func (v Verdict) class() string {
	file := strings.TrimSuffix(strings.ReplaceAll(inline(v.File), `\`, "/"), ".feature")
	folder := path.Base(path.Dir(file))
	if folder == "." || folder == "/" {
		folder = "features"
	}
	return folder + "." + strings.ReplaceAll(path.Base(file), ".", "_")
}

func (r Report) properties() (all []property) {
	for _, f := range r.facts() {
		all = append(all, property{f.Name, f.Text})
	}
	return all
}

func newTestCase(v Verdict, name string, lines int) testCase {
	c := testCase{
		Name: name, Class: v.class(), File: inline(v.File), Line: v.Line, Time: seconds(v.TookMS),
		Properties: v.properties(),
	}
	if said := v.output(lines); said != "" {
		c.Out = &output{"\n" + said}
	}
	why := inline(v.Why)
	switch v.Verdict {
	case Fail:
		c.Failure = &problem{"must", why, v.evidence()}
	case Error:
		c.Error = &problem{"harness", why, v.evidence()}
	case Inconclusive:
		c.Skipped = &skipped{"inconclusive: " + why}
	case NotApplicable:
		c.Skipped = &skipped{"not applicable: " + why}
	default: // needs no more than its name
	}
	return c
}

func (v Verdict) properties() []property {
	all := []property{
		{"id", inline(v.ID)}, {"level", inline(v.Level)}, {"tier", inline(v.Tier)}, {"verdict", string(v.Verdict)},
		{"seed", fmt.Sprint(v.Seed)},
	}
	if v.SilentMS > 0 {
		all = append(all, property{"window", fmt.Sprintf("%.3fs", float64(v.SilentMS)/1000)})
	}
	if v.Verdict == Warn {
		all = append(all, property{"warning", inline(v.Why)})
	}
	if v.Known != "" {
		all = append(all, property{"known", inline(v.Known)})
	}
	return all
}

// evidence is all that GitLab shows of a failure.
func (v Verdict) evidence() string {
	var b strings.Builder
	for _, f := range v.facts() {
		fmt.Fprintf(&b, "%s %s\n", pad(f.Name, 9), f.Text)
	}
	fmt.Fprintf(&b, "\n%s\nrepeat    %s\n%s\n", timeline(v.Timeline, 20), inline(v.Command), v.place())
	return b.String()
}

// output is the timeline, and what else was said meanwhile.
func (v Verdict) output(lines int) string {
	var b strings.Builder
	if v.Verdict == Warn {
		fmt.Fprintf(&b, "warning: %s\n\n", inline(v.Why))
	}
	b.WriteString(timeline(v.Timeline, lines))
	for _, finding := range v.Findings {
		fmt.Fprintf(&b, "finding: %s\n", inline(finding))
	}
	if v.Output != "" {
		fmt.Fprintf(&b, "\nthe client's last words\n%s\n", strings.Join(lastLines(v.Output, 50), "\n"))
	}
	return b.String()
}

// unique are names that have been given.
type unique map[string]bool

// name is the one wished for, or with a number behind it if that is taken.
func (u unique) name(wished, between string) string {
	name := wished
	for n := 2; u[name]; n++ {
		name = fmt.Sprintf("%s%s%d", wished, between, n)
	}
	u[name] = true
	return name
}
