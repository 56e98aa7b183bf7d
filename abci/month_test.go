package abci

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
)

// monthBlocks is how many blocks the month has: the long form is what a network makes in six days.
var monthBlocks = map[bool]int{false: 2_400, true: 100_000}[os.Getenv("SUYUAN_SOAK") != ""]

// A month of empty blocks in one process, under a configuration that prunes: law time arrives,
// every invariant holds, pruning keeps up, and the store is no larger at the end than half way.
func TestMonthOfEmptyBlocks(t *testing.T) {
	g, err := NewFounding(testDocument(t, "month-1", began, someValidator))
	if err != nil {
		t.Fatal(err)
	}
	db, err := state.Open(state.Options{Dir: t.TempDir(), MemTableBytes: 4 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	m, now := app.Standard(), began
	keep := Keep{States: 100, Blocks: 100}
	a, err := NewApplication(db, m, Options{Chain: g.Doc.ChainID, Genesis: g.Digest, Keep: keep,
		Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.InitChain(context.Background(), FirstRequest(g.Doc)); err != nil {
		t.Fatal(err)
	}
	step := 30 * 24 * time.Hour / time.Duration(monthBlocks)
	const marks = 10
	var sizes []int64
	retained := int64(0)
	for i := 1; i <= monthBlocks; i++ {
		res := month{a}.block(t, int64(i), now)
		retained = res.RetainHeight
		now = now.Add(step)
		if i%(monthBlocks/marks) == 0 {
			sizes = append(sizes, sizeAfter(t, a, uint64(i-int(keep.States))))
			files, err := db.Size()
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%7d blocks: %d bytes held, %d in files", i, sizes[len(sizes)-1], files)
		}
	}
	if s := a.State(); s.Header.Std().Sub(began) < 29*24*time.Hour || retained < int64(monthBlocks)/2 {
		t.Errorf("the month ends at %s, blocks are kept from %d on", s.Header, retained)
	}
	if err := m.CheckInvariants(db.View()); err != nil {
		t.Error(err)
	}
	// A hundred records more or less are removed at a time.
	if half, end := sizes[marks/2-1], sizes[marks-1]; end > half+half/5 {
		t.Errorf("the store has %d bytes at the middle and %d at the end", half, end)
	}
}

type month struct{ a *Application }

func (m month) block(t *testing.T, height int64, at time.Time) *abci.ResponseCommit {
	t.Helper()
	_, err := m.a.FinalizeBlock(context.Background(), &abci.RequestFinalizeBlock{Height: height,
		Time: at, Hash: fmt.Append(nil, height)})
	if err != nil {
		t.Fatal(err)
	}
	res, err := m.a.Commit(context.Background(), &abci.RequestCommit{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// sizeAfter waits for pruning to reach a height: what the store holds then is what is kept.
func sizeAfter(t *testing.T, a *Application, earliest uint64) int64 {
	t.Helper()
	for began := time.Now(); a.db.Earliest() < earliest; time.Sleep(time.Millisecond) {
		if time.Since(began) > 5*time.Minute { // it stands back behind everybody else
			t.Fatalf("pruning is at height %d, not %d", a.db.Earliest(), earliest)
		}
		select {
		case a.keeper.wake[0] <- struct{}{}:
		default:
		}
	}
	tree, side, err := a.db.Held()
	if err != nil {
		t.Fatal(err)
	}
	return tree + side
}
