package abci

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (c *chain) describe(raws [][]byte) string {
	var out []string
	for _, raw := range raws {
		p, err := tx.Parse(raw)
		c.must(nil, err)
		who := p.Paper.Author.Party[:1]
		out = append(out, fmt.Sprintf("%s-%s-%d", who, p.Paper.Kind[5:], p.Paper.Nonce))
	}
	return strings.Join(out, " ")
}

func TestPrepareTakesTurns(t *testing.T) {
	c := newChain(t)
	for range 3 {
		c.check(c.paper("alpha/1", "note.bulk", "k", ""))
	}
	c.check(c.paper("alpha/1", "note.put", "k", ""))
	for range 2 {
		c.check(c.paper("beta/1", "note.bulk", "k", ""))
	}
	c.check(c.paper("alpha/1", "note.put", "k", ""))
	c.check(c.paper("bureau/1", "note.put", "k", ""))
	c.check(c.paper("beta/1", "note.urgent", "k", ""))
	got := c.describe(c.prepare())
	want := "b-urgent-3 a-put-4 b-put-1 a-put-5 a-bulk-1 b-bulk-1 a-bulk-2 b-bulk-2 a-bulk-3"
	if got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

// An urgent paper behind megabytes of bulk is in the next block (rulings E15).
func TestUrgentPassesBulk(t *testing.T) {
	c := newChain(t)
	big := strings.Repeat("x", 39_000)
	for i := range 12 {
		for _, who := range []string{"alpha/1", "beta/1", "bureau/2"} {
			if res := c.check(c.paper(who, "note.bulk", fmt.Sprint(who, i), big)); res.Code != 0 {
				t.Fatal(res.Log)
			}
		}
	}
	urgent := c.paper("bureau/1", "note.urgent", "k", "")
	if res := c.check(urgent); res.Code != 0 {
		t.Fatal(res.Log)
	}
	raws := c.block()
	if string(raws[0]) != string(urgent) || len(raws) < 20 || len(raws) > 26 {
		t.Fatalf("%d papers, %s", len(raws), c.describe(raws))
	}
	if c.block(); len(c.pool) != 0 {
		t.Fatalf("%d papers left", len(c.pool))
	}
}

func TestPrepareKeepsTheWriteBudget(t *testing.T) {
	c := newChain(t)
	for range 3 {
		c.check(c.paper("alpha/1", "note.wide", "k", ""))
	}
	c.check(c.paper("beta/1", "note.put", "k", ""))
	if got := c.describe(c.block()); got != "a-wide-1 b-put-1 a-wide-2" {
		t.Fatal(got)
	}
	if got := c.describe(c.block()); got != "a-wide-3" {
		t.Fatal(got)
	}
}

// While the block's time is behind the clock, blocks are empty (rulings E5).
func TestNoPapersInStaleBlocks(t *testing.T) {
	c := newChain(t)
	c.check(c.paper("alpha/1", "note.put", "k", ""))
	c.app.o.Clock = func() time.Time { return c.now.Add(16 * time.Second) }
	if raws := c.block(); len(raws) != 0 {
		t.Fatal("a stale block holds papers")
	}
	c.app.o.Clock = func() time.Time { return c.now.Add(14 * time.Second) }
	if raws := c.block(); len(raws) != 1 {
		t.Fatal("the paper is lost")
	}
}

// A paper that is admissible by the last block's time and not by the next is left out.
func TestPrepareJudgesByTheBlocksTime(t *testing.T) {
	c := newChain(t)
	c.block()
	p := c.body("alpha/1", "note.put", "k", "", 1)
	p.Expires = wire.At(c.now)
	raw := c.sign("alpha/1", p)
	if res := c.check(raw); res.Code != 0 {
		t.Fatal(res.Log)
	}
	if raws := c.block(); len(raws) != 0 || len(c.pool) != 0 {
		t.Fatal("an expired paper is proposed or kept")
	}
}
