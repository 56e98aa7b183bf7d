package abci

import (
	"slices"
	"testing"

	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/tx"
)

// What the flooding node sends is refused by each check of admission in turn; its institution's own
// papers are admissible as long as the replay window moves, and are refused in the block.
func TestFlooder(t *testing.T) {
	c := newChainOf(t, "test-flooder")
	var waiting types.Txs
	f := flooder{node: c.app, waiting: func(int) types.Txs { return waiting }}
	if f.look(); codeOf(t, c.check(f.next()).Log) != "tx.undecodable" {
		t.Error("without a model there is only garbage")
	}
	c.app.o.Witness = &Witness{Account: tx.Account{Party: "beta", Number: 2}, Key: party.FirstKey,
		Signer: keyOf("beta/2")}
	waiting = types.Txs{c.paper("beta/1", "note.put", "own", ""),
		c.paper("alpha/1", "note.put", "refuse", "")}
	if f.look(); f.model == nil || f.model.Paper.Author.Party != "alpha" {
		t.Fatal("the model is another institution's paper")
	}
	var admitted [][]byte
	seen, codes := map[string]bool{}, []string{}
	for range 2 {
		for _, raw := range f.wave() {
			if seen[string(raw)] {
				t.Fatal("a paper is sent twice")
			}
			seen[string(raw)] = true
			if res := c.check(raw); res.Code == 0 {
				admitted = append(admitted, raw)
			} else if code := codeOf(t, res.Log); !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	slices.Sort(codes)
	if want := []string{"tx.chain", "tx.expired", "tx.genesis", "tx.key", "tx.kind", "tx.nonce",
		"tx.signature", "tx.signer", "tx.undecodable"}; !slices.Equal(codes, want) {
		t.Errorf("refused by %v, want %v", codes, want)
	}
	if len(admitted) < 10 || len(seen) != 2*floodPapers {
		t.Errorf("%d of %d are admissible", len(admitted), len(seen))
	}
	raws := c.prepare()
	if !c.accepts(raws...) || len(raws) != len(admitted) {
		t.Fatalf("a block of %d papers", len(raws))
	}
	for _, r := range c.finalize(raws...).TxResults {
		if codeOf(t, r.Log) != "note.refused" {
			t.Errorf("%d %s", r.Code, r.Log)
		}
	}
	c.commit()
	for range floodPapers {
		f.wave()
	}
	if f.nonce > 2*1024 {
		t.Errorf("nonce %d is beyond the window", f.nonce)
	}
}
