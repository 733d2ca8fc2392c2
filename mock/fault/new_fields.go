package fault

var newFields = compatible("new_fields", "Objects have fields more than they had.", func(body *node, c Chance) bool {
	values := []string{`"new"`, `7`, `null`, `true`, `{"inner":"new"}`, `["new"]`}
	added := false
	body.walk("", func(_ string, n *node) {
		if n.kind == object {
			value := values[c.Between(0, int64(len(values)-1))]
			added = n.set("mock_new_field", raw(value)) || added
		}
	})
	return added
})
