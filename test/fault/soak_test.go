package fault

import (
	"os"
	"slices"
	"testing"
	"time"
)

// soak asks for the long form of these tests.
var soak = os.Getenv("SUYUAN_SOAK") != ""

// lasting is how long a fault that stops everything lasts.
var lasting = map[bool]time.Duration{false: 3 * time.Second, true: time.Minute}[soak]

// restarts is how many nodes are killed and started at random under load, by network: the long form
// takes two side by side, because most of a restart is waiting.
var restarts = map[bool][]int{false: {6}, true: {500, 500}}[soak]

// pace is the time between two papers under load: a load of an hour is held paper by paper.
var pace = map[bool]time.Duration{false: 50 * time.Millisecond, true: 500 * time.Millisecond}[soak]

// tellEvery is after how many restarts it is told how far the test is.
const tellEvery = 50

// Nodes are restarted one after another under load, first in turn as an upgrade of programs goes,
// then killed at random; the ledger never stops and loses nothing.
func TestRestartsUnderLoad(t *testing.T) {
	t.Parallel()
	for _, count := range restarts {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			restart(t, count)
		})
	}
}

func restart(t *testing.T, restarts int) {
	random := dice(t)
	n := up(t, "testdata/parties.yaml", nil)
	l := n.file("gz-water")
	began := time.Now()
	var took []time.Duration
	for i := range restarts {
		victim := n.nodes[i%4]
		if i >= 4 {
			victim = n.nodes[random.IntN(len(n.nodes))]
		}
		n.kill(victim.Name)
		time.Sleep(between(random, 0, 300*time.Millisecond))
		down := time.Now()
		n.start(victim.Name)
		n.grows(victim, 2, startWithin)
		took = append(took, time.Since(down))
		if (i+1)%tellEvery == 0 || i+1 == restarts {
			middle, worst := middleAndWorst(took)
			s, _ := n.info(victim)
			t.Logf("%d of %d restarts in %s, height %d: back within %s in the middle, %s at worst", i+1,
				restarts, time.Since(began).Round(time.Second), s.Height, middle, worst)
		}
	}
	l.end()
	n.sound()
}

// middleAndWorst are the median and the greatest of some times.
func middleAndWorst(times []time.Duration) (middle, worst time.Duration) {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2].Round(time.Millisecond),
		sorted[len(sorted)-1].Round(time.Millisecond)
}
