package collect

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sort"

	"github.com/suyuan-ledger/suyuan/wire"
)

// The filter of a segment tells for almost every key that is not in it that it is not: 10 bits a
// use and 4 probes give about one wrong answer in a hundred. It is a 32-bit number of bits, then
// the bits.

const (
	filterBits   = 10
	filterProbes = 4
)

func probes(key []byte, bits uint32) (at [filterProbes]uint32) {
	sum := sha256.Sum256(key)
	for i := range at {
		at[i] = binary.BigEndian.Uint32(sum[4*i:]) % bits
	}
	return at
}

func (b *batch) filter() []byte {
	bits := uint32(len(b.leaves)*filterBits + 64)
	out := make([]byte, 4+(bits+7)/8)
	binary.BigEndian.PutUint32(out, bits)
	for _, l := range b.leaves {
		for _, p := range probes(l.key, bits) {
			out[4+p/8] |= 1 << (p % 8)
		}
	}
	return out
}

func mayHold(filter, key []byte) bool {
	if len(filter) < 5 {
		return false
	}
	bits := binary.BigEndian.Uint32(filter)
	for _, p := range probes(key, bits) {
		if filter[4+p/8]&(1<<(p%8)) == 0 {
			return false
		}
	}
	return true
}

// segment reads the leaves of a batch in the order of the tree.
func (s *store) segment(j *Job) ([]leaf, error) {
	leaves, err := s.arrived(j)
	return ordered(leaves), err
}

// arrived reads the leaves of a batch in the order of their arrival.
func (s *store) arrived(j *Job) ([]leaf, error) {
	if j.State == Divided {
		return nil, fmt.Errorf("%w: %s was divided into %v", ErrNoTrace, j.ID, j.Into)
	}
	b, ok, err := s.get(keyOf(keySegment, number(j.Seq)))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("%w: the raw uses of %s were purged", ErrNoTrace, j.ID)
	}
	raw, leaves, err := unfold(b)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(raw); j.Record != nil && sum != j.Record.Log.Sum {
		return nil, fmt.Errorf("the segment of %s is damaged: its log digest differs（段已损坏）", j.ID)
	}
	return leaves, nil
}

// ErrNoTrace says that no use is found.
var ErrNoTrace = errors.New("there is no such use（没有该使用记录）")

// ErrWanted says that it is not clear which use is to be proved.
var ErrWanted = errors.New("name a batch or a key（须给出批次或使用记录的编号）")

// Wanted says which use is to be proved: one of Key, Index, Unit. Without a batch, a key is looked
// for in all segments.
type Wanted struct {
	Batch wire.ID
	Key   string
	Index *uint64 // position in the tree
	Unit  *uint64 // the use that counts this unit of the batch, from 0
}

// Prove makes the proof of one use.
func (c *Collector) Prove(w Wanted) (Proof, error) { return c.store.prove(w) }

func (s *store) prove(w Wanted) (Proof, error) {
	if !w.Batch.IsZero() {
		j, ok, err := s.jobNamed(w.Batch)
		if err != nil {
			return Proof{}, err
		}
		if !ok || j.Kind != KindTrace {
			return Proof{}, ErrNoJob
		}
		return s.proveIn(j, w)
	}
	if w.Key == "" {
		return Proof{}, ErrWanted
	}
	var found *Proof
	var failed error
	err := s.eachJob(func(j *Job) bool {
		if j.Kind != KindTrace || j.Purged != 0 || j.State == Divided {
			return true
		}
		filter, _, err := s.get(keyOf(keyFilter, number(j.Seq)))
		if err != nil || !mayHold(filter, []byte(w.Key)) {
			failed = err
			return err == nil
		}
		if p, err := s.proveIn(j, w); err == nil {
			found = &p
		}
		return found == nil
	})
	switch {
	case err != nil:
		return Proof{}, err
	case failed != nil:
		return Proof{}, failed
	case found == nil:
		return Proof{}, ErrNoTrace
	}
	return *found, nil
}

func (s *store) proveIn(j *Job, w Wanted) (Proof, error) {
	leaves, err := s.segment(j)
	if err != nil {
		return Proof{}, err
	}
	starts := make([]uint64, len(leaves)+1)
	for i, l := range leaves {
		starts[i+1] = starts[i] + l.units
	}
	at := -1
	switch {
	case w.Index != nil && *w.Index < uint64(len(leaves)):
		at = int(*w.Index)
	case w.Unit != nil && *w.Unit < starts[len(leaves)]:
		at = sort.Search(len(leaves), func(i int) bool { return starts[i+1] > *w.Unit })
	case w.Index == nil && w.Unit == nil:
		for i, l := range leaves {
			if bytes.Equal(l.key, []byte(w.Key)) {
				at = i
				break
			}
		}
	}
	if at < 0 {
		return Proof{}, ErrNoTrace
	}
	return Proof{Format: ProofFormat, Batch: j.ID, Leaves: uint64(len(leaves)), Index: uint64(at),
		Offset: starts[at], Leaf: bytes.Clone(leaves[at].bytes), Path: pathOf(nodes(leaves), at),
		Trace: leaves[at].trace()}, nil
}
