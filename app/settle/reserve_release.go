package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ReserveRelease gives money out of a reserve to a payee, by a document that shows the condition of
// its release. Implementing body and holder sign, finance too where holder or payee is public. The
// next run puts it into the statement of holder and payee (rulings M8).
type ReserveRelease struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Name      string        `json:"name" max:"32" need:"yes"`
	Payee     string        `json:"payee" max:"32" need:"yes"`
	Amount    wire.Fen      `json:"amount" need:"yes"`
	Document  rule.Evidence `json:"document" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ReserveRelease) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Agreement.Valid():
		return rule.Malformed("agreement", "须为 主体/编号", "must be party/name")
	case !wire.IsName(m.Name) || !wire.IsName(m.Payee):
		return rule.Malformed("name", "须写明预留款和收款方", "names the reserve and the payee")
	case m.Amount <= 0 || m.Amount > maxFen:
		return rule.Malformed("amount", "须为正数，不超过一百亿元", "must be positive, up to 10^10 yuan")
	}
	return rule.RequireEvidence("document", m.Document)
}

// Apply records the release.
func (m *ReserveRelease) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if releases.Has(c.Store, m.ID) {
		return ErrIDUsed.At("id", "id", m.ID)
	}
	terms, ok := declared(c.Store, m.Agreement, m.Name)
	if !ok {
		return ErrNoReserve.At("name", "agreement", m.Agreement, "name", m.Name)
	}
	payee, ok := party.Get(c.Store, m.Payee)
	if !ok {
		return rule.Malformed("payee", "没有该主体", "no such party")
	}
	k, _ := trace.ContractNamed(c.Store, m.Agreement)
	holder, _ := party.Get(c.Store, terms.Holder)
	for _, who := range []string{k.Impl, terms.Holder} {
		if !c.SignedBy(who) {
			return ErrReserveSigner.At("", "who", who, "who_zh", who)
		}
	}
	for _, p := range []party.Party{holder, payee} {
		_, err := party.SignerWith(c, "finance", p.Jurisdiction)
		if err != nil && public(c.Store, p, c.Time) {
			return ErrReserveSigner.At("", "who", "finance of "+p.Jurisdiction,
				"who_zh", p.Jurisdiction+party.RoleZh("finance"))
		}
	}
	if have := Balance(c.Store, m.Agreement, m.Name); m.Amount > have {
		return ErrReserveBalance.At("amount", "name", m.Name, "balance", have, "amount", m.Amount)
	}
	releases.Set(c.Store, m.ID, Release{ID: m.ID, Agreement: m.Agreement, Name: m.Name,
		Holder: terms.Holder, Payee: m.Payee, Amount: m.Amount, Document: m.Document, By: c.Signers,
		At: c.Time})
	released.Set(c.Store, releaseKey{reserveName(m.Agreement, m.Name), c.Height, m.ID},
		moved{m.Amount})
	releaseOrder.Set(c.Store, heightKey{c.Height, m.ID}, recordOf{m.ID})
	c.Emit(ReserveReleased{m.ID, m.Agreement, m.Name, m.Payee, m.Amount})
	return nil
}
