package abci

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/mempool"
)

var powerSeed = flag.Uint64("power.seed", 4, "seed of what a loss of power leaves")

// recorder copies the home at the instants between which CometBFT and the store sync: before a
// block is executed, before it is saved, and when it has been.
type recorder struct {
	abci.Application
	t      *testing.T
	home   string
	at     int64 // the height to watch from
	mu     sync.Mutex
	images []recorded
}

type recorded struct {
	what   string
	height int64
	dir    string
}

func (r *recorder) take(what string, height int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if height < r.at || len(r.images) > 4 || len(r.images) == 0 && what != "executing" {
		return
	}
	dir := r.t.TempDir()
	copyHome(r.t, r.home, dir)
	r.images = append(r.images, recorded{what, height, dir})
}

func (r *recorder) FinalizeBlock(c context.Context, q *abci.RequestFinalizeBlock) (
	*abci.ResponseFinalizeBlock, error) {
	r.take("executing", q.Height)
	return r.Application.FinalizeBlock(c, q)
}

func (r *recorder) Commit(c context.Context, q *abci.RequestCommit) (*abci.ResponseCommit, error) {
	height := int64(r.Application.(*Application).work.height)
	r.take("saving", height)
	res, err := r.Application.Commit(c, q)
	r.take("saved", height)
	return res, err
}

func (r *recorder) done() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.images) > 4
}

// copyHome copies a home, holes as holes. Only Badger's own goroutines may move files meanwhile.
func copyHome(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(from, file)
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		return copyFile(file, filepath.Join(to, rel))
	})
	if err != nil {
		t.Error(err)
	}
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, info.Mode().Perm())
	if err != nil {
		return err
	}
	buf, zero := make([]byte, 1<<20), make([]byte, 1<<20)
	var at int64
	for {
		n, err := io.ReadFull(in, buf)
		if n > 0 && !bytes.Equal(buf[:n], zero[:n]) {
			if _, err := out.WriteAt(buf[:n], at); err != nil {
				return errors.Join(err, out.Close())
			}
		}
		if at += int64(n); err != nil {
			return errors.Join(out.Truncate(at), out.Close())
		}
	}
}

// A single validator loses its power (or is killed) at each instant of a height's end, with what
// was not synced gone: the store's last pages, the ends of CometBFT's databases and of its log. It
// starts each time, has every height whose commit had returned, with the same blocks, and goes on.
func TestLossOfPowerOfANode(t *testing.T) {
	t.Logf("seed %d", *powerSeed)
	r := rand.New(rand.NewPCG(*powerSeed, 0))
	home, g := newHome(t, "note-1", true)
	c := &chain{t: t, g: g, now: time.Now(), nonces: map[string]uint64{}}
	rec := &recorder{t: t, home: home, at: 4}
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard, wrap: func(a abci.Application) abci.Application {
			rec.Application = a
			return rec
		}})
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); !rec.done(); time.Sleep(5 * time.Millisecond) {
		raw := c.paper("alpha/1", "note.put", fmt.Sprint("k", c.nonces["alpha/1"]), "v")
		_ = n.comet.Mempool().CheckTx(raw, nil, mempool.TxInfo{})
		if time.Now().After(end) {
			t.Fatal("no height ended")
		}
	}
	want := map[int64][]byte{}
	for _, image := range rec.images {
		want[image.height] = n.comet.BlockStore().LoadBlockMeta(image.height).BlockID.Hash
	}
	if err := n.Stop(); err != nil { // the images use its ports
		t.Fatal(err)
	}
	for i, image := range rec.images {
		if i < 3 {
			goesOn(t, "killed", image, want[image.height])
		}
		if i > 0 {
			bad := rec.images[i-1]
			tearHome(t, r, bad.dir, image.dir)
			goesOn(t, "without power since", bad, want[bad.height])
		}
	}
}

// tearHome adds to a home a part of what was written to it until the next instant: whole files that
// are synced as they are written, and the last file only up to somewhere.
func tearHome(t *testing.T, r *rand.Rand, home, later string) {
	t.Helper()
	// In the order in which a node writes between two of the instants.
	order := []string{"data/ledger", "data/state.db", SignedFile, "data/cs.wal", "data/blockstore.db"}
	last := r.IntN(len(order))
	for i, part := range order[:last+1] {
		files := 0
		err := filepath.WalkDir(filepath.Join(later, part), func(file string, e fs.DirEntry,
			err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			rel, _ := filepath.Rel(later, file)
			if i < last {
				files++
				return copyFile(file, filepath.Join(home, rel))
			}
			return tearFile(r, file, filepath.Join(home, rel), &files)
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d files written, whole %v", part, files, i < last)
	}
}

// tearFile adds the beginning of what was appended to a log; other files are replaced at once or
// not yet.
func tearFile(r *rand.Rand, file, old string, files *int) error {
	now, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	was, err := os.ReadFile(old)
	if ext := filepath.Ext(file); err == nil && (ext == ".mem" || ext == ".vlog") {
		*files++
		return mixPages(r, old, was, now)
	}
	appended := strings.HasSuffix(file, ".log") || strings.HasSuffix(file, "wal")
	if err != nil || !appended || !bytes.HasPrefix(now, was) || len(now) == len(was) {
		return nil
	}
	*files++
	more := len(now) - len(was)
	if strings.HasSuffix(file, "wal") { // what a node signed is in its log, synced; the end is not
		more = max(0, more-1-r.IntN(20))
		return os.WriteFile(old, now[:len(was)+more], 0o600)
	}
	return os.WriteFile(old, now[:len(was)+r.IntN(more)], 0o600)
}

// mixPages leaves some of the pages of a log that the store had written and not synced.
func mixPages(r *rand.Rand, file string, was, now []byte) error {
	const page = 4096
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	for at := 0; at < min(len(was), len(now)) && err == nil; at += page {
		end := min(at+page, len(was), len(now))
		if !bytes.Equal(was[at:end], now[at:end]) && r.IntN(2) == 0 {
			_, err = f.WriteAt(now[at:end], int64(at))
		}
	}
	return errors.Join(err, f.Close())
}

// goesOn starts a copy of the home and has it make two more blocks.
func goesOn(t *testing.T, how string, image recorded, block []byte) {
	t.Helper()
	home := t.TempDir()
	copyHome(t, image.dir, home)
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard})
	if err != nil {
		t.Errorf("%s %s height %d: %v", how, image.what, image.height, err)
		return
	}
	defer n.Stop()
	until(t, how+" "+image.what, func() error {
		if h := n.comet.BlockStore().Height(); h < image.height+2 {
			return fmt.Errorf("height %d", h)
		}
		return nil
	})
	if got := n.comet.BlockStore().LoadBlockMeta(image.height).BlockID.Hash; !bytes.Equal(got, block) {
		t.Errorf("%s %s: block %d is another", how, image.what, image.height)
	}
	if n.faulty.Load() {
		t.Errorf("%s %s: a fault", how, image.what)
	}
}
