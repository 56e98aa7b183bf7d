package report

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

const storyFile = "../../localnet/stories/guizhou/story.yaml"

// played is a ledger that a story left, opened again as a node would.
type played struct {
	ask    source.Ask
	height uint64
	index  *follow.Index
}

var (
	worlds   = map[string]*played{}
	worldsMu sync.Mutex
)

// play plays a story once for all tests and serves the ledger it left.
func play(t testing.TB, file string) *played {
	t.Helper()
	worldsMu.Lock()
	defer worldsMu.Unlock()
	if w := worlds[file]; w != nil {
		return w
	}
	story, err := scenario.Load(file, nil)
	must(t, err)
	w, err := leave(story)
	must(t, err)
	worlds[file] = w
	return w
}

// leave plays a story in a folder that the tests' end removes, and opens what it left.
func leave(story *scenario.Story) (*played, error) {
	dir, err := os.MkdirTemp(worldsDir, "ledger-")
	if err != nil {
		return nil, err
	}
	r, err := scenario.Run(story, scenario.Options{Dir: dir})
	if err == nil && r.Difference != nil {
		err = r.Difference
	}
	if err != nil {
		return nil, err
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	if err != nil {
		return nil, err
	}
	id, _ := app.GetLedger(db.View())
	index := follow.New()
	a, err := abci.NewApplication(db, app.Standard(), abci.Options{Chain: id.Chain,
		Genesis: id.Genesis, Clock: func() time.Time { return r.Time.Std() }, Follow: index})
	if err != nil {
		return nil, err
	}
	ask := func(ctx context.Context, path string, data []byte, height uint64,
		prove bool) (source.Reply, error) {
		res, err := a.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
			Prove: prove})
		if err != nil {
			return source.Reply{}, err
		}
		reply := source.Reply{Code: res.Code, Log: res.Log, Height: uint64(res.Height),
			Value: res.Value}
		if res.ProofOps != nil {
			reply.Proof = res.ProofOps.Ops[0].Data
		}
		return reply, nil
	}
	return &played{ask: ask, height: r.Height, index: index}, nil
}

var worldsDir string

func TestMain(m *testing.M) {
	var err error
	if worldsDir, err = os.MkdirTemp("", "suyuan-report-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(worldsDir)
	os.Exit(code)
}

func (w *played) at(t testing.TB, height uint64) *source.Source {
	t.Helper()
	s, err := source.At(context.Background(), w.ask, height)
	must(t, err)
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
