package abci

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ListSnapshots offers what lies on the shelf.
func (a *Application) ListSnapshots(context.Context, *abci.RequestListSnapshots) (
	*abci.ResponseListSnapshots, error) {
	list, err := a.o.Shelf.List()
	if err != nil {
		a.o.Log.Error("the snapshots cannot be read", "err", err)
	}
	res := &abci.ResponseListSnapshots{}
	for _, m := range list {
		hash := m.Hash()
		res.Snapshots = append(res.Snapshots, &abci.Snapshot{Height: m.Height, Format: SnapshotNumber,
			Chunks: m.pieces(), Hash: hash[:], Metadata: mustJSON(m)})
	}
	return res, nil
}

// Snapshots is the document of PathSnapshots.
type Snapshots struct {
	Snapshots []Offered `json:"snapshots"`
}

// Offered is a snapshot that a node has.
type Offered struct {
	Height uint64    `json:"height"`
	Hash   wire.Hash `json:"hash"`
	Bytes  uint64    `json:"bytes"`
}

func (a *Application) snapshots() ([]byte, error) {
	list, err := a.o.Shelf.List()
	out := Snapshots{Snapshots: []Offered{}}
	for _, m := range list {
		out.Snapshots = append(out.Snapshots, Offered{m.Height, m.Hash(), m.Bytes()})
	}
	return mustJSON(out), err
}

// pieces is the number of chunks as CometBFT counts them: it asks for one at least.
func (m Manifest) pieces() uint32 { return uint32(max(1, len(m.Chunks))) }

// LoadSnapshotChunk gives a chunk, or nothing when it is not there any more.
func (a *Application) LoadSnapshotChunk(_ context.Context, req *abci.RequestLoadSnapshotChunk) (
	*abci.ResponseLoadSnapshotChunk, error) {
	if req.Format != SnapshotNumber {
		return &abci.ResponseLoadSnapshotChunk{}, nil
	}
	m, ok, err := a.o.Shelf.Get(req.Height)
	if err == nil && ok && len(m.Chunks) == 0 && req.Chunk == 0 {
		return &abci.ResponseLoadSnapshotChunk{Chunk: []byte{}}, nil
	}
	chunk, err := a.o.Shelf.Packed(req.Height, int(req.Chunk))
	if err != nil {
		a.o.Log.Error("a chunk that a peer asked for is not here", "height", req.Height, "chunk",
			req.Chunk, "err", err)
	}
	return &abci.ResponseLoadSnapshotChunk{Chunk: chunk}, nil
}

// restoring is a snapshot that this node is taking from its peers.
type restoring struct {
	m Manifest
	r *state.Restore
	n int // chunks taken
}

var errElsewhere = errors.New("the snapshot is of another ledger")

// OfferSnapshot takes a snapshot whose root is the one that the light client verified.
func (a *Application) OfferSnapshot(_ context.Context, req *abci.RequestOfferSnapshot) (
	res *abci.ResponseOfferSnapshot, err error) {
	defer a.guard("OfferSnapshot", &err)
	answer := func(r abci.ResponseOfferSnapshot_Result, why error) (
		*abci.ResponseOfferSnapshot, error) {
		a.o.Log.Error("a snapshot is refused", "height", req.Snapshot.GetHeight(), "why", why)
		a.seeking.refuse("the snapshot of height %d: %v", req.Snapshot.GetHeight(), why)
		return &abci.ResponseOfferSnapshot{Result: r}, nil
	}
	s := req.Snapshot
	if s == nil || s.Format != SnapshotNumber {
		return answer(abci.ResponseOfferSnapshot_REJECT_FORMAT, errors.New("its format is not known"))
	}
	m, err := readManifest(s.Metadata)
	switch {
	case err != nil:
		return answer(abci.ResponseOfferSnapshot_REJECT_SENDER, err)
	case sha256.Sum256(s.Metadata) != [32]byte(wireHash(s.Hash)) || m.Height != s.Height ||
		m.pieces() != s.Chunks:
		return answer(abci.ResponseOfferSnapshot_REJECT_SENDER,
			errors.New("its manifest is not the one it names"))
	case m.Chain != a.o.Chain || m.Genesis != a.o.Genesis:
		return answer(abci.ResponseOfferSnapshot_REJECT_SENDER, errElsewhere)
	case m.AppHash != wireHash(req.AppHash):
		return answer(abci.ResponseOfferSnapshot_REJECT,
			fmt.Errorf("it has root %s, the chain agreed on %x", m.AppHash, req.AppHash))
	}
	if err := m.goesOn(a.o.Emergencies, a.o.Rules); err != nil {
		return answer(abci.ResponseOfferSnapshot_REJECT, err)
	}
	if err := a.begin(m); err != nil {
		return nil, a.fail(err)
	}
	return &abci.ResponseOfferSnapshot{Result: abci.ResponseOfferSnapshot_ACCEPT}, nil
}

func wireHash(b []byte) (h wire.Hash) {
	if len(b) == len(h) {
		copy(h[:], b)
	}
	return h
}

// begin starts to restore, in place of an earlier attempt.
func (a *Application) begin(m Manifest) error {
	if a.restoring != nil {
		if err := a.restoring.r.Abort(); err != nil {
			return err
		}
		a.restoring = nil
	}
	r, err := a.db.Restore(m.Height, m.AppHash)
	if err == nil {
		a.restoring = &restoring{m: m, r: r}
		a.seeking.at(m.Height, 0, int(m.pieces()))
	}
	return err
}

// ApplySnapshotChunk takes the next chunk. One that is not what the manifest names is asked for
// again from somebody else; a snapshot whose chunks do not lead to its root is refused as a whole.
func (a *Application) ApplySnapshotChunk(_ context.Context, req *abci.RequestApplySnapshotChunk) (
	res *abci.ResponseApplySnapshotChunk, err error) {
	defer a.guard("ApplySnapshotChunk", &err)
	s := a.restoring
	if s == nil {
		return applied(abci.ResponseApplySnapshotChunk_ABORT), nil
	}
	if int(req.Index) < s.n { // taken already
		return applied(abci.ResponseApplySnapshotChunk_ACCEPT), nil
	}
	if int(req.Index) != s.n {
		return applied(abci.ResponseApplySnapshotChunk_RETRY_SNAPSHOT), a.begin(s.m)
	}
	if len(s.m.Chunks) > 0 {
		chunk, err := s.m.Chunks[s.n].unpack(req.Chunk)
		if err != nil {
			a.o.Log.Error("a chunk is refused and asked for elsewhere 快照分片有误，改向他人索取",
				"chunk", req.Index, "sender", req.Sender, "why", err)
			a.seeking.refuse("chunk %d of height %d from node %s: %v", req.Index, s.m.Height, req.Sender,
				err)
			return &abci.ResponseApplySnapshotChunk{Result: abci.ResponseApplySnapshotChunk_RETRY,
				RefetchChunks: []uint32{req.Index}, RejectSenders: []string{req.Sender}}, nil
		}
		if err := s.r.Add(chunk); err != nil {
			return a.unfit(s, err)
		}
	}
	s.n++
	a.seeking.at(s.m.Height, s.n, int(s.m.pieces()))
	if s.n < int(s.m.pieces()) {
		return applied(abci.ResponseApplySnapshotChunk_ACCEPT), nil
	}
	if err := s.r.Finish(s.m.side()...); err != nil {
		return a.unfit(s, err)
	}
	return applied(abci.ResponseApplySnapshotChunk_ACCEPT), a.restored(s.m)
}

func applied(r abci.ResponseApplySnapshotChunk_Result) *abci.ResponseApplySnapshotChunk {
	return &abci.ResponseApplySnapshotChunk{Result: r}
}

// unfit gives a snapshot up: its manifest was honest about chunks that are no state.
func (a *Application) unfit(s *restoring, why error) (*abci.ResponseApplySnapshotChunk, error) {
	a.o.Log.Error("a snapshot is refused 快照被拒绝", "height", s.m.Height, "why", why)
	a.seeking.refuse("the snapshot of height %d: %v", s.m.Height, why)
	a.seeking.at(0, 0, 0)
	err := s.r.Abort()
	a.restoring = nil
	return applied(abci.ResponseApplySnapshotChunk_REJECT_SNAPSHOT), err
}

// restored makes the snapshot's height the application's.
func (a *Application) restored(m Manifest) error {
	a.restoring, a.initial = nil, nil
	h := newHead(head{height: m.Height, header: m.Header, store: a.db.View(), hash: a.db.Root()})
	if err := cmp.Or(a.overrule(h), a.known(h)); err != nil {
		return a.fail(err)
	}
	a.head.Store(h)
	a.runs.observe(h)
	a.followFrom(h)
	return nil
}

// side is what a store has of its own height beside the tree.
func (m Manifest) side() []state.Pair {
	rec := BlockRecord{Height: m.Height, Time: m.Header, Law: m.Law, Papers: []wire.Hash{},
		Events: []Told{}}
	return []state.Pair{{Key: blockKey(m.Height), Value: mustJSON(rec)}}
}

// quiet refuses the snapshot of a height at which a settlement run waits: the run is computed from
// the state at its cut, which a snapshot does not hold.
func (a *Application) quiet(m Manifest) error {
	view, err := a.db.ViewAt(m.Height)
	if err != nil {
		return err
	}
	if len(a.o.Pass.Waiting(view, regime.LawTime(view, m.Header))) == 0 {
		return nil
	}
	return say("高度 %[1]d 有结算正在等待入账，请取前后的高度",
		"at height %[1]d a settlement run waits to land: take a height before or after", m.Height)
}

// describe is the manifest of a kept height, without its chunks.
func (a *Application) describe(height uint64) (m Manifest, err error) {
	view, err := a.db.ViewAt(height)
	if err != nil {
		return m, err
	}
	b, ok, err := a.blockRecord(height)
	if err == nil && !ok {
		err = fmt.Errorf("there is no record of height %d", height)
	}
	return Manifest{Chain: a.o.Chain, Genesis: a.o.Genesis, Height: height, AppHash: view.Root(),
		Rules: govern.RulesAt(view, height+1), Header: b.Time, Law: b.Law}, err
}
