package harness

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/belvo-mock/belvo-mock/internal/duration"
	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// faultSteps are the sentences about what will go wrong.
func (w *World) faultSteps() []Step {
	return []Step{{
		"the provider will notify before it answers",
		"lets the next notification overtake the answer of its request",
		"the provider will notify before it answers",
		w.willOvertake,
	}, {
		"the provider will lose every notification",
		"drops all notifications",
		"the provider will lose every notification",
		func() error { return w.Fault(fault.Rule{Fault: "drop"}) },
	}, {
		"the next acknowledgement will be lost",
		"treats the next answer to a notification as if there had been none",
		"the next acknowledgement will be lost",
		func() error { return w.Fault(fault.Rule{Fault: "lost_ack", Times: 1}) },
	}, {
		"notifications will arrive slowly",
		"lets the bodies of notifications trickle",
		"notifications will arrive slowly",
		func() error { return w.Fault(fault.Rule{Fault: "slow_send"}) },
	}, {
		"the provider will fail the next {n} {fetches} of {who}'s {res} with {status}",
		"answers them with an error of that status",
		"the provider will fail the next 2 fetches of Ana's transactions with 500",
		func(n int, who, resource, status string) error {
			return w.willFail(who, resource, status, fault.Rule{Times: n})
		},
	}, {
		"the provider will fail every fetch of {who}'s {res} with {status}",
		"answers all of them with an error of that status",
		"the provider will fail every fetch of Ana's transactions with 404",
		func(who, resource, status string) error { return w.willFail(who, resource, status, fault.Rule{}) },
	}, {
		"the provider will fail page {n} of {who}'s {res} once",
		"answers the first fetch of that page with 500",
		"the provider will fail page 2 of Ana's transactions once",
		func(n int, who, resource string) error {
			return w.willFail(who, resource, "500", fault.Rule{Times: 1, On: fault.On{Page: n}})
		},
	}, {
		"the provider will fail page {n} of {who}'s {res} every time",
		"answers all fetches of that page with 500",
		"the provider will fail page 2 of Ana's transactions every time",
		func(n int, who, resource string) error {
			return w.willFail(who, resource, "500", fault.Rule{On: fault.On{Page: n}})
		},
	}, {
		"the provider will fail the next {n} {fetches} of {who}'s {res} with 429, asking for a pause of {dur}",
		"answers them with 429 and Retry-After",
		"the provider will fail the next 1 fetch of Ana's transactions with 429, asking for a pause of 2 seconds",
		w.willThrottle,
	}, {
		"the provider will break the next {n} {fetches} of {who}'s {res} by {break}",
		"lets the answer not arrive whole",
		"the provider will break the next 1 fetch of Ana's transactions by stalling",
		func(n int, who, resource, how string) error {
			return w.willDisturb(who, resource, fault.Rule{Fault: breaks[how], Times: n})
		},
	}, {
		"the pages of {who}'s {res} will {shape}",
		"shows the pages of the list in another way than they are",
		"the pages of Ana's transactions will overlap",
		func(who, resource, shape string) error { return w.willDisturb(who, resource, shapes[shape]) },
	}, {
		"the next fetch of {who}'s {res} will trickle",
		"lets its body take about two seconds",
		"the next fetch of Ana's transactions will trickle",
		func(who, resource string) error {
			return w.willDisturb(who, resource, fault.Rule{Fault: "slow_body", Times: 1, With: fault.With{BytesPerSecond: 2000}})
		},
	}, {
		"the provider will refuse the next request with {status}",
		"answers the next request for transactions with an error of that status",
		"the provider will refuse the next request with 400",
		func(status string) error { return w.willRefuse(status, 1) },
	}, {
		"the provider will refuse every request with {status}",
		"answers all requests for transactions with an error of that status",
		"the provider will refuse every request with 428",
		func(status string) error { return w.willRefuse(status, 0) },
	}, {
		"the answer to the next request will be lost",
		"accepts the next request for transactions, and resets the connection",
		"the answer to the next request will be lost",
		func() error {
			return w.Fault(fault.Rule{Fault: "lost_answer", Times: 1, On: fault.On{Method: http.MethodPost, Resource: "transactions"}})
		},
	}, {
		"the provider will write {style}",
		"writes answers and notifications in a way that the contract allows and that is not the usual one",
		"the provider will write fields that nobody knows",
		func(style string) error { return w.Fault(styles[style]) },
	}, {
		"the bank will not let {who}'s {res} be gathered",
		"lets the work that was asked for end with an error",
		"the bank will not let Ana's transactions be gathered",
		w.willNotBeGathered,
	}}
}

// statuses are documented errors of a status, by their codes.
var statuses = map[string]string{
	"400": "validation_error", "401": "authentication_failed", "403": "permission_denied", "404": "not_found",
	"408": "request_timeout", "428": "token_required", "500": "unexpected_error",
}

// breaks are what lets an answer not arrive whole.
var breaks = map[string]string{
	"closing the connection": "close_mid_body", "stalling": "stall",
	"truncating the body": "truncated_json", "garbling the body": "invalid_json",
}

// shapes are how pages are shown.
var shapes = map[string]fault.Rule{
	"lead in a circle":        {Fault: "next_cycle"},
	"lead to another origin":  {Fault: "next_elsewhere"},
	"overlap":                 {Fault: "overlapping_pages", With: fault.With{Rows: 5}},
	"begin with an empty one": {Fault: "empty_page", On: fault.On{Page: 1}},
	"shift under way":         {Fault: "data_shifts", Times: 1, With: fault.With{Rows: 2}},
}

// styles are how answers and notifications are written.
var styles = map[string]fault.Rule{
	"fields that nobody knows": {Fault: "new_fields"},
	"its keys in other order":  {Fault: "key_order"},
	"longer texts":             {Fault: "long_strings"},
	"null for data":            {Fault: "null_data"},
	"fractions of seconds":     {Fault: "fractions"},
	"zones in two ways":        {Fault: "zone_spelling"},
	"values that nobody knows": {Fault: "new_enum_values", On: fault.On{Method: http.MethodGet}},
}

func styleNames() []string { return slices.Sorted(maps.Keys(styles)) }

func (w *World) willOvertake() error {
	w.scene.ahead = true
	if err := w.letGo(); err != nil {
		return err
	}
	return w.Fault(fault.Rule{Fault: "before_answer", Times: 1})
}

// willDisturb adds a rule about the fetches of somebody's resource.
func (w *World) willDisturb(who, resource string, r fault.Rule) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	r.On.Method, r.On.Resource, r.On.Link = http.MethodGet, resource, p.Link
	return w.Fault(r)
}

func (w *World) willFail(who, resource, status string, r fault.Rule) error {
	code, documented := statuses[status]
	if !documented {
		return fmt.Errorf("the vendor documents no error with status %s that a fetch could get; there are %v", status, slices.Sorted(maps.Keys(statuses)))
	}
	r.Fault, r.With.Code = "error", code
	return w.willDisturb(who, resource, r)
}

func (w *World) willThrottle(n int, who, resource, pause string) error {
	d, err := durationOf(pause)
	if err != nil {
		return err
	}
	return w.willDisturb(who, resource, fault.Rule{Fault: "throttle", Times: n, With: fault.With{RetryAfter: duration.Duration(d)}})
}

func (w *World) willRefuse(status string, times int) error {
	code, documented := statuses[status]
	if !documented {
		return fmt.Errorf("the vendor documents no error with status %s that a request could get; there are %v", status, slices.Sorted(maps.Keys(statuses)))
	}
	return w.Fault(fault.Rule{Fault: "error", Times: times, On: fault.On{Method: http.MethodPost, Resource: "transactions"}, With: fault.With{Code: code}})
}

func (w *World) willNotBeGathered(who, resource string) error {
	p, err := w.Person(who)
	if err != nil {
		return err
	}
	return w.Fault(fault.Rule{Fault: "job_fails", On: fault.On{Resource: resource, Link: p.Link}, With: fault.With{Code: "institution_unavailable"}})
}
