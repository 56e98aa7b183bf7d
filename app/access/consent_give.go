package access

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxConsents is how many consents one paper gives or revokes: 32 bytes each within a paper's size.
const maxConsents = 1500

// collectors are the roles that collect consents, beside the maker of the product itself.
var collectors = []string{"operator", "developer", "platform", "provider", "impl", "bureau"}

// ConsentGive records consents that the author collected from individuals or enterprises to whom
// data points (HB 四(五)2, GD §25¶2), for one product or for one purpose. Each gets a number, in
// order; usage batches name the numbers.
type ConsentGive struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Of           string        `json:"of" max:"10" words:"individual|enterprise" need:"yes"`
	Product      wire.ID       `json:"product"` // either a product, every version of it
	Purpose      string        `json:"purpose" max:"32"`
	From         wire.Time     `json:"from"` // 0: now
	To           wire.Time     `json:"to"`   // exclusive; 0: until revoked
	Subjects     []wire.Hash   `json:"subjects" max:"1500" need:"yes"`
	Evidence     rule.Evidence `json:"evidence" need:"yes"`
}

// Check looks at the body alone.
func (m *ConsentGive) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case m.Of != "individual" && m.Of != "enterprise":
		return rule.Malformed("of", "须为 individual 或 enterprise", "must be individual or enterprise")
	case m.Product.Valid() == (m.Purpose != "") || m.Purpose != "" && !wire.IsName(m.Purpose):
		return rule.Malformed("product", "产品和用途须且只须写一项", "either a product or a purpose, not both")
	case m.To != 0 && m.To <= m.From:
		return rule.Malformed("to", "须晚于 from", "must be after from")
	case len(m.Subjects) == 0:
		return rule.Malformed("subjects", "至少一项同意", "at least one consent is required")
	}
	for _, h := range m.Subjects {
		if h.IsZero() {
			return rule.Malformed("subjects", "须为加盐摘要", "must be salted hashes")
		}
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Writes are the set, the count, and one for each consent.
func (m *ConsentGive) Writes() uint32 { return 2 + uint32(min(len(m.Subjects), maxConsents)) }

// Apply records the consents. They may have begun at most the lateness window ago: what was
// collected this morning may be recorded with this evening's calls.
func (m *ConsentGive) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if consentSets.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	if _, err := regime.Lasting(c, m.Jurisdiction); err != nil {
		return err
	}
	if !m.mayCollect(c) {
		return ErrCollector.At("", "party", c.Author())
	}
	from, err := since(c, "from", m.From)
	if err != nil {
		return err
	}
	if m.To != 0 && m.To <= from {
		return rule.Malformed("to", "须晚于 from", "must be after from")
	}

	n, _ := consentCount.Get(c.Store)
	set := ConsentSet{ID: m.ID, Jurisdiction: m.Jurisdiction, Of: m.Of, Product: m.Product,
		Purpose: m.Purpose, From: from, To: m.To, First: n.Last + 1, Count: uint32(len(m.Subjects)),
		Given: ActOf(c, false, m.Evidence)}
	consentSets.Set(c.Store, m.ID, set)
	for _, h := range m.Subjects {
		n.Last++
		consents.Set(c.Store, n.Last, Consent{Set: m.ID, Subject: h})
	}
	consentCount.Set(c.Store, n)
	c.Emit(ConsentsGiven{ID: m.ID, First: set.First, Count: set.Count})
	return nil
}

func (m *ConsentGive) mayCollect(c *rule.Ctx) bool {
	if m.Product.Party == c.Author() {
		return true
	}
	for _, role := range collectors {
		if party.HasRole(c.Standing(), c.Author(), role, m.Jurisdiction, c.Time) {
			return true
		}
	}
	return false
}

// since reads an instant that is now where none is given, and no further back than the lateness
// window nor ahead of the clock.
func since(c *rule.Ctx, field string, at wire.Time) (wire.Time, error) {
	p := regime.Periods(c.Store)
	switch {
	case at == 0:
		return c.Time, nil
	case at > c.Time+wire.Time(p.LateSecondsAhead):
		return at, rule.Malformed(field, "不得晚于账本时间", "must not be after ledger time")
	case at+wire.Time(p.LatenessDays)*86400 < c.Time:
		return at, rule.Malformed(field, "早于补记时限", "is further back than the lateness window")
	}
	return at, nil
}
