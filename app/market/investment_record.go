package market

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// InvestmentRecord claims an investment in an agreement: assets, software, labour, governance of
// data. Schedule says when which part may be recovered; without one, all of it from the voucher's
// day. Operator, developer or the investor itself records it.
type InvestmentRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"` // whose rule recovers it
	Product   wire.ID       `json:"product"`
	Version   uint32        `json:"version"`
	Class     string        `json:"class" max:"32" need:"yes"`
	Investor  string        `json:"investor" max:"32" need:"yes"`
	Amount    wire.Fen      `json:"amount" need:"yes"`
	Date      wire.Date     `json:"date" need:"yes"` // of the voucher
	Schedule  []Due         `json:"schedule" max:"30"`
	Voucher   crypto.Digest `json:"voucher" need:"yes"`
	Evidence  rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *InvestmentRecord) Check() error {
	if err := m.asCost().Check(); err != nil {
		return err
	}
	var sum wire.Fen
	for i, d := range m.Schedule {
		at := "schedule[" + strconv.Itoa(i) + "]."
		switch {
		case !d.Day.Valid() || i > 0 && d.Day <= m.Schedule[i-1].Day:
			return rule.Malformed(at+"day", "须为日期，逐期递增", "must be days in order")
		case d.Amount <= 0 || d.Amount > maxFen:
			return rule.Malformed(at+"amount", "须为正数，不超过一百亿元", "must be positive, up to 10^10 yuan")
		}
		sum += d.Amount
	}
	if len(m.Schedule) > 0 && sum != m.Amount {
		return ErrSchedule.At("schedule", "amount", m.Amount, "zh", "各期合计不等于投资额",
			"en", "its parts do not add up")
	}
	return nil
}

// asCost is the investment seen as a cost, which it is but for its schedule.
func (m *InvestmentRecord) asCost() *CostRecord {
	return &CostRecord{ID: m.ID, Agreement: m.Agreement, Product: m.Product, Version: m.Version,
		Class: m.Class, Investor: m.Investor, Amount: m.Amount, Voucher: m.Voucher, Date: m.Date}
}

// Apply writes the investment, to be confirmed.
func (m *InvestmentRecord) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if investments.Has(c.Store, m.ID) || costs.Has(c.Store, m.ID) {
		return ErrCostExists.At("id", "id", m.ID)
	}
	k, ok := trace.ContractNamed(c.Store, m.Agreement)
	if !ok {
		return ErrUnknownAgreement.At("agreement", "agreement", m.Agreement)
	}
	if _, ok := party.Get(c.Store, m.Investor); !ok {
		return ErrInvestor.At("investor", "investor", m.Investor)
	}
	if by := c.Author(); by != k.Operator && by != k.Developer && by != m.Investor {
		return ErrAgreementParty.At("", "party", by, "agreement", m.Agreement)
	}
	if err := m.asCost().checkRule(c, k); err != nil {
		return err
	}
	v := Investment{ID: m.ID, Agreement: m.Agreement, Product: m.Product, Version: m.Version,
		Class: m.Class, Investor: m.Investor, Amount: m.Amount, Date: m.Date, Schedule: m.Schedule,
		Voucher: m.Voucher, Evidence: m.Evidence, Status: Recorded, By: c.Signers, Recorded: c.Time}
	if len(v.Schedule) == 0 {
		v.Schedule = []Due{{m.Date, m.Amount}}
	}
	if v.Schedule[0].Day < m.Date || v.Schedule[len(v.Schedule)-1].Day > k.LastDay {
		return ErrSchedule.At("schedule", "amount", m.Amount, "zh", "早于凭证日期或晚于协议届满日",
			"en", "a part is due before the voucher's day or after the agreement's last")
	}
	p := regime.At(c.Store, k.Regime)
	if err := authorization.RequireTreasury(c.Store, p, "investor", m.Investor); err != nil {
		return err
	}
	if err := checkVoucher(c.Store, "voucher", m.Voucher, m.ID, false); err != nil {
		return err
	}
	investments.Set(c.Store, m.ID, v)
	vouchers.Set(c.Store, keyOf(m.Voucher), recordOf{m.ID})
	c.Emit(InvestmentRecorded{m.ID, m.Investor, m.Class, m.Amount})
	return nil
}
