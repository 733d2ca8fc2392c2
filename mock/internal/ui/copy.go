package ui

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/belvo-mock/belvo-mock/mock/control"
	"github.com/belvo-mock/belvo-mock/mock/fault"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

// copies are the forms in which a chain can be taken along, by the last part of
// their path.
var copies = map[string]func(context.Context, *visit, *chain) (string, error){
	"curl": asCurl, "gherkin": asGherkin, "scenario": asScenario,
}

// copied serves a chain as text.
func (s *server) copied(w http.ResponseWriter, r *http.Request) {
	v, err := s.visit(r, page{path: "/w/{ws}/"})
	form, known := copies[r.PathValue("form")]
	if err == nil && !known {
		err = control.Refuse(control.NotFound, "", "There is no page at %s.", r.URL.Path)
	}
	var told string
	if err == nil {
		var c *chain
		if c, err = v.chain(); err == nil {
			told, err = form(r.Context(), v, c)
		}
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	send(w, r, http.StatusOK, []byte(told))
}

// asCurl is the command that makes the chain's request again. The password is a
// variable, since nothing shows it.
func asCurl(ctx context.Context, v *visit, c *chain) (string, error) {
	if c.Asked == nil {
		return "", control.Refuse(control.NotFound, "", "No request of a client began this.")
	}
	e, ok := entryAt(ctx, v.Workspace, c.Asked.Seq)
	call, is := e.Data.(journal.Call)
	if !ok || !is {
		return "", control.Refuse(control.Gone, "", "The journal does not keep this request any more.")
	}
	words := []string{"curl", "-u", quote(v.Workspace.ID()+":") + `"$SECRET_PASSWORD"`}
	if call.Method != http.MethodPost || len(call.Body.Text) == 0 {
		words = append(words, "-X", quote(call.Method))
	}
	for _, f := range fieldsOf(call.Header) {
		if strings.EqualFold(f.Name, "Content-Type") || strings.HasPrefix(strings.ToLower(f.Name), "x-belvo-") {
			words = append(words, "-H", quote(f.Name+": "+f.Value))
		}
	}
	words = append(words, quote(v.Base()+withQuery(call.Path, call.Query)))
	if len(call.Body.Text) > 0 {
		words = append(words, "-d", quote(string(call.Body.Text)))
	}
	text := strings.Join(words, " ") + "\n"
	if call.Body.Cut {
		text = "# The journal has kept the head of the body alone.\n" + text
	}
	return text, nil
}

// asGherkin is a scenario for check that asks of the client what the chain shows,
// in the vocabulary of check's sentences.
func asGherkin(_ context.Context, v *visit, c *chain) (string, error) {
	resource := "transactions"
	if all := slices.DeleteFunc(c.Resources(), func(r string) bool { return !readable(r) }); len(all) > 0 {
		resource = all[0]
	}
	data := "Ana's " + resource
	lines := []string{
		"Feature: What a card of the timeline shows", "", "  Background:", "    Given a client integration under test", "",
		"  # " + c.oneLine(v),
		"  @MINE-01 @must", "  Scenario: " + c.verdict().Title() + ": " + resource + " of request " + line(c.ID), "    Given Ana has linked a bank account",
	}
	switch c.verdict() {
	case jobFailed:
		lines = append(lines, "    And the bank will not let "+data+" be gathered",
			"    When the client asks for "+data, "    And the provider notifies that "+data+" could not be gathered",
			"    Then the client acknowledges it within 5 seconds", "    And the client fetches nothing")
	case notSent:
		lines = append(lines, "    And the provider will lose every notification",
			"    When the client asks for "+data, "    And the provider gathers what was asked for",
			"    Then the client looks for "+data+" within the time that it declares")
	default:
		lines = append(lines, "    And the client waits for "+data, "    When the provider notifies that "+data+" are ready",
			fmt.Sprintf("    Then the client acknowledges it within %d seconds", seconds(v.Info.Webhook.Timeout)),
			"    And the provider has no reason to retry", "    And the client fetches from "+data)
	}
	return strings.Join(lines, "\n") + "\n", nil
}

// oneLine is the chain's story as a comment can hold it.
func (c *chain) oneLine(v *visit) string { return line(strings.Join(c.story(v.Info.Webhook), " ")) }

// line is a text without the breaks that would end a comment.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

func seconds(d control.Duration) int { return max(int(time.Duration(d).Seconds()), 1) }

// asScenario is a world with the chain's link and the faults that met it.
func asScenario(ctx context.Context, v *visit, c *chain) (string, error) {
	world, err := v.Workspace.ExportScenario(ctx)
	if err != nil {
		return "", err
	}
	rules, err := v.Workspace.Faults(ctx)
	if err != nil {
		return "", err
	}
	kept := world.Links[:0]
	for _, link := range world.Links {
		if link.ID == c.LinkID {
			kept = append(kept, link)
		}
	}
	if len(kept) == 0 {
		return "", control.Refuse(control.NotFound, "", "The link is not there any more, so no scenario can begin with it.")
	}
	world.Links, world.Timeline = kept, nil
	var gone []string
	world.Faults, gone = c.rules(rules, kept[0].Name)
	told := "# " + c.oneLine(v) + "\n"
	if c.Asked != nil {
		told += "# It began with: " + line(c.Asked.Method+" "+c.Asked.Path) + "\n"
	}
	for _, name := range gone {
		told += "# The rule of the fault " + line(name) + " is not there any more.\n"
	}
	return told + string(world.YAML()), nil
}

// rules are those that have met the chain, as a scenario whose link has a name
// writes them; gone are the faults whose rules were removed.
func (c *chain) rules(all []fault.Active, name string) (met []fault.Rule, gone []string) {
	for _, f := range c.Faults {
		i := slices.IndexFunc(all, func(a fault.Active) bool { return a.ID == f.Rule })
		switch {
		case i < 0:
			gone = append(gone, f.Fault)
		case !slices.ContainsFunc(met, func(r fault.Rule) bool { return r.ID == f.Rule }):
			rule := all[i].Rule
			if rule.On.Link == c.LinkID {
				rule.On.Link = name
			}
			met = append(met, rule)
		}
	}
	return met, gone
}
