package app

import (
	"math/rand/v2"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
)

// naive is what the window must be: the set of every nonce used.
type naive struct {
	highest uint64
	used    map[uint64]bool
}

func (n naive) look(v uint64) nonceState {
	switch {
	case v == 0, v > n.highest && v-n.highest > WindowSize, v <= n.highest &&
		n.highest-v >= WindowSize:
		return outside
	case n.used[v]:
		return used
	}
	return fresh
}

func TestWindowAgainstSet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		w, n := Window{}, naive{used: map[uint64]bool{}}
		if r.IntN(4) == 0 {
			w.Highest = 1<<64 - 5000 // near the end of all nonces
			n.highest = w.Highest
		}
		for range 3000 {
			reach := []uint64{3, 40, 1024, 2200}[r.IntN(4)]
			v := n.highest - min(n.highest, reach) + r.Uint64N(2*reach)
			if w.look(v) != n.look(v) {
				t.Fatalf("nonce %d of highest %d: got %d, want %d", v, n.highest, w.look(v), n.look(v))
			}
			low, high := w.Span()
			if inside := n.look(v) != outside; v != 0 && inside != (low <= v && v <= high) {
				t.Fatalf("nonce %d: span %d to %d", v, low, high)
			}
			if w.look(v) == fresh {
				w.mark(v)
				n.used[v], n.highest = true, max(n.highest, v)
				if !w.Used(v) {
					t.Fatalf("nonce %d is not marked", v)
				}
			}
		}
	}
}

// Within a block a paper may push the window past another admissible nonce; neither counts twice,
// ever.
func TestWindowPassedWithinABlock(t *testing.T) {
	w := newWorld(t)
	for n := uint64(1000); n <= 5000; n += 1000 {
		w.block(run(t, probe{}, n))
	}
	high, old := run(t, probe{Key: "high", Count: 1}, 6024), run(t, probe{Key: "old", Count: 1}, 3990)
	out := w.block(high, old, old, high)
	for i, want := range []uint32{0, 0, ErrReplayed.Code, ErrReplayed.Code} {
		if out[i].Code != want {
			t.Errorf("paper %d: code %d, want %d", i, out[i].Code, want)
		}
	}
	expect(t, "old again", w.m.Admit(w.store, w.env, old).Refused, ErrNonce)
	expect(t, "high again", w.m.Admit(w.store, w.env, high).Refused, ErrReplayed)
}

func TestReplay(t *testing.T) {
	w := newWorld(t)
	good, refusedPaper := run(t, probe{Key: "a", Count: 1}, 5), run(t, probe{Do: "refuse"}, 3)
	lane := sign(t, paperOf(t, "probe.run", probe{}, func(p *tx.Paper) { p.Nonce, p.Lane = 5, 2 }),
		nil)
	co := sign(t, paperOf(t, "probe.run", probe{}, func(p *tx.Paper) {
		p.Nonce, p.CoSigners = 6, []tx.Account{account(bureau, 2)}
	}), nil)
	out := w.block(good, good, refusedPaper, lane, co)
	for i, want := range []uint32{0, ErrReplayed.Code, errProbe.Code, 0, 0} {
		if out[i].Code != want {
			t.Errorf("paper %d: code %d, want %d", i, out[i].Code, want)
		}
	}
	for name, raw := range map[string][]byte{"good": good, "refused": refusedPaper, "lane": lane} {
		expect(t, name, w.m.Admit(w.store, w.env, raw).Refused, ErrReplayed)
	}
	if win := WindowOf(w.store, account(bureau, 2), 0); win != (Window{}) {
		t.Errorf("a co-signer's window moved: %d", win.Highest)
	}
	var none *rule.Refusal
	expect(t, "next", w.m.Admit(w.store, w.env, run(t, probe{}, 4)).Refused, none)
}
