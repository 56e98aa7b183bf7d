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

// Two institutions flood the ledger with urgent papers, as much as may wait; the bulk of a third is
// in the next block all the same, its whole share of it (rulings E15).
func TestFloodTakesNoOthersShare(t *testing.T) {
	c := newChain(t)
	big := strings.Repeat("x", 5000)
	for _, who := range []string{"alpha/1", "bureau/1"} {
		for {
			res := c.check(c.paper(who, "note.urgent", "k", big))
			if res.Code == 0 {
				continue
			}
			if codeOf(t, res.Log) != "mempool.share" {
				t.Fatal(res.Log)
			}
			break
		}
	}
	for range 90 {
		if res := c.check(c.paper("beta/1", "note.bulk", "k", big)); res.Code != 0 {
			t.Fatal(res.Log)
		}
	}
	got := map[string]int{}
	for _, word := range strings.Fields(c.describe(c.block())) {
		got[strings.Split(word, "-")[1]]++
	}
	if got["bulk"] < 60 || got["urgent"] < 120 {
		t.Fatalf("papers by institution: %v", got)
	}
}

func TestShares(t *testing.T) {
	entryOf := func(who string, size int, cost uint32) *entry {
		return &entry{slot: slot{account: tx.Account{Party: who}}, raw: make([]byte, size), cost: cost}
	}
	names := func(in []*entry) (out string) {
		for _, e := range in {
			out += e.slot.account.Party
		}
		return out
	}
	for _, c := range []struct{ name, in, within, beyond string }{
		{"wide papers", "AABa", "AB", "AA"},        // 3000 of 8000 twice is above a half; order is kept
		{"first is always in", "WABA", "WAB", "A"}, // W costs more than a third
		{"alone", "AAa", "AAa", ""},
		{"nobody", "", "", ""},
	} {
		var in []*entry
		for _, r := range c.in {
			cost := map[rune]uint32{'A': 3000, 'W': 7000, 'B': 2, 'a': 2}[r]
			in = append(in, entryOf(strings.ToUpper(string(r)), 100, cost))
		}
		within, beyond := shared(in, 1_000_000, 8000)
		if names(within) != strings.ToUpper(c.within) || names(beyond) != c.beyond {
			t.Errorf("%s: %s, %s", c.name, names(within), names(beyond))
		}
	}
	var many []*entry
	for range 10 {
		many = append(many, entryOf("A", 40_000, 1))
	}
	within, beyond := shared(append(many, entryOf("B", 10, 1)), 500_000, 8000)
	if len(within) != 7 || len(beyond) != 4 {
		t.Errorf("bytes: %d within, %d beyond", len(within), len(beyond))
	}
}
