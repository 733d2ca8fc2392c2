package sandbox

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// A Filter keeps the rows in which a field compares to one or two values. It
// comes from the contract's parameters.
type Filter struct {
	Param string // as the client wrote it
	Field string // path in the row: "account.balance.current"
	Op    Op
	Form  Form
	Value string // as the client wrote it
}

// An Op is the operator of a filter.
type Op string

// The operators of the vendor's lists.
//
// Source: vendor document; that range includes both ends is inferred.
const (
	Exact     Op = "exact"
	In        Op = "in"
	NotIn     Op = "not_in"
	AllIn     Op = "allin"
	Gt        Op = "gt"
	Gte       Op = "gte"
	Lt        Op = "lt"
	Lte       Op = "lte"
	Range     Op = "range"
	IContains Op = "icontains"
)

// A Form says how values of a filter compare.
type Form string

// The forms.
const (
	Text    Form = "text"
	Decimal Form = "decimal"
	Moment  Form = "moment" // a day or a moment; a day means all of it, in UTC
	Truth   Form = "truth"
)

// A matcher tells whether a row is kept.
type matcher func(row []byte) bool

// matchers reads the values of filters. A value of the wrong form is Invalid
// with the parameter as field.
func matchers(filters []Filter) ([]matcher, error) {
	made := make([]matcher, 0, len(filters))
	for _, f := range filters {
		m, err := f.matcher()
		if err != nil {
			return nil, err
		}
		made = append(made, m)
	}
	return made, nil
}

func (f Filter) matcher() (matcher, error) {
	values := []string{f.Value}
	switch f.Op {
	case In, NotIn, AllIn, Range:
		values = strings.Split(f.Value, ",")
	case Exact, Gt, Gte, Lt, Lte, IContains:
	}
	if f.Op == Range && len(values) != 2 {
		return nil, refuse(Invalid, f.Param, "Enter two values with a comma between them.")
	}
	switch f.Form {
	case Decimal:
		return f.decimal(values)
	case Moment:
		return f.moment(values)
	case Text, Truth:
	}
	return f.text(values), nil
}

// text compares as strings; a list in a row matches if one of its elements does.
func (f Filter) text(values []string) matcher {
	return func(row []byte) bool {
		field := gjson.GetBytes(row, f.Field)
		switch f.Op {
		case IContains:
			return strings.Contains(strings.ToLower(field.String()), strings.ToLower(values[0]))
		case NotIn:
			return !slices.Contains(values, field.String())
		case AllIn:
			return holdsAll(field, values)
		case Gt, Gte, Lt, Lte, Range:
			return f.Op.holds(field.Exists() && field.Type != gjson.Null, func(i int) int { return strings.Compare(field.String(), values[i]) })
		case Exact, In:
		}
		if field.IsArray() {
			return slices.ContainsFunc(field.Array(), func(e gjson.Result) bool { return slices.Contains(values, e.String()) })
		}
		return field.Exists() && field.Type != gjson.Null && slices.Contains(values, field.String())
	}
}

func holdsAll(list gjson.Result, values []string) bool {
	for _, value := range values {
		if !slices.ContainsFunc(list.Array(), func(e gjson.Result) bool { return e.String() == value }) {
			return false
		}
	}
	return true
}

// decimal compares exactly, whatever number of zeros is written.
func (f Filter) decimal(values []string) (matcher, error) {
	wanted := make([]*big.Rat, len(values))
	for i, value := range values {
		number, ok := parseDecimal(value)
		if !ok {
			return nil, refuse(Invalid, f.Param, "%q is not a number.", value)
		}
		wanted[i] = number
	}
	return func(row []byte) bool {
		field, ok := parseDecimal(gjson.GetBytes(row, f.Field).Raw)
		if f.Op == In {
			return ok && slices.ContainsFunc(wanted, func(v *big.Rat) bool { return field.Cmp(v) == 0 })
		}
		return f.Op.holds(ok, func(i int) int { return field.Cmp(wanted[i]) })
	}, nil
}

// maxDecimal is the longest decimal that is read, far above any amount; it
// keeps a short exponent such as 1e999999999 from being worked out.
const maxDecimal = 40

func parseDecimal(s string) (*big.Rat, bool) {
	if s == "" || len(s) > maxDecimal || strings.ContainsAny(s, "eEpPxX/_") {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// moment compares moments; a day stands for its whole UTC day: gt means after
// its end, lte up to its end, and a range has both its days in.
//
// Source: inferred.
func (f Filter) moment(values []string) (matcher, error) {
	spans := make([]span, len(values))
	for i, value := range values {
		s, ok := parseSpan(value)
		if !ok {
			return nil, refuse(Invalid, f.Param, "%q is neither a day (YYYY-MM-DD) nor a moment (RFC 3339).", value)
		}
		spans[i] = s
	}
	return func(row []byte) bool {
		field, ok := parseSpan(gjson.GetBytes(row, f.Field).String())
		if f.Op == In {
			return ok && slices.ContainsFunc(spans, func(s span) bool { return s.place(field.from) == 0 })
		}
		return f.Op.holds(ok, func(i int) int { return spans[i].place(field.from) })
	}, nil
}

// holds applies a comparing operator: compare(i) places the row's field before
// (-1), at (0) or after (1) the ith value. A row without the field never holds.
func (op Op) holds(there bool, compare func(i int) int) bool {
	if !there {
		return false
	}
	switch op {
	case Exact:
		return compare(0) == 0
	case Gt:
		return compare(0) > 0
	case Gte:
		return compare(0) >= 0
	case Lt:
		return compare(0) < 0
	case Lte:
		return compare(0) <= 0
	case Range:
		return compare(0) >= 0 && compare(1) <= 0
	case NotIn:
		return compare(0) != 0
	case In, AllIn, IContains:
	}
	return false
}

// A span is a moment, or a day from its first moment to its last.
type span struct{ from, to time.Time }

func parseSpan(s string) (span, bool) {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return span{day, day.Add(24*time.Hour - time.Nanosecond)}, true
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	return span{at, at}, err == nil
}

func (s span) place(at time.Time) int {
	switch {
	case at.Before(s.from):
		return -1
	case at.After(s.to):
		return 1
	default:
		return 0
	}
}
