package report

// goLive are the points of the vendor's go-live checklist that requirements
// cover, in our words.
//
// Source: the checklist for open finance data aggregation in the vendor's
// documentation of 2025 and 2026, as far as it speaks of what a check can judge.
var goLive = []struct {
	Point string
	IDs   []string
}{
	{"Webhooks are answered with 200 within five seconds", []string{"ACK-01"}},
	{"Data is fetched when a webhook has announced it", []string{"FET-01"}},
	{"200, 201, 202 and 204 are all handled", []string{"REQ-03"}},
	{"Invalid links and expired consents end the requests for them", []string{"LIF-02"}},
	{"Request ids are logged with 400, 401, 500 and time-outs", []string{"LIF-04"}},
}

// A point is one of the checklist with what was found about it.
type point struct {
	Point string
	Tiles []tile
}

// points are those of which the plan has a requirement.
func points(all []family) (found []point) {
	byID := map[string]tile{}
	for _, f := range all {
		for _, t := range f.Tiles {
			byID[t.ID] = t
		}
	}
	for _, p := range goLive {
		var tiles []tile
		for _, id := range p.IDs {
			if t, ok := byID[id]; ok {
				tiles = append(tiles, t)
			}
		}
		if tiles != nil {
			found = append(found, point{p.Point, tiles})
		}
	}
	return found
}
