package fault_test

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belvo-mock/belvo-mock/mock/fault"
)

// draws is a stream that follows from its names alone.
type draws struct{ state uint64 }

func (d *draws) Between(lo, hi int64) int64 {
	d.state = d.state*6364136223846793005 + 1442695040888963407
	return lo + int64((d.state>>33)%uint64(hi-lo+1))
}

func draw(names ...string) (fault.Chance, string) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(names, "\x00")))
	return &draws{h.Sum64()}, fmt.Sprint(names)
}

// answers asks a plan about some requests, one after another, and tells which
// of them were lost.
func answers(p fault.Plan, subjects ...fault.Subject) (lost []bool, after fault.Plan) {
	for _, s := range subjects {
		a := fault.Answer{Subject: s}
		taken := p.Answer(&a, draw)
		p = p.Count(taken.Counts)
		lost = append(lost, a.Ending == fault.Lost)
	}
	return lost, p
}

func TestRulesMatch(t *testing.T) {
	t.Parallel()
	get := fault.Subject{Method: "GET", Path: "/api/br/balances/", Resource: "br_balances", Link: "ab", Page: 2}
	one := fault.Subject{Method: "GET", Path: "/api/links/ab", Resource: "links", Link: "ab"}
	tests := []struct {
		name string
		rule fault.Rule
		of   []fault.Subject
		want []bool
	}{
		{"everything", fault.Rule{}, []fault.Subject{get, one}, []bool{true, true}},
		{"a method", fault.Rule{On: fault.On{Method: "post"}}, []fault.Subject{get}, []bool{false}},
		{"a method in small letters", fault.Rule{On: fault.On{Method: "get"}}, []fault.Subject{get}, []bool{true}},
		{"a path without its slash", fault.Rule{On: fault.On{Path: "/api/br/balances"}}, []fault.Subject{get, one}, []bool{true, false}},
		{"a path with a parameter", fault.Rule{On: fault.On{Path: "/api/links/{id}/"}}, []fault.Subject{get, one}, []bool{false, true}},
		{"a path with a star", fault.Rule{On: fault.On{Path: "/api/br/*"}}, []fault.Subject{get, one}, []bool{true, false}},
		{"a star alone", fault.Rule{On: fault.On{Path: "*"}}, []fault.Subject{get, one}, []bool{true, true}},
		{"a resource as its path spells it", fault.Rule{On: fault.On{Resource: "br-balances"}}, []fault.Subject{get, one}, []bool{true, false}},
		{"a link in large letters", fault.Rule{On: fault.On{Link: "AB"}}, []fault.Subject{get}, []bool{true}},
		{"another page", fault.Rule{On: fault.On{Page: 1}}, []fault.Subject{get, one}, []bool{false, false}},
		{"all that is set", fault.Rule{On: fault.On{Link: "ab", Page: 2}}, []fault.Subject{get, one}, []bool{true, false}},
		{"the second", fault.Rule{On: fault.On{Nth: 2}}, []fault.Subject{get, one, get}, []bool{false, true, false}},
		{"the second of those that match", fault.Rule{On: fault.On{Nth: 2, Page: 2}}, []fault.Subject{get, one, get}, []bool{false, false, true}},
		{"after one, once", fault.Rule{After: 1, Times: 1}, []fault.Subject{get, get, get}, []bool{false, true, false}},
		{"twice", fault.Rule{Times: 2}, []fault.Subject{get, get, get}, []bool{true, true, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.rule.Fault = "lost_answer"
			p, _ := fault.Plan{}.Add(tt.rule)
			got, _ := answers(p, tt.of...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lost (-want +got):\n%s", diff)
			}
		})
	}
}

// The same things meet the same fate in any order, and about as often as the
// chance says.
func TestChanceFollowsIdentity(t *testing.T) {
	t.Parallel()
	p, _ := fault.Plan{}.Add(fault.Rule{Fault: "lost_answer", Chance: new(0.3)})
	var subjects []fault.Subject
	for i := range 1000 {
		subjects = append(subjects, fault.Subject{Identity: fmt.Sprint(i % 500)})
	}
	there, _ := answers(p, subjects...)
	slices.Reverse(subjects)
	back, after := answers(p, subjects...)
	fate := func(lost []bool, i int) [2]bool { return [2]bool{lost[i], lost[i+500]} }
	same, hits := 0, 0
	for i := range 500 {
		if fate(there, i) == fate(back, 499-i) {
			same++
		}
	}
	for _, lost := range there {
		if lost {
			hits++
		}
	}
	if same != 500 || hits < 240 || hits > 360 || after.Rules[0].Hits != hits {
		t.Errorf("%d of 500 met the same fate, %d of 1000 were hit, %d counted", same, hits, after.Rules[0].Hits)
	}
}

func TestPlansAreValues(t *testing.T) {
	t.Parallel()
	empty := fault.Plan{}
	one, first := empty.Add(fault.Rule{Fault: "drop"})
	two, second := one.Add(fault.Rule{Fault: "drop", Chance: new(0.5)})
	counted := two.Count([]fault.Count{{Rule: first.ID, Hit: true}, {Rule: second.ID, Drawn: true, Identity: 7}, {Rule: "gone", Hit: true}})
	less, removed := counted.Remove(first.ID)
	_, again := less.Remove(first.ID)
	_, third := less.Add(fault.Rule{Fault: "drop"})
	type seen struct{ Rules, Hits, Drawn int }
	see := func(p fault.Plan) (s seen) {
		s.Rules, s.Drawn = len(p.Rules), len(p.Drawn)
		for _, r := range p.Rules {
			s.Hits += r.Hits
		}
		return s
	}
	want := []seen{{}, {Rules: 1}, {Rules: 2}, {2, 1, 1}, {1, 0, 1}}
	got := []seen{see(empty), see(one), see(two), see(counted), see(less)}
	if diff := cmp.Diff(want, got); diff != "" || !removed || again {
		t.Errorf("removed %v and %v (-want +got):\n%s", removed, again, diff)
	}
	if first.ID == second.ID || second.ID == third.ID {
		t.Errorf("rules are named %s, %s, %s", first.ID, second.ID, third.ID)
	}
}

func TestArrange(t *testing.T) {
	t.Parallel()
	chance := func() fault.Chance { c, _ := draw("x"); return c }
	if diff := cmp.Diff([]int{2, 1, 0}, fault.Reverse.Arrange(3, 5, chance())); diff != "" {
		t.Error(diff)
	}
	orders := map[string]bool{}
	for nth := range 24 {
		orders[fmt.Sprint(fault.Every.Arrange(4, nth, nil))] = true
	}
	if diff := cmp.Diff(fault.Every.Arrange(4, 1, nil), fault.Every.Arrange(4, 25, nil)); len(orders) != 24 || diff != "" {
		t.Errorf("%d of 24 orders, and the 25th again: %s", len(orders), diff)
	}
	shuffled := fault.Shuffle.Arrange(30, 0, chance())
	if diff := cmp.Diff(shuffled, fault.Shuffle.Arrange(30, 0, chance())); diff != "" || slices.IsSorted(shuffled) {
		t.Errorf("shuffled %v, then otherwise: %s", shuffled, diff)
	}
	slices.Sort(shuffled)
	if diff := cmp.Diff(fault.Order("").Arrange(30, 0, nil), shuffled); diff != "" {
		t.Errorf("a shuffle lost something: %s", diff)
	}
}
