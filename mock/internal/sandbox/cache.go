package sandbox

import (
	"container/list"
	"sync"
)

// A Cache keeps what was made from a workspace's state, up to a number of
// bytes; what was used longest ago goes first. It is safe for concurrent use
// and shared by the workspaces of a process.
type Cache struct {
	limit int

	mu      sync.Mutex
	size    int
	order   *list.List // of cacheEntry, the last used in front
	entries map[any]*list.Element
}

type cacheEntry struct {
	key, value any
	size       int
}

// DefaultCacheBytes bounds a process's cache unless it says otherwise.
const DefaultCacheBytes = 64 << 20

// NewCache makes a cache of at most limit bytes; 0 is DefaultCacheBytes.
func NewCache(limit int) *Cache {
	if limit <= 0 {
		limit = DefaultCacheBytes
	}
	return &Cache{limit: limit, order: list.New(), entries: map[any]*list.Element{}}
}

// Cached is the value of a key, if it is kept.
func Cached[T any](c *Cache, key any) (value T, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element := c.entries[key]
	if element == nil {
		return value, false
	}
	c.order.MoveToFront(element)
	value, ok = element.Value.(cacheEntry).value.(T)
	return value, ok
}

// Put keeps a value of about size bytes, unless it alone would fill half of
// the cache.
func (c *Cache) Put(key, value any, size int) {
	if size > c.limit/2 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.entries[key]; old != nil {
		c.drop(old)
	}
	c.entries[key] = c.order.PushFront(cacheEntry{key, value, size})
	for c.size += size; c.size > c.limit; {
		c.drop(c.order.Back())
	}
}

func (c *Cache) drop(element *list.Element) {
	entry := c.order.Remove(element).(cacheEntry)
	delete(c.entries, entry.key)
	c.size -= entry.size
}
