package fault

var zoneSpelling = compatible("zone_spelling", "The zone of times is spelt Z or +00:00, as it comes.", func(body *node, c Chance) bool {
	return respellMoments(body, func(m moment) moment {
		m.zone = []string{"Z", "+00:00"}[c.Between(0, 1)]
		return m
	})
})
