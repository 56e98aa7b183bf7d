package explorer

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// played is the ledger of the Guizhou story, played once for all tests of the package.
var played = sync.OnceValues(func() (source.Ask, error) {
	return play("../../localnet/stories/guizhou/story.yaml", filepath.Join(folder, "guizhou"))
})

func play(file, dir string) (source.Ask, error) {
	story, err := scenario.Load(file, nil)
	if err != nil {
		return nil, err
	}
	if _, err := scenario.Run(story, scenario.Options{Dir: dir}); err != nil {
		return nil, err
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	if err != nil {
		return nil, err
	}
	a, err := abci.NewApplication(db, app.Standard(), abci.Options{Chain: story.Chain,
		Genesis: wire.Hash{1}, Follow: follow.New()})
	if err != nil {
		return nil, err
	}
	return asking(a), nil
}

// other is the ledger of another story.
func other(t testing.TB, file string) source.Ask {
	t.Helper()
	ask, err := play(file, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return ask
}

// asking puts questions to an application in this process.
func asking(a *abci.Application) source.Ask {
	return func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		res, err := a.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
			Prove: prove})
		if err != nil {
			return source.Reply{}, err
		}
		return source.Reply{Code: res.Code, Log: res.Log, Height: uint64(res.Height),
			Value: res.Value}, nil
	}
}

var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "suyuan-explorer-"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func ledger(t testing.TB) source.Ask {
	t.Helper()
	ask, err := played()
	if err != nil {
		t.Fatal(err)
	}
	return ask
}
