package fault

import "slices"

// enumerated are keys whose values come from a set that the vendor may enlarge.
// The direction of a transaction and the status of a link are not among them: a
// client cannot bear one that it does not know.
var enumerated = []string{"category", "subcategory", "subtype", "balance_type", "document_type", "gender", "civil_status"}

var newEnumValues = compatible("new_enum_values", "One in three values of enumerations such as category is new.", func(body *node, c Chance) bool {
	changed := false
	body.walk("", func(key string, n *node) {
		if n.kind == scalar && len(n.raw) > 2 && n.raw[0] == '"' && slices.Contains(enumerated, key) && c.Between(1, 3) == 1 {
			n.raw, changed = `"MOCK_NEW_VALUE"`, true
		}
	})
	return changed
})
