package audit

import (
	"bytes"
	"context"
	"fmt"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Ranged asks a node about a range of its raw state, at a height fixed by whoever made it.
type Ranged func(ctx context.Context, q abci.RangeAsked) (abci.Range, error)

// KeyDiffers is the first key at which two states differ. A value of no bytes is absent.
type KeyDiffers struct {
	Key wire.Bytes `json:"key"`
	A   wire.Bytes `json:"a"`
	B   wire.Bytes `json:"b"`
}

// Compared is how two states were compared: Keys up to the difference, in Asked questions to each.
type Compared struct {
	Keys  uint64      `json:"keys"`
	Asked int         `json:"asked"`
	First *KeyDiffers `json:"first"` // null: they are the same
}

// FirstDifferent finds the first key at which two states differ. It asks both for the digest of a
// few thousand keys at a time and halves the stretch in which the digests differ: no answer is
// larger than a stretch, and only the last two records are sent whole.
func FirstDifferent(ctx context.Context, a, b Ranged) (out Compared, err error) {
	q := abci.RangeAsked{Limit: abci.RangeRecords}
	for {
		x, y, err := out.both(ctx, a, b, q)
		if err != nil {
			return out, err
		}
		if same(x, y) {
			out.Keys += uint64(x.Count)
			if len(x.Next) == 0 {
				return out, nil
			}
			q.From = x.Next
			continue
		}
		if q.Limit == 1 || x.Count == 0 || y.Count == 0 {
			return out, out.show(ctx, a, b, q)
		}
		q.Limit = max(min(x.Count, y.Count, q.Limit)/2, 1)
	}
}

func (c *Compared) both(ctx context.Context, a, b Ranged, q abci.RangeAsked) (x, y abci.Range,
	err error) {
	c.Asked++
	if x, err = a(ctx, q); err != nil {
		return x, y, fmt.Errorf("the first: %w", err)
	}
	if y, err = b(ctx, q); err != nil {
		return x, y, fmt.Errorf("the second: %w", err)
	}
	return x, y, nil
}

func same(x, y abci.Range) bool {
	return x.Count == y.Count && x.Digest == y.Digest && bytes.Equal(x.Next, y.Next)
}

// show fetches the next record of both. The lower key, or both, differ; where the records are the
// same, it is what follows them.
func (c *Compared) show(ctx context.Context, a, b Ranged, q abci.RangeAsked) error {
	q.Limit, q.Show = 2, true
	x, y, err := c.both(ctx, a, b, q)
	if err != nil {
		return err
	}
	for i := range max(len(x.Records), len(y.Records)) {
		v, w := recordAt(x, i), recordAt(y, i)
		if bytes.Equal(v.Key, w.Key) && bytes.Equal(v.Value, w.Value) {
			c.Keys++
			continue
		}
		c.First = &KeyDiffers{Key: v.Key, A: v.Value, B: w.Value}
		switch order := bytes.Compare(v.Key, w.Key); {
		case len(v.Key) == 0 || len(w.Key) > 0 && order > 0:
			c.First = &KeyDiffers{Key: w.Key, A: wire.Bytes{}, B: w.Value}
		case len(w.Key) == 0 || order < 0:
			c.First.B = wire.Bytes{}
		}
		return nil
	}
	return fmt.Errorf("the states at %x differ in a way that their records do not show", q.From)
}

func recordAt(r abci.Range, i int) abci.RawPair {
	if i < len(r.Records) {
		return r.Records[i]
	}
	return abci.RawPair{}
}
