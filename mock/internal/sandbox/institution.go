package sandbox

import (
	"encoding/json"
	"strconv"

	"github.com/belvo-mock/belvo-mock/fixtures"
)

// Institutions finds a page of the institutions, in the order of the fixtures.
func (w *Workspace) Institutions(q Query) (Page, error) {
	rows := make([]Row, 0, len(w.fixtures.Institutions))
	for _, institution := range w.fixtures.Institutions {
		rows = append(rows, institutionRow(institution))
	}
	return ListRows(rows, q)
}

// Institution finds one by the number that the vendor gives it.
func (w *Workspace) Institution(id string) (Row, error) {
	number, err := strconv.Atoi(id)
	if err != nil {
		return Row{}, refuse(NotFound, "", "Not found.")
	}
	institution, ok := w.fixtures.InstitutionID(number)
	if !ok {
		return Row{}, refuse(NotFound, "", "Not found.")
	}
	return institutionRow(institution), nil
}

func institutionRow(institution fixtures.Institution) Row {
	text, err := json.Marshal(institution)
	if err != nil {
		panic("institution " + institution.Name + " cannot be written: " + err.Error())
	}
	return Row{ID: strconv.Itoa(institution.ID), JSON: text}
}
