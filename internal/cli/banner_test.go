package cli

import (
	"context"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/belvo-mock/belvo-mock/internal/wall"
	"github.com/belvo-mock/belvo-mock/mock/journal"
)

func TestBanner(t *testing.T) {
	t.Parallel()
	r := start(t, "--seed", "7")
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`)
	days := regexp.MustCompile(`\d{4}-\d\d-\d\d`)
	got := days.ReplaceAllString(address.ReplaceAllString(r.banner, "127.0.0.1:PORT"), "DAY")
	const want = `belvo-mock dev, not affiliated with Belvo

  base URL         http://127.0.0.1:PORT
  control API      http://127.0.0.1:PORT/_mock/
  secret id        11111111-1111-4111-8111-111111111111
  secret password  mock-secret-password
  edition          guide
  seed             7
  webhooks go to   nobody; set --webhook-url http://localhost:3000/webhooks

Ask for transactions, as the vendor's guide does:

  curl -u '11111111-1111-4111-8111-111111111111:mock-secret-password' -X POST http://127.0.0.1:PORT/api/transactions/ \
    -H 'X-Belvo-Request-Mode: async' -H 'Content-Type: application/json' \
    -d '{"link": "bcca0da9-a4c6-4830-9676-1d54682851d9", "date_from": "DAY", "date_to": "DAY"}'

The answer is 202 with a request_id. Once the webhook has come, read them:

  curl -u '11111111-1111-4111-8111-111111111111:mock-secret-password' 'http://127.0.0.1:PORT/api/transactions/?link=bcca0da9-a4c6-4830-9676-1d54682851d9'

See what happened (with -H 'Accept: text/event-stream', live):

  curl http://127.0.0.1:PORT/_mock/workspaces/default/journal

`
	if got != want {
		t.Errorf("the banner is\n%s\nwant\n%s", got, want)
	}
	window := days.FindAllString(r.banner, 2)
	from, fromErr := time.Parse(time.DateOnly, window[0])
	to, toErr := time.Parse(time.DateOnly, window[1])
	if fromErr != nil || toErr != nil || to.Sub(from) != 30*24*time.Hour || wall.Now().Sub(to) > 25*time.Hour {
		t.Errorf("the window is %v", window)
	}
}

// What the banner shows works as it is pasted, whatever the password is.
func TestBannerCanBePasted(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	url, heard := webhooks(t, 202, "")
	r := start(t, "--latency", "0", "--webhook-url", url, "--secret-password", `it's "$HOME"`, "--control-token", "a b")
	shown := commandsOf(r.banner)
	if len(shown) != 3 {
		t.Fatalf("the banner shows %d commands:\n%s", len(shown), r.banner)
	}
	if got := pasted(t, shown[0]); !strings.Contains(got, `"request_id"`) {
		t.Errorf("%s\nis answered %s", shown[0], got)
	}
	<-heard
	if got := pasted(t, shown[1]); !strings.Contains(got, `"results":[{"`) {
		t.Errorf("%s\nis answered %s", shown[1], got)
	}
	wait(t, workspace(t, r, "a b"), journal.Match{Kind: journal.KindAttempt})
	if got := pasted(t, shown[2]); !strings.Contains(got, `"kind":"`+string(journal.KindAttempt)+`"`) {
		t.Errorf("%s\nis answered %s", shown[2], got)
	}
}

// commandsOf are the commands in a banner, each in one line.
func commandsOf(banner string) []string {
	return regexp.MustCompile(`(?m)^  curl .*$`).FindAllString(strings.ReplaceAll(banner, "\\\n", " "), -1)
}

func pasted(t *testing.T, command string) string {
	t.Helper()
	out, err := exec.CommandContext(context.Background(), "sh", "-c", command).Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return string(out)
}
