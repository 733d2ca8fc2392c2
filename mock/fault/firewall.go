package fault

var firewall = Fault{
	ID: "firewall", Seam: Request,
	Summary: "403 with a page of HTML, as the firewall in front of the API answers; nothing was done.",
	Example: Rule{Fault: "firewall", Chance: new(0.1)},
	answer: func(a *Answer, _ Rule, _ Chance) bool {
		a.Instead = &Instead{Firewall: true}
		return true
	},
}
