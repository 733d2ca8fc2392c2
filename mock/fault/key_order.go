package fault

var keyOrder = compatible("key_order", "The keys of objects stand in another order.", func(body *node, c Chance) bool {
	moved := false
	body.walk("", func(_ string, n *node) {
		for i := len(n.members) - 1; i > 0; i-- {
			j := int(c.Between(0, int64(i)))
			n.members[i], n.members[j] = n.members[j], n.members[i]
			moved = moved || i != j
		}
	})
	return moved
})
