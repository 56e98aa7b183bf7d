package bundle

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"

	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// succeed ends the chain and is the one that goes on from its last state (rulings E14).
func (c *chain) succeed(id string) *chain {
	c.t.Helper()
	view, last := c.db.View(), c.signed[c.height]
	decision := sha256.Sum256([]byte("resolution"))
	at := abci.Manifest{Height: c.height, AppHash: view.Root(), Header: wire.At(last.Time),
		Rules: abci.Rules}
	d, err := abci.Successor(c.m, view, at, wire.Hash(last.Hash()), abci.Plan{
		Format: abci.PlanFormat, Chain: id, Time: at.Header + 1, AcknowledgeConcentration: "one machine",
		Decision: rule.Evidence{Title: "Resolution",
			Digest: crypto.DigestOf(crypto.DigestSHA256, decision[:])}})
	must(c.t, err)
	next := &chain{t: c.t, world: c.world, m: c.m, keys: c.keys, set: c.set, absent: -1,
		height: c.height, signed: map[uint64]types.SignedHeader{},
		sets: map[uint64]*types.ValidatorSet{}}
	next.found, err = abci.NewFounding(d)
	must(c.t, err)
	next.db, err = state.Open(state.Options{Dir: c.t.TempDir(), MemTableBytes: 4 << 20})
	must(c.t, err)
	c.t.Cleanup(func() { _ = next.db.Close() })
	must(c.t, abci.CarryOver(c.db, next.db, next.found))
	next.begin()
	next.block()
	next.block()
	return next
}

// document is trust in the chain's genesis.json as operators keep it.
func (c *chain) document() Trust {
	c.t.Helper()
	file := filepath.Join(c.t.TempDir(), "genesis.json")
	must(c.t, c.found.Write(file))
	b, err := os.ReadFile(file)
	must(c.t, err)
	trust, err := TrustDocument(b)
	must(c.t, err)
	return trust
}

// TestFilesOutliveTheirLedger goes on as another ledger: files of the old one verify with its own
// genesis document as ever, the new one proves the same statement by its own, and neither passes
// for the other's.
func TestFilesOutliveTheirLedger(t *testing.T) {
	before := newChain(t, "test-old", 5)
	old := before.export("operator", "treasury")
	after := before.succeed("test-new")
	now := after.export("operator", "treasury")
	for _, v := range []struct {
		name  string
		file  []byte
		trust Trust
		want  string
	}{{"the old file by the old document", old, before.document(), ""},
		{"the new file by the new document", now, after.document(), ""},
		{"the old file by the new document", old, after.document(), "trust.chain"},
		{"the new file by the old document", now, before.document(), "trust.chain"},
		{"the old file by its header", old, TrustHash(wire.Hash(before.signed[5].Hash())), ""}} {
		if _, err := Verify(v.file, v.trust); code(err) != v.want {
			t.Errorf("%s: %v, want %q", v.name, err, v.want)
		}
	}
	f, fault := decode(old)
	must(t, fault)
	g, fault := decode(now)
	must(t, fault)
	if f.Digest != g.Digest || g.Ledger.Height <= f.Ledger.Height ||
		f.Ledger.Genesis == g.Ledger.Genesis {
		t.Errorf("the statement %s became %s at height %d", f.Digest, g.Digest,
			g.Ledger.Height)
	}
	// The new ledger names the one before it, provably.
	raw, err := ProveRecords(t.Context(), after, [][]byte{{0, 3, 0, 0, 0, 0, 0, 0, 0, 5}}, 0)
	must(t, err)
	r, err := VerifyRecords(raw, after.document())
	must(t, err)
	if v := r.Records[0]; !v.Present || v.Fields[0].Value != "test-old" ||
		v.Fields[1].Value != before.found.Digest.String() {
		t.Errorf("%+v", v)
	}
}
