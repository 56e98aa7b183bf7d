package vectors

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// document is a small test ledger: four founders, alternating algorithms.
func document(t *testing.T) genesis.Document {
	t.Helper()
	spec := genesis.Spec{ChainID: "test-vectors", GenesisTime: wire.Date(20260105).Start(),
		TestStart: wire.Date(20250106).Start(), Regimes: []genesis.RegimeSpec{{Name: "guizhou"}},
		Calendars: []string{"2025"}}
	for i, f := range []struct{ id, name, role string }{
		{"gz-bureau", "省大数据局", "bureau"}, {"gz-finance", "省财政厅", "finance"},
		{"gz-health", "省卫生健康委", "provider"}, {"gz-operator", "运营公司", "operator"}} {
		founder := party.Founder{ID: f.id, Name: f.name, Nature: party.Administrative,
			Jurisdiction: "520000", Roles: []party.FounderRole{{Role: f.role, Jurisdiction: "520000"}}}
		for n := range uint16(3) {
			key := crypto.FromSeed(crypto.Alg(1+i%2), fmt.Sprintf("%s/%d", f.id, n)).Public()
			founder.Accounts = append(founder.Accounts, party.FounderAccount{Number: n,
				Duty: []string{party.DutyRoot, party.DutyMaker, party.DutyChecker}[n],
				Keys: []crypto.PublicKey{key}})
		}
		spec.Parties = append(spec.Parties, founder)
		consensus := sha256.Sum256([]byte("validator of " + f.id))
		spec.Validators = append(spec.Validators, party.GenesisVoter{Party: f.id, Name: "node",
			PubKey: base64.StdEncoding.EncodeToString(consensus[:]), Power: party.DefaultPower})
	}
	d, err := genesis.Build(spec)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func start(t *testing.T) (*state.Overlay, *state.DB) {
	t.Helper()
	d := document(t)
	digest, err := d.Digest()
	if err != nil {
		t.Fatal(err)
	}
	db, err := state.Open(state.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o := state.NewOverlay(db.View())
	err = app.Standard().InitChain(o, app.Genesis{Chain: d.ChainID, Digest: digest, Time: d.LawTime(),
		Algorithms: d.AcceptedAlgorithms, Test: d.Test(),
		Sections: map[string][]byte{"party": raw(t, d.Party), "regime": raw(t, d.Regime),
			"govern": raw(t, d.Govern)}})
	if err != nil {
		t.Fatal(err)
	}
	db.Apply(o)
	if err := db.Commit(); err != nil {
		t.Fatal(err)
	}
	return o, db
}

type pairVector struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type collectionVector struct {
	Collection string       `json:"collection"`
	Key        string       `json:"key_layout"`
	Value      string       `json:"value_layout"`
	Examples   []pairVector `json:"examples"` // the first two
}

func TestState(t *testing.T) {
	_, db := start(t)
	var out []collectionVector
	for _, c := range app.Standard().Chapters() {
		for _, col := range c.Collections {
			v := collectionVector{Collection: col.Name, Key: col.Key, Value: col.Value}
			prefix := []byte{col.Chapter, col.Number}
			db.View().Iterate(prefix, []byte{col.Chapter, col.Number + 1}, func(k, value []byte) bool {
				v.Examples = append(v.Examples, pairVector{hex.EncodeToString(k), hex.EncodeToString(value)})
				return len(v.Examples) < 2
			})
			if v.Examples != nil {
				out = append(out, v)
			}
		}
	}
	golden(t, "state.json", out)
}

type proofVector struct {
	Name  string `json:"name"`
	Key   string `json:"key"`
	Value string `json:"value"` // "" proves absence
	Proof string `json:"proof"` // ics23.CommitmentProof, protobuf
}

type treeVector struct {
	Leaves []string   `json:"leaves"`
	Root   string     `json:"root"`
	Paths  [][]string `json:"paths"` // from leaf to root, one per leaf
}

func TestProofs(t *testing.T) {
	_, db := start(t)
	out := struct {
		Root  string        `json:"app_hash"`
		ICS23 []proofVector `json:"ics23"`
		Trees []treeVector  `json:"rfc6962"`
	}{}
	root := db.Root()
	out.Root = hex.EncodeToString(root[:])
	for name, key := range map[string]string{"existence: the ledger record": "0001",
		"absence: party zz-nobody": "0101" + hex.EncodeToString([]byte("zz-nobody")) + "0001"} {
		k, _ := hex.DecodeString(key)
		p, err := db.View().Prove(k)
		if err != nil || p.Verify() != nil || p.Root != root ||
			(p.Value == nil) != strings.HasPrefix(name, "absence") {
			t.Fatalf("%s: %v", name, err)
		}
		out.ICS23 = append(out.ICS23, proofVector{name, key, hex.EncodeToString(p.Value),
			hex.EncodeToString(p.Proof)})
	}
	if out.ICS23[0].Value == "" {
		out.ICS23[0], out.ICS23[1] = out.ICS23[1], out.ICS23[0]
	}
	for _, n := range []int{0, 1, 2, 3, 7} {
		out.Trees = append(out.Trees, tree(t, n))
	}
	golden(t, "proofs.json", out)
}

func tree(t *testing.T, n int) treeVector {
	var leaves [][]byte
	v := treeVector{Leaves: []string{}, Paths: [][]string{}}
	for i := range n {
		leaf := []byte{byte(i), 0xab}[:1+i%2]
		leaves = append(leaves, leaf)
		v.Leaves = append(v.Leaves, hex.EncodeToString(leaf))
	}
	root := settlement.Root(leaves)
	if root != state.LogRoot(leaves) {
		t.Errorf("settlement and state disagree on the root of %d leaves", n)
	}
	v.Root = hex.EncodeToString(root[:])
	for i := range n {
		path := []string{}
		for _, h := range settlement.AuditPath(leaves, i) {
			path = append(path, hex.EncodeToString(h[:]))
		}
		v.Paths = append(v.Paths, path)
	}
	return v
}
