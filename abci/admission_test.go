package abci

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A node gives its signed word for a paper that it took, and keeps the time it first took it.
func TestAdmission(t *testing.T) {
	c := newChainOf(t, "test-admission")
	ask := func(id wire.Hash) (a tx.Admission, code string) {
		t.Helper()
		res := c.query(PathAdmission, id[:], 0)
		if res.Code != 0 {
			return a, codeOf(t, res.Log)
		}
		c.must(nil, wire.FromJSON(res.Value, &a))
		return a, ""
	}
	paper := c.paper("alpha/1", "note.put", "k", "")
	c.check(paper)
	if _, code := ask(idOf(t, paper)); code != "admission.none" {
		t.Fatalf("a node without a witness: %q", code)
	}
	k := keyOf("beta/2")
	c.app.o.Witness = &Witness{Account: tx.Account{Party: "beta", Number: 2}, Key: party.FirstKey,
		Signer: k}
	paper = c.paper("alpha/1", "note.put", "l", "")
	if _, code := ask(idOf(t, paper)); code != "admission.unknown" {
		t.Fatalf("a paper that was not handed in: %q", code)
	}
	c.check(paper)
	took := regime.LawTime(c.app.head.Load().store, wire.At(c.now))
	c.now = c.now.Add(time.Second)
	c.check(paper) // handed in again
	c.block()      // and final
	a, code := ask(idOf(t, paper))
	if code != "" || a.Paper != idOf(t, paper) || a.Time != took || !a.SignedBy(k.Public()) {
		t.Fatalf("%+v %q", a, code)
	}
	c.app.o.Witness.Key = 2
	if _, code := ask(idOf(t, paper)); code != "admission.key" {
		t.Fatalf("a key that is not enrolled: %q", code)
	}
	c.app.o.Witness = &Witness{Account: tx.Account{Party: "beta", Number: 2}, Key: party.FirstKey,
		Signer: keyOf("beta/1")}
	if _, code := ask(idOf(t, paper)); code != "admission.key" {
		t.Fatalf("another account's key: %q", code)
	}
	if res := c.query(PathAdmission, []byte{1}, 0); codeOf(t, res.Log) != "query.malformed" {
		t.Fatal(res.Log)
	}
}

func TestTakenIsBounded(t *testing.T) {
	m := newTaken()
	id := func(i int) wire.Hash { return wire.Hash{byte(i), byte(i >> 8), byte(i >> 16)} }
	for i := range maxTaken + 10 {
		m.add(id(i), wire.Time(i))
		m.add(id(i), wire.Time(i+1))
	}
	if _, ok := m.when(id(9)); ok || len(m.at) != maxTaken {
		t.Fatalf("%d remembered", len(m.at))
	}
	if at, ok := m.when(id(10)); !ok || at != 10 {
		t.Fatal(at, ok)
	}
}

func TestWitnessFromHome(t *testing.T) {
	home := t.TempDir()
	file := func(name string) string { return filepath.Join(home, name) }
	k := crypto.FromSeed(crypto.SM2, "node")
	if err := crypto.WriteKeyFile(file("node.json"), k, []byte("secret"), true); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file("password"), []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := Admission{Account: "alpha/2", KeyFile: "node.json", Password: file("password")}
	w, err := s.witness(home)
	if err != nil || w.Key != party.FirstKey || !w.Signer.Public().Equal(k.Public()) {
		t.Fatal(w, err)
	}
	if w, err := (Admission{}).witness(home); w != nil || err != nil {
		t.Fatal(w, err)
	}
	for what, change := range map[string]func(*Admission){
		"account":  func(s *Admission) { s.Account = "alpha" },
		"key file": func(s *Admission) { s.KeyFile = "other.json" },
		"password": func(s *Admission) { s.Password = "none" },
	} {
		bad := s
		change(&bad)
		if _, err := bad.witness(home); err == nil {
			t.Errorf("another %s passes", what)
		}
	}
	if err := os.Chmod(file("password"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.witness(home); err == nil {
		t.Error("a password that others read is taken")
	}
}
