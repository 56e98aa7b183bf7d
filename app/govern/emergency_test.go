package govern

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A plan takes the root keys of two thirds of the members; a signature that is somebody else's, of
// an older plan, or given twice counts for nothing.
func TestEmergency(t *testing.T) {
	w := newWorld(t)
	e := Emergency{Plan: EmergencyPlan{Chain: chain, Height: w.height + 1, Rules: 2,
		Manifest: paper.Digest, Reason: "the ledger stands still"}}
	sign := func(id, with string) {
		t.Helper()
		if err := e.Approve(id, 1, seed(with)); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"water", "bureau", "health"} {
		sign(id, id)
	}
	if s := e.Stands(w.store); s.Enough() || len(s.Approved) != 3 || len(s.Missing) != 3 {
		t.Fatalf("three of six: %+v", s)
	}
	sign("data", "data")
	if s := e.Stands(w.store); !s.Enough() {
		t.Fatalf("four of six: %+v", s)
	}
	for name, spoil := range map[string]func(e *Emergency){
		"another's key": func(e *Emergency) { _ = e.Approve("data", 1, seed("water")) },
		"no such key":   func(e *Emergency) { e.Approvals[0].Key = 7 },
		"twice":         func(e *Emergency) { e.Approvals[1] = e.Approvals[0] },
		"another plan":  func(e *Emergency) { e.Plan.Rules = 3 },
		"a stranger":    func(e *Emergency) { _ = e.Approve("nobody", 1, seed("nobody")) },
	} {
		bad := Emergency{Plan: e.Plan, Approvals: append([]Approval{}, e.Approvals...)}
		spoil(&bad)
		if s := bad.Stands(w.store); s.Enough() || len(s.Wrong) == 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	c := w.ctx()
	c.Height, c.Budget = e.Plan.Height, &rule.Budget{Left: 100}
	c.Block.Emergency = wire.MustEncode(e)
	endBlock(c)
	was, ok := Revived(w.store, e.Plan.Height)
	if !ok || was.Plan != e.Plan || RulesAt(w.store, e.Plan.Height) != 2 ||
		RulesAt(w.store, e.Plan.Height-1) != 1 {
		t.Fatalf("%+v %v", was, ok)
	}
	if out, err := askEmergencies(rule.Ask{Store: w.store}); err != nil ||
		len(out.([]Emergency)) != 1 {
		t.Fatalf("%v %v", out, err)
	}
}
