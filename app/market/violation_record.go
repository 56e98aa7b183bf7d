package market

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ViolationRecord reports that free use of a batch was resold, or served another purpose than the
// declared one. Seller, operator, implementing body, platform, bureau, audit or finance report it;
// it changes nothing before it is confirmed.
type ViolationRecord struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Batch    wire.ID       `json:"batch" need:"yes"`
	Customer wire.Hash     `json:"customer" need:"yes"` // pseudonym of who used it
	Found    string        `json:"found" max:"10" words:"resold|other_use" need:"yes"`
	Units    []uint64      `json:"units" max:"64" need:"yes"` // of each counter of the batch
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ViolationRecord) Check() error {
	var sum uint64
	for _, n := range m.Units {
		if n > maxUnits {
			return rule.Malformed("units", "超过上限", "are too many")
		}
		sum += n
	}
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Batch.Valid():
		return rule.Malformed("batch", "须为 主体/编号", "must be party/name")
	case m.Customer.IsZero():
		return rule.Malformed("customer", "须写明客户代称", "names the customer's pseudonym")
	case m.Found != Resold && m.Found != OtherUse:
		return rule.Malformed("found", "须为 resold 或 other_use", "must be resold or other_use")
	case sum == 0 || len(m.Units) > maxCounters:
		return rule.Malformed("units", "须逐行写明违规次数", "are given for each counter of the batch")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply writes the violation, to be confirmed.
func (m *ViolationRecord) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if violations.Has(c.Store, m.ID) {
		return ErrViolationExists.At("id", "id", m.ID)
	}
	b, ok := trace.GetBatch(c.Store, m.Batch)
	if !ok || b.Use != trace.Welfare {
		return ErrNotFreeUse.At("batch", "batch", m.Batch)
	}
	if !b.Customer.IsZero() && b.Customer != m.Customer {
		return ErrViolationCustomer.At("customer", "batch", m.Batch)
	}
	p, _ := product.Get(c.Store, b.Product, b.Version)
	k, known := trace.ContractOf(c.Store, p)
	if !known {
		return ErrUnknownProduct.At("batch", "product", product.Node(b.Product, b.Version))
	}
	if !mayFind(c, k, p.Maker, c.Author()) {
		return ErrFinder.At("", "party", c.Author(), "product", p.Node())
	}
	v := Violation{ID: m.ID, Batch: b.ID, Product: b.Product, Version: b.Version, Agreement: k.ID,
		Customer: m.Customer, Found: m.Found, Units: m.Units, Period: b.Period, Evidence: m.Evidence,
		Status: Recorded, By: c.Signers, Recorded: c.Time}
	for _, n := range m.Units {
		v.Total += n
	}
	if err := v.fits(c.Store, b, "units"); err != nil {
		return err
	}
	violations.Set(c.Store, v.ID, v)
	c.Emit(ViolationRecorded{v.ID, v.Batch, p.Node(), v.Found, v.Total})
	return nil
}
