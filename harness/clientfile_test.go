package harness_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/harness"
)

// What is wrong with a client file is told at once, with its place and what was
// expected.
func TestParseClientRefuses(t *testing.T) {
	t.Parallel()
	const fine = "name: x\ncallback: http://127.0.0.1:3000/hooks\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", []string{"c.yaml:1:1: the file is empty; want at least name and callback"}},
		{"a comment", "# soon\n", []string{"c.yaml:1:1: the file is empty; want at least name and callback"}},
		{"no object", "- name", []string{"c.yaml:1:1: want an object"}},
		{"two documents", fine + "---\nname: y", []string{"c.yaml:4:1: the file describes one client; what follows the --- is another"}},
		{"no YAML", "name: [", []string{"c.yaml:1:7: sequence end token ']' not found"}},
		{"a key twice", fine + "name: y", []string{`c.yaml:3:1: mapping key "name" already defined at [1:1]`}},
		{"aliases", "name: &n x\ncallback: *n", []string{
			"c.yaml:1:7: want the value itself; anchors, aliases and merges are not taken",
			"c.yaml:2:11: want the value itself; anchors, aliases and merges are not taken",
		}},
		{"all problems together", "title: x\nstart: {exec: node}\nprobe: {}\n", []string{
			`c.yaml:1:1: unknown key "title"; want callback, declares, name, probe, restart, start, trigger`,
			"c.yaml:1:1: name is missing",
			"c.yaml:1:1: callback is missing",
			"c.yaml:2:15: start: exec: want a list of a program and its arguments, such as [node, server.js]",
			"c.yaml:3:8: probe: want either http or exec",
		}},
		{"no name", "name: ' '\ncallback: http://a/", []string{"c.yaml:1:7: name: want a name for the report"}},
		{"an unknown placeholder", fine + "trigger: {exec: [sync, \"{lnk}\"]}", []string{
			"c.yaml:3:24: trigger: exec[1]: {lnk} is no placeholder; want {base_url} {port} {secret_id} {secret_password} {date_from} {date_to} {link} {resource}, or {{lnk}} for the braces themselves",
		}},
		{"an unknown placeholder in JSON", fine + "trigger:\n  http:\n    url: http://a/\n    json:\n      of: [1, \"x {lnk}\"]\n", []string{
			"c.yaml:7:15: trigger: http: json: of[1]: {lnk} is no placeholder; want {base_url} {port} {secret_id} {secret_password} {date_from} {date_to} {link} {resource}, or {{lnk}} for the braces themselves",
		}},
		{"a variable of the shell", fine + "probe: {exec: [sh, -c, \"held ${link} ${HOME}\"]}", []string{
			"c.yaml:3:24: probe: exec[2]: ${link} is a variable of the shell; write {link} without the dollar sign",
		}},
		{"a placeholder without quotes", "name: x\nstart: {exec: [a], env: {PORT: {port}}}\ncallback: http://a/\n", []string{
			`c.yaml:2:33: start: env: PORT: want "{port}" in quotes: without, it is an object`,
		}},
		{"a placeholder without quotes in JSON", fine + "trigger: {http: {url: http://a, json: {l: {link}}}}", []string{
			`c.yaml:3:44: trigger: http: json: l: want "{link}" in quotes: without, it is an object`,
		}},
		{"a port that nobody was given", "name: x\ncallback: http://127.0.0.1:{port}/\n", []string{
			"c.yaml:2:11: callback: {port} is known only of a client that is brought up by start",
		}},
		{"a port that the client is not told", "name: x\nstart: {exec: [a]}\ncallback: http://127.0.0.1:{port}/\n", []string{
			"c.yaml:3:11: callback: {port} is neither in exec nor in env of start, so that the client cannot know it",
		}},
		{"a link before anybody asked", "name: {x: y}\nstart: {exec: [a, \"{link}\"]}\ncallback: http://a/{date_to}\n", []string{
			"c.yaml:1:8: name: want a text; put it in quotes if it is one",
			"c.yaml:2:19: start: exec[1]: {link} is known only in trigger and probe",
			"c.yaml:3:11: callback: {date_to} is known only in trigger and probe",
		}},
		{"URLs that are none", "name: x\ncallback: localhost:3000/hooks\nprobe: {http: {url: \"{base_url}x\"}}\ntrigger: {http: {url: http:///x}}", []string{
			`c.yaml:2:11: callback: "localhost:3000/hooks" is no URL such as http://127.0.0.1:{port}/path`,
			`c.yaml:4:23: trigger: http: url: "http:///x" is no URL such as http://127.0.0.1:{port}/path`,
		}},
		{"http and exec", fine + "trigger: {exec: [a], http: {url: http://a}}", []string{"c.yaml:3:11: trigger: want either http or exec"}},
		{"methods and headers", fine + "probe: {http: {method: get, url: http://a, headers: {'a b': c, d: [e]}, json: .inf}}", []string{
			`c.yaml:3:24: probe: http: method: "get" is no method; want DELETE, GET, PATCH, POST, PUT`,
			`c.yaml:3:54: probe: http: headers: "a b" is no name of a header field`,
			"c.yaml:3:67: probe: http: headers: d: want a text; put it in quotes if it is one",
			"c.yaml:3:79: probe: http: json: want a text; put it in quotes if it is one",
		}},
		{"two ways to restart", fine + "start: {exec: [a]}\nrestart: {exec: [b]}", []string{
			"c.yaml:4:11: restart: start knows already how to restart the client; want only one of both",
		}},
		{"environment", fine + "start: {exec: [a], env: {'A=B': c, D: null}}", []string{
			`c.yaml:3:26: start: env: "A=B" is no name of a variable`,
			`c.yaml:3:39: start: env: D: has no value; "" is the empty text`,
		}},
		{"declarations", fine + "declares: {webhook_authorization: \"a\\nb\", polls_within: soon, logs_request_id: 'yes', ip: 1}", []string{
			`c.yaml:3:35: declares: webhook_authorization: "a\nb" cannot stand in a header`,
			`c.yaml:3:57: declares: polls_within: "soon" is not a duration such as 90s, 2m or 1d`,
			"c.yaml:3:80: declares: logs_request_id: want true or false",
			`c.yaml:3:87: declares: unknown key "ip"; want logs_request_id, polls_within, webhook_authorization`,
		}},
		{"too much", fine + strings.Repeat("#", 16<<10), []string{"c.yaml:1:1: the file has 16430 bytes; want at most 16384"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := harness.ParseClient("c.yaml", []byte(tt.text))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, strings.Split(got, "\n")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadClient(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "client.yaml")
	if _, err := harness.ReadClient(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.WriteFile(path, []byte("name: x\nurl: y\ncallback: https://a.example"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := harness.ReadClient(path); err == nil || !strings.HasPrefix(err.Error(), path+":2:1: unknown key \"url\"; ") {
		t.Errorf("a wrong file: %v", err)
	}
	var _ harness.Maker = (*harness.ClientFile)(nil)
}

// Whatever a file holds, it is read or refused with a place.
func FuzzParseClient(f *testing.F) {
	f.Add(string(harness.InitialClient()))
	f.Add(littleFile("serves", wellBehaved))
	for _, text := range []string{"", "a", "? [a]\n: b", "name: {port}", "trigger: {http: {json: [[[{a: *b}]]]}}", "<<: *a", "!!binary x", "name: |\n  x\ncallback: >-\n  http://a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := harness.ParseClient("c.yaml", []byte(text))
		if err == nil {
			if c.Name() == "" {
				t.Errorf("a client without a name from %q", text)
			}
			c.Offers()
			return
		}
		if !regexp.MustCompile(`^c\.yaml:[1-9]\d*:[1-9]\d*: .`).MatchString(err.Error()) {
			t.Errorf("no place in %q", err)
		}
	})
}
