package abci

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
)

// Rulings E2: 5,000 papers with one nonce, then an honest filing is final within three blocks.
func TestFloodOfOneNonce(t *testing.T) {
	c := newChain(t)
	c.block()
	taken := 0
	for i := range 5000 {
		res := c.check(c.sign("alpha/1", c.body("alpha/1", "note.put", fmt.Sprint(i), "", 1)))
		if res.Code == 0 {
			taken++
		} else if codeOf(t, res.Log) != "mempool.pending" {
			t.Fatal(res.Log)
		}
	}
	if taken != 1 {
		t.Fatalf("%d papers of one nonce wait", taken)
	}
	filing := c.paper("beta/1", "note.urgent", "filing", "")
	if res := c.check(filing); res.Code != 0 {
		t.Fatal(res.Log)
	}
	for i := range 3 {
		c.block()
		if r, ok, err := c.app.Receipt(idOf(t, filing)); err == nil && ok && r.Code == 0 {
			t.Logf("final after %d blocks", i+1)
			return
		}
	}
	t.Fatal("the filing is not final after three blocks")
}

func TestShareOfAnInstitution(t *testing.T) {
	c := newChain(t)
	big := strings.Repeat("x", 39_000)
	var refused int
	for i := range 20 {
		res := c.check(c.paper("alpha/1", "note.bulk", fmt.Sprint(i), big))
		if res.Code != 0 {
			if codeOf(t, res.Log) != "mempool.share" {
				t.Fatal(res.Log)
			}
			refused++
		}
	}
	if _, bytes := c.app.pending.size(); refused == 0 || bytes > BlockBytes/2 {
		t.Fatalf("%d refused, %d bytes wait", refused, bytes)
	}
	if res := c.check(c.paper("beta/1", "note.bulk", "k", big)); res.Code != 0 {
		t.Fatal("another institution has no room: " + res.Log)
	}
	c.block()
	if n, bytes := c.app.pending.size(); n != 0 || bytes != 0 {
		t.Fatalf("%d papers, %d bytes wait after the block", n, bytes)
	}
}

// A paper that CometBFT dropped without a word is forgotten after two blocks, so that its nonce is
// free again; a paper that it keeps stays.
func TestForgottenPapers(t *testing.T) {
	p := newPool(1 << 20)
	verdict := func(nonce uint64) (app.Verdict, []byte) {
		v := app.Verdict{Kind: &rule.Kind{}}
		v.Parsed.Paper = tx.Paper{Author: tx.Account{Party: "a", Number: 1}, Nonce: nonce}
		raw := []byte(fmt.Sprint("paper", nonce))
		v.Sum = sha256.Sum256(raw)
		return v, raw
	}
	dropped, droppedRaw := verdict(1)
	kept, keptRaw := verdict(2)
	for _, e := range []struct {
		v   app.Verdict
		raw []byte
	}{{dropped, droppedRaw}, {kept, keptRaw}} {
		if r := p.offer(e.v, e.raw); r != nil {
			t.Fatal(r)
		}
	}
	for range 2 {
		if n, _ := p.size(); n != 2 {
			t.Fatalf("%d papers", n)
		}
		p.committed(nil)
		if r := p.offer(kept, keptRaw); r != nil {
			t.Fatal(r)
		}
	}
	if n, bytes := p.size(); n != 1 || bytes != len(keptRaw) {
		t.Fatalf("%d papers of %d bytes", n, bytes)
	}
	dropped.Sum = sha256.Sum256([]byte("another with nonce 1"))
	if r := p.offer(dropped, []byte("another with nonce 1")); r != nil {
		t.Fatal(r)
	}
}
