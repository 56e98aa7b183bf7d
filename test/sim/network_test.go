package sim

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

var networks = flag.Int("networks", 1, "networks of several nodes to play, each with the next seed")

const size = 4 // nodes; the first one may be a traitor, one more may be down

// record is the blocks of a history as one node alone made them.
type record struct {
	g      *abci.Founding
	blocks []decided
	papers int
}

// network is several nodes under a scheduler that knows nothing of the ledger: who proposes, who
// hears of what, who is down and when is drawn from the seed. What it decides goes to a model as
// well: a node that never restarts, checks no paper beforehand and sees each block once.
type network struct {
	t     *testing.T
	rng   *rand.Rand
	g     *abci.Founding
	nodes []*node
	model *node

	chain   []decided
	at      time.Time
	waiting [][]byte // filed and not final
	count   map[string]int
}

func (n *network) chance(percent int) bool { return n.rng.IntN(100) < percent }

func (n *network) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

func newNetwork(t *testing.T, seed uint64, g *abci.Founding) *network {
	n := &network{t: t, rng: rand.New(rand.NewPCG(seed, 21)), g: g, at: g.Doc.GenesisTime,
		count: map[string]int{}}
	dir := t.TempDir()
	clock := func() time.Time { return n.at }
	for i := range size + 1 {
		m := &node{name: fmt.Sprint("node", i), dir: dir, g: g, clock: clock}
		if i == size {
			m.name, n.model = "model", m
		} else {
			n.nodes = append(n.nodes, m)
		}
		n.must(m.start())
	}
	return n
}

// filed has somebody file papers: some nodes hear of each at once, others later or never.
func (n *network) filed(papers [][]byte) {
	for _, raw := range papers {
		n.waiting = append(n.waiting, raw)
		n.gossip(raw, 60)
	}
}

func (n *network) gossip(raw []byte, percent int) {
	for _, m := range n.nodes {
		if m.up() && n.chance(percent) {
			n.must(m.take(raw))
		}
	}
}

// settle makes heights until what was filed is final, or no node takes it any more.
func (n *network) settle() {
	for range 4 {
		if n.next(false); len(n.waiting) == 0 {
			return
		}
		for _, raw := range n.waiting {
			n.gossip(raw, 70)
		}
	}
	for _, raw := range n.waiting {
		n.gossip(raw, 100)
	}
	n.next(true)
	for _, raw := range n.waiting {
		n.count["dropped"]++
		if slices.ContainsFunc(n.nodes, func(m *node) bool {
			return m.up() && slices.ContainsFunc(m.pool, func(p []byte) bool { return bytes.Equal(p, raw) })
		}) && n.fits() {
			n.t.Fatalf("a paper that every node took is in no block")
		}
	}
	n.waiting = nil
}

// fits tells whether all that waits fits into one block, so that leaving something out is a fault.
func (n *network) fits() bool { return len(n.waiting) < 40 }

// next decides one height, in as many rounds as it takes, and has every node execute it.
func (n *network) next(calm bool) {
	n.t.Helper()
	height := int64(len(n.chain)) + 1
	if height > 1 {
		n.at = n.at.Add(time.Millisecond)
	}
	for round := 0; ; round++ {
		who := n.nodes[(int(height)+round)%size]
		if !who.up() {
			n.count["rounds"]++
			continue
		}
		papers, err := who.propose(height, n.at)
		n.must(err)
		b := n.block(height, round, papers)
		if who == n.nodes[0] && !calm && n.chance(30) {
			if bad, ok := n.spoil(papers); ok {
				n.judge(who, n.block(height, round, bad), false)
				n.count["rejected"]++
				continue
			}
		}
		n.judge(who, b, true)
		if !calm && n.chance(15) {
			n.count["rounds"]++
			continue // too few votes arrived in time
		}
		n.decide(b)
		return
	}
}

func (n *network) block(height int64, round int, papers [][]byte) decided {
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %d %d %x", height, round, len(papers), papers))
	who := sha256.Sum256([]byte{byte((int(height) + round) % size)})
	return decided{height: height, at: n.at, papers: papers, hash: hash[:], proposer: who[:20]}
}

// judge asks the other nodes about a proposal: an honest one is accepted by all, another by none.
func (n *network) judge(who *node, b decided, want bool) {
	n.t.Helper()
	for _, m := range n.nodes {
		if m == who || !m.up() || n.chance(10) && want {
			continue
		}
		got, err := m.accepts(b)
		n.must(err)
		if got != want {
			n.t.Fatalf("height %d: %s says %v to a proposal of %s", b.height, m.name, got, who.name)
		}
	}
}

// spoil makes of an honest proposal one that no honest node may accept.
func (n *network) spoil(papers [][]byte) ([][]byte, bool) {
	out := slices.Clone(papers)
	final := func() []byte {
		past := n.chain[n.rng.IntN(len(n.chain))].papers
		if len(past) == 0 {
			return nil
		}
		return past[n.rng.IntN(len(past))]
	}
	if len(n.chain) == 0 {
		return nil, false
	}
	switch old := final(); n.rng.IntN(5) {
	case 0: // a final paper once more
		return append(out, old), old != nil
	case 1: // a byte turned
		if old == nil {
			return nil, false
		}
		return append([][]byte{turned(n.rng, old)}, out...), true
	case 2: // one paper twice
		if len(out) == 0 {
			return nil, false
		}
		return append(out, out[n.rng.IntN(len(out))]), true
	case 3: // no paper at all
		return append(out, []byte("nothing")), true
	}
	return append(out, make([]byte, abci.BlockBytes/2)), true // far too large
}

func turned(rng *rand.Rand, raw []byte) []byte {
	out := bytes.Clone(raw)
	out[rng.IntN(len(out))] ^= 1 << rng.IntN(8)
	return out
}

// decide has the model execute a block, then every node that is up: some twice, some after a kill
// between execution and saving. All must come to the same.
func (n *network) decide(b decided) {
	n.t.Helper()
	n.chain = append(n.chain, b)
	want, hash, err := n.model.execute(b)
	n.must(err)
	n.must(n.model.save(b, hash))
	for _, m := range n.nodes {
		if m.up() {
			n.follow(m, b, want)
		}
	}
	final := map[string]bool{}
	for _, raw := range b.papers {
		final[string(raw)] = true
	}
	n.waiting = slices.DeleteFunc(n.waiting, func(raw []byte) bool { return final[string(raw)] })
}

func (n *network) follow(m *node, b decided, want string) {
	n.t.Helper()
	again := 1
	switch {
	case n.chance(4):
		again = 2
		n.count["executed twice"]++
	case n.chance(3):
		_, _, err := m.execute(b)
		n.must(err)
		n.must(m.stop())
		n.must(m.start())
		n.count["killed before saving"]++
	}
	for i := range again {
		got, hash, err := m.execute(b)
		n.must(err)
		if got != want {
			n.t.Fatalf("%s after height %d: %s, the model %s", m.name, b.height, got, want)
		}
		if i == again-1 {
			n.must(m.save(b, hash))
		}
	}
	if m.fault != nil {
		n.t.Fatalf("%s: %v", m.name, m.fault)
	}
}

// weather takes a node down now and then and brings another back, which then follows by blocks.
func (n *network) weather() {
	n.t.Helper()
	down := slices.IndexFunc(n.nodes, func(m *node) bool { return !m.up() })
	switch {
	case down < 0 && n.chance(5):
		n.must(n.nodes[n.rng.IntN(size)].stop())
	case down >= 0 && n.chance(25):
		n.back(n.nodes[down])
	case n.chance(3):
		for _, m := range n.nodes { // all at once: a power cut of the building
			if m.up() {
				n.must(m.stop())
			}
			n.back(m)
		}
	}
	if n.chance(5) && len(n.chain) > 0 {
		n.flood(n.nodes[n.rng.IntN(size)])
	}
}

func (n *network) back(m *node) {
	n.t.Helper()
	n.must(m.start())
	n.count["restarts"]++
	for _, b := range n.chain[m.height:] {
		got, hash, err := m.execute(b)
		n.must(err)
		n.must(m.save(b, hash))
		n.count["caught up"]++
		if int(b.height) == len(n.chain) && !bytes.Equal(hash, n.model.hash) {
			n.t.Fatalf("%s caught up to %s, the model is at %x", m.name, got, n.model.hash)
		}
	}
}

// flood hands a node what it must refuse: papers that are final, and papers with a byte turned.
func (n *network) flood(m *node) {
	if !m.up() {
		return
	}
	for range 60 {
		past := n.chain[n.rng.IntN(len(n.chain))].papers
		if len(past) == 0 {
			continue
		}
		raw := past[n.rng.IntN(len(past))]
		if n.chance(50) {
			raw = turned(n.rng, raw)
		}
		held := len(m.pool)
		n.must(m.take(raw))
		if len(m.pool) != held {
			n.t.Fatalf("%s takes a paper that is final or not as it was signed", m.name)
		}
		n.count["refused"]++
	}
}

// TestNetworks plays the papers of a disturbed history on several nodes; `-seed N -networks 1
// -histories 0` repeats one.
func TestNetworks(t *testing.T) {
	c := loadCorpus(t)
	for i := range *networks {
		seed := *firstSeed + uint64(i)
		rec := record{}
		breed := newBreeder(seed)
		r, err := scenario.Run(c.weave(t, rand.New(rand.NewPCG(seed, 3))), scenario.Options{
			Disturb: breed.breed, Decided: func(g *abci.Founding, at time.Time, papers [][]byte) {
				rec.g, rec.papers = g, rec.papers+len(papers)
				rec.blocks = append(rec.blocks, decided{at: at, papers: papers})
			}})
		if err != nil || r.Difference != nil {
			t.Fatalf("seed %d: %v %v", seed, err, r.Difference)
		}
		playNetwork(t, seed, rec)
	}
}

func playNetwork(t *testing.T, seed uint64, rec record) {
	n := newNetwork(t, seed, rec.g)
	m := app.Standard()
	for i, b := range rec.blocks {
		if b.at.After(n.at) {
			n.at = b.at
		}
		n.weather()
		n.filed(b.papers)
		n.settle()
		if i%25 == 0 || i == len(rec.blocks)-1 {
			n.must(m.CheckInvariants(n.model.db.View()))
		}
	}
	for _, m := range n.nodes {
		if !m.up() {
			n.back(m)
		}
		if !bytes.Equal(m.hash, n.model.hash) || m.height != n.model.height {
			t.Errorf("%s ends at %x", m.name, m.hash)
		}
		n.must(m.stop())
	}
	final := 0
	for _, b := range n.chain {
		final += len(b.papers)
	}
	t.Logf("seed %d: %d papers of %d final in %d heights, app hash %x; %v", seed, final, rec.papers,
		len(n.chain), n.model.hash, n.count)
	n.must(n.model.stop())
	for _, what := range []string{"restarts", "caught up", "rejected", "rounds", "refused",
		"executed twice", "killed before saving"} {
		if n.count[what] == 0 {
			t.Errorf("seed %d: never %s", seed, what)
		}
	}
	if final < rec.papers*9/10 {
		t.Errorf("seed %d: %d of %d papers became final", seed, final, rec.papers)
	}
}
