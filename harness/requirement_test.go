package harness_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/features"
	"github.com/belvo-mock/belvo-mock/harness"
)

func TestRequirementsSayWhereTheyAreWrong(t *testing.T) {
	t.Parallel()
	const good = "    level: must\n    tier: wire\n    sentence: s\n    source: x\n"
	tests := []struct{ name, text, want string }{
		{"an unknown key", "requirements:\n  - id: ACK-01\n    lvl: must\n", `requirements.yaml:3:5: unknown field "lvl"`},
		{"an unknown level", "requirements:\n  - id: ACK-01\n    level: may\n    tier: wire\n    sentence: s\n    source: x\n", `requirements.yaml:3:12: requirement ACK-01: level: "may" is none of must, should, info`},
		{"an id that is none", "requirements:\n  - id: hearing\n" + good, `requirements.yaml:2:9: requirement hearing: id: "hearing" is not three capitals, a dash and two digits`},
		{"an id twice", "requirements:\n  - id: ACK-01\n" + good + "  - id: ACK-01\n" + good, `requirements.yaml:7:9: requirement ACK-01: id: stands there already`},
		{"what is missing is told at its row", "requirements:\n  - id: ACK-01\n    level: must\n    tier: wire\n    source: x\n", `requirements.yaml:2:5: requirement ACK-01: sentence: is missing`},
		{"an unknown declaration", "requirements:\n  - id: ACK-01\n    declared: luck\n" + good, `requirements.yaml:3:15: requirement ACK-01: declared: "luck" is none of webhook_authorization, polls_within`},
		{"a value of another kind", "requirements:\n  - id: ACK-01\n    core: often\n", "requirements.yaml:3:11: cannot unmarshal string into Go struct field .Requirements of type bool"},
		{"no YAML", "requirements: [", "requirements.yaml:1:15: sequence end token ']' not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := harness.Requirements(fstest.MapFS{harness.RequirementsFile: {Data: []byte(tt.text)}})
			if err == nil {
				t.Fatal("it was accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRequirementsOfTheBundledFeatures(t *testing.T) {
	t.Parallel()
	all, err := harness.Requirements(features.FS())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, r := range all {
		got[r.Level]++
		if r.Core {
			got["core"]++
		}
	}
	if diff := cmp.Diff(map[string]int{"must": 37, "should": 34, "info": 3, "core": 38}, got); diff != "" {
		t.Errorf("how many there are (-want +got):\n%s", diff)
	}
	if none, err := harness.Requirements(fstest.MapFS{}); err != nil || none != nil {
		t.Errorf("a folder without the file has %v, %v", none, err)
	}
}
