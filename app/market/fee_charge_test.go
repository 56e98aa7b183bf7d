package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// recovering is a rule that recovers the platform's cost.
const recovering = `{"layer":"primary","tiers":[{"recover":{"costs":["platform"]}},` +
	`{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`

// YN §7 (S24): 300,000.00 of platform cost, two other operators by use 60/40.
func TestFeeCharge(t *testing.T) {
	w := marketWorld(t)
	w.party(party.Party{ID: "platform", Group: "hub"}, "platform", "operator")
	w.party(party.Party{ID: "second"}, "operator")
	w.agreement("bureau/a1", "operator", "2026-12-31", recovering)
	w.agreement("bureau/a2", "second", "2026-12-31", recovering)
	w.agreement("bureau/own", "platform", "2026-12-31", recovering)
	base := cost("platform/base", func(m *market.CostRecord) {
		m.Agreement, m.Product, m.Version, m.Class = ref("bureau/a1"), wire.ID{}, 0, "platform"
		m.Investor, m.Amount = "platform", yuan("300000.00")
	})
	share := func(agreement string, units uint64, amount string) market.FeeShare {
		return market.FeeShare{Agreement: ref(agreement), Units: units, Amount: yuan(amount)}
	}
	charge := func(s ...market.FeeShare) *market.FeeCharge {
		return &market.FeeCharge{Cost: ref("platform/base"), Shares: s}
	}
	good := charge(share("bureau/a1", 60, "180000.00"), share("bureau/a2", 40, "120000.00"))
	w.refused(market.ErrNotPlatform, now, good, "platform", "bureau")
	w.ok(now, base, "platform")
	w.refused(market.ErrNotPlatform, now, good, "platform", "bureau") // not confirmed yet
	w.ok(now, yes("platform/base"), "bureau")
	w.refused(market.ErrNotPlatform, now, good, "second", "bureau")
	w.refused(market.ErrConfirmer, now, good, "platform")
	w.refused(market.ErrNoPlatformFee, now, good, "platform", "bureau")
	w.set("fee.platform", "true")
	for _, c := range []struct {
		def *rule.Refusal
		m   *market.FeeCharge
	}{
		{rule.BadField, charge()},
		{rule.BadField, charge(share("bureau/a1", 0, "1.00"))},
		{rule.BadField, charge(share("bureau/a1", 1, "1.00"), share("bureau/a1", 1, "1.00"))},
		{rule.BadField, charge(share("bureau/a1", 1, "-1.00"))},
		{market.ErrUnknownAgreement, charge(share("bureau/none", 1, "1.00"))},
		{market.ErrClass, charge(share("bureau/yy", 1, "1.00"))},
		{market.ErrOwnPlatform, charge(share("bureau/a1", 60, "180000.00"),
			share("bureau/own", 40, "120000.00"))},
		{market.ErrAboveCost, charge(share("bureau/a1", 60, "180000.01"),
			share("bureau/a2", 40, "120000.00"))},
		{market.ErrUnequal, charge(share("bureau/a1", 60, "170000.00"),
			share("bureau/a2", 40, "130000.00"))},
	} {
		w.refused(c.def, now, c.m, "platform", "bureau")
	}
	w.ok(now, good, "platform", "bureau")
	w.refused(market.ErrCostSettled, now, good, "platform", "bureau")
	if v, _ := market.GetCost(w.s, ref("platform/base")); len(v.Shares) != 2 {
		t.Errorf("%+v", v)
	}
	w.party(party.Party{ID: "bureau", Nature: party.Administrative, Group: "hub"}, "bureau", "impl")
	base.ID, base.Voucher = ref("platform/more"), digest("more")
	w.ok(now, base, "platform")
	w.refused(market.ErrSelfConfirmed, now, yes("platform/more"), "bureau")
}
