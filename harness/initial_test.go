package harness_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/belvo-mock/belvo-mock/harness"
)

// What stands in the initial file is so; its other lines are held by the tests
// of what they tell of.
func TestInitialClient(t *testing.T) {
	t.Parallel()
	text := string(harness.InitialClient())
	full := harness.Offers{Trigger: true, Probe: true, Restart: true, Isolated: true, Authorization: "Bearer s3cret"}
	tests := []struct {
		name string
		edit func(string) string
		want harness.Offers
	}{
		{"as it is", func(s string) string { return s }, full},
		{"one process per scenario only if it is told all", without("    BELVO_SECRET_ID: .*"), change(full, func(o *harness.Offers) { o.Isolated = false })},
		{"ready may be absent", without("  ready: .*"), full},
		{"only name and callback must be there", func(s string) string {
			return strings.Join(regexp.MustCompile(`(?m)^(name|callback): .*$`).FindAllString(strings.ReplaceAll(s, "{port}", "3000"), -1), "\n")
		}, harness.Offers{Address: "127.0.0.1:8080"}},
		{"the client runs already", func(s string) string {
			s = regexp.MustCompile(`(?m)^start:\n(  .*\n)+`).ReplaceAllString(s, "")
			return strings.ReplaceAll(with("restart")(s), "{port}", "3000")
		}, change(full, func(o *harness.Offers) { o.Isolated, o.Address = false, "127.0.0.1:8080" })},
		{"the other trigger", func(s string) string { return with("trigger")(without("trigger: .*")(s)) }, full},
		{"the other probe", func(s string) string { return with("probe")(without("probe: .*")(s)) }, full},
		{"no trigger", without("trigger: .*"), change(full, func(o *harness.Offers) { o.Trigger = false })},
		{"no probe", without("probe: .*"), change(full, func(o *harness.Offers) { o.Probe = false })},
		{"all that it may say of itself", func(s string) string { return with("  logs_request_id")(with("  polls_within")(s)) },
			change(full, func(o *harness.Offers) { o.PollsWithin, o.LogsRequestID = 2*time.Minute, true })},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := harness.ParseClient("client.yaml", []byte(tt.edit(text)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, f.Offers(), besides); diff != "" {
				t.Errorf("offers (-want +got):\n%s", diff)
			}
			if f.Name() != "my-integration" {
				t.Errorf("the name is %q", f.Name())
			}
		})
	}
}

// Every line of the initial file that is commented out can be taken.
func TestInitialClientHasNoDeadLine(t *testing.T) {
	t.Parallel()
	var got []string
	for _, found := range regexp.MustCompile(`(?m)^ *#(\w+):`).FindAllStringSubmatch(string(harness.InitialClient()), -1) {
		got = append(got, found[1])
	}
	tested := []string{"restart", "trigger", "probe", "polls_within", "logs_request_id"}
	if diff := cmp.Diff(tested, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("lines that are commented out (-tested +there):\n%s", diff)
	}
}

// The example of the docs is a client file that offers all.
func TestDocumentedClient(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/client-file.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(doc), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	f, err := harness.ParseClient("docs/client-file.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := harness.Offers{Trigger: true, Probe: true, Restart: true, Isolated: true, Authorization: "Bearer s3cret", PollsWithin: 2 * time.Minute, LogsRequestID: true}
	if diff := cmp.Diff(want, f.Offers(), besides); diff != "" {
		t.Errorf("offers (-want +got):\n%s", diff)
	}
}

func change(o harness.Offers, by func(*harness.Offers)) harness.Offers {
	by(&o)
	return o
}

// without drops the lines that a pattern matches.
func without(pattern string) func(string) string {
	return func(s string) string { return regexp.MustCompile(`(?m)^`+pattern+`\n`).ReplaceAllString(s, "") }
}

// with takes a line that is commented out.
func with(key string) func(string) string {
	indent := key[:len(key)-len(strings.TrimLeft(key, " "))]
	name := strings.TrimLeft(key, " ")
	return func(s string) string {
		return strings.Replace(s, "\n"+indent+"#"+name+":", "\n"+indent+name+":", 1)
	}
}

// besides is what depends on the machine.
var besides = cmpopts.IgnoreFields(harness.Offers{}, "Beside")
