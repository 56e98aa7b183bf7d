package tx

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestAdmission(t *testing.T) {
	for _, alg := range []crypto.Alg{crypto.Secp256k1, crypto.SM2} {
		k := crypto.FromSeed(alg, "node")
		a := Admission{Paper: wire.Hash{1}, Time: 1_770_000_000, Node: Account{"water", 3}}
		if err := a.Sign(k, 2); err != nil || a.Signature.Key != 2 || a.Signature.Alg != alg {
			t.Fatal(a, err)
		}
		if !a.SignedBy(k.Public()) {
			t.Fatal("an own signature is refused")
		}
		for what, change := range map[string]func(*Admission){
			"paper":     func(a *Admission) { a.Paper[0]++ },
			"time":      func(a *Admission) { a.Time-- },
			"account":   func(a *Admission) { a.Node.Number++ },
			"party":     func(a *Admission) { a.Node.Party = "fire" },
			"no name":   func(a *Admission) { a.Node.Party = "Not a name" },
			"signature": func(a *Admission) { a.Signature.RS[5] ^= 1 },
			"algorithm": func(a *Admission) { a.Signature.Alg = 3 - a.Signature.Alg },
		} {
			b := a
			if change(&b); b.SignedBy(k.Public()) {
				t.Errorf("%v: another %s passes", alg, what)
			}
		}
		if a.SignedBy(crypto.FromSeed(alg, "other").Public()) {
			t.Error("another key passes")
		}
	}
}
