package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// StatementConfirm is the author's signature under a statement (确认): as payer, as payee, as a body
// that money is received for, or as the implementing body. Nothing waits for it (rulings M9).
type StatementConfirm struct {
	Period string    `json:"period" max:"16" need:"yes"`
	Payer  string    `json:"payer" max:"32" need:"yes"`
	Payee  string    `json:"payee" max:"32" need:"yes"`
	Digest wire.Hash `json:"digest" need:"yes"` // of the statement that was checked
}

// Check refuses a body that no state could make right.
func (m *StatementConfirm) Check() error {
	if m.Period == "" || !wire.IsName(m.Payer) || !wire.IsName(m.Payee) {
		return rule.Malformed("period", "须写明期间、付款方和收款方", "names period, payer and payee")
	}
	return nil
}

// Apply records the signature.
func (m *StatementConfirm) Apply(c *rule.Ctx) error {
	run, _ := runs.Get(c.Store, m.Period)
	s, ok := GetStatement(c.Store, m.Period, m.Payer, m.Payee)
	if !ok {
		return ErrNoStatement.At("period", "period", m.Period, "payer", m.Payer, "payee", m.Payee)
	}
	if run.Stage != Landed && run.Stage != Final {
		return ErrNotLanded.At("period", "period", m.Period, "stage", run.Stage)
	}
	by := c.Author()
	if !m.concerns(c, s, by) {
		return ErrSigner.At("", "party", by)
	}
	if want := s.Digest(); m.Digest != want {
		return ErrDigest.At("digest", "want", want)
	}
	k := signatureKey{m.Period, m.Payer, m.Payee, by}
	if signatures.Has(c.Store, k) {
		return ErrConfirmed.At("", "party", by)
	}
	signatures.Set(c.Store, k, Signature{Party: by, Digest: m.Digest, By: c.Signers, At: c.Time})
	c.Emit(StatementConfirmed{m.Period, m.Payer, m.Payee, by, m.Digest})
	return nil
}

func (m *StatementConfirm) concerns(c *rule.Ctx, s Statement, by string) bool {
	if by == s.Payer || by == s.Payee {
		return true
	}
	for _, of := range s.OnBehalf {
		if of.Party == by {
			return true
		}
	}
	payer, _ := party.Get(c.Store, s.Payer)
	return implements(c, by, payer.Jurisdiction)
}

// implements reports whether a party holds a role that the regime of a place gives its implementing
// bodies: in Guizhou the data bureau, in a sector the industry authority (GZ §9(4)).
func implements(c *rule.Ctx, by, jurisdiction string) bool {
	p, ok := regime.Current(c.Store, jurisdiction, c.Time)
	if !ok {
		return false
	}
	for _, role := range slices.Concat(p.List("roles.impl.whole"), p.List("roles.impl.sector")) {
		if party.HasRole(c.Standing(), by, role, jurisdiction, c.Time) {
			return true
		}
	}
	return false
}
