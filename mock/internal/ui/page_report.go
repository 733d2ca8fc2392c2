package ui

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A judgement is the page of one report.
type judgement struct {
	run
	Source   string // path of the report as JSON
	File     string
	Families []family
	Sections []section
	Untested []untested
	Notes    []string // about the run as a whole
	Command  string   // that begins another
}

// A family are the requirements whose ids begin alike.
type family struct {
	ID    string
	Name  string
	Tiles []tile
}

// A tile is one requirement.
type tile struct {
	look
	ID     string
	Title  string
	Anchor string // of its verdict
}

// A section are the verdicts of a kind.
type section struct {
	look
	Verdicts []judged
}

// A judged is a verdict as report.json has it, as far as it is shown.
type judged struct {
	ID       string         `json:"id"`
	Level    string         `json:"level"`
	Tier     string         `json:"tier"`
	Scenario string         `json:"scenario"`
	Verdict  string         `json:"verdict"`
	Why      string         `json:"why"`
	Timeline []evidenceLine `json:"timeline"`
	Sentence string         `json:"sentence"`
	Repeat   int            `json:"repeat"`
	TookMS   int64          `json:"took_ms"`
	Step     string         `json:"step"`
	Expected string         `json:"expected"`
	Seen     string         `json:"seen"`
	Look     string         `json:"look"`
	Command  string         `json:"command"`
	Known    string         `json:"known"`
	Findings []string       `json:"findings"`
	Output   string         `json:"output"`

	Anchor string     `json:"-"`
	Cut    int        `json:"-"` // lines of the timeline that are not shown
	Cards  []evidence `json:"-"`
}

// An evidenceLine is one line of what client and provider did.
type evidenceLine struct {
	AtMS     int64  `json:"at_ms"`
	From     string `json:"from"`
	To       string `json:"to"`
	What     string `json:"what"`
	Note     string `json:"note"`
	Mark     string `json:"mark"`
	Exchange *struct {
		Head string `json:"head"`
		Body string `json:"body"`
	} `json:"exchange"`
}

// An evidence is a request of a verdict whose card is still there.
type evidence struct{ RequestID, Path string }

// An untested is a requirement without a scenario.
type untested struct {
	ID       string `json:"id"`
	Sentence string `json:"sentence"`
	Because  string `json:"because"`
}

// familyNames are those of the catalogue. Another prefix is its own name.
var familyNames = map[string]string{
	"ACK": "Hearing", "VAL": "Refusing", "COR": "Correlating", "IDM": "Hearing twice", "ORD": "Any order", "FET": "Fetching",
	"REQ": "Asking", "RES": "Bad weather", "SEC": "Safety", "TOL": "Tolerance", "LIF": "Life of a link",
}

// showReport is the page of one run.
func showReport(ctx context.Context, v *visit) (any, error) {
	whole, err := v.server.host.Report(ctx, v.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	j := judgement{run: runOf(whole.ReportInfo), Source: "/_mock/reports/" + whole.ID, File: "report-" + short(whole.ID) + ".json"}
	j.Command = "belvo-mock check --client client.yaml --server " + quote(v.Base())
	j.Notes = slices.Concat(whole.Expectations, whole.Warnings)
	verdicts := verdictsOf(whole)
	j.Families = families(verdicts)
	for _, l := range looks {
		j.Sections = append(j.Sections, section{l, slices.DeleteFunc(slices.Clone(verdicts), func(d judged) bool { return d.Verdict != l.Kind })})
	}
	for i := range j.Sections {
		if j.Sections[i].Open {
			v.prove(ctx, j.Sections[i].Verdicts)
		}
	}
	for _, text := range whole.NotTested {
		var u untested
		if json.Unmarshal(text, &u) == nil { // what has another form is in the JSON alone
			j.Untested = append(j.Untested, u)
		}
	}
	v.Title = "Report of " + cmp.Or(whole.Client, "a client")
	return j, nil
}

// verdictsOf reads what has the form of a verdict; all else is in the JSON alone.
func verdictsOf(whole control.Report) []judged {
	var all []judged
	for _, text := range whole.Verdicts {
		var d judged
		if json.Unmarshal(text, &d) != nil {
			continue
		}
		d.Anchor = anchorOf(d.ID, len(all))
		all = append(all, d)
	}
	return all
}

func lookOf(kind string) look {
	at := slices.IndexFunc(looks, func(l look) bool { return l.Kind == kind })
	return looks[max(at, 0)]
}

// families are the grid: each requirement as the heaviest of its verdicts.
func families(verdicts []judged) []family {
	var all []family
	for _, d := range verdicts {
		prefix, _, _ := strings.Cut(d.ID, "-")
		i := slices.IndexFunc(all, func(f family) bool { return f.ID == prefix })
		if i < 0 {
			i = len(all)
			all = append(all, family{ID: prefix, Name: cmp.Or(familyNames[prefix], prefix)})
		}
		t := tile{lookOf(d.Verdict), d.ID, cmp.Or(d.Sentence, d.Scenario), d.Anchor}
		k := slices.IndexFunc(all[i].Tiles, func(old tile) bool { return old.ID == d.ID })
		switch {
		case k < 0:
			all[i].Tiles = append(all[i].Tiles, t)
		case weight(t.Kind) < weight(all[i].Tiles[k].Kind):
			all[i].Tiles[k] = t
		}
	}
	slices.SortFunc(all, func(a, b family) int { return cmp.Compare(a.ID, b.ID) })
	for _, f := range all {
		slices.SortFunc(f.Tiles, func(a, b tile) int { return cmp.Compare(a.ID, b.ID) })
	}
	return all
}

// weight says what matters more, the least first.
func weight(kind string) int {
	return slices.IndexFunc(looks, func(l look) bool { return l.Kind == kind })
}
