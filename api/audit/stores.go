package audit

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"slices"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// StoreHash is what one collection of a state holds. Hash is the SHA-256 over the digests of its
// pieces, each what abci.PathRange tells of the next few thousand records: two nodes that hold the
// same records give the same.
type StoreHash struct {
	Store   string    `json:"store"`
	Records uint64    `json:"records"`
	Hash    wire.Hash `json:"sha256"`
}

// OtherKeys is the name of keys that belong to no collection; a sound state has none.
const OtherKeys = "-"

// StoreHashes hashes every collection that has a record, in the order of keys.
func StoreHashes(ctx context.Context, ask Ranged, all []state.Collection) ([]StoreHash, error) {
	all = slices.SortedFunc(slices.Values(all), func(a, b state.Collection) int {
		return cmp.Or(cmp.Compare(a.Chapter, b.Chapter), cmp.Compare(a.Number, b.Number))
	})
	out := []StoreHash{}
	add := func(name string, from, to []byte) error {
		h, err := hashRange(ctx, ask, name, from, to)
		if err == nil && h.Records > 0 {
			out = append(out, h)
		}
		return err
	}
	var at []byte
	for _, c := range all {
		from, to := []byte{c.Chapter, c.Number}, after(c.Chapter, c.Number)
		if !bytes.Equal(at, from) {
			if err := add(OtherKeys, at, from); err != nil {
				return nil, err
			}
		}
		if err := add(c.Name, from, to); err != nil {
			return nil, err
		}
		at = to
	}
	return out, add(OtherKeys, at, nil)
}

// after is the first place after a collection.
func after(chapter, number byte) []byte {
	if number == 0xff {
		return []byte{chapter + 1}
	}
	return []byte{chapter, number + 1}
}

func hashRange(ctx context.Context, ask Ranged, name string, from, to []byte) (h StoreHash,
	err error) {
	h.Store = name
	sum := sha256.New()
	for q := (abci.RangeAsked{From: from, To: to, Limit: abci.RangeRecords}); ; {
		r, err := ask(ctx, q)
		if err != nil {
			return h, err
		}
		sum.Write(r.Digest[:])
		h.Records += uint64(r.Count)
		if len(r.Next) == 0 {
			h.Hash = wire.Hash(sum.Sum(nil))
			return h, nil
		}
		q.From = r.Next
	}
}
