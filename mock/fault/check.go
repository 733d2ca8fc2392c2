package fault

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/belvo-mock/belvo-mock/internal/duration"
)

// World is what a rule is checked against, so that one which can never match
// is told from the others.
type World struct {
	// Serves tells whether there is an operation with the method, the path and
	// the resource that are not empty, and which answers with pages if Page is
	// not 0.
	Serves func(on On) bool
	// TypeOf is the webhook type of a resource that is collected; false if it is
	// none.
	TypeOf func(resource string) (webhookType string, ok bool)
}

// Check refuses a rule that cannot be used or can never match, with an *Error.
func (w World) Check(r Rule) error {
	f := known[r.Fault]
	if f == nil {
		return unknownFault(r.Fault)
	}
	checks := []func(Rule, *Fault) error{checkNumbers, checkParams, w.checkOn, w.checkCalls, w.checkWebhooks}
	for _, check := range checks {
		if err := check(r, f); err != nil {
			return err
		}
	}
	if f.check != nil {
		return f.check(r)
	}
	return nil
}

func never(field, format string, args ...any) error {
	return &Error{field, "This can never happen: " + fmt.Sprintf(format, args...) + "."}
}

func unknownFault(id string) error {
	if id == "" {
		return &Error{"fault", "It is required."}
	}
	return &Error{"fault", fmt.Sprintf("There is no fault %q; there are %s.", id, strings.Join(ids(), ", "))}
}

func checkNumbers(r Rule, _ *Fault) error {
	numbers := []struct {
		field string
		n     int
	}{{"after", r.After}, {"times", r.Times}, {"on.page", r.On.Page}, {"on.nth", r.On.Nth}}
	for _, number := range numbers {
		if number.n < 0 {
			return &Error{number.field, "It is negative."}
		}
	}
	if r.Chance != nil && !(*r.Chance > 0 && *r.Chance <= 1) {
		return &Error{"chance", "It is above 0 and at most 1."}
	}
	if r.On.Nth > 0 && r.On.Nth <= r.After {
		return never("on.nth", "after lets match %d pass", r.On.Nth)
	}
	return nil
}

// checkParams refuses parameters that a fault does not take, and values that
// cannot be used.
func checkParams(r Rule, f *Fault) error {
	with := reflect.ValueOf(r.With)
	for i := range with.NumField() {
		name, _, _ := strings.Cut(with.Type().Field(i).Tag.Get("json"), ",")
		at := slices.IndexFunc(f.Params, func(p Param) bool { return p.Name == name })
		switch value := with.Field(i); {
		case at < 0 && !value.IsZero():
			return &Error{"with." + name, fmt.Sprintf("%s has no such parameter.", f.ID)}
		case at >= 0:
			if err := f.Params[at].check(value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p Param) check(value reflect.Value) error {
	field := "with." + p.Name
	if value.IsZero() {
		if p.Required {
			return &Error{field, "It is required, and not nothing."}
		}
		return nil
	}
	negative := value.CanInt() && value.Int() < 0
	switch v := value.Interface().(type) {
	case string:
		if p.Choices != nil && !slices.Contains(p.Choices, v) {
			return &Error{field, fmt.Sprintf("There is no %q; there are %s.", v, strings.Join(p.Choices, ", "))}
		}
	case duration.Duration, int:
		if negative {
			return &Error{field, "It is negative."}
		}
	}
	return nil
}

// checkOn refuses what a fault's acts do not have.
func (w World) checkOn(r Rule, f *Fault) error {
	calls, jobs, webhooks := f.answer != nil || f.page != nil, f.collection != nil, f.delivery != nil
	fields := []struct {
		field string
		set   bool
		has   bool
	}{
		{"on.method", r.On.Method != "", calls},
		{"on.path", r.On.Path != "", calls},
		{"on.page", r.On.Page != 0, calls},
		{"on.webhook_type", r.On.WebhookType != "", webhooks},
		{"on.webhook_code", r.On.WebhookCode != "", webhooks},
		{"on.resource", r.On.Resource != "", calls || jobs || webhooks},
	}
	for _, o := range fields {
		if o.set && !o.has {
			return never(o.field, "%s is about %s", f.ID, aboutOf(f))
		}
	}
	if r.On.requests() && r.On.webhooks() {
		return never("on", "nothing is a request and a webhook at once")
	}
	return nil
}

func aboutOf(f *Fault) string {
	switch {
	case f.collection != nil:
		return "jobs"
	case f.delivery != nil:
		return "webhooks"
	default:
		return "requests"
	}
}

func (o On) requests() bool { return o.Method != "" || o.Path != "" || o.Page != 0 }
func (o On) webhooks() bool { return o.WebhookType != "" || o.WebhookCode != "" }

// checkCalls refuses requests that nothing serves.
func (w World) checkCalls(r Rule, f *Fault) error {
	if f.answer == nil && f.page == nil || f.delivery != nil && !r.On.requests() {
		return nil
	}
	page := r.On.Page
	if f.page != nil {
		page = max(page, 1)
	}
	method, path, resource := strings.ToUpper(r.On.Method), r.On.Path, Word(r.On.Resource)
	steps := []struct {
		field string
		set   bool
		on    On
	}{
		{"on.method", method != "", On{Method: method}},
		{"on.path", path != "", On{Method: method, Path: path}},
		{"on.resource", resource != "", On{Method: method, Path: path, Resource: resource}},
		{"on.page", page > 0, On{Method: method, Path: path, Resource: resource, Page: page}},
	}
	for _, s := range steps {
		if s.set && !w.Serves(s.on) {
			return never(s.field, "no operation of the API is like that")
		}
	}
	return nil
}

// checkWebhooks refuses resources of which no webhook tells, and those that are
// not collected.
func (w World) checkWebhooks(r Rule, f *Fault) error {
	if r.On.Resource == "" || f.collection == nil && (f.delivery == nil || f.answer != nil && !r.On.webhooks()) {
		return nil
	}
	webhookType, ok := w.TypeOf(Word(r.On.Resource))
	if !ok {
		return never("on.resource", "nothing named %s is collected", r.On.Resource)
	}
	if r.On.WebhookType != "" && r.On.WebhookType != webhookType {
		return never("on.webhook_type", "webhooks of %s have the type %s", r.On.Resource, webhookType)
	}
	return nil
}
