package market

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const priceFormation = "price_formation"

// RevenueItem is one item of operating cost, such as labour.
type RevenueItem struct {
	Item   string   `json:"item" max:"32"`
	Amount wire.Fen `json:"amount"`
}

// RevenueCap is the maximum allowed revenue (最高准许收入) of an operator in a province for a cycle:
//
//	allowed = operating cost − subsidy + profit base × rate + tax
//
// with the terms that the national document names. It counts in the runs whose period lies in the
// cycle: against the operator's sales (scope gross) or what it receives (take); told only (mode
// memo, the excess lowers the next cycle's), or held back (hold).
type RevenueCap struct {
	Operator     string        `json:"operator" max:"32"`
	Jurisdiction string        `json:"jurisdiction" max:"6"` // a province
	Cycle        string        `json:"cycle" max:"16"`
	Items        []RevenueItem `json:"items" max:"32"`
	Subsidy      wire.Fen      `json:"subsidy"`
	ProfitBase   wire.Fen      `json:"profit_base"`
	ReferenceBP  uint32        `json:"reference_bp"` // what the rate is measured by
	ProfitBP     uint32        `json:"profit_bp"`
	Tax          wire.Fen      `json:"tax"`
	Cost         wire.Fen      `json:"cost"`    // of all items
	Profit       wire.Fen      `json:"profit"`  // allowed
	Allowed      wire.Fen      `json:"allowed"` // before what the cycle before exceeded
	Scope        string        `json:"scope" max:"8"`
	Mode         string        `json:"mode" max:"8"`
	CarryOver    bool          `json:"carry_over"` // excess of the cycle before is deducted
	Evidence     rule.Evidence `json:"evidence"`
	Attested     bool          `json:"attested"` // recorded by the bureau for the price authority
	By           []tx.Account  `json:"by" max:"9"`
	Recorded     wire.Time     `json:"recorded"`
}

// revenueKey puts an operator's caps of a province in order of cycles.
type revenueKey struct {
	Operator     string
	Jurisdiction string
	Cycle        string
}

type grossKey struct {
	Operator     string
	Jurisdiction string
	Period       string
}

type gross struct {
	Amount wire.Fen `json:"amount"`
}

var (
	revenueCaps = state.NewMap[revenueKey, RevenueCap](9, 36, "market/revenue_caps",
		"maximum allowed revenue by operator, province and cycle")
	revenues = state.NewMap[grossKey, gross](9, 37, "market/revenues",
		"confirmed sales of an owner's products by province and settlement period")
)

// GetRevenueCap returns an operator's cap in a province for a cycle.
func GetRevenueCap(r state.Reader, operator, jurisdiction, cycle string) (RevenueCap, bool) {
	return revenueCaps.Get(r, revenueKey{operator, party.Province(jurisdiction), cycle})
}

// RevenueIn is what the products of an owner sold in a province in a settlement period, confirmed
// so far.
func RevenueIn(r state.Reader, owner, jurisdiction, period string) wire.Fen {
	v, _ := revenues.Get(r, grossKey{owner, party.Province(jurisdiction), period})
	return v.Amount
}

// earn adds a confirmed part to what the owner's products sold.
func earn(s state.Store, owner, jurisdiction string, p Part) {
	k := grossKey{owner, party.Province(jurisdiction), p.Period}
	v, _ := revenues.Get(s, k)
	v.Amount += p.Amount
	revenues.Set(s, k, v)
}

// CycleOf is the cycle of the length a national document names that holds an instant.
func CycleOf(r state.Reader, t wire.Time) (string, bool) {
	o, ok := regime.OverlayAt(r, priceFormation, t)
	if !ok {
		return "", false
	}
	return regime.PeriodNamed(o.Text("cycle"), t)
}

// allow computes profit and allowed revenue from the terms that the document names. Amounts are
// bounded so that nothing overflows.
func (v *RevenueCap) allow(o regime.Overlay) {
	for _, i := range v.Items {
		v.Cost += i.Amount
	}
	v.Profit = v.ProfitBase/wholeBP*wire.Fen(v.ProfitBP) +
		v.ProfitBase%wholeBP*wire.Fen(v.ProfitBP)/wholeBP
	if o.Has("allowed_revenue.terms", "operating_cost") {
		v.Allowed += v.Cost
		if o.Bool("allowed_revenue.deduct_subsidy") {
			v.Allowed -= v.Subsidy
		}
	}
	if o.Has("allowed_revenue.terms", "allowed_profit") {
		v.Allowed += v.Profit
	}
	if o.Has("allowed_revenue.terms", "tax") {
		v.Allowed += v.Tax
	}
}
