package fault

import (
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
)

// A Plan is the rules of a workspace and how often each has matched. It is a
// value: asking it changes nothing, Count returns another.
type Plan struct {
	Rules []Active
	// Drawn is how often a rule with a chance has met each identity.
	Drawn map[string]map[uint64]int
	// Made is how many rules there have been: the ordinal of the next.
	Made int
}

// An Active is a rule with what became of it.
type Active struct {
	Rule
	Matches int `json:"matches"` // how often it matched, what After let pass included
	Hits    int `json:"hits"`    // how often its fault happened
}

// Chance is one thing's own stream of draws.
type Chance interface {
	// Between draws a number from lo to hi, both included.
	Between(lo, hi int64) int64
}

// Draw starts the stream of what names name, and says in words from which seed
// it comes.
type Draw func(names ...string) (c Chance, seed string)

// A Hit is one time that a fault happened.
type Hit struct {
	Rule, Fault string
	N           int    // of the rule's hits, from 1
	Seed        string // of its chance, if the fault drew
}

// A Count is one time that a rule matched.
type Count struct {
	Rule     string
	Hit      bool
	Identity uint64 // if Drawn
	Drawn    bool
}

// Taken is what came of asking a Plan about an act.
type Taken struct {
	Hits   []Hit
	Counts []Count
}

// Answer edits what is about to be answered.
func (p Plan) Answer(a *Answer, draw Draw) Taken {
	return p.take(a.Subject, draw, func(f *Fault, r Rule) edit {
		if f.answer == nil {
			return nil
		}
		return func(c Chance) bool { return f.answer(a, r, c) }
	})
}

// Page edits what is about to be shown of a list.
func (p Plan) Page(a *Page, draw Draw) Taken {
	return p.take(a.Subject, draw, func(f *Fault, r Rule) edit {
		if f.page == nil {
			return nil
		}
		return func(Chance) bool { return f.page(a, r) }
	})
}

// Collection edits what is about to be read at the bank.
func (p Plan) Collection(a *Collection, draw Draw) Taken {
	return p.take(a.Subject, draw, func(f *Fault, r Rule) edit {
		if f.collection == nil {
			return nil
		}
		return func(Chance) bool { return f.collection(a, r) }
	})
}

// Delivery edits what is about to be told, as far as its moment has come.
func (p Plan) Delivery(a *Delivery, draw Draw) Taken {
	return p.take(a.Subject, draw, func(f *Fault, r Rule) edit {
		if f.delivery == nil || f.moment != a.Moment {
			return nil
		}
		return func(c Chance) bool { return f.delivery(a, r, c) }
	})
}

// An edit changes an act; false if there was nothing to change.
type edit func(Chance) bool

// take lets every rule that matches edit an act, in the order of the rules.
func (p Plan) take(s Subject, draw Draw, editOf func(*Fault, Rule) edit) (t Taken) {
	for _, active := range p.Rules {
		f := known[active.Fault]
		do := editOf(f, active.Rule)
		if do == nil || !active.On.matches(s) {
			continue
		}
		count, hit := p.meet(active, f, s, draw, do)
		t.Counts = append(t.Counts, count)
		if count.Hit {
			t.Hits = append(t.Hits, hit)
		}
	}
	return t
}

// meet is one rule and one subject that it matches.
func (p Plan) meet(active Active, f *Fault, s Subject, draw Draw, do edit) (Count, Hit) {
	count := Count{Rule: active.ID, Drawn: active.Chance != nil || f.draws}
	hit := Hit{Rule: active.ID, Fault: active.Fault, N: active.Hits + 1}
	if !active.due() {
		return count, hit
	}
	var chance Chance
	if count.Drawn {
		count.Identity = identify(s.Identity)
		met := strconv.Itoa(p.Drawn[active.ID][count.Identity])
		if active.Chance != nil {
			luck, _ := draw("chance", active.ID, s.Identity, met)
			if luck.Between(1, odds) > int64(*active.Chance*odds) {
				return count, hit
			}
		}
		if f.draws {
			chance, hit.Seed = draw("fault", active.ID, s.Identity, met)
		}
	}
	count.Hit = do(chance)
	return count, hit
}

// odds is how finely a chance is told apart.
const odds = 1_000_000_000

// due tells whether the next match is one that is meant.
func (a Active) due() bool {
	n := a.Matches + 1
	return n > a.After && (a.On.Nth == 0 || n == a.On.Nth) && (a.Times == 0 || a.Hits < a.Times)
}

func identify(identity string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(identity)) // never fails
	return h.Sum64()
}

// Count is the plan after rules have matched.
func (p Plan) Count(counts []Count) Plan {
	p.Rules = slices.Clone(p.Rules)
	for _, c := range counts {
		i := p.index(c.Rule)
		if i < 0 {
			continue // taken away meanwhile
		}
		p.Rules[i].Matches++
		if c.Hit {
			p.Rules[i].Hits++
		}
		if c.Drawn {
			p.Drawn = p.met(c)
		}
	}
	return p
}

// maxDrawn is how many identities a rule remembers. Beyond, it forgets them
// all: their draws repeat.
const maxDrawn = 1 << 16

// met is Drawn after a rule has met an identity once more.
func (p Plan) met(c Count) map[string]map[uint64]int {
	drawn := maps.Clone(p.Drawn)
	if drawn == nil {
		drawn = map[string]map[uint64]int{}
	}
	identities := maps.Clone(drawn[c.Rule])
	if identities == nil || len(identities) >= maxDrawn {
		identities = map[uint64]int{}
	}
	identities[c.Identity]++
	drawn[c.Rule] = identities
	return drawn
}

func (p Plan) index(id string) int {
	return slices.IndexFunc(p.Rules, func(a Active) bool { return a.ID == id })
}

// Find is the rule with an id.
func (p Plan) Find(id string) (Active, bool) {
	i := p.index(id)
	if i < 0 {
		return Active{}, false
	}
	return p.Rules[i], true
}

// Add is the plan with one more rule, which Check has passed, and that rule
// with its id.
func (p Plan) Add(r Rule) (Plan, Active) {
	for p.Made++; r.ID == ""; p.Made++ {
		if id := r.Fault + "-" + strconv.Itoa(p.Made); p.index(id) < 0 {
			r.ID = id
			break
		}
	}
	active := Active{Rule: r}
	p.Rules = append(slices.Clip(p.Rules), active)
	return p, active
}

// Remove is the plan without a rule; false if there is none with that id.
func (p Plan) Remove(id string) (Plan, bool) {
	i := p.index(id)
	if i < 0 {
		return p, false
	}
	p.Rules = slices.Delete(slices.Clone(p.Rules), i, i+1)
	p.Drawn = maps.Clone(p.Drawn)
	delete(p.Drawn, id)
	return p, true
}
