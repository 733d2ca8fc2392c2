package webhook_test

import (
	"strings"
	"testing"

	"github.com/belvo-mock/belvo-mock/mock/internal/webhook"
)

func TestParseAck(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]webhook.Ack{"202": webhook.Ack202, "200": webhook.Ack200, "2xx": webhook.Ack2xx, "2XX": webhook.Ack2xx} {
		if got, err := webhook.ParseAck(text); err != nil || got != want {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "201", "2", "20x", "any"} {
		if got, err := webhook.ParseAck(text); err == nil || !strings.Contains(err.Error(), `"`+text+`"`) {
			t.Errorf("%q is %q, %v; want an error that names it", text, got, err)
		}
	}
}
