package party

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestGenesisLoads(t *testing.T) {
	w := newWorld(t)
	p, ok := Get(w.store, "gz-bureau")
	if !ok || !p.Founding || p.Single || p.Registered != began {
		t.Errorf("got %+v", p)
	}
	if !HasRole(w.store, "gz-bureau", "bureau", gz, began) ||
		HasRole(w.store, "gz-bureau", "bureau", gz, began-1) {
		t.Error("a genesis role begins at genesis")
	}
	a := tx.Account{Party: "gz-bureau", Number: 1}
	k, ok := AccountKey(w.store, a, FirstKey)
	if !ok || !k.ActiveAt(began) || !k.Public.Equal(seedKey("gz-bureau/1").Public()) {
		t.Errorf("got %+v", k)
	}
	if o, _ := OwnerOf(w.store, k.Public); o.Account != a || o.Number != FirstKey {
		t.Errorf("owner %+v", o)
	}
	if !SameGroup(w.store, "gz-operator", "gz-data") || SameGroup(w.store, "gz-bureau", "gz-health") ||
		!SameGroup(w.store, "x", "x") {
		t.Error("control groups are wrong")
	}
}

func TestGenesisRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(g *Genesis)
		want   string
	}{
		"none":       {func(g *Genesis) { g.Parties = nil }, "no founding party"},
		"twice":      {func(g *Genesis) { g.Parties = append(g.Parties, g.Parties[0]) }, "twice"},
		"nature":     {func(g *Genesis) { g.Parties[0].Nature = "person" }, "nature"},
		"role":       {func(g *Genesis) { g.Parties[0].Roles[0].Role = "king" }, "unknown"},
		"role twice": {func(g *Genesis) { g.Parties[0].Roles[1] = g.Parties[0].Roles[0] }, "twice"},
		"no root":    {func(g *Genesis) { g.Parties[0].Accounts = g.Parties[0].Accounts[1:] }, "root"},
		"order": {func(g *Genesis) {
			g.Parties[0].Accounts[1].Number, g.Parties[0].Accounts[2].Number = 2, 1
		}, "ascend"},
		"no key":   {func(g *Genesis) { g.Parties[0].Accounts[1].Keys = nil }, "a key"},
		"bad key":  {func(g *Genesis) { g.Parties[0].Accounts[1].Keys[0].Bytes = []byte{2} }, "33 bytes"},
		"shared":   {func(g *Genesis) { g.Parties[1].Accounts = g.Parties[0].Accounts }, "belongs to"},
		"treasury": {func(g *Genesis) { g.Parties[0].RemitTo = "gz-health" }, "treasury"},
		"no vote":  {func(g *Genesis) { g.Validators = nil }, "no validator"},
		"stranger": {func(g *Genesis) { g.Validators[0].Party = "who" }, "unknown party"},
		"weak":     {func(g *Genesis) { g.Validators[0].Power = 99 }, "power"},
		"pub key":  {func(g *Genesis) { g.Validators[0].PubKey = "AAAA" }, "Ed25519"},
		"same key": {func(g *Genesis) { g.Validators[0].PubKey = g.Validators[1].PubKey }, "twice"},
		"a third":  {func(g *Genesis) { g.Validators[0].Party = "gz-data" }, "a third or more"},
		"power":    {func(g *Genesis) { g.Validators[0].Power = 1500 }, "a third or more"},
	} {
		g := founders()
		c.change(&g)
		section, err := wire.ToJSON(g)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseGenesis(section); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := ParseGenesis([]byte(`{"parties":[],"more":1}`)); err == nil {
		t.Error("an unknown field was read")
	}
}

func TestConcentrationAcknowledged(t *testing.T) {
	g := founders()
	g.Validators[0].Party, g.AcknowledgeConcentration = "gz-data", "联席会议纪要〔2026〕1号"
	if err := g.Validate(); err != nil {
		t.Error(err)
	}
	by := PowerByGroup(g)
	if len(by) != 3 || by[0].Group != "group:bigdata" || by[0].Power != 2000 || by[0].Total != 4000 ||
		!by[0].Third() || by[1].Third() || len(by[0].Parties) != 2 {
		t.Errorf("got %+v", by)
	}
}

func TestDefaultPower(t *testing.T) {
	g := founders()
	g.Validators[0].Power = 0
	section, _ := wire.ToJSON(g)
	got, err := ParseGenesis(section)
	if err != nil || got.Validators[0].Power != DefaultPower {
		t.Errorf("got %v, %v", got.Validators, err)
	}
}

func TestGenesisAlgorithm(t *testing.T) {
	w := &world{t: t, store: state.NewMemStore(), now: began}
	SetAlgorithms(w.store, []crypto.Alg{crypto.SM2})
	section, _ := wire.ToJSON(founders())
	if err := loadGenesis(w.ctx(), section); err == nil || !strings.Contains(err.Error(), "accepted") {
		t.Errorf("got %v", err)
	}
}
