package abci

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Digest is one collection of a state: how many records, and the SHA-256 over each key and value in
// order, every one after its length in four bytes. It does not depend on the shape of the tree.
type Digest struct {
	Collection string    `json:"collection"`
	Records    uint64    `json:"records"`
	SHA256     wire.Hash `json:"sha256"`
}

// Digests are those of every collection that holds something, in order of key.
func Digests(m *app.Machine, r state.Reader) []Digest {
	out := []Digest{}
	for _, c := range m.Chapters() {
		for _, d := range c.Collections {
			if g := digestOf(r, d); g.Records > 0 {
				out = append(out, g)
			}
		}
	}
	return out
}

func digestOf(r state.Reader, d state.Collection) Digest {
	h, n := sha256.New(), uint64(0)
	put := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	end := binary.BigEndian.AppendUint16(nil, uint16(d.Chapter)<<8|uint16(d.Number)+1)
	r.Iterate([]byte{d.Chapter, d.Number}, end, func(key, value []byte) bool {
		put(key)
		put(value)
		n++
		return true
	})
	out := Digest{Collection: d.Name, Records: n}
	h.Sum(out.SHA256[:0])
	return out
}
