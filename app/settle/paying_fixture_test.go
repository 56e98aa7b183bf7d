package settle_test

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// closed is the worked example with its second quarter landed on 2026-07-16, and the bodies that
// look after the money.
func closed(t testing.TB) *chain {
	n := province(t)
	n.party(party.Party{ID: "finance", Nature: party.Administrative, RemitTo: "treasury"}, "finance")
	n.party(party.Party{ID: "audit", Nature: party.Administrative, RemitTo: "treasury"}, "audit")
	table[regime.YearOf, regime.Calendar](regime.Chapter(), "regime/calendars").
		Set(n.s, regime.YearOf{Year: 2026}, regime.Calendar{Version: 1, Title: "x", Issuer: "x"})
	n.holder("finance", "finance")
	n.land()
	n.now = at("2026-07-17 10:00")
	return n
}

type holderKey struct {
	Role         string
	Jurisdiction string
	Party        string
}

// holder lists who holds a role in Guizhou.
func (n *chain) holder(role, who string) {
	c := party.Chapter()
	for _, d := range c.Collections {
		if d.Name == "party/holders" {
			state.NewIndex[holderKey](c.Number, d.Number, d.Name, d.Doc).
				Add(n.s, holderKey{role, "520000", who})
		}
	}
}

var proof = rule.Evidence{Number: "E-1", Digest: digest("E-1")}

// named is a line of a statement with its path.
func (n *chain) named(payer, payee string, index int) settle.NamedLine {
	n.Helper()
	s := n.ask("statement", "period", "2026Q2", "payer", payer, "payee",
		payee).(settle.StatementShown)
	var leaves [][]byte
	for _, d := range s.Detail {
		leaves = append(leaves, d.Line)
	}
	l := settle.NamedLine{Index: uint32(index), Leaf: leaves[index]}
	for _, h := range settlement.AuditPath(leaves, index) {
		l.Path = append(l.Path, h)
	}
	return l
}

// registered registers the account of a party, of its own or by finance.
func (n *chain) registered(who, by string) {
	n.Helper()
	n.ok(n.now, &settle.BankRegister{Party: who, From: n.now.Date(), Account: digest(who),
		Evidence: proof}, by)
}

// pays is a payment of some yuan by a party.
func (n *chain) pays(id, payee, amount string) *settle.PaymentRecord {
	return &settle.PaymentRecord{ID: ref(id), Payee: payee, Periods: []string{"2026Q2"},
		Amount: yuan(amount), Date: n.now.Date(), Reference: digest("bank " + id),
		Account: digest(payee)}
}

func (n *chain) held(payer, payee string) settle.HeldShown {
	n.Helper()
	return n.ask("held", "payer", payer, "payee", payee).(settle.HeldShown)
}

// costs confirms a cost of the operator, as a correction of the input.
func (n *chain) costs(id string) {
	n.Helper()
	n.ok(n.now, &market.CostRecord{ID: ref(id), Agreement: ref("bureau/yy"),
		Product: ref("operator/credit"), Version: 1, Class: "processing", Investor: "operator",
		Amount: yuan("1.00"), Voucher: digest("voucher " + id), Date: n.now.Date()}, "operator")
	n.ok(n.now, &market.CostConfirm{ID: ref(id), Accept: true}, "bureau")
}

// node is the product version a line is of.
func (n *chain) node(l settle.NamedLine) string {
	n.Helper()
	v, err := settlement.ParseLine(l.Leaf)
	n.must(err)
	return v.Node
}

// give puts a product version under an agreement of another implementing body.
func (n *chain) give(of, agreement, impl string) {
	agreements := table[wire.ID, authorization.Agreement](authorization.Chapter(),
		"authorization/agreements")
	a, _ := agreements.Get(n.s, ref(agreement))
	a.Impl = impl
	agreements.Set(n.s, a.ID, a)
	products := table[node, product.Product](product.Chapter(), "product/versions")
	name, _, _ := strings.Cut(of, "@")
	p, _ := products.Get(n.s, node{ref(name), 1})
	p.Agreement = ref(agreement)
	products.Set(n.s, node{p.ID, 1}, p)
}
