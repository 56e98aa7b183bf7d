package state

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// pruning is what the pruner remembers. Heights from earliest on are all there; of those below it
// only the kept ones are.
type pruning struct {
	mu       sync.Mutex
	earliest uint64
	kept     []uint64       // ascending; above earliest those that pruning will leave
	held     map[uint64]int // heights that somebody reads for long
	one      sync.Mutex     // one height is pruned at a time
}

// Hold keeps a height until the returned function is called; it may be called more than once.
func (d *DB) Hold(height uint64) (release func(), err error) {
	p := &d.pruning
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.has(height) || height > d.Version() || height == 0 {
		return nil, PrunedError{Height: height, Earliest: p.earliest, Latest: d.Version()}
	}
	p.held[height]++
	var once sync.Once
	return func() {
		once.Do(func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.held[height]--; p.held[height] <= 0 {
				delete(p.held, height)
			}
		})
	}, nil
}

func (p *pruning) has(height uint64) bool {
	_, kept := slices.BinarySearch(p.kept, height)
	return kept || p.earliest > 0 && height >= p.earliest
}

// Earliest is the first height from which on all are kept, 0 before the first commit.
func (d *DB) Earliest() uint64 {
	d.pruning.mu.Lock()
	defer d.pruning.mu.Unlock()
	return d.pruning.earliest
}

// Kept are the heights below Earliest that were kept, ascending.
func (d *DB) Kept() []uint64 {
	d.pruning.mu.Lock()
	defer d.pruning.mu.Unlock()
	i, _ := slices.BinarySearch(d.pruning.kept, d.pruning.earliest)
	return slices.Clone(d.pruning.kept[:i])
}

// Keeps says whether pruning leaves a height. It looks at no list as a whole.
func (d *DB) Keeps(height uint64) bool {
	d.pruning.mu.Lock()
	defer d.pruning.mu.Unlock()
	_, kept := slices.BinarySearch(d.pruning.kept, height)
	return kept
}

// has says whether a committed height can be read.
func (d *DB) has(height uint64) bool {
	d.pruning.mu.Lock()
	defer d.pruning.mu.Unlock()
	return d.pruning.has(height)
}

// Keep makes pruning leave a height. It says whether the height is there to be kept.
func (d *DB) Keep(height uint64) (bool, error) {
	p := &d.pruning
	p.mu.Lock()
	i, known := slices.BinarySearch(p.kept, height)
	if known || !p.has(height) || height > d.Version() {
		p.mu.Unlock()
		return known, nil
	}
	p.kept = slices.Insert(p.kept, i, height)
	p.mu.Unlock()
	return true, d.disk.write([]op{keptRecord(height)}, true)
}

// setEarliest tells of the first commit.
func (d *DB) setEarliest(height uint64) {
	d.pruning.mu.Lock()
	defer d.pruning.mu.Unlock()
	if d.pruning.earliest == 0 {
		d.pruning.earliest = height
	}
}

// PruneTo removes every height below the given one, but those that KeepEvery asks for.
func (d *DB) PruneTo(height uint64) error {
	_, err := d.Prune(height, 0)
	return err
}

// Prune removes heights below the given one, at most so many (0: all), and says how many it went
// over. It stops at a height that is held. Heights divisible by Options.KeepEvery stay. Blocks do
// not wait for it.
func (d *DB) Prune(height uint64, most int) (done int, err error) {
	if latest := d.Version(); height > latest {
		return 0, fmt.Errorf("cannot prune to height %d: the latest is %d", height, latest)
	}
	d.pruning.one.Lock()
	defer d.pruning.one.Unlock()
	for ; most == 0 || done < most; done++ {
		h, ok := d.nextToPrune(height)
		if !ok {
			return done, nil
		}
		if err := guard(func() error { return d.pruneOne(h) }); err != nil {
			return done, fmt.Errorf("prune height %d: %w", h, err)
		}
	}
	return done, nil
}

// nextToPrune takes the earliest height away from readers to come.
func (d *DB) nextToPrune(below uint64) (height uint64, ok bool) {
	p := &d.pruning
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.earliest == 0 || p.earliest >= below || p.held[p.earliest] > 0 {
		return 0, false
	}
	height = p.earliest
	if every := d.o.KeepEvery; every > 0 && height%every == 0 {
		if i, known := slices.BinarySearch(p.kept, height); !known {
			p.kept = slices.Insert(p.kept, i, height)
		}
	}
	p.earliest++
	return height, true
}

// pruneOne removes the nodes that only this height needs. IAVL's own pruning removes every height
// up to one; here, a height before may have been kept, and whatever is as old as that one stays.
// The record of the earliest height goes down in the same transaction, or before everything else.
// That a height is kept is synced: later prunings leave its nodes and do not say so again.
func (d *DB) pruneOne(height uint64) error {
	p := &d.pruning
	p.mu.Lock()
	i, keep := slices.BinarySearch(p.kept, height)
	before := uint64(0)
	if i > 0 {
		before = p.kept[i-1]
	}
	p.mu.Unlock()
	earliest := earliestRecord(height + 1)
	if keep {
		return d.disk.write([]op{keptRecord(height), earliest}, true)
	}
	gone, err := d.orphans(height, before)
	if err != nil {
		return err
	}
	return d.disk.write(append([]op{earliest}, gone...), false)
}

// orphans are the writes that remove a height whose neighbours are the kept height before it (0:
// none) and the one that follows it.
func (d *DB) orphans(height, before uint64) ([]op, error) {
	next, err := d.rootOf(height + 1)
	if err != nil {
		return nil, err
	}
	shared := map[nodeKey]bool{} // nodes up to this height, right below newer ones
	if err := d.boundary(next, height, shared); err != nil {
		return nil, err
	}
	root, err := d.rootOf(height)
	if err != nil {
		return nil, err
	}
	own := nodeKey{height, 1}
	var ops []op
	if root != own { // a reference, or an empty tree
		ops = append(ops, op{key: own.disk()})
	} else if shared[own] { // the node stays, the height goes: IAVL looks for it under 0
		raw, err := d.disk.get(spaceTree, own.disk()[1:])
		if err != nil || raw == nil {
			return nil, errors.Join(err, errNode)
		}
		ops = append(ops, op{key: nodeKey{height, 0}.disk(), value: raw}, op{key: own.disk()})
	}
	err = d.only(root, before, shared, func(k nodeKey) {
		ops = append(ops, op{key: k.disk()})
		if k.nonce == 1 && k.version < height { // moved when its height was pruned
			ops = append(ops, op{key: nodeKey{k.version, 0}.disk()})
		}
	})
	return ops, err
}

// boundary walks the nodes that are newer than a height and collects the older ones below them.
func (d *DB) boundary(k nodeKey, height uint64, found map[nodeKey]bool) error {
	switch {
	case k.version == 0:
		return nil
	case k.version <= height:
		found[k] = true
		return nil
	}
	left, right, err := d.children(k)
	if err != nil || left.version == 0 {
		return err
	}
	return errors.Join(d.boundary(left, height, found), d.boundary(right, height, found))
}

// only walks the nodes that are newer than before and not shared.
func (d *DB) only(k nodeKey, before uint64, shared map[nodeKey]bool, fn func(nodeKey)) error {
	if k.version <= before || shared[k] {
		return nil
	}
	left, right, err := d.children(k)
	if err != nil {
		return err
	}
	fn(k)
	if left.version == 0 {
		return nil
	}
	return errors.Join(d.only(left, before, shared, fn), d.only(right, before, shared, fn))
}
