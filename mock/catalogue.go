package mock

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/openapi"
)

// Catalogue lists what a provider with the bundled fixtures has: what is one of
// control.Catalogues. Each row is an object with at least id and summary.
func Catalogue(what string) ([]json.RawMessage, error) {
	return catalogue(what, fixtures.Bundled())
}

func catalogue(what string, set fixtures.Set) ([]json.RawMessage, error) {
	switch what {
	case "operations":
		return rows(openapi.Operations(), operationRow), nil
	case "editions":
		return rows(sandbox.Editions(), editionRow), nil
	case "personas":
		return rows(set.Personas, personaRow), nil
	case "institutions":
		return rows(set.Institutions, institutionRow), nil
	case "faults":
		return rows(fault.Catalogue(), func(f fault.Fault) fault.Fault { return f }), nil
	case "users":
		return rows(sandbox.Users(), userRow), nil
	default:
		return nil, control.Refuse(control.NotFound, "", "There is no catalogue %q: there are %s.", what, strings.Join(control.Catalogues(), ", "))
	}
}

func rows[T, R any](things []T, row func(T) R) []json.RawMessage {
	all := make([]json.RawMessage, len(things))
	for i, thing := range things {
		text, err := json.Marshal(row(thing))
		if err != nil {
			panic("a catalogue's row cannot be written: " + err.Error())
		}
		all[i] = text
	}
	return all
}

type operationLine struct {
	control.Row
	Method   string `json:"method"`
	Path     string `json:"path"`
	Tag      string `json:"tag"`
	Emulated bool   `json:"emulated"`
}

func operationRow(o openapi.Operation) operationLine {
	summary := o.Method + " " + o.Path + ": "
	if o.Built() {
		summary += o.Summary()
	} else {
		summary += "documented by the vendor, answered with 501 here"
	}
	return operationLine{Row: control.Row{ID: o.ID, Summary: summary}, Method: o.Method, Path: o.Path, Tag: o.Tag, Emulated: o.Built()}
}

type editionLine struct {
	control.Row
	Ack              string           `json:"ack"`
	AckTimeout       control.Duration `json:"ack_timeout"`
	Retry            control.Gaps     `json:"retry"`
	Async            string           `json:"async"`
	TransactionsCode string           `json:"transactions_code"`
	Generation       string           `json:"generation"` // whose required fields hold
}

func editionRow(name string) editionLine {
	terms, err := sandbox.TermsOf(name)
	if err != nil {
		panic("an edition that is listed is not known: " + err.Error())
	}
	return editionLine{
		Row: control.Row{ID: name, Summary: fmt.Sprintf("%s acknowledges, async on %s, %s after an async POST of transactions",
			terms.Policy.Ack, terms.Async, terms.TransactionsCode)},
		Ack: string(terms.Policy.Ack), AckTimeout: control.Duration(terms.Policy.Window), Retry: control.Gaps(terms.Policy.Gaps),
		Async: string(terms.Async), TransactionsCode: terms.TransactionsCode, Generation: terms.Generation,
	}
}

type personaLine struct {
	control.Row
	Country string `json:"country"` // empty: the institution's
	Kind    string `json:"kind"`
}

func personaRow(p fixtures.Persona) personaLine {
	return personaLine{Row: control.Row{ID: p.ID, Summary: p.Summary}, Country: p.Country, Kind: string(p.Kind)}
}

type institutionLine struct {
	control.Row
	Country         string   `json:"country"`
	Type            string   `json:"type"`
	IntegrationType string   `json:"integration_type"`
	Form            []string `json:"form"` // what a person types in
	Resources       []string `json:"resources"`
}

func institutionRow(i fixtures.Institution) institutionLine {
	line := institutionLine{
		Row:     control.Row{ID: i.Name, Summary: fmt.Sprintf("%s, %s, %s", i.DisplayName, i.Country(), i.IntegrationType)},
		Country: i.Country(), Type: i.Type, IntegrationType: i.IntegrationType, Resources: slices.Clone(i.Resources),
	}
	for _, field := range i.FormFields {
		line.Form = append(line.Form, field.Name)
	}
	return line
}

type userLine struct {
	control.Row
	Effect string `json:"effect"` // what a client sees
}

func userRow(u sandbox.User) userLine {
	return userLine{Row: control.Row{ID: u.ID, Summary: u.Summary}, Effect: u.Effect}
}
