package collect

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// A chunk in the store is the number of its uses, the length of its leaves, and the leaves
// compressed: what is written twice on its way to a segment should be small.

var (
	packers   = sync.Pool{New: func() any { w, _ := flate.NewWriter(nil, flate.BestSpeed); return w }}
	unpackers = sync.Pool{New: func() any { return flate.NewReader(bytes.NewReader(nil)) }}
)

func packChunk(uses int, leaves []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(leaves)/3 + 64)
	b.Write(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(uses)), uint64(len(leaves))))
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&b)
	if _, err := w.Write(leaves); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

// chunkHead reads how many uses and bytes of leaves a chunk has.
func chunkHead(v []byte) (uses, size int, packed []byte, err error) {
	n, w := binary.Uvarint(v)
	if w > 0 {
		v = v[w:]
	}
	m, w2 := binary.Uvarint(v)
	if w <= 0 || w2 <= 0 || n > maxChunk || m > maxRaw {
		return 0, 0, nil, fmt.Errorf("%w: damaged chunk", ErrTrace)
	}
	return int(n), int(m), v[w2:], nil
}

// unpackChunk fills leaves, whose length is that of the chunk's head.
func unpackChunk(leaves, packed []byte) error {
	r := unpackers.Get().(io.ReadCloser)
	defer unpackers.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(packed), nil); err != nil {
		return err
	}
	_, err := io.ReadFull(r, leaves)
	return err
}
