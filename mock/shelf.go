package mock

import (
	"cmp"
	"slices"
	"sync"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
)

// A shelf holds the last reports that were handed in, in memory alone. The zero
// value is empty.
type shelf struct {
	mu      sync.Mutex
	reports []*filed      // the oldest first
	change  uint64        // counts the changes of all reports
	changed chan struct{} // closed at the next change; nil: nobody waits
}

// A filed report is one on the shelf.
type filed struct {
	control.Report
	size   int    // bytes of JSON
	change uint64 // the last that was of this report
}

// edit changes a report that is under way, unless change refuses.
func (s *shelf) edit(id string, change func(*filed) error) (control.ReportInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.findLocked(id)
	if err == nil && f.State != control.ReportRunning {
		err = control.Refuse(control.Conflict, "", "The report %s is done and stays as it is.", id)
	}
	if err == nil {
		err = change(f)
	}
	if err != nil {
		return control.ReportInfo{}, err
	}
	return s.touchLocked(f), nil
}

func (s *shelf) findLocked(id string) (*filed, error) {
	i := slices.IndexFunc(s.reports, func(f *filed) bool { return f.ID == id })
	if i < 0 {
		return nil, control.Refuse(control.NotFound, "", "There is no report %s; the last %d are remembered.", id, control.MaxReports)
	}
	return s.reports[i], nil
}

// makeRoomLocked lets the oldest report go that is done, or the oldest of all,
// if there are as many as can be.
func (s *shelf) makeRoomLocked() {
	if len(s.reports) < control.MaxReports {
		return
	}
	done := slices.IndexFunc(s.reports, func(f *filed) bool { return f.State == control.ReportDone })
	oldest := max(done, 0)
	s.reports = slices.Delete(s.reports, oldest, oldest+1)
}

// touchLocked notes that a report has changed, and tells those who follow.
func (s *shelf) touchLocked(f *filed) control.ReportInfo {
	s.change++
	f.change, f.Updated = s.change, agenda.Wall().UTC()
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
	return f.info()
}

// info is a copy of what is told at a glance.
func (f *filed) info() control.ReportInfo {
	info := f.ReportInfo
	if info.Exit != nil {
		info.Exit = new(*info.Exit)
	}
	return info
}

// since are the reports that have changed after a change, in that order, the
// last change, and what is closed at the next.
func (s *shelf) since(change uint64) (news []control.ReportInfo, last uint64, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	byChange := slices.SortedFunc(slices.Values(s.reports), func(a, b *filed) int { return cmp.Compare(a.change, b.change) })
	for _, f := range byChange {
		if f.change > change {
			news = append(news, f.info())
		}
	}
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return news, s.change, s.changed
}
