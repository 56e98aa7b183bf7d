package settlement

import (
	"crypto/sha256"
	"math/bits"
)

// The Merkle tree of RFC 6962 with SHA-256: leaves H(0x00 ‖ leaf), nodes H(0x01 ‖ left ‖ right),
// split at the largest power of two below the size; no leaves give H of the empty string.

// Root is the Merkle tree hash of the leaves in their order.
func Root(leaves [][]byte) [32]byte {
	if len(leaves) == 0 {
		return sha256.Sum256(nil)
	}
	return rootOf(leafHashes(leaves))
}

// AuditPath lists the sibling hashes from the leaf at index up to the root; nil when index is
// outside the tree.
func AuditPath(leaves [][]byte, index int) [][32]byte {
	if index < 0 || index >= len(leaves) {
		return nil
	}
	return PathOver(leafHashes(leaves), index)
}

// RootOver is the root over subtrees of equal size, a power of two of leaves; only the last may be
// smaller. A root over pieces of a long list needs no piece twice.
func RootOver(subtrees [][32]byte) [32]byte {
	if len(subtrees) == 0 {
		return Root(nil)
	}
	return rootOf(subtrees)
}

// PathOver is the audit path from one of such subtrees up to the root; after the path inside the
// subtree it completes a leaf's.
func PathOver(hashes [][32]byte, index int) [][32]byte {
	if index < 0 || index >= len(hashes) {
		return nil
	}
	var down [][32]byte
	for len(hashes) > 1 {
		k := splitPoint(len(hashes))
		if index < k {
			down = append(down, rootOf(hashes[k:]))
			hashes = hashes[:k]
		} else {
			down = append(down, rootOf(hashes[:k]))
			hashes, index = hashes[k:], index-k
		}
	}
	path := make([][32]byte, len(down))
	for i, h := range down {
		path[len(down)-1-i] = h
	}
	return path
}

// VerifyPath reports whether leaf stands at index of a tree of size leaves with this root
// (RFC 9162 §2.1.3.2).
func VerifyPath(root [32]byte, leaf []byte, index, size int, path [][32]byte) bool {
	if index < 0 || index >= size {
		return false
	}
	fn, sn, r := uint64(index), uint64(size-1), leafHash(leaf)
	for _, p := range path {
		if sn == 0 {
			return false
		}
		if fn&1 == 1 || fn == sn {
			r = nodeHash(p, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = nodeHash(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	return sn == 0 && r == root
}

func rootOf(hashes [][32]byte) [32]byte {
	if len(hashes) == 1 {
		return hashes[0]
	}
	k := splitPoint(len(hashes))
	return nodeHash(rootOf(hashes[:k]), rootOf(hashes[k:]))
}

func splitPoint(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

func leafHashes(leaves [][]byte) [][32]byte {
	hashes := make([][32]byte, len(leaves))
	for i, leaf := range leaves {
		hashes[i] = leafHash(leaf)
	}
	return hashes
}

func leafHash(leaf []byte) [32]byte {
	return sha256.Sum256(append([]byte{0}, leaf...))
}

func nodeHash(l, r [32]byte) [32]byte {
	var b [65]byte
	b[0] = 1
	copy(b[1:], l[:])
	copy(b[33:], r[:])
	return sha256.Sum256(b[:])
}
