package agenda

import "container/heap"

// A lane is a way of running items.
type lane int

const (
	inline      lane = iota // one by one, by whoever has the turn
	overlapping             // in goroutines of their own
)

// An entry is an item on the agenda.
type entry struct {
	Item
	number uint64 // in order of adding
	index  int    // in its queue
	lane   lane
	calls  uint64 // of Advance and Settle before it started
}

type key struct{ kind, id string }

func (e *entry) key() key { return key{e.Kind, e.ID} }

// before orders entries by due and then by adding. Nothing comes after all.
func (e *entry) before(other *entry) bool {
	switch {
	case e == nil || other == nil:
		return e != nil
	case e.Due.Equal(other.Due):
		return e.number < other.number
	default:
		return e.Due.Before(other.Due)
	}
}

// A queue has its entries in order. The zero value is empty.
type queue struct {
	heap entryHeap
}

// first is the next entry; nil if there is none.
func (q *queue) first() *entry {
	if len(q.heap) == 0 {
		return nil
	}
	return q.heap[0]
}

func (q *queue) add(e *entry)    { heap.Push(&q.heap, e) }
func (q *queue) remove(e *entry) { heap.Remove(&q.heap, e.index) }

// An entryHeap is for package heap, whose methods it has.
type entryHeap []*entry

func (h entryHeap) Len() int           { return len(h) }
func (h entryHeap) Less(i, j int) bool { return h[i].before(h[j]) }

func (h entryHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *entryHeap) Push(x any) {
	e := x.(*entry)
	e.index = len(*h)
	*h = append(*h, e)
}

func (h *entryHeap) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return e
}
