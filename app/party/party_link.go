package party

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PartyLink records that two parties are linked from now on. A party declares it about itself, or
// the data bureau of one of the two, or audit, records it. Customer stands, as a pseudonym, in the
// place of the end that is left empty (rulings L5). A declaration holds at once, also against the
// other end; found false, bureau or audit takes it back from its beginning (party.unlink).
//
// GZ §25, GD §25¶3, YN §21¶2, HB 四(六)1: indirect participation in re-development.
type PartyLink struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Kind     string        `json:"kind" max:"20" words:"equity|control|legal_representative|declared_agreement" need:"yes"`
	A        string        `json:"a" max:"32"` // who holds; of mutual kinds, either side
	B        string        `json:"b" max:"32"`
	Customer wire.Hash     `json:"customer"`  // a customer's pseudonym in place of a or b
	EquityBP uint32        `json:"equity_bp"` // shares in basis points, of kind equity
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses malformed fields.
func (m *PartyLink) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case !slices.Contains([]string{Equity, Control, LegalRepresentative, DeclaredAgreement}, m.Kind):
		return rule.Malformed("kind", "须为 equity、control、legal_representative 或 declared_agreement",
			"must be equity, control, legal_representative or declared_agreement")
	case m.Kind == Equity && (m.EquityBP == 0 || m.EquityBP > 10_000):
		return rule.Malformed("equity_bp", "持股须在 1 至 10000 基点之间", "shares are 1 to 10,000 basis points")
	case m.Kind != Equity && m.EquityBP != 0:
		return rule.Malformed("equity_bp", "只有持股关系写明持股", "only a link of kind equity states shares")
	case m.A == m.B:
		return rule.Malformed("b", "须为另一主体", "must be another party")
	}
	for _, end := range []struct{ field, party string }{{"a", m.A}, {"b", m.B}} {
		if end.party == "" && m.Customer.IsZero() || end.party != "" && !wire.IsName(end.party) {
			return rule.Malformed(end.field, "须填写主体，或以 customer 填写客户假名",
				"must name a party, or customer must give a pseudonym")
		}
	}
	if m.A != "" && m.B != "" && !m.Customer.IsZero() {
		return rule.Malformed("customer", "假名只能代替空缺的一方", "a pseudonym stands for the end left empty")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the link.
func (m *PartyLink) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "编号须以提交主体开头", "must begin with the author's party")
	}
	if links.Has(c.Store, m.ID) {
		return ErrLinkID.At("id", "id", m.ID)
	}
	l := Link{ID: m.ID, Kind: m.Kind, A: m.A, B: m.B, EquityBP: m.EquityBP, Evidence: m.Evidence,
		From: c.Time}
	for _, end := range []struct {
		field string
		party *string
	}{{"a", &l.A}, {"b", &l.B}} {
		if *end.party == "" {
			*end.party = m.Customer.String()
		} else if !parties.Has(c.Store, *end.party) {
			return ErrUnknown.At(end.field, "party", *end.party)
		}
	}
	var err error
	if l.By, l.Capacity, err = recorder(c, l); err != nil {
		return err
	}
	if held, open := openLink(c.Store, l); open {
		return ErrLinked.At("kind", "id", held.ID)
	}
	if l.Relation() != "" {
		if err := withinBounds(c, "b", l.A, l.B); err != nil {
			return err
		}
	}

	putLink(c.Store, l)
	if l.Relation() != "" {
		freshLinks.Add(c.Store, freshLink{c.Time, l.ID})
	}

	c.Emit(LinkRecorded{ID: l.ID, Kind: l.Kind, A: l.A, B: l.B, EquityBP: l.EquityBP,
		Relation: l.Relation(), By: l.By, Capacity: l.Capacity})
	return nil
}

// recorder returns the signing party that may record or end a link, and as what: the bureau of an
// end's jurisdiction, audit there, or an end itself.
func recorder(c *rule.Ctx, l Link) (by, capacity string, err error) {
	place := ""
	for _, role := range []string{ByBureau, ByAudit} {
		for _, end := range []string{l.A, l.B} {
			p, registered := parties.Get(c.Store, end)
			if !registered {
				continue
			}
			place = p.Jurisdiction
			if by, err := SignerWith(c, role, p.Jurisdiction); err == nil {
				return by, role, nil
			}
		}
	}
	if by = c.Author(); by == l.A || by == l.B {
		return by, BySelf, nil
	}
	return "", "", ErrLinkSigner.At("", "a", l.A, "b", l.B, "jurisdiction", place)
}
