package widget

import (
	"encoding/json"
	"html/template"
	"net/url"
	"slices"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// way is a link back to an application, whose scheme may be its own. One that
// would run or show something here is none.
func way(text string) template.URL {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || slices.Contains(acting[:], u.Scheme) {
		return ""
	}
	return template.URL(text) // nothing that it leads to is ours
}

// acting are the schemes that lead to no application.
var acting = [...]string{"about", "blob", "data", "file", "filesystem", "javascript", "vbscript", "view-source"}

// A word is what the page around the frame is told: one of its keys.
//
// Source: the shapes are those that integrators write down; that nothing else
// than ERROR and WARNING is told as an event is inferred.
type word struct {
	Event   *event   `json:"event,omitempty"`
	Exit    *exit    `json:"exit,omitempty"`
	Success *success `json:"success,omitempty"`
}

type event struct {
	Name      string    `json:"eventName"` // ERROR or WARNING
	RequestID string    `json:"request_id"`
	Meta      eventMeta `json:"meta_data"` // the page adds its timestamp
}

type eventMeta struct {
	ErrorCode      string `json:"error_code,omitempty"`
	ErrorMessage   string `json:"error_message,omitempty"`
	WarningCode    string `json:"warning_code,omitempty"`
	WarningMessage string `json:"warning_message,omitempty"`
	Institution    string `json:"institution_name"`
}

type exit struct {
	Last *lastError `json:"last_encountered_error"`
	Meta exitMeta   `json:"meta_data"`
}

type lastError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type exitMeta struct {
	Institution string `json:"institution_name"`
	Step        string `json:"step"`
}

type success struct {
	Link        string `json:"link"`
	Institution string `json:"institution"`
}

// messageFor is what the page around the frame is told of a visit as it is now;
// empty if nothing.
func messageFor(v control.Visit) string {
	name := ""
	if v.Institution != nil {
		name = v.Institution.Name
	}
	switch {
	case v.Parent == "":
		return ""
	case v.Step == "done":
		return word{Success: &success{Link: v.Link, Institution: name}}.text()
	case v.Step == "exited":
		left := exit{Meta: exitMeta{Institution: name, Step: v.Exit.Step}}
		if p := v.LastProblem; p != nil {
			left.Last = &lastError{p.Code, p.Message}
		}
		return word{Exit: &left}.text()
	case v.Problem != nil:
		meta := eventMeta{ErrorCode: v.Problem.Code, ErrorMessage: v.Problem.Message, Institution: name}
		return word{Event: &event{"ERROR", v.Problem.RequestID, meta}}.text()
	case v.Step == "institution" && len(v.Unavailable) > 0:
		meta := eventMeta{WarningCode: "institution_disabled", WarningMessage: "The institution cannot be had.", Institution: v.Unavailable[0]}
		return word{Event: &event{Name: "WARNING", Meta: meta}}.text()
	default:
		return ""
	}
}

func (w word) text() string {
	text, err := json.Marshal(w)
	if err != nil {
		panic("what is told cannot be written: " + err.Error())
	}
	return string(text)
}
