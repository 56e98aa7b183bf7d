package fault

import (
	"os"
	"testing"
	"time"
)

// soak asks for the long form of these tests.
var soak = os.Getenv("SUYUAN_SOAK") != ""

// lasting is how long a fault that stops everything lasts.
var lasting = map[bool]time.Duration{false: 3 * time.Second, true: time.Minute}[soak]

// restarts is how many nodes are killed and started at random under load.
var restarts = map[bool]int{false: 6, true: 1000}[soak]

// Nodes are restarted one after another under load, first in turn as an upgrade of programs goes,
// then killed at random; the ledger never stops and loses nothing.
func TestRestartsUnderLoad(t *testing.T) {
	t.Parallel()
	random := dice(t)
	n := up(t, "testdata/parties.yaml", nil)
	l := n.file("gz-water")
	var worst time.Duration
	for i := range restarts {
		victim := n.nodes[i%4]
		if i >= 4 {
			victim = n.nodes[random.IntN(len(n.nodes))]
		}
		n.kill(victim.Name)
		time.Sleep(between(random, 0, 300*time.Millisecond))
		began := time.Now()
		n.start(victim.Name)
		n.grows(victim, 2, startWithin)
		worst = max(worst, time.Since(began))
	}
	t.Logf("%d restarts, the slowest was back within %s", restarts, worst.Round(time.Millisecond))
	l.end()
	n.sound()
}
