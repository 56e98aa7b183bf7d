package fault

import (
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
)

// One validator of four proposes blocks nobody may accept, votes twice, or withholds the parts of
// its blocks, while papers are filed: the others go on, what it did is on record, and once it is
// honest again it has the same state.
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
		if mode == abci.ByzantineEquivocate {
			var told []govern.Offended
			n.await("the double vote is on record", startWithin, func() bool {
				return n.query(n.nodes[0], "offences", map[string]string{}, &told) && len(told) > 0
			})
			if told[0].Party != villain.Party || told[0].Removed {
				t.Errorf("of four validators none is removed: %+v", told[0])
			}
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
