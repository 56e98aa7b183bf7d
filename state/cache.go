package state

import (
	"hash/maphash"
	"sync"
)

// valueCache keeps raw values (and absences) of recent reads and writes across versions, so that
// reading an account costs a map look-up instead of a walk down the tree. An entry says from which
// height on it holds; a commit replaces the entries of what it changed. A view older than an entry
// passes it by.
type valueCache struct {
	seed   maphash.Seed
	shards [16]cacheShard
}

// cacheShard has two generations: when the young one is full it becomes the old one, and what is
// read again moves back. That bounds memory at about the limit without a list of uses.
type cacheShard struct {
	mu         sync.RWMutex
	latest     uint64 // height of the newest version this shard knows of
	young, old map[string]cached
	bytes      int
	limit      int
}

type cached struct {
	value []byte // nil: absent
	from  uint64
}

func newValueCache(bytes int, height uint64) *valueCache {
	c := &valueCache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		s := &c.shards[i]
		s.limit = bytes / (2 * len(c.shards))
		s.latest = height
		s.young, s.old = map[string]cached{}, map[string]cached{}
	}
	return c
}

func (c *valueCache) shard(key []byte) *cacheShard {
	return &c.shards[maphash.Bytes(c.seed, key)%uint64(len(c.shards))]
}

// get returns the value at a height; known is false when the cache cannot tell.
func (c *valueCache) get(key []byte, height uint64) (value []byte, known bool) {
	s := c.shard(key)
	s.mu.RLock()
	e, ok := s.young[string(key)]
	inOld := false
	if !ok {
		e, inOld = s.old[string(key)]
	}
	s.mu.RUnlock()
	if (!ok && !inOld) || e.from > height {
		return nil, false
	}
	if inOld {
		s.mu.Lock()
		if cur, still := s.old[string(key)]; still && cur.from == e.from {
			s.put(string(key), cur)
		}
		s.mu.Unlock()
	}
	return e.value, true
}

// fill records a value read from the tree at a height, unless a later version has been committed
// since.
func (c *valueCache) fill(key, value []byte, height uint64) {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.latest == height {
		s.put(string(key), cached{value: value, from: height})
	}
}

// advance moves the cache to a new version whose net changes are given.
func (c *valueCache) advance(height uint64, changes []Change) {
	var by [16][]Change
	for _, ch := range changes {
		i := maphash.Bytes(c.seed, ch.Key) % uint64(len(c.shards))
		by[i] = append(by[i], ch)
	}
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		s.latest = height
		for _, ch := range by[i] {
			s.put(string(ch.Key), cached{value: ch.Value, from: height})
		}
		s.mu.Unlock()
	}
}

func (s *cacheShard) put(key string, e cached) {
	const overhead = 96 // map slot, headers
	if s.bytes > s.limit {
		s.old, s.young, s.bytes = s.young, map[string]cached{}, 0
	}
	delete(s.old, key)
	if was, ok := s.young[key]; ok {
		s.bytes -= len(key) + len(was.value) + overhead
	}
	s.young[key] = e
	s.bytes += len(key) + len(e.value) + overhead
}
