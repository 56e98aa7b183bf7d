package market

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ReceiptConfirm confirms a recorded receipt into its settlement periods, or rejects it. The
// exchange of the trade confirms; where there is none, or it collected the money itself, the
// implementing body does. Never the recorder, never a party under one control with it (rulings L3).
type ReceiptConfirm struct {
	ID     wire.ID `json:"id" need:"yes"`
	Accept bool    `json:"accept"`
	Reason string  `json:"reason" max:"200"` // why it is rejected
}

// confirmWrites: a refund changes its original, and of each part the units counted together, what
// its owner earned, the book of its agreement, the sale and the list of late rows.
const confirmWrites = 3 + 5*maxParts

// Check refuses a body that no state could make right.
func (m *ReceiptConfirm) Check() error { return checkVerdict(m.ID, m.Accept, m.Reason) }

func checkVerdict(id wire.ID, accept bool, reason string) error {
	switch {
	case !id.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case accept != (reason == ""):
		return rule.Malformed("reason", "仅不予确认时须写明理由", "is given when rejecting, and only then")
	}
	return nil
}

// Apply confirms or rejects.
func (m *ReceiptConfirm) Apply(c *rule.Ctx) error {
	v, ok := receipts.Get(c.Store, m.ID)
	if !ok || v.Status != Recorded {
		return ErrNotRecorded.At("id", "id", m.ID, "status", v.Status)
	}
	t, _ := trades.Get(c.Store, v.Trade)
	by, err := v.confirmer(c, t)
	if err != nil {
		return err
	}
	v.Checked, v.Confirmed = c.Signers, c.Time
	if !m.Accept {
		v.Status, v.Reason = Rejected, m.Reason
		receipts.Set(c.Store, v.ID, v)
		if v.Amount >= 0 {
			v.use(c.Store, true)
		}
		c.Emit(ReceiptChecked{v.ID, v.Status, v.Amount, nil, by})
		return nil
	}
	restates, err := v.open(c, "id")
	if err != nil {
		return err
	}
	if err := v.checkInvoice(c.Store, "id"); err != nil {
		return err
	}
	if v.Amount < 0 {
		if err := v.checkRefund(c.Store); err != nil {
			return err
		}
		old, _ := receipts.Get(c.Store, v.Ref)
		receipts.Set(c.Store, old.ID, old.less(v))
		v.Tariff = old.Tariff
		v.use(c.Store, true)
	}
	v.Status = Confirmed
	invoices.Set(c.Store, keyOf(v.Invoice), recordOf{v.ID})
	receipts.Set(c.Store, v.ID, v)
	sold, _ := product.Get(c.Store, v.Product, v.Version)
	for _, p := range v.Parts {
		earn(c.Store, sold.Maker, sold.Jurisdiction, p)
		receive(c.Store, sold, p)
		sales.Set(c.Store, saleKey{p.Period, v.Product, v.Version, v.ID}, Sale{Receipt: v.ID,
			Trade: v.Trade, Product: v.Product, Version: v.Version, Part: p, Use: t.Use,
			Channel: t.Venue, Ref: v.Ref, ForProduct: t.ForProduct, ForVersion: t.ForVersion,
			Clearing: t.Clearing, Entered: c.Height})
	}
	for _, period := range restates {
		markLate(c, period, LateReceipt, v.ID)
	}
	c.Emit(ReceiptChecked{v.ID, v.Status, v.Amount, v.Parts, by})
	return nil
}

// confirmer is the signing party that may confirm the receipt.
func (v Receipt) confirmer(c *rule.Ctx, t Trade) (string, error) {
	recorder := v.ID.Party
	want := t.Exchange
	if want == "" || want == recorder {
		p, _ := product.Get(c.Store, t.Product, t.Version)
		k, _ := trace.ContractOf(c.Store, p)
		want = k.Impl
	}
	return want, confirms(c, v.ID, want, recorder)
}

// confirms refuses unless want signed and is independent of who recorded.
func confirms(c *rule.Ctx, id wire.ID, want, recorder string) error {
	if party.SameGroup(c.Store, want, recorder) {
		return ErrSelfConfirmed.At("id", "confirmer", want, "recorder", recorder)
	}
	if !c.SignedBy(want) {
		return ErrConfirmer.At("id", "id", id, "confirmer", want)
	}
	if c.SignedBy(recorder) {
		return ErrSelfConfirmed.At("", "confirmer", recorder, "recorder", recorder)
	}
	return nil
}
