package ui

import (
	"cmp"
	"context"
	"strings"

	"github.com/belvo-mock/belvo-mock/mock/control"
)

// A setup is the page of a workspace's settings.
type setup struct {
	First     bool // whether it is the default workspace
	Call      string
	Public    string // where its API is called
	Hook      action
	Webhook   []formField
	Test      action
	Terms     []term
	Seed      formField
	Again     action
	Other     action
	End       action
	Snapshots []picture
	Take      action
	Scenarios []bundled
	Load      action
	LoadCurl  string
	Export    action
	Token     string // the curl of a token for the widget
}

// A term is one of what holds in a workspace.
type term struct{ Name, Text, Why string }

// A picture is a snapshot with what can be done with it.
type picture struct {
	control.Snapshot
	Open   action
	Delete action
}

// showSettings is the page of a workspace's settings.
func showSettings(ctx context.Context, v *visit) (any, error) {
	first, err := v.first(ctx)
	if err != nil {
		return nil, err
	}
	taken, err := v.Workspace.Snapshots(ctx)
	if err != nil {
		return nil, err
	}
	s := setup{
		First: v.Info.SecretID == first, Public: cmp.Or(v.Info.PublicURL, v.Base()),
		Terms: terms(v.Info), Scenarios: bundledScenarios(), Token: v.tokenCurl(),
		Seed: formField{Name: "seed", Label: "Another seed", Kind: "number", Hint: "0 to 9007199254740991"},
	}
	s.Call = "curl -u " + quote(v.Info.SecretID+":") + `"$SECRET_PASSWORD" ` + quote(s.Public+"/api/institutions/")
	v.steer(&s)
	for _, one := range taken {
		s.Snapshots = append(s.Snapshots, v.picture(one))
	}
	return s, nil
}

// steer fills in what can be done.
func (v *visit) steer(s *setup) {
	hook := v.Info.Webhook
	s.Hook = v.act("Save", "PUT", "/webhook", map[string]string{"url": hook.URL})
	s.Hook.Said = "Saved. Attempts from now on go there."
	s.Webhook = webhookFields(hook)
	s.Test = v.act("Test", "POST", "/webhook/test", struct{}{})
	s.Test.Said = "Tried."
	s.Again = v.act("Same world again", "POST", "/reset", struct{}{})
	s.Again.Said, s.Again.Confirm = "Reset: the same world, as it began.", "Make this world again? What has happened in it is gone."
	s.Other = v.act("Reset to this seed", "POST", "/reset", map[string]uint64{"seed": v.Info.Seed})
	s.Other.Said, s.Other.Tone = "Reset: another world.", "plain"
	s.End = v.act("End this workspace", "DELETE", "", nil)
	s.End.Tone, s.End.Then = "danger", "/workspaces"
	s.End.Confirm = "End " + v.Info.SecretID + "? Its world, its journal and its snapshots are gone."
	s.Take = v.act("Take a snapshot", "POST", "/snapshots", struct{}{})
	s.Take.Said = "Taken."
	s.Load = v.act("Load", "POST", "/scenario", nil)
	s.Load.Said = "Loaded: this is the scenario's world now."
	s.LoadCurl = s.Load.Curl() + " --data-binary @scenario.yaml"
	s.Export = v.act("Export", "GET", "/scenario", nil)
	s.Export.Accept = "application/yaml"
}

func (v *visit) picture(s control.Snapshot) picture {
	p := picture{
		Snapshot: s, Open: v.call("Open a workspace from it", "POST", "/workspaces", map[string]string{"from": s.ID}),
		Delete: v.act("Delete", "DELETE", "/snapshots/"+s.ID, nil),
	}
	p.Open.Said = "A workspace is made from the snapshot."
	p.Delete.Tone, p.Delete.Said, p.Delete.Confirm = "danger", "Deleted.", "Delete this snapshot? Workspaces that were opened from it stay."
	return p
}

// webhookFields are the form of who is told.
func webhookFields(hook control.Webhook) []formField {
	hint, about := "none", "Sent verbatim in the header Authorization."
	if hook.AuthorizationSet {
		hint, about = "set, not shown", "One is set. Saving replaces it: write it again, or it is taken away."
	}
	gaps := make([]string, len(hook.Retry))
	for i, gap := range hook.Retry {
		gaps[i] = control.Duration(gap).String()
	}
	return []formField{
		{Name: "url", Label: "URL", Value: hook.URL, Hint: "http://localhost:3000/webhooks", Type: "url", Summary: "Empty: nobody is told."},
		{Name: "authorization", Label: "Authorization", Hint: hint, Summary: about},
		{Name: "ack", Label: "Which answer acknowledges", Value: hook.Ack, Hint: "the edition's", Options: options("202", "200", "2xx")},
		{Name: "timeout", Label: "Time to answer", Value: hook.Timeout.String(), Hint: "the edition's", Summary: "A duration, such as 5s, of real time."},
		{Name: "retry", Label: "Waits before the next attempts", Value: strings.Join(gaps, ","), Hint: "the edition's", Summary: "Durations with commas between them."},
	}
}

// terms are what holds here, in words.
func terms(info control.Info) []term {
	limits := strings.Join(info.Limits, ", ")
	return []term{
		{"Edition", info.Edition, "Whose answers hold where the vendor's documents differ."},
		{"Required fields", "of " + info.Terms.Generation, "Requests are held against this generation of the reference."},
		{"Asynchronous", asyncWords[info.Terms.Async], "Which POSTs honour X-Belvo-Request-Mode."},
		{"After a POST of transactions", info.Terms.TransactionsCode, "The webhook_code that follows."},
		{"A 400 that names the request", refusedWords[info.Terms.Refused], "What a refusal by your receiver does."},
		{"The bank takes", info.Latency.String(), "Of workspace time, for each job (--latency)."},
		{"Limits", cmp.Or(limits, "off"), "Which of the vendor's hold (--limits)."},
		{"Links in answers begin with", cmp.Or(info.PublicURL, "how each request came"), "--public-url"},
	}
}

var asyncWords = map[string]string{"transactions": "transactions alone", "documented": "those that are documented", "every": "every POST"}

var refusedWords = map[string]string{"retry": "recorded, tried again", "stop": "not tried again"}

// tokenCurl asks for a token of the widget, as an application's server does.
func (v *visit) tokenCurl() string {
	body := `{"id": "` + v.Info.SecretID + `", "password": "'"$SECRET_PASSWORD"'", "scopes": "read_institutions,write_links,read_links"}`
	return "curl -H 'Content-Type: application/json' " + quote(v.Base()+"/api/token/") + ` \` + "\n  -d '" + body + "'"
}
