package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whoever reads two reports of a run reads the same numbers.
func TestAllWritersAgreeOnTheCounts(t *testing.T) {
	t.Parallel()
	read := map[string]func(*testing.T, string) Counts{
		"report.json": countsOfJSON, "junit.xml": countsOfJUnit, "report.html": countsOfHTML, "summary.md": countsOfSummary,
		"terminal": countsOfTerminal,
	}
	for name, r := range map[string]Report{"small": small(), "full": full(), "empty": finished(Report{})} {
		for file, counts := range read {
			t.Run(name+" "+file, func(t *testing.T) {
				t.Parallel()
				want := r.Counts
				if file == "junit.xml" {
					want.Disabled = 0 // not written
				}
				if diff := cmp.Diff(want, counts(t, written(t, file, r))); diff != "" {
					t.Errorf("counts (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// written is what one of the writers makes of a report.
func written(t *testing.T, name string, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := writers()[name](&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func countsOfJSON(t *testing.T, text string) Counts {
	var got Report
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got.Counts, Count(got.Verdicts)); diff != "" {
		t.Errorf("counts and verdicts differ (-counts +verdicts):\n%s", diff)
	}
	return got.Counts
}

// countsOfJUnit trusts neither the attributes nor the elements: it compares them.
func countsOfJUnit(t *testing.T, text string) (c Counts) {
	var file suites
	if err := xml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	var sum tally
	for _, s := range file.Suites {
		var cases tally
		for _, tc := range s.Cases {
			kind := kindOf(tc)
			cases.count(kind)
			*c.of(kind)++
		}
		if diff := cmp.Diff(s.tally, cases); diff != "" {
			t.Errorf("suite %s (-attributes +elements):\n%s", s.Name, diff)
		}
		sum = tally{sum.Tests + cases.Tests, sum.Failures + cases.Failures, sum.Errors + cases.Errors, sum.Skipped + cases.Skipped}
	}
	if diff := cmp.Diff(file.tally, sum); diff != "" {
		t.Errorf("the file (-attributes +suites):\n%s", diff)
	}
	return c
}

// kindOf reads a verdict from the elements, and a warning from its property.
func kindOf(tc testCase) Kind {
	switch {
	case tc.Failure != nil && tc.Failure.Type == "must":
		return Fail
	case tc.Error != nil:
		return Error
	case tc.Skipped != nil && strings.HasPrefix(tc.Skipped.Message, "inconclusive: "):
		return Inconclusive
	case tc.Skipped != nil && strings.HasPrefix(tc.Skipped.Message, "not applicable: "):
		return NotApplicable
	}
	for _, p := range tc.Properties {
		if p.Name == "verdict" && p.Value == "warn" {
			return Warn
		}
	}
	return Pass
}

func countsOfHTML(t *testing.T, text string) (c Counts) {
	var cards Counts
	for _, k := range Kinds() {
		shown := regexp.MustCompile(`data-kind="` + string(k) + `">.*?<b>(\d+)</b>`).FindStringSubmatch(text)
		if shown == nil {
			t.Fatalf("no number of %s", k)
		}
		*c.of(k) = number(t, shown[1])
		*cards.of(k) = len(regexp.MustCompile(`<details class="scenario `+string(k)+`"`).FindAllString(text, -1))
	}
	if diff := cmp.Diff(c, cards); diff != "" {
		t.Errorf("numbers and scenarios differ (-numbers +scenarios):\n%s", diff)
	}
	return c
}

func countsOfSummary(t *testing.T, text string) (c Counts) {
	row := strings.Split(strings.Split(text, "\n")[4], "|")
	for i, k := range Kinds() {
		*c.of(k) = number(t, strings.TrimSpace(row[i+1]))
	}
	return c
}

func countsOfTerminal(t *testing.T, text string) (c Counts) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	totals := lines[len(lines)-2]
	for _, k := range Kinds() {
		if found := regexp.MustCompile(`(\d+) ` + looks[k].Word + `(  |$)`).FindStringSubmatch(totals); found != nil {
			*c.of(k) = number(t, found[1])
		}
		head := looks[k].Sign + " " + pad(looks[k].Word, 14) + " "
		began := 0
		for _, line := range lines {
			if strings.HasPrefix(line, head) {
				began++
			}
		}
		if k != Disabled && began != c.Of(k) {
			t.Errorf("%d lines of %s, and a total of %d", began, k, c.Of(k))
		}
	}
	if want := fmt.Sprintf("%d scenarios", sum(c)); !strings.HasPrefix(totals, want) {
		t.Errorf("the totals %q do not begin with %q", totals, want)
	}
	return c
}

func sum(c Counts) (n int) {
	for _, k := range Kinds() {
		n += c.Of(k)
	}
	return n
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// UnmarshalText reads what MarshalText wrote.
func (s *seconds) UnmarshalText(text []byte) error {
	n, err := strconv.ParseFloat(string(text), 64)
	*s = seconds(n*1000 + 0.5)
	return err
}
