package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/internal/bank"
	"github.com/belvo-mock/belvo-mock/mock/internal/seeded"
)

// A Row is one record as the vendor writes it. It is never changed.
type Row struct {
	ID   string
	JSON []byte
}

// A View is all that a GET shows of one resource of one link. Two equal
// pointers are the same rows.
type View struct {
	Rows []Row
}

// A viewKey names a view for as long as its link does not change.
type viewKey struct {
	workspace *Workspace
	link      string
	resource  string
	version   int
}

// view is what a GET shows of a link's resource, from the cache if it can be.
// It does not hold the lock while it makes rows.
func (w *Workspace) view(link *Link, r Resource) (*View, error) {
	coverage := link.Collections[r.Name]
	if len(coverage) == 0 {
		return &emptyView, nil
	}
	key := viewKey{w, link.ID, r.Name, link.Version}
	if v, ok := Cached[*View](w.cache, key); ok {
		return v, nil
	}
	rows, err := encode(r.records(w.holder(link), seenBy(coverage)), link.Gone)
	if err != nil {
		return nil, err
	}
	v := &View{Rows: rows}
	w.cache.Put(key, v, v.size())
	return v, nil
}

var emptyView View

func (v *View) size() int {
	n := 0
	for _, row := range v.Rows {
		n += len(row.JSON) + rowOverhead
	}
	return n
}

// rowOverhead is about what a Row costs besides its JSON, in bytes.
const rowOverhead = 96

// encode writes records as rows, without those that were deleted.
func encode(records []bank.Record, gone map[string]bool) ([]Row, error) {
	rows := make([]Row, 0, len(records))
	for _, record := range records {
		id := record.RecordID()
		if gone[id] {
			continue
		}
		text, err := json.Marshal(record)
		if err != nil {
			return nil, fmt.Errorf("write record %s: %w", id, err)
		}
		rows = append(rows, Row{ID: id, JSON: text})
	}
	return rows, nil
}

// holder is the person behind a link, as the bank knows them.
func (w *Workspace) holder(link *Link) bank.Holder {
	institution, _ := w.fixtures.Institution(link.Institution)
	persona, _ := w.fixtures.Persona(link.Persona)
	return bank.Holder{
		World: link.Person, Link: link.ID, Institution: institution, Persona: persona, Opened: link.Created,
		Extra: link.Extra, Hidden: link.Hidden,
	}
}

// owns tells whether an account is one of a link's.
func (w *Workspace) owns(link *Link, account string) bool {
	return slices.Contains(bank.AccountIDs(w.holder(link)), account)
}

// Record finds one record by its id, whose first digits name its link.
func (w *Workspace) Record(r Resource, id string) (Row, error) {
	link, err := w.linkOf(id)
	if err != nil {
		return Row{}, err
	}
	v, err := w.view(link, r)
	if err != nil {
		return Row{}, err
	}
	i := slices.IndexFunc(v.Rows, func(row Row) bool { return row.ID == id })
	if i < 0 {
		return Row{}, refuse(NotFound, "", "Not found.")
	}
	return v.Rows[i], nil
}

// DeleteRecord takes one record away. It does not come back, whatever is
// collected later.
func (w *Workspace) DeleteRecord(r Resource, id string) error {
	if _, err := w.Record(r, id); err != nil {
		return err
	}
	link, err := w.linkOf(id)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.mayDelete(r.Name); err != nil {
		return err
	}
	w.apply(recordDeleted{Link: link.ID, Record: id})
	return nil
}

// LinkOf is the id of the link whose record has an id; empty if there is none.
func (w *Workspace) LinkOf(record string) string {
	link, err := w.linkOf(record)
	if err != nil {
		return ""
	}
	return link.ID
}

// linkOf is the link whose record has an id.
func (w *Workspace) linkOf(id string) (*Link, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	digits, _ := seeded.Prefix(id)
	link := w.state.Links[w.state.Prefixes[digits]]
	if link == nil {
		return nil, refuse(NotFound, "", "Not found.")
	}
	return link, nil
}
