package mock

import (
	"context"
	"errors"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/internal/agenda"
	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// codes are the refusals of the sandbox that are no invalid value.
var codes = map[sandbox.Kind]control.Code{
	sandbox.NotFound:           control.NotFound,
	sandbox.InvalidLink:        control.Conflict,
	sandbox.ExpiredCredentials: control.Conflict,
	sandbox.UnconfirmedLink:    control.Conflict,
	sandbox.TokenRequired:      control.Conflict,
	sandbox.TooManySessions:    control.Conflict,
	sandbox.InstitutionDown:    control.Conflict,
	sandbox.LinkRefreshed:      control.Conflict,
	sandbox.WrongStep:          control.Conflict,
}

// causes are other errors that are no bug of ours.
var causes = []struct {
	err   error
	code  control.Code
	field string
}{
	{sandbox.ErrNobody, control.Conflict, ""},
	{sandbox.ErrOpen, control.Conflict, ""},
	{sandbox.ErrTaken, control.Conflict, "id"},
	{agenda.ErrReentrant, control.Conflict, ""},
	{agenda.ErrPast, control.Invalid, "to"},
	{agenda.ErrStopped, control.Gone, ""},
	{journal.ErrGone, control.Gone, "since"},
	{journal.ErrClosed, control.Gone, ""},
	{context.DeadlineExceeded, control.TimedOut, ""},
}

// told is an error as the control API tells it: the same near and far.
func told(err error) error {
	if err == nil {
		return nil
	}
	if refusal, ok := errors.AsType[*sandbox.Error](err); ok {
		code, listed := codes[refusal.Kind]
		if !listed {
			code = control.Invalid
		}
		return control.Refuse(code, refusal.Field, "%s", refusal.Detail)
	}
	if left, ok := errors.AsType[*agenda.NotSettlingError](err); ok {
		return &control.Error{Code: control.NotSettling, Message: err.Error(), Pending: pendingOf(left.Left)}
	}
	for _, cause := range causes {
		if errors.Is(err, cause.err) {
			return control.Refuse(cause.code, cause.field, "%v", err)
		}
	}
	return err
}
