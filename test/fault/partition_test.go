package fault

import (
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

// What networks do to four validators and an auditor while papers are filed: one validator is cut
// off, two are cut from two, every link becomes slow and drops what exceeds it. No two nodes ever
// disagree, a minority decides nothing, and service comes back by itself.
func TestPartitions(t *testing.T) {
	t.Parallel()
	s := inSpaces(t, "testdata/time.yaml")
	s.play(s.story.Steps, scenario.Options{})
	l := s.file("gz-water")
	for _, c := range []struct {
		name string
		a, b []int
		goOn bool // a decides alone
	}{
		{"one validator cut off", []int{0, 1, 2, 4}, []int{3}, true},
		{"two against two", []int{0, 1, 4}, []int{2, 3}, false},
	} {
		s.part(c.a, c.b)
		time.Sleep(time.Second) // what was on its way has arrived
		cut, other := s.heights(c.a), s.heights(c.b)
		if c.goOn {
			took := s.grows(s.nodes[0], 3, startWithin)
			t.Logf("%s: three blocks of the others in %s", c.name, took.Round(time.Millisecond))
		} else {
			time.Sleep(lasting)
			if now := s.heights(c.a); now[0] > cut[0]+1 {
				t.Errorf("%s: two of four went from %d to %d", c.name, cut[0], now[0])
			}
		}
		if now := s.heights(c.b); now[0] > other[0]+1 {
			t.Errorf("%s: a minority went from %d to %d", c.name, other[0], now[0])
		}
		s.mend(c.a, c.b)
		s.back(c.name)
	}
	for _, name := range s.names[1:] {
		s.must("tc -n " + name + " qdisc add dev e0 root tbf rate 600kbit burst 4kb limit 12kb")
	}
	t.Logf("slow and lossy: five blocks in %s", s.grows(s.nodes[0], 5, startWithin).
		Round(time.Millisecond))
	for _, name := range s.names[1:] {
		s.must("tc -n " + name + " qdisc del dev e0 root")
	}
	s.back("slow and lossy links")
	l.end()
}
