package fault

import (
	"bufio"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// One validator of four proposes blocks nobody may accept, votes twice, withholds the parts of its
// blocks, or floods the others with papers that are refused, while papers are filed: the others go
// on, what it did is on record, and once it is honest again it has the same state.
func TestByzantineValidator(t *testing.T) {
	t.Parallel()
	n := up(t, "testdata/parties.yaml", nil)
	villain := n.nodes[3]
	l := n.file("gz-water")
	n.kill(villain.Name)
	for _, mode := range abci.Byzantine {
		c := run(t, villain.Log, binary, "start", "--home", villain.Home, "--debug-byzantine", mode)
		n.await("the node that is to misbehave answers", startWithin, func() bool {
			_, ok := n.info(villain)
			return ok
		})
		took := n.grows(n.nodes[0], 12, startWithin)
		t.Logf("%s: 12 blocks in %s", mode, took.Round(time.Millisecond))
		switch mode {
		case abci.ByzantineEquivocate:
			n.convicts(villain)
		case abci.ByzantineFlood:
			n.floodedBy(villain)
		}
		c.kill()
	}
	began := time.Now()
	n.start(villain.Name)
	n.grows(villain, 2, startWithin)
	t.Logf("honest again and voting after %s", time.Since(began).Round(time.Millisecond))
	l.end()
	n.sound()
}

// convicts wants the double vote on record.
func (n *network) convicts(villain localnet.Node) {
	n.t.Helper()
	var told []govern.Offended
	n.await("the double vote is on record", startWithin, func() bool {
		return n.query(n.nodes[0], "offences", map[string]string{}, &told) && len(told) > 0
	})
	if told[0].Party != villain.Party || told[0].Removed {
		n.t.Errorf("of four validators none is removed: %+v", told[0])
	}
}

// floodedBy wants honest filings final in time while a validator floods, the flood counted by every
// other node with the peer that it came from, and most of it not read; and nothing of it in a block
// but what execution refused.
func (n *network) floodedBy(villain localnet.Node) {
	n.t.Helper()
	const forged, unread = "suyuan_forged_papers_total", "suyuan_unread_papers_total"
	for _, node := range n.nodes[:3] {
		n.honest(node)
		n.await(node.Name+" does not read the flood", startWithin, func() bool {
			return n.metric(node, unread, villain.NodeID) >= 1000
		})
		judged := n.metric(node, forged, villain.NodeID)
		if judged < 100 {
			n.t.Errorf("%s charged %.0f papers to %s", node.Name, judged, villain.Name)
		}
		for _, peer := range n.nodes {
			if peer.Name != villain.Name &&
				n.metric(node, forged, peer.NodeID)+n.metric(node, unread, peer.NodeID) > 0 {
				n.t.Errorf("%s charged papers to %s, which floods nobody", node.Name, peer.Name)
			}
		}
		n.t.Logf("%s refused %.0f forged papers and did not read %.0f", node.Name, judged,
			n.metric(node, unread, villain.NodeID))
	}
	s, _ := n.info(n.nodes[0])
	done := map[string]int{}
	for h := s.Height - min(s.Height, 10); h < s.Height; h++ {
		var b abci.BlockRecord
		if !n.ask(n.nodes[0], abci.PathBlock, nil, h+1, &b) {
			n.t.Fatalf("block %d is gone", h+1)
		}
		for _, id := range b.Papers {
			r := n.receipt(n.nodes[0], paper{id: id})
			if r.Kind == "" {
				n.t.Errorf("a paper that nobody may admit is in block %d: %+v", r.Height, r.Refusal)
			}
			if r.Refusal != nil {
				done[r.Refusal.Code]++
			}
		}
	}
	n.t.Logf("in its last blocks were refused: %v", done)
}

// metric is the sum of what a node counts under a name, of the lines that hold all of some texts.
func (n *network) metric(node localnet.Node, name string, with ...string) (sum float64) {
	n.t.Helper()
	res, err := http.Get(node.API + "/metrics")
	if err != nil {
		n.t.Fatal(err)
	}
	defer res.Body.Close()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		line := lines.Text()
		lacks := func(text string) bool { return !strings.Contains(line, text) }
		if !strings.HasPrefix(line, name) || slices.ContainsFunc(with, lacks) {
			continue
		}
		v, err := strconv.ParseFloat(line[strings.LastIndexByte(line, ' ')+1:], 64)
		if err != nil {
			n.t.Fatal(err)
		}
		sum += v
	}
	return sum
}
