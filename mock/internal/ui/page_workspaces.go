package ui

import (
	"context"
	"errors"
	"net/url"

	"github.com/belvo-mock/belvo-mock/fixtures"
	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A tenancy is the page of all workspaces.
type tenancy struct {
	Rows      []tenant
	Make      action // what the form does, with nothing filled in
	Scenarios []bundled
}

// A tenant is one of them as it is listed.
type tenant struct {
	control.Info
	Page     string
	Settings string
	Default  bool
	Reset    action
	End      action
}

// showWorkspaces is the page of all workspaces.
func showWorkspaces(ctx context.Context, v *visit) (any, error) {
	all, err := v.server.host.List(ctx)
	if err != nil {
		return nil, err
	}
	first, err := v.first(ctx)
	if err != nil {
		return nil, err
	}
	out := tenancy{Make: v.call("Make a workspace", "POST", "/workspaces", struct{}{}), Scenarios: bundledScenarios()}
	for _, info := range all {
		out.Rows = append(out.Rows, v.tenant(info, info.SecretID == first))
	}
	return out, nil
}

// first is the secret id of the default workspace; empty if it has been ended.
func (v *visit) first(ctx context.Context) (string, error) {
	ws, err := v.server.host.Open(ctx, "default")
	if refusal, ok := errors.AsType[*control.Error](err); ok && refusal.Code == control.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return ws.ID(), nil
}

func (v *visit) tenant(info control.Info, first bool) tenant {
	path := "/workspaces/" + url.PathEscape(info.SecretID)
	t := tenant{
		Info: info, Default: first,
		Page: "/w/" + url.PathEscape(info.SecretID) + "/", Settings: "/w/" + url.PathEscape(info.SecretID) + "/settings",
		Reset: v.call("Reset", "POST", path+"/reset", struct{}{}), End: v.call("End", "DELETE", path, nil),
	}
	t.Reset.Tone, t.Reset.Said = "quiet", "Reset: the same world, as it began."
	t.Reset.Confirm = "Make the world of " + info.SecretID + " again? What has happened in it is gone."
	t.End.Tone, t.End.Said = "danger", "Ended."
	t.End.Confirm = "End the workspace " + info.SecretID + "? Its world, its journal and its snapshots are gone."
	if first {
		t.End.Confirm += " It is the default workspace: without it, pages and calls that name none find nothing."
	}
	return t
}

// A bundled is a scenario that comes with the server.
type bundled struct {
	Name    string
	Summary string
	Text    string
}

// bundledScenarios are all of them. One that says nothing of itself has no
// summary.
func bundledScenarios() []bundled {
	var all []bundled
	for _, name := range fixtures.Scenarios() {
		text, _ := fixtures.BundledScenario(name)
		read, _ := fixtures.ReadScenario(name, text) // a test of theirs reads each
		all = append(all, bundled{name, read.Summary, string(text)})
	}
	return all
}
