package abci

import (
	"context"
	"crypto/sha256"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// bad makes one paper of every inadmissible sort, with the code CheckTx gives it.
func bad(c *chain) map[string][]byte {
	resign := func(change func(*tx.Paper)) []byte {
		p := c.body("alpha/1", "note.put", "k", "v", 900)
		change(&p)
		return c.sign("alpha/1", p)
	}
	unsigned := wire.MustEncode(tx.Tx{Paper: c.body("alpha/1", "note.put", "k", "v", 901)})
	used := c.paper("beta/1", "note.put", "used", "")
	c.finalize(used)
	c.commit()
	return map[string][]byte{
		"tx.undecodable": []byte("no paper"),
		"tx.too_large":   make([]byte, tx.MaxBytes+1),
		"tx.signers":     unsigned,
		"tx.signature":   c.sign("beta/1", c.body("alpha/1", "note.put", "k", "v", 902)),
		"tx.expired":     resign(func(p *tx.Paper) { p.Expires = wire.At(began) }),
		"tx.expiry_far":  resign(func(p *tx.Paper) { p.Expires = wire.At(c.now) + 31*86400 }),
		"tx.replayed":    used,
		"tx.nonce":       resign(func(p *tx.Paper) { p.Nonce = 5000 }),
		"tx.kind":        resign(func(p *tx.Paper) { p.Kind = "note.unknown" }),
		"tx.signer":      resign(func(p *tx.Paper) { p.Author.Number = 9 }),
		"tx.chain":       resign(func(p *tx.Paper) { p.Chain = "other-1" }),
		"tx.genesis":     resign(func(p *tx.Paper) { p.Genesis = sha256.Sum256(nil) }),
		"tx.body":        resign(func(p *tx.Paper) { p.Body = []byte{0xc0} }),
		"internal":       resign(func(p *tx.Paper) { p.Body = wire.MustEncode(&putMsg{Key: "panic"}) }),
	}
}

func TestInadmissiblePapers(t *testing.T) {
	c := newChain(t)
	papers := bad(c)
	good := c.paper("alpha/1", "note.put", "good", "")
	if !c.accepts(good) {
		t.Fatal("a good block is rejected")
	}
	for code, raw := range papers {
		t.Run(code, func(t *testing.T) {
			res := c.check(raw)
			if res.Code == 0 || codeOf(t, res.Log) != code {
				t.Fatalf("CheckTx: %d %s", res.Code, res.Log)
			}
			if c.accepts(good, raw) {
				t.Fatal("a proposal that holds it is accepted")
			}
			prepared, err := c.app.PrepareProposal(context.Background(), &abci.RequestPrepareProposal{
				Height: c.height + 1, Time: c.now, MaxTxBytes: BlockBytes, Txs: [][]byte{raw, good}})
			c.must(prepared, err)
			if len(prepared.Txs) != 1 {
				t.Fatalf("a proposal of %d papers", len(prepared.Txs))
			}
		})
	}
	if c.fault != nil {
		t.Fatal(c.fault)
	}
}

func TestProcessRejectsRepeatsAndExcess(t *testing.T) {
	c := newChain(t)
	one := c.sign("alpha/1", c.body("alpha/1", "note.put", "a", "", 7))
	other := c.sign("alpha/1", c.body("alpha/1", "note.put", "b", "", 7))
	if c.accepts(one, one) || c.accepts(one, other) {
		t.Fatal("two papers with one nonce are accepted")
	}
	wide := func(n uint64) []byte {
		return c.sign("alpha/1", c.body("alpha/1", "note.wide", "a", "", n))
	}
	if !c.accepts(wide(1), wide(2)) {
		t.Fatal("a block within its budget is rejected")
	}
	if c.accepts(wide(1), wide(2), wide(3)) {
		t.Fatal("a block above its write budget is accepted")
	}
}

// The same proposal is judged the same by a node that has seen its papers and one that has not.
func TestCacheDecidesNothing(t *testing.T) {
	a, b := newChain(t), newChain(t)
	raw := a.paper("alpha/1", "note.put", "k", "")
	a.check(raw)
	forged := append([]byte{}, raw...)
	forged[len(forged)-1] ^= 1
	for _, c := range []*chain{a, b} {
		if !c.accepts(raw) || c.accepts(forged) {
			t.Fatal("wrong answer")
		}
	}
	if a.app.verified.len() != 1 {
		t.Fatalf("%d papers remembered", a.app.verified.len())
	}
}

func TestVerifiedIsBounded(t *testing.T) {
	v := newVerified(10)
	key := func(i int) [32]byte { return [32]byte{byte(i), byte(i >> 8)} }
	for i := range 1000 {
		v.add(key(i))
		if !v.has(key(i)) || (i > 0 && !v.has(key(i-1))) || v.len() > 10 {
			t.Fatalf("%d: %d entries", i, v.len())
		}
	}
	if v.has(key(1)) {
		t.Fatal("nothing is forgotten")
	}
}

// What panics at the door is refused under the sum of its bytes, and so waits no longer.
func TestPanicAtTheDoor(t *testing.T) {
	c := newChain(t)
	raw := c.paper("alpha/1", "note.put", "a", "b")
	c.check(raw)
	v := c.app.admit(nil, raw) // no door: it panics
	if v.Refused == nil || v.Sum != sha256.Sum256(raw) {
		t.Fatalf("%+v", v)
	}
	c.app.pending.forget(v.Sum)
	if n, _ := c.app.pending.size(); n != 0 {
		t.Fatalf("%d papers wait", n)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	m := newMemory(20 * 1200)
	sum := func(i int) wire.Hash { return wire.Hash{byte(i), byte(i >> 8)} }
	for i := range 1000 {
		m.Keep(sum(i), app.Known{Cost: uint32(i), Parsed: tx.Parsed{Size: 200}})
		k, ok := m.Recall(sum(i))
		if !ok || k.Cost != uint32(i) || len(m.young)+len(m.old) > 20 {
			t.Fatalf("%d: %+v %v, %d papers", i, k, ok, len(m.young)+len(m.old))
		}
		if _, ok := m.Recall(sum(5)); !ok && i > 4 {
			t.Fatalf("%d: what is asked for all the time is forgotten", i)
		}
	}
	if _, ok := m.Recall(sum(6)); ok {
		t.Fatal("nothing is forgotten")
	}
}
