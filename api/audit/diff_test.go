package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// rangedOf answers as a node does, for a store.
func rangedOf(s state.Reader) Ranged {
	return func(_ context.Context, q abci.RangeAsked) (out abci.Range, err error) {
		sum := sha256.New()
		s.Iterate(q.From, q.To, func(k, v []byte) bool {
			if out.Count == q.Limit {
				out.Next = k
				return false
			}
			for _, b := range [][]byte{k, v} {
				sum.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
				sum.Write(b)
			}
			out.Count++
			if q.Show {
				out.Records = append(out.Records, abci.RawPair{Key: k, Value: v})
			}
			return true
		})
		out.Digest = wire.Hash(sum.Sum(nil))
		return out, nil
	}
}

func TestFirstDifferent(t *testing.T) {
	const n = 10000
	key := func(i int) []byte { return fmt.Appendf(nil, "key %06d", i) }
	filled := func() *state.MemStore {
		s := state.NewMemStore()
		for i := range n {
			s.Set(key(2*i), []byte("value"))
		}
		return s
	}
	a := filled()
	for name, c := range map[string]struct {
		key    []byte
		change func(*state.MemStore)
		mine   string
		theirs string
	}{
		"none": {nil, func(*state.MemStore) {}, "", ""},
		"changed": {key(9000), func(s *state.MemStore) { s.Set(key(9000), []byte("other")) },
			"value", "other"},
		"first": {key(0), func(s *state.MemStore) { s.Set(key(0), []byte("other")) }, "value", "other"},
		"last":  {key(2*n - 2), func(s *state.MemStore) { s.Delete(key(2*n - 2)) }, "value", ""},
		"lost":  {key(12346), func(s *state.MemStore) { s.Delete(key(12346)) }, "value", ""},
		"added": {key(777), func(s *state.MemStore) { s.Set(key(777), []byte("new")) }, "", "new"},
		"after": {key(2 * n), func(s *state.MemStore) { s.Set(key(2*n), []byte("new")) }, "", "new"},
		"two": {key(100), func(s *state.MemStore) {
			s.Delete(key(5000))
			s.Set(key(100), []byte("x"))
		}, "value", "x"},
		"empty": {key(0), func(s *state.MemStore) {
			for i := range n {
				s.Delete(key(2 * i))
			}
		}, "value", ""},
	} {
		b := filled()
		c.change(b)
		got, err := FirstDifferent(context.Background(), rangedOf(a), rangedOf(b))
		must(t, err)
		if c.key == nil {
			if got.First != nil || got.Keys != n || got.Asked > 4 {
				t.Errorf("%s: %+v", name, got)
			}
			continue
		}
		if got.First == nil || !bytes.Equal(got.First.Key, c.key) || string(got.First.A) != c.mine ||
			string(got.First.B) != c.theirs || got.Asked > 30 {
			t.Errorf("%s: %+v %+v", name, got, got.First)
		}
		back, err := FirstDifferent(context.Background(), rangedOf(b), rangedOf(a))
		must(t, err)
		if back.First == nil || !bytes.Equal(back.First.Key, c.key) ||
			string(back.First.A) != c.theirs {
			t.Errorf("%s, the other way: %+v", name, back.First)
		}
	}
}
