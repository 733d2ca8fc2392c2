package harness_test

import (
	"encoding/json"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/belvo-mock/belvo-mock/harness"
	"github.com/belvo-mock/belvo-mock/harness/reference"
	"github.com/belvo-mock/belvo-mock/harness/report"
)

// lasted is how long the scenarios of a full plan take one after another in
// virtual time, in milliseconds, where it is a second or more.
func lasted(t *testing.T) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	synctest.Test(t, func(t *testing.T) {
		network := inside()
		client := reference.New(reference.Options{Network: network, Authorization: "Bearer reference"})
		found, err := harness.Check(t.Context(), harness.Config{Network: network, Client: client, Seed: 1, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range found.Verdicts {
			if v.Verdict == report.Pass && v.TookMS >= time.Second.Milliseconds() {
				all[v.ID+" "+v.Scenario] = v.TookMS
			}
		}
	})
	return all
}

// lengths.json says how long each scenario takes. That they are right is seen
// where the whole matrix is; that they are of scenarios that there are, always.
func TestLengthsAreCurrent(t *testing.T) {
	const path, rewrite = "lengths.json", "go test ./harness -run Lengths -update"
	if *update {
		text, err := json.MarshalIndent(lasted(t), "", "  ")
		if err == nil {
			err = os.WriteFile(path, append(text, '\n'), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(path)
	var known map[string]int64
	if err == nil {
		err = json.Unmarshal(text, &known)
	}
	if err != nil {
		t.Fatal(err)
	}
	listed, err := harness.List(harness.Config{Client: reference.New(reference.Options{Authorization: "Bearer reference"})})
	if err != nil {
		t.Fatal(err)
	}
	took := known
	if whole() {
		took = lasted(t)
	}
	for _, s := range listed {
		key := s.ID + " " + s.Title
		lasts := max(time.Second/2, time.Duration(took[key])*time.Millisecond) // shorter ones are not in the file
		if off := s.Length - lasts; off.Abs() > time.Second {
			t.Errorf("%s took %s, not %s: %s", key, lasts, s.Length, rewrite)
		}
		delete(known, key)
	}
	for key := range known {
		t.Errorf("%s has the length of %s, which is no scenario: %s", path, key, rewrite)
	}
}
