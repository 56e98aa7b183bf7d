package sim

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

var (
	firstSeed = flag.Uint64("seed", 1, "seed of the first history")
	histories = flag.Int("histories", 6, "histories to play, each with the next seed")
)

// history plays one seed and returns how it ended and what was accepted.
func history(t *testing.T, c corpus, seed uint64, restart bool) (scenario.Result, *shadow) {
	t.Helper()
	story := c.weave(t, rand.New(rand.NewPCG(seed, 3)))
	breed, memory := newBreeder(seed), newShadow()
	m := app.Standard()
	blocks := 0
	r, err := scenario.Run(story, scenario.Options{RestartEveryBlock: restart,
		Disturb: breed.breed, Told: memory.told,
		Check: func(r state.Reader) error {
			if blocks++; len(memory.broken) > 0 {
				return fmt.Errorf("%s", strings.Join(memory.broken, "\n"))
			}
			return m.CheckInvariants(r)
		}})
	if err != nil || r.Difference != nil {
		t.Fatalf("seed %d (%s): %v %v", seed, story.Title, err, r.Difference)
	}
	if len(memory.broken) > 0 {
		t.Errorf("seed %d (%s): %s", seed, story.Title, strings.Join(memory.broken, "\n"))
	}
	return r, memory
}

// TestHistories plays seeded histories; `go test ./test/sim -seed N -histories 1` repeats one.
func TestHistories(t *testing.T) {
	c := loadCorpus(t)
	accepted, refused := map[string]int{}, map[string]int{}
	papers, no := 0, 0
	for i := range *histories {
		seed := *firstSeed + uint64(i)
		r, memory := history(t, c, seed, false)
		t.Logf("seed %d: height %d, %d accepted, %d refused, app hash %s", seed, r.Height, r.Papers,
			r.Refused, r.AppHash)
		papers, no = papers+r.Papers, no+r.Refused
		for k, n := range memory.accepted {
			accepted[k] += n
		}
		for k, n := range memory.refused {
			refused[k] += n
		}
	}
	if papers < 40**histories || no < 40**histories {
		t.Errorf("no mixture: %d accepted, %d refused in %d histories", papers, no, *histories)
	}
	t.Logf("%d kinds accepted: %s", len(accepted), slices.Sorted(maps.Keys(accepted)))
	t.Logf("%d codes refused: %s", len(refused), slices.Sorted(maps.Keys(refused)))
}

// TestReplay plays a seed again, now with the chain closed and opened after every block.
func TestReplay(t *testing.T) {
	c := loadCorpus(t)
	first, _ := history(t, c, *firstSeed, false)
	again, _ := history(t, c, *firstSeed, true)
	if first.AppHash != again.AppHash || first.Height != again.Height {
		t.Errorf("app hash %s at %d, then %s at %d", first.AppHash, first.Height, again.AppHash,
			again.Height)
	}
}

// TestProvincesApart weaves undisturbed stories of all provinces: each paper fares as in its own.
func TestProvincesApart(t *testing.T) {
	c := loadCorpus(t)
	for seed := range uint64(2) {
		story := c.weave(t, rand.New(rand.NewPCG(seed, 11)))
		r, err := scenario.Run(story, scenario.Options{})
		if err != nil || r.Difference != nil {
			t.Errorf("%s: %v %v", story.Title, err, r.Difference)
		}
	}
}
