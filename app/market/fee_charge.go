package market

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// FeeShare is what one agreement owes of a platform's cost, and the use of the platform it is for.
type FeeShare struct {
	Agreement wire.ID  `json:"agreement"`
	Units     uint64   `json:"units"`
	Amount    wire.Fen `json:"amount"`
}

// FeeCharge charges a confirmed common cost of the platform (平台建设运营费用) to the operators that
// use it, by measured use and one unit tariff for all. What is not charged stays with the platform.
// Without it the run shares the cost by the uses of the products. The platform signs, with whoever
// confirms its costs.
//
// YN §7¶2: 补偿成本、公平普惠, from other operators that use the platform.
type FeeCharge struct {
	Cost   wire.ID    `json:"cost" need:"yes"`
	Shares []FeeShare `json:"shares" max:"64" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *FeeCharge) Check() error {
	if !m.Cost.Valid() {
		return rule.Malformed("cost", "须为 主体/编号", "must be party/name")
	}
	if len(m.Shares) == 0 {
		return rule.Malformed("shares", "至少一行", "at least one is needed")
	}
	seen := map[wire.ID]bool{}
	for i, s := range m.Shares {
		at := "shares[" + strconv.Itoa(i) + "]"
		switch {
		case !s.Agreement.Valid() || seen[s.Agreement]:
			return rule.Malformed(at+".agreement", "须为未重复的协议编号", "must name each agreement once")
		case s.Units == 0 || s.Units > maxUnits:
			return rule.Malformed(at+".units", "须为正数", "must be positive")
		case s.Amount < 0 || s.Amount > maxFen:
			return rule.Malformed(at+".amount", "不得为负，不超过一百亿元", "is 0 to 10^10 yuan")
		}
		seen[s.Agreement] = true
	}
	return nil
}

// Apply fixes the shares.
func (m *FeeCharge) Apply(c *rule.Ctx) error {
	v, ok := costs.Get(c.Store, m.Cost)
	k, known := trace.ContractNamed(c.Store, v.Agreement)
	if !ok || !known || v.Status != Confirmed || !v.Product.IsZero() || v.Investor != c.Author() ||
		!party.HasRole(c.Standing(), v.Investor, rolePlatform, k.Jurisdiction, c.Time) {
		return ErrNotPlatform.At("cost", "cost", m.Cost, "jurisdiction", k.Jurisdiction)
	}
	if v.settled(c) || len(v.Shares) > 0 {
		return ErrCostSettled.At("cost", "id", m.Cost, "status", v.Status, "period", v.Period)
	}
	by, err := costConfirmer(c, k)
	switch {
	case err != nil:
		return err
	case !c.SignedBy(by):
		return ErrConfirmer.At("", "id", m.Cost, "confirmer", by)
	case party.SameGroup(c.Store, by, v.Investor):
		return ErrSelfConfirmed.At("", "confirmer", by, "recorder", v.Investor)
	}
	if err := m.checkShares(c, v); err != nil {
		return err
	}
	if err := m.checkAmounts(regime.At(c.Store, k.Regime), v); err != nil {
		return err
	}
	v.Shares = m.Shares
	costs.Set(c.Store, v.ID, v)
	c.Emit(FeeCharged{v.ID, v.Investor, v.Amount, m.Shares, by})
	return nil
}

// checkShares holds each row to its own regime: fees allowed there, the cost's class recovered, and
// no fee from an operator that runs the platform itself.
func (m *FeeCharge) checkShares(c *rule.Ctx, v Cost) error {
	for i, s := range m.Shares {
		field := "shares[" + strconv.Itoa(i) + "].agreement"
		k, ok := trace.ContractNamed(c.Store, s.Agreement)
		if !ok {
			return ErrUnknownAgreement.At(field, "agreement", s.Agreement)
		}
		p := regime.At(c.Store, k.Regime)
		switch {
		case !p.Bool("fee.platform"):
			return p.Refuse(ErrNoPlatformFee, field)
		case party.SameGroup(c.Store, k.Operator, v.Investor):
			return p.Refuse(ErrOwnPlatform, field, "agreement", s.Agreement, "platform", v.Investor)
		case !party.HasRole(c.Standing(), v.Investor, rolePlatform, k.Jurisdiction, c.Time):
			return ErrNotPlatform.At(field, "cost", v.ID, "jurisdiction", k.Jurisdiction)
		}
		if err := recoversOn(c.Store, k, v.Date, v.Class); err != nil {
			return err
		}
	}
	return nil
}

// checkAmounts holds the fees to the cost and to one unit tariff, to the fen by largest remainder.
func (m *FeeCharge) checkAmounts(p regime.Profile, v Cost) error {
	var sum wire.Fen
	var by []settlement.Weight
	for _, s := range m.Shares {
		sum += s.Amount
		by = append(by, settlement.Weight{ID: s.Agreement.String(), W: s.Units})
	}
	if sum > v.Amount {
		return p.Refuse(ErrAboveCost, "shares", "sum", sum, "cost", v.Amount)
	}
	even, err := settlement.Allocate(int64(sum), by)
	for i, s := range m.Shares {
		if err != nil || wire.Fen(even[i]) != s.Amount {
			want := wire.Fen(0)
			if err == nil {
				want = wire.Fen(even[i])
			}
			return p.Refuse(ErrUnequal, "shares["+strconv.Itoa(i)+"].amount", "agreement", s.Agreement,
				"want", want)
		}
	}
	return nil
}
