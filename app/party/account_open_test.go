package party

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
)

var healthRoot = []string{"gz-health/0", "gz-health/1"}

func TestAccountOpenClose(t *testing.T) {
	w := newWorld(t)
	k := crypto.FromSeed(crypto.SM2, "machine")
	m := &AccountOpen{Number: 7, Duty: DutyMachine, Key: k.Public(),
		Proof: proof(t, "gz-health", 7, FirstKey, k)}
	w.ok(m, healthRoot...)
	a := tx.Account{Party: "gz-health", Number: 7}
	rec, ok := GetAccount(w.store, a)
	if !ok || !rec.OpenAt(w.now) || rec.OpenAt(w.now-1) || rec.LastKey != FirstKey {
		t.Errorf("got %+v", rec)
	}
	w.refused(ErrAccountExists, m, healthRoot...)
	m.Number = 8
	w.refused(ErrKeyTaken, m, healthRoot...)
	m.Key = crypto.FromSeed(crypto.SM2, "other").Public()
	w.refused(ErrProof, m, healthRoot...)

	w.now++
	w.ok(&AccountClose{Number: 7}, healthRoot...)
	if rec, _ = GetAccount(w.store, a); rec.OpenAt(w.now) || !rec.OpenAt(w.now-1) {
		t.Errorf("got %+v", rec)
	}
	w.refused(ErrAccountUnknown, &AccountClose{Number: 7}, healthRoot...)
	w.refused(ErrAccountUnknown, &AccountClose{Number: 70}, healthRoot...)
	m.Number = 7
	w.refused(ErrAccountExists, m, healthRoot...)

	w.refused(rule.BadField, &AccountOpen{Duty: "x", Key: k.Public()}, healthRoot...)
	w.refused(rule.BadField, &AccountOpen{Number: 9, Key: k.Public()}, healthRoot...)
	w.refused(rule.BadField, &AccountOpen{Number: 9, Duty: "x"}, healthRoot...)
	w.refused(rule.BadField, &AccountClose{}, healthRoot...)
}

func TestKeyEnrollRevoke(t *testing.T) {
	w := newWorld(t)
	k := crypto.FromSeed(crypto.SM2, "new root")
	m := &KeyEnroll{Account: Root, Number: 2, Key: k.Public(),
		Proof: proof(t, "gz-health", Root, 2, k)}
	w.refused(ErrLastRootKey, &KeyRevoke{Account: Root, Number: 1}, healthRoot...)
	w.ok(m, healthRoot...)
	w.refused(ErrKeyNumber, m, healthRoot...)
	m.Number = 3
	w.refused(ErrKeyTaken, m, healthRoot...)
	m.Account = 50
	w.refused(ErrAccountUnknown, m, healthRoot...)

	w.now += 5
	w.ok(&KeyRevoke{Account: Root, Number: 1}, healthRoot...)
	old, _ := AccountKey(w.store, tx.Account{Party: "gz-health"}, 1)
	if old.ActiveAt(w.now) || !old.ActiveAt(w.now-1) {
		t.Errorf("got %+v", old)
	}
	w.refused(ErrLastRootKey, &KeyRevoke{Account: Root, Number: 2}, healthRoot...)
	w.refused(ErrKeyUnknown, &KeyRevoke{Account: Root, Number: 1}, healthRoot...)
	w.refused(ErrKeyUnknown, &KeyRevoke{Account: 1, Number: 9}, healthRoot...)
	w.ok(&KeyRevoke{Account: 1, Number: 1}, healthRoot...)

	again := seedKey("gz-health/0")
	w.refused(ErrKeyTaken, &KeyEnroll{Account: 1, Number: 2, Key: again.Public(),
		Proof: proof(t, "gz-health", 1, 2, again)}, healthRoot...)
	SetAlgorithms(w.store, []crypto.Alg{crypto.Secp256k1})
	w.refused(ErrAlgorithm, &KeyEnroll{Account: 1, Number: 2, Key: k.Public()}, healthRoot...)
	w.refused(rule.BadField, &KeyEnroll{Account: 1, Key: k.Public()}, healthRoot...)
	w.refused(rule.BadField, &KeyEnroll{Account: 1, Number: 2}, healthRoot...)
	w.refused(rule.BadField, &KeyRevoke{Account: 1}, healthRoot...)
}

// A proof of possession names chain, account and number; it is good nowhere else.
func TestProofIsBound(t *testing.T) {
	k := seedKey("new")
	a := tx.Account{Party: "gz-health", Number: 3}
	rs := proof(t, "gz-health", 3, 2, k)
	if !k.Public().Verify(EnrolPreimage(chain, a, 2, k.Public()), rs) {
		t.Error("a good proof fails")
	}
	other := tx.Account{Party: "gz-health", Number: 4}
	for _, pre := range [][]byte{EnrolPreimage("x", a, 2, k.Public()),
		EnrolPreimage(chain, other, 2, k.Public()), EnrolPreimage(chain, a, 3, k.Public())} {
		if k.Public().Verify(pre, rs) {
			t.Error("a proof holds elsewhere")
		}
	}
}

func TestDualSet(t *testing.T) {
	w := newWorld(t)
	w.refused(rule.BadField, &DualSet{Single: true}, "gz-health/0")
	w.refused(ErrDualUnchanged, &DualSet{Evidence: paper}, "gz-health/0")
	w.ok(&DualSet{Single: true, Evidence: paper}, "gz-health/0")
	if p, _ := Get(w.store, "gz-health"); !p.Single {
		t.Error("not switched")
	}
	w.ok(&DualSet{Evidence: paper}, "gz-health/0")
	w.refused(ErrUnknown, &DualSet{Evidence: paper}, "nobody/0")
}
