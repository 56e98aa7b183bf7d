package state

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/cosmos/iavl"
)

// ChunkBytes is the most that a chunk of a snapshot holds.
const ChunkBytes = 8 << 20

// A chunk is whole nodes, one after the other, in depth-first post-order: height of the subtree in
// one byte, version and, for leaves (height 0), key and value; numbers and lengths as minimal
// uvarints. A tree has exactly one such text, so every node that exports a height makes the same
// chunks. The keys of inner nodes are left out: no hash covers them, and they follow from the
// leaves.

// Exported says what an export wrote.
type Exported struct {
	Height uint64
	Root   [32]byte
	Leaves uint64
	Nodes  uint64
	Chunks int
}

// Export writes the tree after a kept height in chunks of at most max bytes (0: ChunkBytes). The
// height is held for as long: pruning stops below it. It reads through a tree object of its own, so
// that blocks and queries wait for none of its reads. The chunk given to put is reused.
func (d *DB) Export(height uint64, max int, put func(chunk []byte) error) (Exported, error) {
	e := Exported{Height: height}
	release, err := d.Hold(height)
	if err != nil {
		return e, err
	}
	defer release()
	if max == 0 {
		max = ChunkBytes
	}
	err = guard(func() error {
		tree, err := d.newTree(1000).GetImmutable(int64(height))
		if err != nil {
			return fmt.Errorf("height %d cannot be read: %w", height, err)
		}
		e.Root, e.Leaves = hash32(tree.Hash()), uint64(tree.Size())
		if e.Leaves == 0 {
			return nil
		}
		return e.write(tree, max, put)
	})
	return e, err
}

func (e *Exported) write(tree *iavl.ImmutableTree, max int, put func([]byte) error) error {
	x, err := tree.Export()
	if err != nil {
		return err
	}
	defer x.Close()
	var chunk, node []byte
	flush := func() error {
		if len(chunk) == 0 {
			return nil
		}
		e.Chunks++
		err := put(chunk)
		chunk = chunk[:0]
		return err
	}
	leaves := uint64(0)
	for {
		n, err := x.Next()
		if errors.Is(err, iavl.ErrorExportDone) {
			break
		}
		if err != nil {
			return err
		}
		e.Nodes++
		if n.Height == 0 {
			leaves++
		}
		if node = appendNode(node[:0], n); len(chunk)+len(node) > max {
			if err := flush(); err != nil {
				return err
			}
		}
		chunk = append(chunk, node...)
	}
	// IAVL ends an export quietly where a node cannot be read.
	if leaves != e.Leaves || e.Nodes != 2*leaves-1 {
		return fmt.Errorf("height %d has %d leaves, the export found %d", e.Height, e.Leaves, leaves)
	}
	return flush()
}

func appendNode(b []byte, n *iavl.ExportNode) []byte {
	b = append(b, byte(n.Height))
	b = binary.AppendUvarint(b, uint64(n.Version))
	if n.Height == 0 {
		b = append(binary.AppendUvarint(b, uint64(len(n.Key))), n.Key...)
		b = append(binary.AppendUvarint(b, uint64(len(n.Value))), n.Value...)
	}
	return b
}

var errChunk = errors.New("the chunk is damaged")

func cutNode(b []byte) (n *iavl.ExportNode, rest []byte, err error) {
	if len(b) == 0 || b[0] > math.MaxInt8 {
		return nil, nil, errChunk
	}
	n = &iavl.ExportNode{Height: int8(b[0])}
	version, b, err := cutUvarint(b[1:])
	if err != nil || version == 0 || version > math.MaxInt64/2 {
		return nil, nil, errChunk
	}
	if n.Version = int64(version); n.Height > 0 {
		return n, b, nil
	}
	if n.Key, b, err = cutBytes(b); err != nil {
		return nil, nil, err
	}
	n.Value, b, err = cutBytes(b)
	if len(n.Key) == 0 || len(n.Value) == 0 {
		err = errChunk // state holds no empty keys and values
	}
	return n, b, err
}

func cutUvarint(b []byte) (uint64, []byte, error) {
	v, n := binary.Uvarint(b)
	if n <= 0 || n > 1 && b[n-1] == 0 {
		return 0, nil, errChunk
	}
	return v, b[n:], nil
}

func cutBytes(b []byte) ([]byte, []byte, error) {
	n, b, err := cutUvarint(b)
	if err != nil || n > uint64(len(b)) {
		return nil, nil, errChunk
	}
	return b[:n:n], b[n:], nil
}
