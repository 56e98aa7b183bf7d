package fault

import (
	"fmt"
	"os"
	"strconv"
	"strings"
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

// One institution floods every node; filings of another institution, during the flood and after it,
// are final everywhere within three blocks (rulings E2), and no node's memory grows beyond bounds.
func TestFlood(t *testing.T) {
	n := up(t, "testdata/parties.yaml", nil)
	for _, part := range []struct {
		name  string
		flood func(*network)
	}{{"one nonce", oneNonce}, {"many accounts", manyAccounts}} {
		t.Run(part.name, func(t *testing.T) {
			of := *n
			of.t = t
			part.flood(&of)
			n.drafts = of.drafts
			of.agree()
			of.peaks()
		})
	}
}

// oneNonce hands 5,000 papers with one nonce to every node, to each in another order.
func oneNonce(n *network) {
	t, validators := n.t, n.nodes[:4]
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
			wg.Go(func() {
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
			})
		}
	}
	for i := range int64(4) {
		n.await("the flood", startWithin, func() bool { return given.Load() >= (i+1)*size/2 })
		n.honest(validators[i])
	}
	wg.Wait()
	t.Logf("%d papers given to %d nodes in %s", given.Load(), len(validators),
		time.Since(began).Round(time.Millisecond))
	n.honest(validators[0])
	if given.Load() != size*int64(len(validators)) {
		t.Errorf("%d papers given of %d", given.Load(), size*len(validators))
	}
	for i := range refused {
		if refused[i].Load() < size-8 {
			t.Errorf("%s took %d papers with one nonce", validators[i].Name, size-refused[i].Load())
		}
	}
	n.oneOf(flood)
}

// manyAccounts hands every node large papers that are admissible, of three accounts of one
// institution, on many lanes, none twice; a third of them are refused when they are executed,
// because what they draft is another institution's. It lasts until each node has refused some
// because the institution's share of waiting bytes was full, and some filings of another
// institution were final meanwhile.
func manyAccounts(n *network) {
	t, validators := n.t, n.nodes[:4]
	s, ok := n.info(validators[0])
	if !ok {
		t.Fatal("no answer")
	}
	const perNode, lanes = 50, 16
	filings := map[bool]int{false: 5, true: 100}[soak]
	began := time.Now()
	var refused [4]atomic.Int64
	var over atomic.Bool
	var taken atomic.Int64
	var next atomic.Uint64
	var wg sync.WaitGroup
	for i, node := range validators {
		for range 2 {
			wg.Go(func() {
				for !over.Load() {
					at := next.Add(1)
					whose := []string{"gz-water", "gz-health", "gz-water"}[at/3%3]
					p := n.signOn(uint16(100+at%lanes), s.Law, 1+at/lanes, "resource.draft",
						large(whose, fmt.Sprintf("w%d", at%100)), fmt.Sprintf("gz-water/%d", 1+at%3))
					refusal, answered := hand(t, node, p)
					switch {
					case refusal != nil && refusal.Code == "mempool.share":
						refused[i].Add(1)
					case refusal != nil && refusal.Code != "tx.nonce":
						t.Errorf("%s: %+v", node.Name, refusal)
					case refusal == nil && answered:
						taken.Add(1)
					}
				}
			})
		}
	}
	for i := range filings {
		n.await("the share of waiting bytes is full", startWithin, func() bool {
			return refused[i%4].Load() >= int64(perNode*(i/4+1))
		})
		n.honest(validators[i%4])
	}
	over.Store(true)
	wg.Wait()
	t.Logf("%d large papers taken in %s, refused for the share: %d %d %d %d", taken.Load(),
		time.Since(began).Round(time.Millisecond), refused[0].Load(), refused[1].Load(),
		refused[2].Load(), refused[3].Load())
	n.honest(validators[0])
}

// large is a draft of a third of the size that a paper may have.
func large(party, local string) rule.Msg {
	d := draft(party, local).(*catalog.ResourceDraft)
	for i := range 300 {
		d.Fields = append(d.Fields, catalog.Field{Name: fmt.Sprintf("%064d", i), Type: "text"})
	}
	return d
}

// peaks tells the most memory that each node's process ever held, and bounds it: its heap is told
// to stay under 512 MiB, and files of the store are mapped besides.
func (n *network) peaks() {
	n.t.Helper()
	const bound = 1 << 20 // KiB
	record, err := localnet.Open(n.dir)
	if err != nil {
		n.t.Fatal(err)
	}
	var told []string
	for _, node := range record.Nodes {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", node.PID))
		if err != nil {
			n.t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(b), "VmHWM:")
		kib, err := strconv.Atoi(strings.Fields(after)[0])
		if err != nil || kib > bound {
			n.t.Errorf("%s held %d KiB at once (%v)", node.Name, kib, err)
		}
		told = append(told, fmt.Sprintf("%s %d MiB", node.Name, kib>>10))
	}
	n.t.Logf("most memory held: %s", strings.Join(told, ", "))
}

// within is how many blocks an honest filing waits at most while others flood (rulings E2).
const within = 3

// honest files a draft of another institution and wants it final within three blocks, on every
// node at the same height. A machine that is too busy to pass it on in time gets a second chance.
func (n *network) honest(node localnet.Node) {
	n.t.Helper()
	if blocks := n.waits(node); blocks > within {
		n.t.Logf("it took %d blocks: once more", blocks)
		if blocks = n.waits(node); blocks > within {
			n.t.Errorf("an honest filing took %d blocks", blocks)
		}
	}
}

// waits files a draft and tells within how many blocks it was final.
func (n *network) waits(node localnet.Node) (blocks uint64) {
	n.t.Helper()
	s, ok := n.info(node)
	if !ok {
		n.t.Fatalf("%s does not answer", node.Name)
	}
	p := n.next(s.Law)
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
	took := time.Since(began)
	for _, other := range n.nodes {
		if at := n.receipt(other, p); at.Height != r.Height {
			n.t.Errorf("%s has it at height %d, %s at %d", node.Name, r.Height, other.Name, at.Height)
		}
	}
	blocks = max(r.Height, s.Height) - s.Height
	n.t.Logf("an honest filing through %s: final within %d blocks, %s; everywhere after %s",
		node.Name, blocks, took.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	return blocks
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
