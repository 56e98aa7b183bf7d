package state

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// What the pruner remembers lies in records of its own, so that pruning a height writes as much
// when a hundred thousand heights are kept as when none is: one of the earliest height (version
// byte 2 and the height in 8 bytes), and one of each kept height (the height in its key, version
// byte 1). The first form was a single record: version byte 1, the earliest height, the kept ones.
// It is replaced when a store is opened.
var (
	prunedKey = spaced(spaceMeta, []byte("pruned"))
	keptFirst = []byte("kept") // heights follow in 8 bytes
	keptEnd   = []byte("kepu")
)

func earliestRecord(height uint64) op {
	return op{key: prunedKey, value: binary.BigEndian.AppendUint64([]byte{2}, height)}
}

func keptKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64(spaced(spaceMeta, keptFirst), height)
}

func keptRecord(height uint64) op { return op{key: keptKey(height), value: []byte{1}} }

// loadPruned reads the records; without that of the earliest height nothing was ever pruned. A
// store that went back to a kept height has all heights from there on, and one without any commit
// has none of the heights that a restoring spoke of before it was killed.
func (d *DB) loadPruned(latest uint64) error {
	p := &d.pruning
	p.held = map[uint64]int{}
	b, err := d.disk.get(spaceMeta, prunedKey[1:])
	if err != nil {
		return err
	}
	if p.kept, err = d.readKept(); err != nil {
		return err
	}
	var renew []op // kept heights first: of a renewal that was cut short the old record remains
	switch {
	case b == nil:
		p.earliest = d.findEarliest(latest)
	case len(b) == 9 && b[0] == 2:
		p.earliest = binary.BigEndian.Uint64(b[1:])
	case len(b)%8 == 1 && len(b) >= 9 && b[0] == 1:
		p.earliest, p.kept = decodeFirstPruned(b)
		for _, h := range p.kept {
			renew = append(renew, keptRecord(h))
		}
		renew = append(renew, earliestRecord(p.earliest))
	default:
		return fmt.Errorf("the record of pruning %x is not one of this version", b)
	}
	return d.disk.write(append(renew, p.wentBack(latest)...), true)
}

func (d *DB) readKept() (kept []uint64, err error) {
	wrong := error(nil)
	err = d.disk.walk(spaceMeta, keptFirst, keptEnd, false, func(k, v []byte) bool {
		if len(k) != len(keptFirst)+8 || len(v) != 1 || v[0] != 1 {
			wrong = fmt.Errorf("the record %x of a kept height is not one of this version", k)
			return false
		}
		kept = append(kept, binary.BigEndian.Uint64(k[len(keptFirst):]))
		return true
	})
	if err == nil {
		err = wrong
	}
	return kept, err
}

func decodeFirstPruned(b []byte) (earliest uint64, kept []uint64) {
	earliest = binary.BigEndian.Uint64(b[1:])
	for b = b[9:]; len(b) > 0; b = b[8:] {
		kept = append(kept, binary.BigEndian.Uint64(b))
	}
	return earliest, kept
}

// wentBack forgets what was above a height that is now the latest, and gives the writes that make
// the records say so: a height that comes again there is another one.
func (p *pruning) wentBack(latest uint64) (ops []op) {
	i, _ := slices.BinarySearch(p.kept, latest+1)
	for _, h := range p.kept[i:] {
		ops = append(ops, op{key: keptKey(h)})
	}
	p.kept = p.kept[:i]
	if p.earliest <= latest {
		return ops
	}
	if p.earliest = latest; latest == 0 {
		return append(ops, op{key: prunedKey})
	}
	return append(ops, earliestRecord(latest))
}
