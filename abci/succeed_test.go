package abci

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// lostRoot is the plan's entry for an institution whose root key is lost.
func lostRoot(t *testing.T, chain, id string, number uint16, key crypto.PrivateKey) govern.NewRoot {
	t.Helper()
	proof, err := party.EnrolProof(chain, tx.Account{Party: id}, number, key)
	if err != nil {
		t.Fatal(err)
	}
	return govern.NewRoot{Party: id, Key: key.Public(), Proof: tx.RS(proof)}
}

func planOf(t *testing.T, chain string) Plan {
	return Plan{Format: PlanFormat, Chain: chain, Time: wire.At(time.Now().Add(time.Second)),
		Decision: rule.Evidence{Number: "1",
			Digest: crypto.DigestOf(crypto.DigestSHA256, []byte("1"))},
		AcknowledgeConcentration: "one machine",
		Roots: []govern.NewRoot{lostRoot(t, chain, "alpha", 2, keyOf("alpha/new")),
			lostRoot(t, chain, "beta", 2, keyOf("beta/new"))}}
}

// play starts a node of these tests and sends papers to it, one note each.
func play(t *testing.T, home string, c *chain, notes ...string) *Node {
	t.Helper()
	n := nodeOf(t, home)
	t.Cleanup(func() { _ = n.Stop() })
	http.DefaultClient.CloseIdleConnections() // a node of this process that ended would answer
	r := rpcOf(t, home)
	r.until(uint64(c.g.Doc.InitialHeight) + 1)
	for _, key := range notes {
		raw := c.paper("alpha/1", "note.put", key, "v")
		var res struct {
			Code uint32
			Log  string
		}
		if err := r.get("/broadcast_tx_sync?tx=0x"+hex.EncodeToString(raw), &res); err != nil ||
			res.Code != 0 {
			t.Fatal(err, res)
		}
		id := idOf(t, raw)
		until(t, "receipt of "+key, func() error {
			var got Receipt
			return r.query(PathReceipt, id[:], &got)
		})
	}
	return n
}

// A ledger of which two roots are lost goes on as another one: every record and the nonces are
// there, new roots in place of the lost ones, papers of the old ledger refused.
func TestLedgerGoesOnAsAnother(t *testing.T) {
	old, g := newHome(t, "note-1", true)
	c := &chain{t: t, g: g, now: time.Now(), nonces: map[string]uint64{}}
	n := play(t, old, c, "a", "b")
	stale := c.sign("alpha/1", c.body("alpha/1", "note.put", "stale", "v", 9))
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	m, plan := noteMachine(t), planOf(t, "note-2")
	var first, second bytes.Buffer
	next, out, err := ExportHome(old, m, plan, &first)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := ExportHome(old, m, plan, &second)
	if err != nil || again.Digest != next.Digest || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Fatalf("exports differ: %v %v", err, again)
	}
	file := filepath.Join(t.TempDir(), "state.tar")
	if err := os.WriteFile(file, first.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	checkExported(t, m, file, next, g, out)
	home := homeAfter(t, old, next)
	if _, err := Start(NodeOptions{Home: home, Machine: m, LogTo: io.Discard}); err == nil ||
		!strings.Contains(err.Error(), "--state") {
		t.Fatalf("started without the state: %v", err)
	}
	if err := Carry(emptyAgain(t, home), file); err != nil {
		t.Fatal(err)
	}
	now := &chain{t: t, g: next, now: time.Now(), nonces: c.nonces}
	n = play(t, home, now, "c")
	store := n.App().head.Load().store
	for _, key := range []string{"a", "b", "c"} {
		if _, ok := notes.Get(store, key); !ok {
			t.Errorf("note %s is not there", key)
		}
	}
	for id, key := range map[string]string{"alpha": "alpha/new", "beta": "beta/new"} {
		k, ok := party.AccountKey(store, tx.Account{Party: id}, 2)
		if !ok || k.To != 0 || !bytes.Equal(k.Public.Bytes, keyOf(key).Public().Bytes) {
			t.Errorf("%s has root %v", id, k)
		}
	}
	if got := app.WindowOf(store, tx.Account{Party: "alpha", Number: 1}, 1); got.Highest != 3 {
		t.Errorf("the nonces go on at %d", got.Highest)
	}
	var res struct{ Log string }
	err = rpcOf(t, home).get("/broadcast_tx_sync?tx=0x"+hex.EncodeToString(stale), &res)
	if err != nil || codeOf(t, res.Log) != "tx.chain" {
		t.Errorf("a paper of the old ledger: %v %s", err, res.Log)
	}
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	testFirstBlockMended(t, home, now)
}

func checkExported(t *testing.T, m *app.Machine, file string, next, old *Founding, out Exported) {
	t.Helper()
	check := func(file string, old *Founding, a Anchor) (Checked, error) {
		return CheckSuccession(m, file, next, old, a, filepath.Join(t.TempDir(), "ledger"))
	}
	got, err := check(file, old, Anchor{})
	if err != nil || got.Trusted != "genesis" || got.AppHash != out.AppHash ||
		fmt.Sprint(got.Digests) != fmt.Sprint(out.Digests) || len(got.Digests) < 10 {
		t.Fatalf("%+v: %v", got, err)
	}
	if got, err := check(file, nil, Anchor{out.Height, out.Header}); err != nil ||
		got.Trusted != "anchor" {
		t.Errorf("%+v: %v", got, err)
	}
	if _, err := check(file, nil, Anchor{out.Height, wire.Hash{1}}); err == nil {
		t.Error("another header is trusted")
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[bytes.Index(b, []byte("chunk-000000"))+512+40] ^= 1
	bad := filepath.Join(t.TempDir(), "bad.tar")
	if err := os.WriteFile(bad, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := check(bad, old, Anchor{}); err == nil {
		t.Error("a bit was turned and nobody noticed")
	}
}

// homeAfter is the home of a new ledger whose validator has the old home's key.
func homeAfter(t *testing.T, old string, g *Founding) string {
	t.Helper()
	home := t.TempDir()
	err := errors.Join(WriteConfig(home, Spec{Moniker: "solo", P2P: "tcp://127.0.0.1:0",
		RPC: "tcp://" + freePort(t), Fast: true, IdleEvery: 200 * time.Millisecond,
		Genesis: g.Digest.String(), LogLevel: "error"}), g.Write(filepath.Join(home, GenesisFile)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := MakeKeys(home); err != nil {
		t.Fatal(err)
	}
	name := func(home string) string { return homeConfig(home).PrivValidatorKeyFile() }
	key, err := os.ReadFile(name(old))
	if err := errors.Join(err, os.WriteFile(name(home), key, 0o600)); err != nil {
		t.Fatal(err)
	}
	return home
}

func emptyAgain(t *testing.T, home string) string {
	t.Helper()
	for _, dir := range []string{StoreDir, "data/state.db", "data/blockstore.db", "data/cs.wal"} {
		if err := os.RemoveAll(filepath.Join(home, dir)); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

// testFirstBlockMended takes a home back to between saving the first block and saving the engine's
// state, with the ledger before and after that block.
func testFirstBlockMended(t *testing.T, home string, c *chain) {
	t.Helper()
	first := c.g.Doc.InitialHeight
	config, _, err := ReadConfig(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, ledger := range []int64{first, first - 1} {
		err := withEngine(config, func(blocks *store.BlockStore, _ sm.Store) error {
			for blocks.Height() > first {
				if err := blocks.DeleteLatestBlock(); err != nil {
					return err
				}
			}
			return nil
		})
		db, openErr := state.Open(state.Options{Dir: filepath.Join(home, StoreDir)})
		if err := errors.Join(err, openErr); err != nil {
			t.Fatal(err)
		}
		err = errors.Join(db.RollbackTo(uint64(ledger)), db.Close(),
			os.RemoveAll(filepath.Join(home, "data/state.db")), os.RemoveAll(filepath.Join(home, walDir)),
			os.Remove(config.PrivValidatorStateFile()))
		if err != nil {
			t.Fatal(err)
		}
		signed := fmt.Sprintf(`{"height":"%d","round":0,"step":3}`, first)
		if err := os.WriteFile(config.PrivValidatorStateFile(), []byte(signed), 0o600); err != nil {
			t.Fatal(err)
		}
		n := play(t, home, c)
		if err := n.Stop(); err != nil {
			t.Fatal(err)
		}
	}
}

// A plan that the ledger cannot follow is refused before anything is written.
func TestPlansThatAreRefused(t *testing.T) {
	c := newChain(t)
	for range 3 {
		c.block()
	}
	view := c.db.View()
	at, err := c.app.describe(3)
	if err != nil {
		t.Fatal(err)
	}
	good := planOf(t, "note-2")
	good.Time = at.Header + 60
	for name, change := range map[string]func(*Plan){
		"":                          func(*Plan) {},
		"is not suyuan-export/1":    func(p *Plan) { p.Format = "x" },
		"not the id of another":     func(p *Plan) { p.Chain = "note-1" },
		"is not after":              func(p *Plan) { p.Time = at.Header },
		"decided is required":       func(p *Plan) { p.Decision = rule.Evidence{} },
		"test clock and a chain id": func(p *Plan) { p.Chain = "test-2" },
		"the new root of alpha":     func(p *Plan) { p.Roots[0].Proof[3] ^= 1 },
		"a third or more":           func(p *Plan) { p.AcknowledgeConcentration = "" },
		"is no member":              func(p *Plan) { p.Validators = voterOf("gamma", 7) },
		"twice":                     func(p *Plan) { p.Roots = append(p.Roots, p.Roots[0]) },
		"its key is of bureau":      func(p *Plan) { p.Validators = voterOf("alpha", 0) },
		"no validator":              func(p *Plan) { p.Validators = goneOf("bureau", 0) },
		"not base64 of an Ed25519":  func(p *Plan) { p.Validators = []party.GenesisVoter{{PubKey: "x"}} },
		"new root of nobody":        func(p *Plan) { p.Roots[0].Party = "nobody" },
	} {
		p := good
		p.Roots = append([]govern.NewRoot{}, good.Roots...)
		change(&p)
		_, err := Successor(noteMachine(t), view, at, wire.Hash{1}, p)
		if (name == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), name) {
			t.Errorf("%q: %v", name, err)
		}
	}
	p := good
	p.Validators = append(goneOf("bureau", 0), voterOf("alpha", 7)...)
	d, err := Successor(noteMachine(t), view, at, wire.Hash{1}, p)
	if err != nil || len(d.Party.Validators) != 1 || d.Party.Validators[0].Party != "alpha" {
		t.Errorf("the seat moves: %+v, %v", d.Party.Validators, err)
	}
}

func voterOf(id string, key byte) []party.GenesisVoter {
	pub := make([]byte, 32)
	pub[0] = key
	return []party.GenesisVoter{{Party: id, Name: "v", Power: 1000,
		PubKey: base64.StdEncoding.EncodeToString(pub)}}
}

func goneOf(id string, key byte) []party.GenesisVoter {
	v := voterOf(id, key)
	v[0].Power = 0
	return v
}
