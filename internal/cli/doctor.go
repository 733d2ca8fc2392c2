package cli

import (
	"cmp"
	"fmt"

	"github.com/belvo-mock/belvo-mock/mock"
)

// doctor says whether webhooks would arrive.
type doctor struct {
	URL                string `arg:"" optional:"" help:"Webhook URL; if absent, BELVO_MOCK_WEBHOOK_URL."`
	AllowPublicTargets bool   `help:"Let webhooks go to public addresses."`
}

// Run tries step by step, up to the first that fails. Nothing is posted.
func (d *doctor) Run(c *call) error {
	url := cmp.Or(d.URL, c.settings.text("webhook-url"))
	if url == "" {
		return misuse("doctor: name the webhook's URL, as the argument or in %s", variable("webhook-url"))
	}
	roots, err := c.settings.roots(c.settings.text("state-dir"))
	if err != nil {
		return err
	}
	reach := mock.Doctor(c.ctx, url, mock.Config{AllowPublicTargets: d.AllowPublicTargets, RootCAs: roots})
	for _, step := range reach.Steps {
		mark, colour := "✓", green
		if !step.OK {
			mark, colour = "✗", red
		}
		if c.colourful(c.stdout) {
			mark = colour + mark + plain
		}
		if _, err := fmt.Fprintf(c.stdout, "%s %-8s %s\n", mark, step.Name, step.Detail); err != nil {
			return err
		}
	}
	if !reach.OK {
		return errNo
	}
	return nil
}
