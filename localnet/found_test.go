package localnet

import (
	"encoding/json"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// founded is the first state of a default network whose genesis time is given.
func founded(t *testing.T, now wire.Time) (*app.Machine, *state.Overlay, *Founding, app.Env) {
	m, err := Default(4)
	if err != nil {
		t.Fatal(err)
	}
	f, err := m.Founding()
	if err != nil {
		t.Fatal(err)
	}
	net := Network{Dir: t.TempDir(), Nodes: Options{Dir: t.TempDir(), Manifest: m}.nodes(nil)}
	voters, err := net.makeHomes()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := f.Genesis(now, voters)
	if err != nil {
		t.Fatal(err)
	}
	g := app.Genesis{Chain: doc.ChainID, Time: doc.LawTime(), Algorithms: doc.AcceptedAlgorithms,
		Test: doc.Test(), Sections: map[string][]byte{}}
	for name, v := range map[string]any{"party": doc.Party, "regime": doc.Regime,
		"govern": doc.Govern} {
		if g.Sections[name], err = json.Marshal(v); err != nil {
			t.Fatal(err)
		}
	}
	if g.Digest, err = doc.Digest(); err != nil {
		t.Fatal(err)
	}
	machine, s := app.Standard(), state.NewOverlay(state.NewMemStore())
	if err := machine.InitChain(s, g); err != nil {
		t.Fatal(err)
	}
	return machine, s, f, app.Env{Chain: g.Chain, Genesis: g.Digest, Height: 1, Time: now}
}

// A default network knows the national documents: the data bureau may record an operator's maximum
// allowed revenue on its first day.
func TestDefaultNetworkTakesRevenue(t *testing.T) {
	now, err := wire.ParseTime("2026-03-02T09:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	machine, s, f, env := founded(t, now)
	evidence := rule.Evidence{Number: "黔发改价格〔2026〕1号",
		Digest: crypto.DigestOf(crypto.DigestSHA256, []byte("准许收入核定文件"))}
	body := &market.RevenueSet{Operator: "gz-operator", Jurisdiction: "520000", Cycle: "2026",
		Items: []market.RevenueItem{{Item: "labour", Amount: 100_000_00}}, Evidence: evidence}
	maker := tx.Account{Party: "gz-bureau", Number: 1}
	checker := tx.Account{Party: "gz-bureau", Number: 2}
	p := tx.Paper{Chain: env.Chain, Genesis: env.Genesis, Author: maker,
		CoSigners: []tx.Account{checker}, Nonce: 1, Expires: now + 3600, Kind: "revenue.set",
		Body: wire.MustEncode(body)}
	paper := tx.Tx{Paper: p}
	for _, at := range []tx.Account{maker, checker} {
		for _, k := range f.Keys {
			if k.Account != at {
				continue
			}
			signature, err := p.Sign(k.Key, party.FirstKey)
			if err != nil {
				t.Fatal(err)
			}
			paper.Signatures = append(paper.Signatures, signature)
		}
	}
	raw, err := wire.Encode(paper)
	if err != nil {
		t.Fatal(err)
	}
	block := machine.Begin(s, env)
	if r := block.Deliver(raw); r.Code != 0 {
		t.Fatalf("refused: %+v", r.Refusal)
	}
	v, ok := market.GetRevenueCap(block.Overlay(), "gz-operator", "520000", "2026")
	if !ok || v.Allowed != 100_000_00 || !v.Attested {
		t.Errorf("recorded %+v", v)
	}
}
