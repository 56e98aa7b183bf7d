package abci

import (
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
