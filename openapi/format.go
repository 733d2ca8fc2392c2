package openapi

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// dayOrMoment is the format of a filter on moments, whether its parameter says so by
// x-format or is a date-time: a day means all of it. Source: our choice, DESIGN 3.
const dayOrMoment = "date-or-moment"

// formats are the string formats that the documents may use, each with its test. kin
// knows only some, takes 30 February for a date, and lets the unknown pass.
var formats = map[string]func(string) bool{
	"uuid":      isUUID,
	"email":     isEmail,
	"uri":       isURI,
	"date":      isDate,
	"date-time": isDateTime,
	dayOrMoment: func(s string) bool { return isDate(s) || isDateTime(s) },
}

// checks are the options of every schema check.
var checks = func() []openapi3.SchemaValidationOption {
	validators := map[string]openapi3.StringFormatValidator{}
	for name, holds := range formats {
		validators[name] = format(holds)
	}
	return []openapi3.SchemaValidationOption{openapi3.MultiErrors(), openapi3.WithStringFormatValidators(validators)}
}()

// A format is a test in the form that kin asks for.
type format func(string) bool

var errFormat = errors.New("wrong form")

// Validate implements openapi3.StringFormatValidator.
func (f format) Validate(value string) error {
	if !f(value) {
		return errFormat
	}
	return nil
}

// isUUID takes any version in either case, with dashes.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !isHex(s[i]) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// isEmail catches what is plainly no address; who wants to know more writes to it.
func isEmail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	return found && local != "" && domain != "" && !strings.ContainsAny(s, " \t\r\n<>,;\"") && !strings.Contains(domain, "@")
}

// isURI takes absolute URIs only.
func isURI(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs() && (u.Host != "" || u.Opaque != "" || u.Path != "")
}

// isDate takes days that the calendar has, written YYYY-MM-DD.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// isDateTime takes RFC 3339 with a zone, on a day that the calendar has; no leap seconds.
func isDateTime(s string) bool {
	return new(time.Time).UnmarshalText([]byte(s)) == nil
}
