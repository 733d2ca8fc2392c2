package mock

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strconv"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

func (h host) AddReport(_ context.Context, spec control.ReportSpec) (control.ReportInfo, error) {
	f, err := file(spec)
	if err != nil {
		return control.ReportInfo{}, err
	}
	f.ID = seeded.World(seeded.DrawSeed()).At("report").UUID()
	s := &h.server.shelf
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makeRoomLocked()
	s.reports = append(s.reports, f)
	return s.touchLocked(f), nil
}

func (h host) SetReport(_ context.Context, id string, spec control.ReportSpec) (control.ReportInfo, error) {
	next, err := file(spec)
	if err != nil {
		return control.ReportInfo{}, err
	}
	return h.server.shelf.edit(id, func(f *filed) error {
		next.ID = f.ID
		*f = *next
		return nil
	})
}

func (h host) AddVerdict(_ context.Context, id string, verdict json.RawMessage) (control.ReportInfo, error) {
	return h.server.shelf.edit(id, func(f *filed) error {
		if err := fits(f.size + len(verdict) + 1); err != nil {
			return err
		}
		if err := count(&f.Counts, verdict, ""); err != nil {
			return err
		}
		f.size += len(verdict) + 1 // with its comma
		f.Verdicts = append(f.Verdicts, slices.Clone(verdict))
		return nil
	})
}

func (h host) Reports(context.Context) ([]control.ReportInfo, error) {
	s := &h.server.shelf
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []control.ReportInfo
	for _, f := range slices.Backward(s.reports) {
		all = append(all, f.info())
	}
	return all, nil
}

func (h host) Report(_ context.Context, id string) (control.Report, error) {
	s := &h.server.shelf
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.findLocked(id)
	if err != nil {
		return control.Report{}, err
	}
	out := f.Report
	out.ReportInfo = f.info()
	out.Verdicts, out.NotTested = copied(f.Verdicts), copied(f.NotTested)
	out.Expectations, out.Warnings = slices.Clone(f.Expectations), slices.Clone(f.Warnings)
	return out, nil
}

func (h host) FollowReports(ctx context.Context) iter.Seq2[control.ReportInfo, error] {
	return func(yield func(control.ReportInfo, error) bool) {
		told := uint64(0)
		for {
			news, last, changed := h.server.shelf.since(told)
			for _, info := range news {
				if !yield(info, nil) {
					return
				}
			}
			told = last
			select {
			case <-changed:
			case <-ctx.Done():
				yield(control.ReportInfo{}, ctx.Err())
				return
			case <-h.server.closing:
				yield(control.ReportInfo{}, control.Refuse(control.Gone, "", "The server is shutting down."))
				return
			}
		}
	}
}

// file makes a report of what was handed in.
func file(spec control.ReportSpec) (*filed, error) {
	state := cmp.Or(spec.State, control.ReportDone)
	switch {
	case state != control.ReportRunning && state != control.ReportDone:
		return nil, control.Refuse(control.Invalid, "state", "%q is neither running nor done.", state)
	case spec.Planned < 0:
		return nil, control.Refuse(control.Invalid, "planned", "%d is negative.", spec.Planned)
	}
	text, err := json.Marshal(spec)
	if err != nil {
		return nil, control.Refuse(control.Invalid, "", "It cannot be written as JSON: %v.", err)
	}
	if err := fits(len(text)); err != nil {
		return nil, err
	}
	var counted control.ReportCounts
	for i, verdict := range spec.Verdicts {
		if err := count(&counted, verdict, "verdicts["+strconv.Itoa(i)+"]."); err != nil {
			return nil, err
		}
	}
	f := &filed{size: len(text)}
	f.ReportInfo = control.ReportInfo{
		State: state, Planned: spec.Planned, Client: spec.Client, Version: spec.Version, Edition: spec.Edition, Seed: spec.Seed, Plan: spec.Plan,
		Started: cmp.Or(spec.Started, agenda.Wall()).UTC(), TookMS: spec.TookMS, Exit: spec.Exit, Counts: cmp.Or(spec.Counts, counted),
	}
	f.ReportInfo = f.info()
	f.Verdicts, f.NotTested = copied(spec.Verdicts), copied(spec.NotTested)
	f.Expectations, f.Warnings = slices.Clone(spec.Expectations), slices.Clone(spec.Warnings)
	return f, nil
}

func fits(size int) error {
	if size > control.MaxReport {
		return control.Refuse(control.TooLarge, "", "The report is larger than %d bytes.", control.MaxReport)
	}
	return nil
}

// count adds one verdict to the counts; where is what stands before its keys.
func count(counts *control.ReportCounts, verdict json.RawMessage, where string) error {
	var v struct {
		ID      string `json:"id"`
		Verdict string `json:"verdict"`
	}
	if err := json.Unmarshal(verdict, &v); err != nil || v.ID == "" {
		return control.Refuse(control.Invalid, where+"id", "A verdict is an object that names its requirement.")
	}
	kinds := map[string]*int{
		"pass": &counts.Pass, "fail": &counts.Fail, "warn": &counts.Warn, "inconclusive": &counts.Inconclusive,
		"not_applicable": &counts.NotApplicable, "disabled": &counts.Disabled, "error": &counts.Error,
	}
	n, known := kinds[v.Verdict]
	if !known {
		return control.Refuse(control.Invalid, where+"verdict", "%q is none of %v.", v.Verdict, slices.Sorted(maps.Keys(kinds)))
	}
	*n++
	return nil
}

// copied are texts that nobody else holds; there is always a list.
func copied(texts []json.RawMessage) []json.RawMessage {
	out := make([]json.RawMessage, len(texts))
	for i, text := range texts {
		out[i] = slices.Clone(text)
	}
	return out
}
