package market

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RevenueSet sets the maximum allowed revenue of an operator for a cycle, as verified in a
// document. The price authority signs; where it has no key the data bureau records its document,
// marked attested (rulings L3). A cycle has one.
//
// 发改价格〔2025〕65号.
type RevenueSet struct {
	Operator     string        `json:"operator" max:"32" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"` // a province
	Cycle        string        `json:"cycle" max:"16" need:"yes"`
	Items        []RevenueItem `json:"items" max:"32" need:"yes"` // of operating cost
	Subsidy      wire.Fen      `json:"subsidy"`
	ProfitBase   wire.Fen      `json:"profit_base"`
	ReferenceBP  uint32        `json:"reference_bp"`
	ProfitBP     uint32        `json:"profit_bp"`
	Tax          wire.Fen      `json:"tax"`
	Scope        string        `json:"scope" max:"8" words:"gross|take"`
	Mode         string        `json:"mode" max:"8" words:"memo|hold"`
	Evidence     rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *RevenueSet) Check() error {
	_, _, known := regime.PeriodBounds(m.Cycle)
	switch {
	case !wire.IsName(m.Operator):
		return rule.Malformed("operator", "须为主体编号", "must be a party")
	case !party.IsJurisdiction(m.Jurisdiction) || party.Province(m.Jurisdiction) != m.Jurisdiction:
		return rule.Malformed("jurisdiction", "须为省级区划代码", "must be a province's division code")
	case !known:
		return rule.Malformed("cycle", "须为期间，如 2026", "must be a period such as 2026")
	case len(m.Items) == 0:
		return rule.Malformed("items", "须列明经营成本", "must list the operating cost")
	case !slices.Contains([]string{"", settlement.ScopeGross, settlement.ScopeTake}, m.Scope):
		return rule.Malformed("scope", "须为 gross 或 take", "must be gross or take")
	case !slices.Contains([]string{"", settlement.ModeMemo, settlement.ModeHold}, m.Mode):
		return rule.Malformed("mode", "须为 memo 或 hold", "must be memo or hold")
	case m.ProfitBP > wholeBP:
		return rule.Malformed("profit_bp", "不超过 10000", "is at most 10,000")
	}
	amounts := []wire.Fen{m.Subsidy, m.ProfitBase, m.Tax}
	for i, v := range m.Items {
		if v.Item == "" || slices.ContainsFunc(m.Items[:i],
			func(o RevenueItem) bool { return o.Item == v.Item }) {
			return rule.Malformed("items["+strconv.Itoa(i)+"].item", "须为未重复的项目",
				"must name each item once")
		}
		amounts = append(amounts, v.Amount)
	}
	for _, v := range amounts {
		if v < 0 || v > maxFen {
			return rule.Malformed("items", "金额须在零至一百亿元之间", "amounts are 0 to 10^10 yuan")
		}
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply computes and records the cap.
func (m *RevenueSet) Apply(c *rule.Ctx) error {
	o, ok := regime.OverlayAt(c.Store, priceFormation, c.Time)
	if !ok {
		return ErrNoOverlay.At("cycle", "document", priceFormation)
	}
	attested := false
	verifier := o.Text("allowed_revenue.verified_by")
	if _, err := party.SignerWith(c, verifier, m.Jurisdiction); err != nil {
		if _, bureau := party.SignerWith(c, roleBureau, m.Jurisdiction); bureau != nil {
			return err
		}
		attested = true
	}
	v := RevenueCap{Operator: m.Operator, Jurisdiction: m.Jurisdiction, Cycle: m.Cycle, Items: m.Items,
		Subsidy: m.Subsidy, ProfitBase: m.ProfitBase, ReferenceBP: m.ReferenceBP, ProfitBP: m.ProfitBP,
		Tax: m.Tax, Scope: orElse(m.Scope, settlement.ScopeGross),
		Mode:      orElse(m.Mode, settlement.ModeMemo),
		CarryOver: o.Bool("carry_over.excess_deducted"), Evidence: m.Evidence, Attested: attested,
		By: c.Signers, Recorded: c.Time}
	v.allow(o)
	if err := v.check(c, o); err != nil {
		return err
	}
	revenueCaps.Set(c.Store, revenueKey{v.Operator, v.Jurisdiction, v.Cycle}, v)
	c.Emit(RevenueCapped{v.Operator, v.Jurisdiction, v.Cycle, v.Allowed, v.Scope, v.Mode, attested})
	return nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// check holds the cap to the national document and to what runs have settled.
func (v RevenueCap) check(c *rule.Ctx, o regime.Overlay) error {
	from, to, _ := regime.PeriodBounds(v.Cycle)
	if name, ok := regime.PeriodNamed(o.Text("cycle"), from); !ok || name != v.Cycle {
		return o.Refuse(ErrCycle, "cycle", "cycle", "cycle", v.Cycle, "length", o.Text("cycle"))
	}
	most := uint64(v.ReferenceBP) + o.Int("allowed_profit.premium_max_bp")
	if uint64(v.ProfitBP) > most {
		return o.Refuse(ErrProfit, "allowed_profit.premium_max_bp", "profit_bp", "rate", v.ProfitBP,
			"most", most)
	}
	if o.Text("allowed_profit.base") == "cost" && v.ProfitBase > v.Cost {
		return o.Refuse(ErrProfitBase, "allowed_profit.base", "profit_base", "base", v.ProfitBase,
			"cost", v.Cost)
	}
	for i, item := range v.Items {
		if items := o.List("operating_cost.items"); !slices.Contains(items, item.Item) {
			return o.Refuse(ErrItem, "operating_cost.items", "items["+strconv.Itoa(i)+"].item", "item",
				item.Item)
		}
	}
	switch _, exists := revenueCaps.Get(c.Store, revenueKey{v.Operator, v.Jurisdiction, v.Cycle}); {
	case v.Allowed < 0:
		return rule.Malformed("subsidy", "补助超过成本、利润与税金之和", "exceeds cost, profit and tax")
	case !party.HasRole(c.Standing(), v.Operator, "operator", v.Jurisdiction, c.Time):
		return ErrNotOperator.At("operator", "party", v.Operator, "jurisdiction", v.Jurisdiction)
	case exists || regime.Closed(c.Store, regime.PeriodOf(c.Store, from), c.Time) || c.Time >= to:
		return ErrRevenueSet.At("cycle", "operator", v.Operator, "cycle", v.Cycle)
	case v.Mode == settlement.ModeHold && party.TreasuryOf(c.Store, v.Operator) != "":
		return ErrHoldTreasury.At("mode", "party", v.Operator)
	}
	return nil
}
