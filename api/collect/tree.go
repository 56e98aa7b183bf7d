package collect

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"github.com/suyuan-ledger/suyuan/wire"
)

// The tree of a batch has the shape of RFC 6962 with SHA-256 and carries sums: a leaf is
// H(0x00 ‖ leaf) with the use's units as its sum, a node H(0x01 ‖ sum ‖ hash ‖ sum ‖ hash) over its
// left and right child with their sum as its own, numbers as 64 bits big-endian. The root that the
// ledger keeps is H(0x02 ‖ leaves ‖ sum ‖ hash of the top node): it binds how many uses there are
// and what they add up to.

// node is a node of the tree.
type node struct {
	hash [32]byte
	sum  uint64
}

// hashLeaf is the node of a leaf. The first byte of buf's content is overwritten, its capacity
// reused.
func hashLeaf(buf []byte, l leaf) (node, []byte) {
	buf = append(append(buf[:0], 0), l.bytes...)
	return node{sha256.Sum256(buf), l.units}, buf
}

// join is the parent of two nodes; ok is false when their sum does not fit in 64 bits.
func join(l, r node) (parent node, ok bool) {
	var b [81]byte
	b[0] = 1
	binary.BigEndian.PutUint64(b[1:], l.sum)
	copy(b[9:], l.hash[:])
	binary.BigEndian.PutUint64(b[41:], r.sum)
	copy(b[49:], r.hash[:])
	sum, carry := bits.Add64(l.sum, r.sum, 0)
	return node{sha256.Sum256(b[:]), sum}, carry == 0
}

// seal is the root that the ledger keeps.
func (n node) seal(leaves uint64) wire.Hash {
	var b [49]byte
	b[0] = 2
	binary.BigEndian.PutUint64(b[1:], leaves)
	binary.BigEndian.PutUint64(b[9:], n.sum)
	copy(b[17:], n.hash[:])
	return sha256.Sum256(b[:])
}

// climb replaces the nodes of a level by their parents; a last one without a partner goes up as it
// is, which gives the shape of RFC 6962.
func climb(level []node) ([]node, bool) {
	out := level[:0]
	for i := 0; i < len(level); i += 2 {
		if i+1 == len(level) {
			out = append(out, level[i])
			break
		}
		parent, ok := join(level[i], level[i+1])
		if !ok {
			return nil, false
		}
		out = append(out, parent)
	}
	return out, true
}

// rootOf is the top node over the leaves, which it overwrites; ok is false when the sum does not
// fit in 64 bits.
func rootOf(leaves []node) (node, bool) {
	ok := true
	for len(leaves) > 1 && ok {
		leaves, ok = climb(leaves)
	}
	if len(leaves) == 0 {
		return node{hash: sha256.Sum256(nil)}, ok
	}
	return leaves[0], ok
}

// pathOf are the siblings from the leaf at index upwards. It overwrites leaves.
func pathOf(leaves []node, index int) []Sibling {
	path := []Sibling{}
	ok := true
	for len(leaves) > 1 && ok {
		if s := index ^ 1; s < len(leaves) {
			path = append(path, Sibling{Hash: leaves[s].hash, Sum: leaves[s].sum})
		}
		index /= 2
		leaves, ok = climb(leaves)
	}
	return path
}

// walk goes from a leaf to the top and adds up what stands to the left of the leaf.
func walk(n node, index, leaves uint64, path []Sibling) (top node, offset uint64, ok bool) {
	if index >= leaves {
		return n, 0, false
	}
	last := leaves - 1
	for _, s := range path {
		for last != 0 && index == last && index&1 == 0 {
			index, last = index>>1, last>>1 // no partner on this level
		}
		if last == 0 {
			return n, 0, false
		}
		other := node{hash: s.Hash, sum: s.Sum}
		if index&1 == 1 {
			offset += s.Sum
			n, ok = join(other, n)
		} else {
			n, ok = join(n, other)
		}
		if !ok {
			return n, 0, false
		}
		index, last = index>>1, last>>1
	}
	return n, offset, last == 0
}
