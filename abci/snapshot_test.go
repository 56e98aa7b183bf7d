package abci

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/state"
)

// shelved takes a snapshot of a chain's height.
func (c *chain) shelved() Manifest {
	c.t.Helper()
	c.must(nil, c.app.keeper.take(uint64(c.height), true))
	m, ok, err := c.app.o.Shelf.Get(uint64(c.height))
	if !ok || err != nil {
		c.t.Fatal(ok, err)
	}
	return m
}

// newcomer is an application of the same ledger over an empty store, before InitChain.
func (c *chain) newcomer() *chain {
	c.t.Helper()
	n := &chain{t: c.t, g: c.g, now: c.now, nonces: c.nonces}
	db, err := state.Open(state.Options{InMemory: true})
	c.must(nil, err)
	c.t.Cleanup(func() { _ = db.Close() })
	n.db = db
	n.app, err = NewApplication(db, noteMachine(c.t), Options{Chain: c.g.Doc.ChainID,
		Genesis: c.g.Digest, Clock: func() time.Time { return n.now }, Pass: notePass{},
		Fail: func(err error) { n.fault = err }})
	c.must(nil, err)
	return n
}

func (c *chain) offer(s *abci.Snapshot, root []byte) abci.ResponseOfferSnapshot_Result {
	c.t.Helper()
	res, err := c.app.OfferSnapshot(context.Background(), &abci.RequestOfferSnapshot{Snapshot: s,
		AppHash: root})
	c.must(nil, err)
	return res.Result
}

func (c *chain) apply(i int, chunk []byte) *abci.ResponseApplySnapshotChunk {
	c.t.Helper()
	res, err := c.app.ApplySnapshotChunk(context.Background(), &abci.RequestApplySnapshotChunk{
		Index: uint32(i), Chunk: chunk, Sender: "peer"})
	c.must(nil, err)
	return res
}

func (c *chain) only() *abci.Snapshot {
	c.t.Helper()
	res, err := c.app.ListSnapshots(context.Background(), nil)
	c.must(nil, err)
	if len(res.Snapshots) != 1 {
		c.t.Fatalf("%d snapshots", len(res.Snapshots))
	}
	return res.Snapshots[0]
}

func (c *chain) chunk(s *abci.Snapshot, i uint32) []byte {
	c.t.Helper()
	res, err := c.app.LoadSnapshotChunk(context.Background(), &abci.RequestLoadSnapshotChunk{
		Height: s.Height, Format: s.Format, Chunk: i})
	c.must(nil, err)
	return res.Chunk
}

// filled is a chain whose state has more than one chunk.
func filled(t *testing.T) *chain {
	c := newChain(t)
	text := strings.Repeat("note ", 7000)
	for b := range 24 {
		for i := range 14 {
			c.check(c.paper("alpha/1", "note.put", fmt.Sprintf("%d/%d", b, i), text))
		}
		c.block()
	}
	return c
}

// A newcomer takes a snapshot chunk by chunk, refuses what is not of it, and goes on with the same
// app hashes.
func TestSnapshotOverABCI(t *testing.T) {
	c := filled(t)
	m := c.shelved()
	if len(m.Chunks) < 2 {
		t.Fatalf("%d chunks", len(m.Chunks))
	}
	s := c.only()
	n := c.newcomer()
	root := m.AppHash
	r := n.offer(&abci.Snapshot{Format: 9}, root[:])
	if r != abci.ResponseOfferSnapshot_REJECT_FORMAT {
		t.Errorf("another format: %v", r)
	}
	other := *s
	other.Metadata = append([]byte(" "), s.Metadata...)
	if r := n.offer(&other, root[:]); r != abci.ResponseOfferSnapshot_REJECT_SENDER {
		t.Errorf("another manifest: %v", r)
	}
	if r := n.offer(s, make([]byte, 32)); r != abci.ResponseOfferSnapshot_REJECT {
		t.Errorf("another root: %v", r)
	}
	if r := n.offer(s, root[:]); r != abci.ResponseOfferSnapshot_ACCEPT {
		t.Fatalf("an honest one: %v", r)
	}
	bad := append([]byte{}, c.chunk(s, 0)...)
	bad[len(bad)/2] ^= 1
	if r := n.apply(0, bad); r.Result != abci.ResponseApplySnapshotChunk_RETRY ||
		len(r.RefetchChunks) != 1 || len(r.RejectSenders) != 1 {
		t.Errorf("a damaged chunk: %+v", r)
	}
	if r := n.apply(0, c.chunk(s, 1)); r.Result != abci.ResponseApplySnapshotChunk_RETRY {
		t.Errorf("another chunk: %+v", r)
	}
	for i := range s.Chunks {
		if r := n.apply(int(i), c.chunk(s, i)); r.Result != abci.ResponseApplySnapshotChunk_ACCEPT {
			t.Fatalf("chunk %d: %+v", i, r)
		}
	}
	info, err := n.app.Info(context.Background(), nil)
	if err != nil || info.LastBlockHeight != c.height ||
		string(info.LastBlockAppHash) != string(root[:]) {
		t.Fatalf("%+v, %v", info, err)
	}
	n.height = c.height
	for range 3 {
		raw := c.paper("beta/1", "note.put", "after", fmt.Sprint(c.height))
		ours, theirs := c.finalize(raw), n.finalize(raw)
		if string(ours.AppHash) != string(theirs.AppHash) || ours.TxResults[0].Code != 0 {
			t.Fatalf("app hashes differ after the snapshot: %+v", ours.TxResults[0])
		}
		c.commit()
		n.commit()
	}
}

// A manifest that is honest about chunks of another state is refused at the end, and the next
// snapshot is taken.
func TestSnapshotOfAnotherState(t *testing.T) {
	c := newChain(t)
	c.check(c.paper("alpha/1", "note.put", "a", "b"))
	c.block()
	forged := c.shelved()
	shelf := c.app.o.Shelf
	wrong := c.only()
	c.shelf = Shelf{Dir: t.TempDir()}
	c.restart()
	c.check(c.paper("alpha/1", "note.put", "c", "d"))
	c.block()
	m := c.shelved()
	n := c.newcomer()
	forged.Height, forged.AppHash = m.Height, m.AppHash
	c.must(nil, os.Rename(shelf.folder(wrong.Height), shelf.folder(m.Height)))
	hash := forged.Hash()
	wrong.Height, wrong.Hash, wrong.Metadata = m.Height, hash[:], mustJSON(forged)
	if r := n.offer(wrong, m.AppHash[:]); r != abci.ResponseOfferSnapshot_ACCEPT {
		t.Fatal(r)
	}
	packed, err := shelf.Packed(m.Height, 0)
	c.must(nil, err)
	if r := n.apply(0, packed); r.Result != abci.ResponseApplySnapshotChunk_REJECT_SNAPSHOT {
		t.Fatalf("%+v", r)
	}
	if n.db.Version() != 0 {
		t.Fatal("something stayed")
	}
	s := c.only()
	if r := n.offer(s, m.AppHash[:]); r != abci.ResponseOfferSnapshot_ACCEPT {
		t.Fatal(r)
	}
	if r := n.apply(0, c.chunk(s, 0)); r.Result != abci.ResponseApplySnapshotChunk_ACCEPT {
		t.Fatalf("%+v", r)
	}
	if n.db.Root() != c.db.Root() || n.fault != nil {
		t.Fatal(n.fault)
	}
}

// Snapshots are taken on schedule and by name, and the oldest of the schedule's go; states go, but
// every so many stay, and the state that is asked for last is always there.
func TestKeeping(t *testing.T) {
	c := newChain(t)
	c.app.o.Keep = Keep{States: 6, Snapshots: 2, Schedule: 4}
	c.must(nil, c.app.o.Shelf.Want(6))
	heights := func() (out []uint64) {
		list, err := c.app.o.Shelf.List()
		c.must(nil, err)
		for _, m := range list {
			out = append(out, m.Height)
		}
		return out
	}
	for c.height < 20 {
		c.check(c.paper("alpha/1", "note.put", "a", fmt.Sprint(c.height)))
		c.block()
		reaches(t, func() bool {
			list := heights()
			return (c.height < 4 || list != nil && list[len(list)-1] >= uint64(c.height)/4*4) &&
				(c.height < 6 || !c.app.o.Shelf.Waits(6)) &&
				(c.height < 8 || c.db.Earliest() == uint64(c.height)-6)
		})
	}
	// The old ones go after the new one came, and the books of keeping are written after the deed.
	reaches(t, func() bool { return fmt.Sprint(heights()) == "[6 16 20]" })
	reaches(t, func() bool {
		k := c.app.Keeping()
		return k.Pruned == 13 && k.Snapshot == 20
	})
	if k := c.app.Keeping(); k.Stuck || k.Failed != 0 || k.Target != 14 {
		t.Errorf("%+v", k)
	}
	if res := c.query(PathKey, []byte("k"), 5); res.Code == 0 {
		t.Error("a pruned height answered")
	}
}

func reaches(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never")
		}
	}
}
