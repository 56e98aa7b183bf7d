package fault

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

// everybody are four validators and the auditor, as ports of their exchange.
var everybody = []int{0, 1, 2, 3, 4}

// backWithin bounds how long nodes take to find each other again. After a minute's cut CometBFT has
// given its connections up and dials with pauses.
var backWithin = map[bool]time.Duration{false: startWithin, true: 5 * time.Minute}[soak]

// Links that nobody wants.
var (
	broken   = link{cut: true}
	far      = link{delay: 150 * time.Millisecond, jitter: 50 * time.Millisecond, loss: 30, rate: 1e6}
	terrible = link{delay: 500 * time.Millisecond, jitter: 300 * time.Millisecond, loss: 200,
		rate: 64_000}
)

// trouble is one thing that happens to a network, and what it may not do to it.
type trouble struct {
	name     string
	from, to []int
	link     link
	both     bool  // the way back is alike
	goOn     []int // who makes blocks all the same
	stop     []int // who makes none
}

var troubles = []trouble{
	{"one validator cut off", []int{0, 1, 2, 4}, []int{3}, broken, true, []int{0, 1, 2, 4}, []int{3}},
	{"two against two", []int{0, 1, 4}, []int{2, 3}, broken, true, nil, everybody},
	{"one hears and is not heard", []int{3}, []int{0, 1, 2, 4}, broken, false, []int{0, 1, 2, 4}, nil},
	{"one does not hear one", []int{0}, []int{1}, broken, false, everybody, nil},
	{"all links slow and lossy", everybody, everybody, far, true, everybody, nil},
	{"one with terrible links", []int{2}, []int{0, 1, 3, 4}, terrible, true, []int{0, 1, 3, 4}, nil},
}

// What networks do to four validators and an auditor while papers are filed. No two nodes ever
// disagree, a minority decides nothing, nothing that was final is lost, and service comes back by
// itself.
func TestPartitions(t *testing.T) {
	t.Parallel()
	random := dice(t)
	s := inSpaces(t, random, "testdata/time.yaml")
	s.play(s.story.Steps, scenario.Options{})
	l := s.file("gz-water")
	for _, c := range troubles {
		s.suffer(c)
		s.witness(l)
		s.back(c.name)
	}
	for i := range storms {
		if i > 0 {
			l = s.file("gz-water")
		}
		s.storm(random)
		s.witness(l)
		s.back("links changed at random")
		s.kept(l.end())
	}
	s.stop()
	s.sound()
}

// suffer brings a trouble over the network and looks who goes on.
func (s *spaces) suffer(c trouble) {
	s.t.Helper()
	s.exchange.counts()
	s.exchange.set(c.link, c.from, c.to)
	if c.both {
		s.exchange.set(c.link, c.to, c.from)
	}
	time.Sleep(time.Second) // what was on its way has arrived
	before, began := s.heights(everybody), time.Now()
	for _, i := range c.goOn {
		s.await(s.nodes[i].Name+" makes three blocks", startWithin, func() bool {
			at, ok := s.info(s.nodes[i])
			return ok && at.Height >= before[i]+3
		})
	}
	if len(c.goOn) > 0 {
		s.t.Logf("%s: three blocks of the others in %s", c.name,
			time.Since(began).Round(time.Millisecond))
	} else {
		time.Sleep(lasting)
	}
	for i, now := range s.heights(everybody) {
		if slices.Contains(c.stop, i) && now > before[i]+1 {
			s.t.Errorf("%s: %s went from %d to %d", c.name, s.nodes[i].Name, before[i], now)
		}
	}
}

// Storms of the short and of the long form: how many, how often links change in one, and how long
// they stay at most.
var (
	storms  = map[bool]int{false: 1, true: 30}[soak]
	changes = map[bool]int{false: 10, true: 40}[soak]
	staying = map[bool]time.Duration{false: 300 * time.Millisecond, true: 3 * time.Second}[soak]
)

// storm changes links at random moments, from some nodes to some at a time.
func (s *spaces) storm(random *rand.Rand) {
	s.t.Helper()
	s.exchange.counts()
	for range changes {
		order := random.Perm(len(everybody))
		from, to := order[:1+random.IntN(4)], everybody
		if random.IntN(2) == 0 {
			to = order[len(from):]
		}
		s.exchange.set(weather(random), from, to)
		time.Sleep(between(random, 0, staying))
	}
}

// weather is a link of any kind.
func weather(random *rand.Rand) link {
	switch random.IntN(4) {
	case 0:
		return link{}
	case 1:
		return broken
	}
	return link{delay: between(random, 0, 400*time.Millisecond), loss: random.IntN(100),
		jitter: between(random, 0, 100*time.Millisecond), rate: 100_000 << random.IntN(8)}
}
