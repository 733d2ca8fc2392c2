package control_test

import (
	"context"
	"errors"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// An answer to a call that changes something waits until that is kept; one
// that only reads does not.
func TestAnswersWaitForWhatTheyTellOf(t *testing.T) {
	t.Parallel()
	const ws = "/_mock/workspaces/w-1"
	lost := errors.New("the disk is full")
	tests := []struct {
		name, method, url string
		fail, lost        error
		status, waits     int
	}{
		{"a change that is kept", "POST", ws + "/links", nil, nil, 201, 1},
		{"a change that is lost", "POST", ws + "/links", nil, lost, 500, 1},
		{"an end that is lost", "DELETE", ws, nil, lost, 500, 1},
		{"a refusal", "POST", ws + "/links", control.Refuse(control.Conflict, "", "No."), lost, 409, 0},
		{"a look", "GET", ws, nil, lost, 200, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, waits := newFake(), 0
			f.fail = tt.fail
			cfg := control.HandlerConfig{Kept: func(context.Context) error { waits++; return tt.lost }}
			if w := ask(t, f, cfg, tt.method, tt.url, ""); w.Code != tt.status || waits != tt.waits {
				t.Errorf("answered %d %s after %d waits, want %d after %d", w.Code, w.Body, waits, tt.status, tt.waits)
			}
		})
	}
}
