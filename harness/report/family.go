package report

import (
	"cmp"
	"strings"
)

// A family is a group of requirements that share the letters of their ids.
type family struct {
	ID    string
	Name  string
	Tiles []tile
}

// A tile is one requirement in the grid.
type tile struct {
	ID     string
	Kind   Kind   // the heaviest of its verdicts; empty if nothing judges it
	Anchor string // of the scenario that shows it, or of the reason
	Title  string
	Times  int
}

// familyNames are those of the catalogue. Another prefix is its own name.
var familyNames = map[string]string{
	"ACK": "Hearing", "VAL": "Refusing", "COR": "Correlating", "IDM": "Hearing twice", "ORD": "Any order",
	"FET": "Fetching", "REQ": "Asking", "RES": "Bad weather", "SEC": "Safety", "TOL": "Tolerance", "LIF": "Life of a link",
}

// families are the grid, in the order in which they occur.
func families(cards []card, reasons []reason) []family {
	var all []family
	for _, c := range cards {
		all = placed(all, tile{c.ID, c.Verdict.Verdict, c.Anchor, c.Scenario, 1})
	}
	for _, r := range reasons {
		all = placed(all, tile{r.ID, "", r.Anchor, r.Sentence, 0})
	}
	return all
}

// placed puts a tile into its family, or makes one of it and an equal one.
func placed(all []family, t tile) []family {
	prefix, _, _ := strings.Cut(t.ID, "-")
	for i, f := range all {
		if f.ID != prefix {
			continue
		}
		for j, old := range f.Tiles {
			if old.ID == t.ID {
				all[i].Tiles[j] = heavier(old, t)
				return all
			}
		}
		all[i].Tiles = append(all[i].Tiles, t)
		return all
	}
	return append(all, family{prefix, cmp.Or(familyNames[prefix], prefix), []tile{t}})
}

// heavier shows of two tiles the one that matters more.
func heavier(a, b tile) tile {
	times := a.Times + b.Times
	if a.Kind == "" || b.Kind != "" && looks[b.Kind].weight < looks[a.Kind].weight {
		a = b
	}
	a.Times = times
	return a
}
