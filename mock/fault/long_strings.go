package fault

import "slices"

// opaque are keys whose strings mean nothing to a client. Those that it has to
// send back, or to compare with what it has, are not among them.
var opaque = []string{"institution_user_id", "internal_identification", "logo", "icon_logo", "text_logo"}

var longStrings = compatible("long_strings", "Strings that mean nothing to a client are longer.", func(body *node, c Chance) bool {
	longer := false
	body.walk("", func(key string, n *node) {
		if last := len(n.raw) - 1; n.kind == scalar && last > 0 && n.raw[last] == '"' && slices.Contains(opaque, key) {
			tail := make([]byte, c.Between(16, 200))
			for i := range tail {
				tail[i] = byte('a' + c.Between(0, 25))
			}
			n.raw, longer = n.raw[:last]+string(tail)+`"`, true
		}
	})
	return longer
})
