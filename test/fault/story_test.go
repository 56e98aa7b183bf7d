package fault

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The Guizhou story goes through while nodes are killed at any instant, once all of them together:
// every step ends as it says, and no paper that was final is lost anywhere.
func TestStoryWhileNodesAreKilled(t *testing.T) {
	t.Parallel()
	random := dice(t)
	n := up(t, "../../localnet/stories/guizhou/story.yaml", nil)
	seen := map[wire.Hash]uint64{}
	var lines counter
	type end struct {
		result scenario.Result
		err    error
	}
	done := make(chan end, 1)
	began := time.Now()
	go func() {
		r, err := scenario.Run(n.story, scenario.Options{Nodes: n.urls(), Verbose: &lines,
			Filed: func(id wire.Hash, height uint64) { seen[id] = height }})
		done <- end{r, err}
	}()

	k := killer{n: n, random: random, half: int64(len(n.story.Steps) / 2), steps: &lines}
	var e end
	for over := false; !over; {
		select {
		case e = <-done:
			over = true
		case <-time.After(k.pause()):
			k.strike()
		}
		if time.Since(began) > 4*time.Minute {
			t.Fatalf("the story is at step %d of %d after %s", lines.Load(), len(n.story.Steps),
				time.Since(began))
		}
	}
	t.Logf("%s, %d papers, %d kills, all nodes killed at step %d",
		time.Since(began).Round(time.Second), len(seen), k.kills, k.all)
	if e.err != nil {
		t.Fatal(e.err)
	}
	if e.result.Difference != nil {
		t.Fatal(e.result.Difference)
	}
	if k.all == 0 {
		t.Error("all nodes were never killed at once")
	}
	n.agree()
	n.hold(seen)
}

// counter counts the steps that a story has told of.
type counter struct{ atomic.Int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.Add(1)
	return len(b), nil
}

// killer kills one node after another and starts it again.
type killer struct {
	n      *network
	random *rand.Rand
	steps  *counter
	half   int64 // the step after which all are killed at once
	all    int64 // the step at which they were
	kills  int
}

// between is a random time.
func between(random *rand.Rand, from, to time.Duration) time.Duration {
	return from + time.Duration(random.Int64N(int64(to-from)))
}

func (k *killer) pause() time.Duration {
	return between(k.random, 500*time.Millisecond, 3*time.Second)
}

func (k *killer) strike() {
	victims := []string{k.n.nodes[k.random.IntN(len(k.n.nodes))].Name}
	if at := k.steps.Load(); k.all == 0 && at > k.half {
		victims, k.all = k.n.names(), at
	}
	k.kills++
	k.n.kill(victims...)
	time.Sleep(between(k.random, 0, 2*time.Second))
	k.n.start(victims...)
}
