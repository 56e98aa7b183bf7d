package party

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
)

func register(t *testing.T, id string) *Register {
	t.Helper()
	m := &Register{ID: id, Name: "贵阳数科公司", Nature: Enterprise, Jurisdiction: "520100",
		RootKey: seedKey(id + "/0").Public()}
	m.RootProof = proof(t, id, Root, FirstKey, seedKey(id+"/0"))
	for n, duty := range []string{DutyMaker, DutyChecker} {
		k := crypto.FromSeed(crypto.SM2, id+duty)
		m.Accounts = append(m.Accounts, FirstAccount{Number: uint16(n + 1), Duty: duty,
			Key: k.Public(), Proof: proof(t, id, uint16(n+1), FirstKey, k)})
	}
	return m
}

var bureau = []string{"gz-bureau/1", "gz-bureau/2"}

func TestRegister(t *testing.T) {
	w := newWorld(t)
	w.ok(register(t, "gy-dev"), bureau...)
	p, ok := Get(w.store, "gy-dev")
	if !ok || p.Founding || p.Registered != w.now {
		t.Errorf("got %+v", p)
	}
	w.refused(ErrExists, register(t, "gy-dev"), bureau...)
	w.refused(ErrRole, register(t, "gy-two"), "gz-health/1", "gz-health/2")

	m := register(t, "gy-two")
	m.RemitTo = "nobody"
	w.refused(ErrUnknown, m, bureau...)
	m.RemitTo = "gz-health"
	w.refused(ErrTreasury, m, bureau...)
	m.RemitTo = "gz-treasury" // the province's: the party is the prefecture's (同级国库)
	w.refused(ErrTreasury, m, bureau...)
	m.Jurisdiction = "520000"
	w.ok(m, bureau...)
	if TreasuryOf(w.store, "gy-two") != "gz-treasury" || TreasuryOf(w.store, "gz-health") != "" {
		t.Error("treasury is wrong")
	}
}

func TestRegisterKeys(t *testing.T) {
	w := newWorld(t)
	m := register(t, "gy-dev")
	m.Accounts[1].Proof[5] ^= 1
	w.refused(ErrProof, m, bureau...)

	m = register(t, "gy-dev")
	m.Accounts[1].Key = seedKey("gz-health/1").Public()
	w.refused(ErrKeyTaken, m, bureau...)

	m = register(t, "gy-dev")
	SetAlgorithms(w.store, []crypto.Alg{crypto.Secp256k1})
	w.refused(ErrAlgorithm, m, bureau...)
}

func TestRegisterCheck(t *testing.T) {
	w := newWorld(t)
	for field, change := range map[string]func(m *Register){
		"id":            func(m *Register) { m.ID = "贵" },
		"name":          func(m *Register) { m.Name = "" },
		"nature":        func(m *Register) { m.Nature = "person" },
		"jurisdiction":  func(m *Register) { m.Jurisdiction = "52010" },
		"group":         func(m *Register) { m.Group = "a b" },
		"remit_to":      func(m *Register) { m.RemitTo = "/" },
		"uscc":          func(m *Register) { m.USCC.Alg = 9 },
		"root_key":      func(m *Register) { m.RootKey = crypto.PublicKey{} },
		"accounts":      func(m *Register) { m.Accounts = nil },
		"accounts.duty": func(m *Register) { m.Accounts[0].Duty = "" },
		"accounts.key":  func(m *Register) { m.Accounts[0].Key = m.RootKey },
	} {
		m := register(t, "gy-dev")
		change(m)
		w.refused(rule.BadField, m, bureau...)
		if err, _ := m.Check().(*rule.Refused); err == nil || err.Field != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	// A party named like a word of settlement rules would stand in everybody's rules.
	for _, word := range []string{"owner", "inputs", "lineage"} {
		w.refused(rule.BadField, register(t, word), bureau...)
	}
	m := register(t, "gy-dev")
	m.Accounts[0].Number = Root
	w.refused(rule.BadField, m, bureau...)
	m = register(t, "gy-dev")
	m.Accounts[1].Key.Bytes = m.Accounts[1].Key.Bytes[:32]
	w.refused(rule.BadField, m, bureau...)
}
