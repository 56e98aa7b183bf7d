package market

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// checkVoucher refuses a voucher that counts for another cost or investment, of whatever agreement,
// or that the same party has reported before; what somebody else merely claims holds no voucher.
func checkVoucher(r state.Reader, field string, v crypto.Digest, of wire.ID,
	confirming bool) error {
	used, ok := vouchers.Get(r, keyOf(v))
	if !ok || used.ID == of {
		return nil
	}
	status := ""
	if old, ok := costs.Get(r, used.ID); ok {
		status = old.Status
	} else if old, ok := investments.Get(r, used.ID); ok {
		status = old.Status
	}
	own := !confirming && status == Recorded && used.ID.Party == of.Party
	if own || status == Confirmed || status == Objected || status == Charged {
		return ErrVoucher.At(field, "voucher", v, "cost", used.ID)
	}
	return nil
}

const (
	roleImpl        = "impl" // word of cost.confirmed_by: the agreement's own implementing body
	classProcessing = "processing"
	byCommissioner  = "commissioner" // word of fee.processing_payer
)

// costConfirmer is who confirms the costs of a contract: its implementing body, or the holder of
// the role that the regime names.
func costConfirmer(c *rule.Ctx, k trace.Contract) (string, error) {
	p := regime.At(c.Store, k.Regime)
	word := p.Text("cost.confirmed_by")
	if word == "" || word == roleImpl {
		return k.Impl, nil
	}
	by, err := party.SignerWith(c, word, k.Jurisdiction)
	if err != nil {
		article, mark := p.Cite("cost.confirmed_by")
		err = rule.Cite(err, article, mark)
	}
	return by, err
}

// checkCommissioner wants to know who commissioned cleaning, desensitization, declassification or
// primary processing where the commissioner pays for it, and that it is the one who paid (HE §14).
func (m *CostRecord) checkCommissioner(p regime.Profile) error {
	if p.Text("fee.processing_payer") != byCommissioner {
		if m.Commissioner != "" {
			return rule.Malformed("commissioner", "本地规定不按委托方付费", "is not asked for under this regime")
		}
		return nil
	}
	if (m.Class == classProcessing) != (m.Commissioner != "") ||
		m.Commissioner != "" && m.Commissioner != m.Investor {
		return p.Refuse(ErrCommissioner, "commissioner", "class", m.Class, "investor", m.Investor)
	}
	return nil
}

// commissionedIn reports whether a cost enters the pools of a contract: one that names its
// commissioner only where that is the operator or the developer, who earn from the pool. What a
// public body commissioned is charged to it and takes nothing from the others (HE §14).
func commissionedIn(k trace.Contract, commissioner string) bool {
	return commissioner == "" || commissioner == k.Operator || commissioner == k.Developer
}
