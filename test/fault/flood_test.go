package fault

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// draft is a catalogue entry of an institution.
func draft(party, local string) rule.Msg {
	return &catalog.ResourceDraft{ID: wire.ID{Party: party, Local: local}, Name: "统计",
		Class: "卫生", Grade: "一级", Jurisdiction: "520000", Origin: "own", Weight: 1,
		Fields: []catalog.Field{{Name: "day", Type: "date"}}}
}

// One institution hands 5,000 papers with one nonce to every node, to each in another order.
// Filings of another institution, during the flood and after it, are final within three blocks
// (rulings E2).
func TestFlood(t *testing.T) {
	n := up(t, "testdata/parties.yaml", nil)
	validators := n.nodes[:4]
	s, ok := n.info(validators[0])
	if !ok {
		t.Fatal("no answer")
	}
	const size = 5000
	began := time.Now()
	flood := make([]paper, size)
	for i := range flood {
		flood[i] = n.sign(s.Law, 1, "resource.draft", draft("gz-water", fmt.Sprintf("f%d", i)),
			"gz-water/1")
	}
	t.Logf("%d papers signed in %s", size, time.Since(began).Round(time.Millisecond))

	began = time.Now()
	var given atomic.Int64
	var refused [4]atomic.Int64
	var wg sync.WaitGroup
	for i, node := range validators {
		for worker := range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for at := worker; at < size; at += 2 {
					refusal, answered := hand(t, node, flood[(at+i*size/4)%size])
					if !answered {
						continue
					}
					given.Add(1)
					if refusal != nil {
						refused[i].Add(1)
					}
				}
			}()
		}
	}
	worst := uint64(0)
	file := func(nonce uint64) {
		blocks, took := n.honest(validators[nonce%4], nonce)
		worst = max(worst, blocks)
		t.Logf("%d papers of the flood given: final within %d blocks, %s", given.Load(), blocks,
			took.Round(time.Millisecond))
	}
	for nonce := uint64(1); nonce <= 4; nonce++ {
		n.await("the flood", startWithin, func() bool { return given.Load() >= int64(nonce)*size/2 })
		file(nonce)
	}
	wg.Wait()
	t.Logf("%d papers given to %d nodes in %s", given.Load(), len(validators),
		time.Since(began).Round(time.Millisecond))
	file(5)
	if worst > 3 {
		t.Errorf("an honest filing took %d blocks", worst)
	}
	if given.Load() != size*int64(len(validators)) {
		t.Errorf("%d papers given of %d", given.Load(), size*len(validators))
	}
	for i := range refused {
		if refused[i].Load() < size-8 {
			t.Errorf("%s took %d papers with one nonce", validators[i].Name, size-refused[i].Load())
		}
	}
	n.oneOf(flood)
	n.agree()
}

// honest files a draft of another institution and tells after how many blocks it was final.
func (n *network) honest(node localnet.Node, nonce uint64) (blocks uint64, took time.Duration) {
	n.t.Helper()
	s, ok := n.info(node)
	if !ok {
		n.t.Fatalf("%s does not answer", node.Name)
	}
	p := n.sign(s.Law, nonce, "resource.draft", draft("gz-health", fmt.Sprintf("h%d", nonce)),
		"gz-health/1")
	began := time.Now()
	refusal, answered := hand(n.t, node, p)
	if !answered || refusal != nil {
		n.t.Fatalf("%s does not take an honest filing: %v %+v", node.Name, answered, refusal)
	}
	if s, ok = n.info(node); !ok {
		n.t.Fatalf("%s does not answer", node.Name)
	}
	r := n.receipt(node, p)
	if r.Refusal != nil {
		n.t.Fatalf("%+v", r.Refusal)
	}
	if r.Height > s.Height {
		blocks = r.Height - s.Height
	}
	return blocks, time.Since(began)
}

// oneOf wants exactly one of the papers in the ledger.
func (n *network) oneOf(papers []paper) {
	n.t.Helper()
	in := map[wire.Hash]bool{}
	for _, p := range papers {
		in[p.id] = true
	}
	s, _ := n.info(n.nodes[0])
	found := 0
	for h := uint64(1); h <= s.Height; h++ {
		var b abci.BlockRecord
		if !n.ask(n.nodes[0], abci.PathBlock, nil, h, &b) {
			n.t.Fatalf("block %d is gone", h)
		}
		for _, id := range b.Papers {
			if in[id] {
				found++
			}
		}
	}
	if found != 1 {
		n.t.Errorf("%d papers with one nonce are in the ledger", found)
	}
}
