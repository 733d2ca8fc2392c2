package fault

var fractions = compatible("fractions", "Times have 3 to 6 digits after the second.", func(body *node, c Chance) bool {
	return respellMoments(body, func(m moment) moment {
		digits := (m.fraction + "000000")
		if m.fraction == "" {
			digits = ".000000"
		}
		m.fraction = digits[:1+c.Between(3, 6)]
		return m
	})
})
