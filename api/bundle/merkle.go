package bundle

import (
	"crypto/sha256"
	"math/bits"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A joint audit path proves several leaves of one RFC 6962 tree at once. It is the list of roots
// of the largest subtrees that hold none of the leaves, from left to right; what lies above is
// recomputed. For one leaf it holds the hashes of the leaf's own audit path.

// jointPath makes the path of the leaves at the given ascending indexes.
func jointPath(leaves [][]byte, indexes []uint32) []wire.Hash {
	path := []wire.Hash{}
	var walk func(lo, hi int, in []uint32)
	walk = func(lo, hi int, in []uint32) {
		switch {
		case len(in) == 0:
			path = append(path, settlement.Root(leaves[lo:hi]))
		case hi-lo > 1:
			mid := lo + splitPoint(hi-lo)
			k := below(in, mid)
			walk(lo, mid, in[:k])
			walk(mid, hi, in[k:])
		}
	}
	if len(leaves) > 0 {
		walk(0, len(leaves), indexes)
	}
	return path
}

// jointRoot recomputes the root of a tree of size leaves from some of them and their joint path.
// It is false unless the path is used up exactly. Indexes ascend and are below size.
func jointRoot(leaves [][]byte, indexes []uint32, size int, path []wire.Hash) (wire.Hash, bool) {
	if size == 0 {
		return sha256.Sum256(nil), len(leaves) == 0 && len(path) == 0
	}
	used, ok := 0, true
	var walk func(lo, hi, from, to int) wire.Hash
	walk = func(lo, hi, from, to int) wire.Hash {
		switch {
		case from == to && used == len(path):
			ok = false
			return wire.Hash{}
		case from == to:
			used++
			return path[used-1]
		case hi-lo == 1:
			return sha256.Sum256(append([]byte{0}, leaves[from]...))
		}
		mid := lo + splitPoint(hi-lo)
		k := from + below(indexes[from:to], mid)
		left, right := walk(lo, mid, from, k), walk(mid, hi, k, to)
		return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	}
	root := walk(0, size, 0, len(leaves))
	return root, ok && used == len(path)
}

// below counts the indexes before limit.
func below(indexes []uint32, limit int) int {
	n := 0
	for n < len(indexes) && int(indexes[n]) < limit {
		n++
	}
	return n
}

func splitPoint(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }
