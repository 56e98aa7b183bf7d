package market

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ReceiptRecord reports money that the collector of a trade received for uses from the first to the
// last day, both included; with a negative amount, money returned of the receipt Ref. It counts
// once another party has confirmed it.
type ReceiptRecord struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Trade    wire.ID       `json:"trade" need:"yes"`
	FirstDay wire.Date     `json:"first_day" need:"yes"`
	LastDay  wire.Date     `json:"last_day" need:"yes"`
	Units    uint64        `json:"units"`
	Amount   wire.Fen      `json:"amount"` // net of tax
	Tax      wire.Fen      `json:"tax"`
	Invoice  crypto.Digest `json:"invoice" need:"yes"`
	Ref      wire.ID       `json:"ref"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *ReceiptRecord) Check() error {
	refund := m.Amount < 0
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Trade.Valid():
		return rule.Malformed("trade", "须为 主体/编号", "must be party/name")
	case !m.FirstDay.Valid():
		return rule.Malformed("first_day", "须为日期", "must be a day")
	case !m.LastDay.Valid() || m.LastDay < m.FirstDay:
		return rule.Malformed("last_day", "不得早于 first_day", "must not be before first_day")
	case m.FirstDay.Add(maxDays-1) < m.LastDay:
		return ErrWindow.At("last_day", "first", m.FirstDay, "last", m.LastDay, "max", maxDays)
	case m.Amount > maxFen || m.Amount < -maxFen:
		return rule.Malformed("amount", "超过一百亿元", "is above 10^10 yuan")
	case m.Tax > maxFen || m.Tax < -maxFen || m.Tax < 0 != (refund && m.Tax != 0):
		return rule.Malformed("tax", "须与金额同号", "must have the sign of the amount")
	case m.Units > maxUnits || m.Units == 0 && !refund:
		return rule.Malformed("units", "须为正数", "must be positive")
	case m.Invoice.Check() != nil:
		return rule.Malformed("invoice", "须写明发票摘要", "a digest of the invoice is required")
	case refund != (m.Ref != wire.ID{}), refund && !m.Ref.Valid():
		return rule.Malformed("ref", "仅退款须写明原收款编号", "names the original receipt, for refunds only")
	}
	return nil
}

// Writes bounds the keys by the months of the window: a period is one month at least.
func (m *ReceiptRecord) Writes() uint32 {
	first, last := uint32(m.FirstDay), uint32(m.LastDay)
	if last < first {
		return receiptWrites
	}
	months := (last/10000-first/10000)*12 + last/100%100 - first/100%100 + 1
	return min(2+receiptFlags+months, receiptWrites)
}

const (
	receiptFlags  = 2 // a linked buyer, below the tariff
	receiptWrites = 2 + receiptFlags + maxParts
)

// Apply writes the receipt, to be confirmed.
func (m *ReceiptRecord) Apply(c *rule.Ctx) error {
	if receipts.Has(c.Store, m.ID) {
		return ErrReceiptExists.At("id", "id", m.ID)
	}
	t, ok := trades.Get(c.Store, m.Trade)
	if !ok {
		return ErrUnknownTrade.At("trade", "trade", m.Trade)
	}
	if c.Author() != t.Clearing || m.ID.Party != t.Clearing {
		return ErrNotCollector.At("id", "trade", m.Trade, "clearing", t.Clearing)
	}
	v := Receipt{ID: m.ID, Trade: m.Trade, Product: t.Product, Version: t.Version,
		FirstDay: m.FirstDay, LastDay: m.LastDay, Units: m.Units, Amount: m.Amount, Tax: m.Tax,
		Invoice: m.Invoice, Ref: m.Ref, Evidence: m.Evidence, Status: Recorded, By: c.Signers,
		Recorded: c.Time}
	if err := v.checkTerm(c, t); err != nil {
		return err
	}
	var err error
	if v.Parts, err = partition(c.Store, v); err != nil {
		return err
	}
	if err := v.checkCharge(c.Store, t); err != nil {
		return err
	}
	if _, err := v.open(c, "first_day"); err != nil {
		return err
	}
	if err := v.checkInvoice(c.Store, "invoice"); err != nil {
		return err
	}
	receipts.Set(c.Store, m.ID, v)
	invoices.Set(c.Store, keyOf(m.Invoice), recordOf{m.ID})
	v.use(c.Store, false)
	c.Emit(ReceiptRecorded{m.ID, m.Trade, m.Amount, v.flag(c, t)})
	return nil
}

// checkTerm holds the usage window to the agreement and the amount to the prices in force.
func (v Receipt) checkTerm(c *rule.Ctx, t Trade) error {
	p, _ := product.Get(c.Store, t.Product, t.Version)
	k, ok := trace.ContractOf(c.Store, p)
	if !ok {
		return ErrUnknownProduct.At("trade", "product", product.Node(t.Product, t.Version))
	}
	if v.Amount < 0 {
		return v.checkRefund(c.Store)
	}
	if which, cause, ok := k.RunsOn(v.FirstDay, v.LastDay); !ok {
		return ErrNotRunning.At("first_day", "agreement", which, "from", v.FirstDay,
			"to", v.LastDay, "cause", cause)
	}
	if !p.PublishedAt(v.FirstDay.End()-1) || !p.PublishedAt(v.LastDay.Start()) {
		return ErrNotTradable.At("first_day", "product", p.Node())
	}
	ps := lawsOf(c.Store, p, k)
	if t.Free {
		if v.Amount != 0 || v.Tax != 0 {
			profile, _ := ps.free(p.Stage, t.Use)
			return profile.Refuse(ErrCharged, "amount", "amount", v.Amount)
		}
		return nil
	}
	return v.checkPrice(c.Store, ps, p, t)
}
