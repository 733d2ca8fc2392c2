package fault

import (
	"cmp"
	"strings"
)

var oversizedBody = Fault{
	ID: "oversized_body", Seam: Webhook, moment: Sent,
	Summary: "The body is very large: valid JSON with a field of padding.",
	Params:  []Param{{Name: "bytes", Type: "integer", Default: "2 MiB", Summary: "how large the padding is, at most 64 MiB"}},
	Example: Rule{Fault: "oversized_body", Times: 1, With: With{Bytes: 5 << 20}},
	check: func(r Rule) error {
		if r.With.Bytes > 64<<20 {
			return &Error{"with.bytes", "It is at most 64 MiB, 67108864."}
		}
		return nil
	},
	delivery: func(d *Delivery, r Rule, _ Chance) bool {
		return d.Attempt.set("mock_padding", text(strings.Repeat("x", cmp.Or(r.With.Bytes, 2<<20))))
	},
}
