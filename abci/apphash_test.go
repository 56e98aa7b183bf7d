package abci

import (
	"errors"
	"testing"

	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/state"
)

// A node that stored something else than its block gives finds the key and the paper; one that did
// not says so, and what its papers wrote.
func TestDisagreement(t *testing.T) {
	c := newChain(t)
	c.check(c.paper("alpha/1", "note.put", "k", "one"))
	c.block()
	first := c.paper("alpha/1", "note.put", "k", "two")
	second := c.paper("beta/1", "note.put", "n", "x")
	c.check(first)
	c.check(second)
	raws := c.block()
	h := c.app.head.Load()
	b := &types.Block{Header: types.Header{Time: h.header.Std(), Height: height64(h.height)},
		Data: types.Data{Txs: types.Txs{raws[0], raws[1]}}}
	d := c.app.disagreement(h, b)
	if d.Unknown != "" || d.First != nil || len(d.Writes) != 3 || d.Writes[0].Kind != "note.put" ||
		len(d.Writes[0].Writes) == 0 || d.Height != 2 || d.Ours != h.hash {
		t.Fatalf("an honest node: %+v", d)
	}
	changed, key := *h, noteKey(t, h.store, "n")
	o := state.NewOverlay(h.store)
	o.Set(key, []byte("rotten"))
	changed.store = o
	d = c.app.disagreement(&changed, b)
	if d.First == nil || string(d.First.Key) != string(key) || d.First.Paper < 0 ||
		d.First.TxID != idOf(t, second) || d.First.Place != "note/notes n" {
		t.Fatalf("a changed record: %+v", d.First)
	}
	o.Set(key, mustGet(t, h.store, key))
	old := noteKey(t, h.store, "k")
	o.Delete(old)
	d = c.app.disagreement(&changed, b)
	if d.First == nil || string(d.First.Key) != string(old) || d.First.Stored != "" {
		t.Fatalf("a lost record: %+v", d.First)
	}
	if d := c.app.disagreement(h, nil); d.Unknown == "" {
		t.Error("without the block")
	}
	if !mismatched(errors.New("wrong Block.Header.AppHash.  Expected A, got B")) {
		t.Error("CometBFT's sentence is not known")
	}
	if got := AppHashFile("home", 7); got != "home/data/apphash-7.json" {
		t.Error(got)
	}
}

func noteKey(t *testing.T, r state.Reader, name string) (out []byte) {
	r.Iterate([]byte{90}, []byte{91}, func(k, _ []byte) bool {
		if string(k[2:2+len(name)]) == name {
			out = k
		}
		return out == nil
	})
	if out == nil {
		t.Fatalf("no note %s", name)
	}
	return out
}

func mustGet(t *testing.T, r state.Reader, key []byte) []byte {
	v, ok := r.Get(key)
	if !ok {
		t.Fatalf("no key %x", key)
	}
	return v
}
