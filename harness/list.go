package harness

import (
	"cmp"
	"time"
)

// A Listed is a scenario that would be judged.
type Listed struct {
	Requirement
	Title string
	File  string
	Line  int
}

// List is what a Check would judge, in its order.
func List(cfg Config) ([]Listed, error) {
	r, err := newRun(cfg)
	if err != nil {
		return nil, err
	}
	var all []Listed
	for _, s := range r.scenarios {
		if r.excluded(s) == nil {
			all = append(all, Listed{Requirement: s.Requirement, Title: s.title, File: s.file, Line: s.line})
		}
	}
	return all, nil
}

// Estimate is about how long a Check of what is listed takes, by the wall: as
// measured with the reference client, whose scenarios run side by side.
func Estimate(listed []Listed, cfg Config) time.Duration {
	each := perScenario
	if cfg.Client.Offers().Isolated {
		each /= time.Duration(cmp.Or(cfg.Client.Offers().Beside, sideBySide))
	}
	return (time.Duration(len(listed)*max(1, cfg.Repeat)) * each).Round(time.Second)
}

// perScenario is the mean of what a scenario took with the reference client.
const perScenario = 3400 * time.Millisecond
