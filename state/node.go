package state

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// nodeKey names a node of the tree: the height that made it and its number there. The root of a
// height has number 1; once its height was pruned, it lies under number 0 and is still called 1 by
// the nodes above it. This is IAVL's form of storage, which its stores keep for good.
type nodeKey struct {
	version uint64
	nonce   uint32
}

var errNode = errors.New("a node of the tree is missing or damaged")

// disk is the key in Badger.
func (k nodeKey) disk() []byte {
	b := binary.BigEndian.AppendUint64([]byte{spaceTree, 's'}, k.version)
	return binary.BigEndian.AppendUint32(b, k.nonce)
}

func (k nodeKey) named() nodeKey {
	if k.nonce == 0 && k.version > 0 {
		k.nonce = 1
	}
	return k
}

// rootOf is the root node of a height; the zero key for an empty tree.
func (d *DB) rootOf(height uint64) (nodeKey, error) {
	own := nodeKey{height, 1}
	raw, err := d.disk.get(spaceTree, own.disk()[1:])
	switch {
	case err != nil:
		return nodeKey{}, err
	case raw == nil:
		return nodeKey{}, fmt.Errorf("%w: the root of height %d", errNode, height)
	case len(raw) == 0:
		return nodeKey{}, nil
	case len(raw) == 13 && raw[0] == 's': // the tree did not change
		return nodeKey{binary.BigEndian.Uint64(raw[1:]), binary.BigEndian.Uint32(raw[9:])}.named(), nil
	}
	return own, nil
}

// children are the two below a node; zero keys for a leaf.
func (d *DB) children(k nodeKey) (left, right nodeKey, err error) {
	raw, err := d.disk.get(spaceTree, k.disk()[1:])
	if err == nil && raw == nil && k.nonce == 1 {
		raw, err = d.disk.get(spaceTree, nodeKey{k.version, 0}.disk()[1:])
	}
	if err != nil {
		return left, right, err
	}
	if len(raw) == 0 {
		return left, right, fmt.Errorf("%w: %d/%d", errNode, k.version, k.nonce)
	}
	r := nodeReader{b: raw}
	height := r.number()
	r.number() // leaves below it
	r.skip()   // key
	if height == 0 {
		return left, right, r.err
	}
	r.skip() // hash
	if r.number() != 0 {
		return left, right, fmt.Errorf("%w: %d/%d is of an older form", errNode, k.version, k.nonce)
	}
	left, right = r.key(), r.key()
	return left, right, r.err
}

// nodeReader reads signed varints and bytes with their length before them.
type nodeReader struct {
	b   []byte
	err error
}

func (r *nodeReader) number() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.b, r.err = nil, errNode
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *nodeReader) skip() {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > uint64(len(r.b)-n) {
		r.b, r.err = nil, errNode
		return
	}
	r.b = r.b[n+int(v):]
}

func (r *nodeReader) key() nodeKey {
	version, nonce := r.number(), r.number()
	if version <= 0 || nonce < 0 || nonce > 1<<32-1 {
		r.err = errNode
		return nodeKey{}
	}
	return nodeKey{uint64(version), uint32(nonce)}.named()
}
