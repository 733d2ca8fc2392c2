package report

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// GitLab drops a test whose name it has seen.
func TestNamesAreUniqueAndStay(t *testing.T) {
	t.Parallel()
	var file suites
	if err := xml.Unmarshal([]byte(written(t, "junit.xml", small())), &file); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range file.Suites {
		for _, tc := range s.Cases {
			if seen[tc.Name] {
				t.Errorf("the name %q is there twice", tc.Name)
			}
			seen[tc.Name] = true
		}
	}
	for _, name := range []string{
		"ACK-01 A notification is answered within five seconds",
		"ACK-01 A notification is answered within five seconds #2",
		"IDM-04 The acknowledgement is lost and the notification comes again (repeat 2)",
	} {
		if !seen[name] {
			t.Errorf("no test is called %q", name)
		}
	}
}

// Each kind of verdict has its element.
func TestElements(t *testing.T) {
	t.Parallel()
	type elements struct{ Failure, Error, Skipped string }
	want := map[Kind]elements{
		Pass: {}, Warn: {}, Fail: {Failure: "must: why"}, Error: {Error: "harness: why"},
		Inconclusive: {Skipped: "inconclusive: why"}, NotApplicable: {Skipped: "not applicable: why"},
	}
	for kind, want := range want {
		v := verdict("ACK-01", "must", "wire", "x", kind)
		v.Why, v.SilentMS = "why", 1800
		c := newTestCase(v, "x", 10)
		var got elements
		if c.Failure != nil {
			got.Failure = c.Failure.Type + ": " + c.Failure.Message
		}
		if c.Error != nil {
			got.Error = c.Error.Type + ": " + c.Error.Message
		}
		if c.Skipped != nil {
			got.Skipped = c.Skipped.Message
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
		properties := []property{{"id", "ACK-01"}, {"level", "must"}, {"tier", "wire"}, {"verdict", string(kind)},
			{"seed", "16045690984503098046"}, {"window", "1.800s"}}
		if kind == Warn {
			properties = append(properties, property{"warning", "why"})
			if !strings.Contains(c.Out.Text, "warning: why") {
				t.Errorf("the output of a warning does not say it:\n%s", c.Out.Text)
			}
		}
		if diff := cmp.Diff(properties, c.Properties); diff != "" {
			t.Errorf("properties of %s (-want +got):\n%s", kind, diff)
		}
		if !strings.Contains(c.Out.Text, timeline(v.Timeline, 10)) {
			t.Errorf("the output of %s has no timeline", kind)
		}
	}
}

// The class has a package, which Jenkins groups by.
func TestClass(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"features/hearing.feature":            "features.hearing",
		"features/hearing/duplicates.feature": "hearing.duplicates",
		"hearing.feature":                     "features.hearing",
		"/hearing.feature":                    "features.hearing",
		`own\more.than.one.feature`:           "own.more_than_one",
		"":                                    "features._",
	} {
		if got := (Verdict{File: file}).class(); got != want {
			t.Errorf("the class of %q is %s, want %s", file, got, want)
		}
	}
}
