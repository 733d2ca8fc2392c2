package mock

import (
	"container/list"
	"crypto/subtle"
	"sync"

	"github.com/belvo-mock/belvo-mock/mock/internal/sandbox"
	"github.com/belvo-mock/belvo-mock/mock/internal/store"
)

// A tenant is a secret pair and the world that it opens. A reset gives it
// another world.
type tenant struct {
	id, password string
	lasting      bool // the default workspace, and those that were made by name

	mu     sync.Mutex
	config sandbox.Config // what its world is made of, again at a reset
	origin sandbox.Config // what it was before any scenario
	world  *sandbox.Workspace
	log    *store.Log // keeps it; nil: nobody does
	ended  bool
}

// workspace is the tenant's world as it is now.
func (t *tenant) workspace() *sandbox.Workspace {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.world
}

// made is the tenant's world with what it was made of.
func (t *tenant) made() (sandbox.Config, *sandbox.Workspace) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.config, t.world
}

// reset ends a tenant's world and makes it anew. What the old one has open
// is cancelled and writes nothing into the new one.
func (s *Server) reset(t *tenant, edit func(*sandbox.Config, *sandbox.Workspace)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	edit(&t.config, t.world)
	t.world.Close()
	s.beginLocked(t)
}

func (t *tenant) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		t.ended = true
		t.world.Close()
	}
}

// A directory finds tenants by their secret id. Those that were opened by
// --any-credentials go when there are too many, the least recently used
// without pending work first.
type directory struct {
	limit int

	mu      sync.Mutex
	tenants map[string]*list.Element // of *tenant
	used    *list.List               // the last used in front
	byOrg   map[string]*tenant       // by the organization in their tokens
}

func newDirectory(limit int) *directory {
	return &directory{limit: limit, tenants: map[string]*list.Element{}, used: list.New(), byOrg: map[string]*tenant{}}
}

// find is the tenant of a secret id.
func (d *directory) find(id string) (*tenant, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	element := d.tenants[id]
	if element == nil {
		return nil, false
	}
	d.used.MoveToFront(element)
	return element.Value.(*tenant), true
}

// enter is the tenant of a secret pair.
func (d *directory) enter(id, password string) (t *tenant, known, right bool) {
	t, known = d.find(id)
	return t, known, known && subtle.ConstantTimeCompare([]byte(t.password), []byte(password)) == 1
}

func (d *directory) organization(id string) (*tenant, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.byOrg[id]
	return t, t != nil
}

// add takes a tenant in; false if its id is taken, or if there is no room and
// nobody can go. Who has to go is returned, to be ended by the caller.
func (d *directory) add(t *tenant) (evicted *tenant, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tenants[t.id] != nil {
		return nil, false
	}
	if d.used.Len() >= d.limit {
		if evicted = d.idle(); evicted == nil {
			return nil, false
		}
		d.remove(evicted.id)
	}
	d.tenants[t.id] = d.used.PushFront(t)
	d.byOrg[sandbox.OrganizationOf(t.id)] = t
	return evicted, true
}

// idle is the tenant that was not used for the longest time, is not lasting and
// has nothing to do.
func (d *directory) idle() *tenant {
	for element := d.used.Back(); element != nil; element = element.Prev() {
		t := element.Value.(*tenant)
		if !t.lasting && t.workspace().Agenda().Idle() {
			return t
		}
	}
	return nil
}

// remove takes a tenant out.
func (d *directory) remove(id string) (*tenant, bool) {
	element := d.tenants[id]
	if element == nil {
		return nil, false
	}
	t := d.used.Remove(element).(*tenant)
	delete(d.tenants, id)
	delete(d.byOrg, sandbox.OrganizationOf(id))
	return t, true
}

// take removes and returns a tenant.
func (d *directory) take(id string) (*tenant, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.remove(id)
}

// all are the tenants, the last used first.
func (d *directory) all() []*tenant {
	d.mu.Lock()
	defer d.mu.Unlock()
	tenants := make([]*tenant, 0, d.used.Len())
	for element := d.used.Front(); element != nil; element = element.Next() {
		tenants = append(tenants, element.Value.(*tenant))
	}
	return tenants
}
