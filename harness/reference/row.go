package reference

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/belvo-mock/belvo-mock/harness"
)

// A row is a record as it is held, as far as this client needs it.
type row struct {
	ID       string
	Amount   string // decimal text as it came; empty: it has none
	Account  string // the id of its account; empty: it has none
	Category string
	Moment   string    // when the provider collected it, as it says so
	At       time.Time // the same; zero: it does not say
	Walk     int       // the reading that brought it, or found it gone
	Gone     bool
}

// A batch is what one reading brought.
type batch struct {
	What what
	Rows []row
}

// readRow takes what is needed out of a record. Keys that are not known and values
// that are new do not matter; without an id it is no record.
func readRow(record json.RawMessage) (row, error) {
	var r struct {
		ID        string          `json:"id"`
		Amount    json.Number     `json:"amount"`
		Category  string          `json:"category"`
		Collected string          `json:"collected_at"`
		Account   json.RawMessage `json:"account"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return row{}, fmt.Errorf("read a record: %w", err)
	}
	if r.ID == "" {
		return row{}, errors.New("read a record: it has no id")
	}
	var account struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(r.Account, &account) // of records that have none, or another form of it
	return row{
		ID: r.ID, Amount: r.Amount.String(), Category: r.Category, Account: account.ID,
		Moment: r.Collected, At: moment(r.Collected),
	}, nil
}

// moment reads a time in any of the vendor's spellings; one without a zone is
// UTC.
func moment(text string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	return time.Time{}
}

// replaces tells whether r is to be held instead of old: what was collected
// later, and of the same what was read by the later walk. A row that was found
// gone comes back by a later walk alone.
func (r row) replaces(old row) bool {
	if old.Gone || r.At.IsZero() || old.At.IsZero() || r.At.Equal(old.At) {
		return r.Walk >= old.Walk
	}
	return r.At.After(old.At)
}

// walk numbers a reading that begins.
func (s *store) walk() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.walks++
	return s.walks
}

// keep holds rows, each under its id, and tells whether one of them is new or
// was collected anew.
func (s *store) keep(b batch, fits func(r, old row) bool, key func(row) string) (news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.links[b.What.Link] == deleted {
		return false
	}
	held := s.rows[b.What]
	if held == nil {
		held = map[string]row{}
		s.rows[b.What] = held
	}
	for _, r := range b.Rows {
		old, known := held[key(r)]
		if known && !fits(r, old) {
			continue
		}
		news = news || !known || r.At.After(old.At)
		held[key(r)] = r
	}
	return news
}

// drop takes rows that a walk did not find any more for gone.
func (s *store) drop(w what, walk int, ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if s.rows[w] != nil && s.rows[w][id].Walk < walk {
			s.rows[w][id] = row{ID: id, Walk: walk, Gone: true}
		}
	}
}

// items are the rows that are held, by id; the lock is held.
func (s *store) items(w what) []harness.Held {
	items := []harness.Held{}
	for r := range maps.Values(s.rows[w]) {
		if !r.Gone {
			items = append(items, harness.Held{ID: r.ID, Amount: r.Amount})
		}
	}
	slices.SortFunc(items, func(a, b harness.Held) int { return cmp.Compare(a.ID, b.ID) })
	return items
}

// holds tells whether there is a row.
func (s *store) holds(w what, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, known := s.rows[w][id]
	return known && !r.Gone
}

// empty tells whether there is no row at all; for bug X11.
func (s *store) empty(w what) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items(w)) == 0
}

// remember and bring back what a notification brought; for bug X08.
func (s *store) remember(id string, b batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.brought[id]
	s.brought[id] = batch{b.What, append(before.Rows, b.Rows...)}
}

func (s *store) recall(id string) batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.brought[id]
}

// rounded is a decimal as a float of 32 bits has it; for bug M24.
func rounded(amount string) string {
	f, err := strconv.ParseFloat(amount, 32)
	if err != nil {
		return amount
	}
	return strconv.FormatFloat(f, 'f', -1, 32)
}
