package abci

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app/party"
)

// votes is a last commit of validators of the given power, voting at the given times.
func votes(power int64, at ...time.Time) (*types.Commit, *types.ValidatorSet) {
	var list []*types.Validator
	c := &types.Commit{Height: 1}
	for _, t := range at {
		pub := ed25519.GenPrivKey().PubKey()
		list = append(list, types.NewValidator(pub, power))
		c.Signatures = append(c.Signatures, types.CommitSig{BlockIDFlag: types.BlockIDFlagCommit,
			ValidatorAddress: pub.Address(), Timestamp: t, Signature: []byte{1}})
	}
	return c, types.NewValidatorSet(list)
}

// One clock of four, ten minutes slow or fast, does not move block time: the engine takes the
// median of the votes weighed by power, and the power that genesis gives keeps it a median
// (rulings E5). With powers of 1, which genesis refuses, the slow clock would become the time.
func TestOneClockMovesNoBlockTime(t *testing.T) {
	now := time.Date(2026, 10, 8, 9, 0, 0, 0, time.UTC)
	honest := []time.Time{now, now.Add(40 * time.Millisecond), now.Add(80 * time.Millisecond)}
	for _, off := range []time.Duration{-10 * time.Minute, 10 * time.Minute, -24 * time.Hour} {
		for _, power := range []int64{party.DefaultPower, party.MinPower} {
			got, err := sm.MedianTime(votes(power, append(honest, now.Add(off))...))
			if err != nil || got.Before(now) || got.After(honest[2]) {
				t.Errorf("a clock %s off, power %d: block time %s, %v", off, power, got, err)
			}
		}
	}
	slow := now.Add(-10 * time.Minute)
	if got, err := sm.MedianTime(votes(1, slow, now, now)); err != nil || !got.Equal(slow) {
		t.Errorf("three powers of 1, one clock slow: %s %v; may small powers be allowed now?", got, err)
	}
	if got, err := sm.MedianTime(votes(party.MinPower, slow, now, now)); err != nil ||
		!got.Equal(now) {
		t.Errorf("three of the least power, one clock slow: %s %v", got, err)
	}
	if g := testDocument(t, "note-1", began, someValidator); g.Party.Validators[0].Power <
		party.MinPower {
		t.Errorf("genesis gives power %d", g.Party.Validators[0].Power)
	}
}

// A proposer's own clock never changes what a paper is judged by. Slow by minutes it proposes as
// ever; fast by minutes its blocks look stale to it, so it proposes empty ones, and the papers come
// by the others. No node asks its clock about another's proposal.
func TestProposersWithWrongClocks(t *testing.T) {
	for _, v := range []struct {
		off    time.Duration
		papers int
	}{{-10 * time.Minute, 1}, {10 * time.Minute, 0}, {-time.Hour, 1}, {14 * time.Second, 1}} {
		c, other := newChain(t), newChain(t)
		raw := c.paper("alpha/1", "note.put", "k", "v")
		c.check(raw)
		c.app.o.Clock = func() time.Time { return c.now.Add(v.off) }
		other.app.o.Clock = func() time.Time { return c.now.Add(-2 * v.off) }
		raws := c.prepare()
		if len(raws) != v.papers {
			t.Errorf("a clock %s off proposes %d papers, want %d", v.off, len(raws), v.papers)
		}
		if !other.accepts(raws...) || !other.accepts(raw) {
			t.Errorf("a node whose clock differs from the block's rejects it")
		}
		mine, theirs := c.finalize(raw), other.finalize(raw)
		if string(mine.AppHash) != string(theirs.AppHash) || mine.TxResults[0].Code != 0 {
			t.Errorf("a clock %s off: app hashes differ", v.off)
		}
	}
}

// course is a node beside a ledger in a test: what is true, what the node's clock says, and the
// blocks as the node hears of them.
type course struct {
	clock
	now     time.Time // true, and what the others' clocks say
	off     time.Duration
	further bool // the others have blocks that the node fetches
	height  int64
	voted   time.Time // of the last block
	said    error
}

func newCourse() *course {
	c := &course{now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), height: 7}
	c.begin()
	return c
}

// begin is a start of the node.
func (c *course) begin() {
	c.own = func() time.Time { return c.now.Add(c.off) }
	c.steady = func() time.Time { return c.now }
	c.tolerance, c.newest = time.Minute, func(int64) bool { return !c.further }
	c.before, c.wrong = decision{}, 0
	c.read.Store(nil)
}

// blocks are decided one after the other, each heard of some time after it was voted for, and the
// next so much after that.
func (c *course) blocks(n int, heard, next time.Duration) {
	for range n {
		header := c.voted
		c.height++
		c.voted = c.now.Add(-heard)
		if err := c.decided(c.height, header); c.said == nil {
			c.said = err
		}
		c.now = c.now.Add(next)
	}
}

// A ledger that is idle, halted, stopped over night, cut in two, or that the node catches up with
// never shows the node's clock as wrong; nor does a clock that is off by less than the tolerance.
func TestRightClocks(t *testing.T) {
	const ms = time.Millisecond
	for name, happens := range map[string]func(c *course){
		"busy": func(c *course) { c.blocks(500, 20*ms, 100*ms) },
		"idle": func(c *course) { c.blocks(20, 20*ms, time.Hour) },
		"halted for a day, nodes running": func(c *course) {
			c.blocks(5, 20*ms, time.Second)
			c.now = c.now.Add(24 * time.Hour)
			c.blocks(50, 20*ms, time.Second)
		},
		"all stopped over night": func(c *course) {
			c.blocks(5, 20*ms, time.Second)
			c.now = c.now.Add(9 * time.Hour)
			c.begin()
			c.blocks(1, 9*time.Hour, 0) // from the log of consensus: voted for before the night
			c.blocks(50, 20*ms, time.Second)
		},
		"votes handed over when a cut is mended": func(c *course) {
			for range 5 {
				c.blocks(1, 10*time.Minute, time.Second)
				c.blocks(3, 20*ms, 5*time.Second)
			}
		},
		"catching up": func(c *course) {
			c.further = true
			c.blocks(600, 10*time.Minute, 100*ms)
			c.further = false
			c.blocks(20, 20*ms, 5*time.Second)
		},
		"always some minutes behind": func(c *course) {
			c.further = true
			c.blocks(2000, 3*time.Minute, time.Second)
		},
		"the machine slept": func(c *course) {
			c.blocks(5, 20*ms, time.Second)
			c.now = c.now.Add(8 * time.Hour)
			c.blocks(90, 8*time.Hour, 100*ms) // what waited in its sockets
			c.further = true
			c.blocks(900, 8*time.Hour, 10*ms)
			c.further = false
			c.blocks(50, 20*ms, time.Second)
		},
		"a minute off": func(c *course) {
			for _, c.off = range []time.Duration{59 * time.Second, -60 * time.Second} {
				c.blocks(50, 0, time.Second)
			}
		},
		"off for two blocks": func(c *course) {
			for _, c.off = range []time.Duration{time.Hour, 0, -time.Hour, 0} {
				c.blocks(2, 20*ms, time.Minute)
			}
		},
		"the same block again": func(c *course) {
			c.off = time.Hour
			for range 50 {
				c.blocks(1, 20*ms, time.Minute)
				c.height--
			}
		},
	} {
		c := newCourse()
		happens(c)
		if c.said != nil {
			t.Errorf("%s: %v", name, c.said)
		}
	}
}

// A clock off by more than the tolerance ends the node at the third block, once it has lasted, and
// says which way and how far it is off.
func TestWrongClocks(t *testing.T) {
	for _, v := range []struct {
		off   time.Duration
		next  time.Duration // block
		after time.Duration // wrong since
		zh    string
	}{
		{5 * time.Minute, time.Second, 11 * time.Second, "比账本快 300 秒"},
		{-5 * time.Minute, time.Second, 11 * time.Second, "比账本慢 300 秒"},
		{61 * time.Second, 5 * time.Second, 15 * time.Second, "比账本快 61 秒"},
		{24 * time.Hour, time.Minute, 3 * time.Minute, "比账本快 86400 秒"},
	} {
		c := newCourse()
		c.blocks(10, 0, v.next)
		c.off = v.off
		began := c.now
		for range 1000 {
			if c.blocks(1, 0, v.next); c.said != nil {
				break
			}
		}
		var why *Sentence
		if !errors.As(c.said, &why) || !errors.Is(c.said, ErrClock) ||
			!strings.Contains(why.En, "clock") || !strings.Contains(why.Zh, v.zh) {
			t.Errorf("off by %s: %v", v.off, c.said)
			continue
		}
		if took := c.now.Add(-v.next).Sub(began); took < clockLasts || took > v.after {
			t.Errorf("off by %s with a block every %s: told after %s", v.off, v.next, took)
		}
	}
}

// What CometBFT says of a decided block that is ahead of the clock ends the node with the clock's
// sentence. What it says of a proposal, or of a block whose signatures are not verified, does not:
// one dishonest node could stop the others by it.
func TestEngineSaysTheClockIsSlow(t *testing.T) {
	const said = "block time 2026-11-02 01:05:00.25 +0000 UTC is too far in the future " +
		"(wall clock 2026-11-02 09:00:00.1 +0800 CST m=+3.5 + tolerance 1m0s)"
	for _, v := range []struct {
		msg, err string
		slow     bool
	}{
		{consensusFailed + "!!!", "precommit step; +2/3 prevoted for an invalid block: " + said, true},
		{consensusFailed + "!!!", "+2/3 committed an invalid block: " + said, true},
		{consensusFailed + "!!!", "wrong Block.Header.AppHash", false},
		{unsynced, said, true},
		{unsynced, "new ingest candidate: " + said, false},
		{unsynced, "wrong signature", false},
		{"prevote step: consensus deems this block invalid; prevoting nil", said, false},
	} {
		err := clockBehind(v.msg, []any{"height", 7, "err", errors.New(v.err)})
		if v.slow != errors.Is(err, ErrClock) ||
			v.slow && !strings.Contains(err.Error(), "300 s behind") {
			t.Errorf("%s %s: %v", v.msg, v.err, err)
		}
	}
}

// A node whose clock is behind the blocks it holds does not start, and says so; the doctor's check
// of a home at rest finds the same. A clock that is ahead cannot be told from a rest of the ledger.
func TestNoStartBeforeOwnBlocks(t *testing.T) {
	homes, _ := newNetwork(t, 1)
	start := func(off time.Duration) (*Node, error) {
		return Start(NodeOptions{Home: homes[0], Machine: noteMachine(t), Pass: notePass{},
			Clock: func() time.Time { return time.Now().Add(off) }})
	}
	n, err := start(0)
	if err != nil {
		t.Fatal(err)
	}
	until(t, "four blocks", func() error {
		if h := n.App().State().Height; h < 4 {
			return fmt.Errorf("height %d", h)
		}
		return nil
	})
	if ahead, most, read := n.ClockAhead(); !read || ahead.Abs() > 10*time.Second ||
		most != time.Minute {
		t.Errorf("a right clock is %s ahead of at most %s, %t", ahead, most, read)
	}
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	signed := func() string {
		b, err := os.ReadFile(filepath.Join(homes[0], SignedFile))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	before := signed()
	for _, off := range []time.Duration{-5 * time.Minute, -24 * time.Hour} {
		if n, err := start(off); !errors.Is(err, ErrClock) {
			t.Fatalf("off by %s: %v %v", off, n, err)
		}
	}
	if signed() != before {
		t.Error("it signed")
	}
	if err := CheckHome(homes[0]); err != nil {
		t.Error(err)
	}
	c := newCourse()
	slow := &Node{clock: &c.clock}
	if err := slow.inTime(&engine{newest: c.now.Add(61 * time.Second)}); !errors.Is(err, ErrClock) {
		t.Error(err)
	}
	for _, newest := range []time.Time{{}, c.now.Add(time.Minute), c.now.Add(-time.Hour)} {
		if err := slow.inTime(&engine{newest: newest}); err != nil {
			t.Errorf("newest block of %s: %v", newest, err)
		}
	}
	n, err = start(time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Stop(); err != nil {
		t.Error(err)
	}
}
