package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PartyUnlink ends a link from now on. Whoever declared it about itself may, and always the bureau
// of one of the two, or audit. Void says that it never was: its interval becomes empty, which is
// for bureau and audit alone. The record stays (rulings E6).
type PartyUnlink struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Void     bool          `json:"void"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses malformed fields.
func (m *PartyUnlink) Check() error {
	if !m.ID.Valid() {
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply ends the interval.
func (m *PartyUnlink) Apply(c *rule.Ctx) error {
	l, ok := links.Get(c.Store, m.ID)
	if !ok || l.Ended != 0 {
		return ErrLinkUnknown.At("id", "id", m.ID)
	}
	by, capacity, err := recorder(c, l)
	if err != nil {
		return err
	}
	if capacity == BySelf && (m.Void || l.Capacity != BySelf || l.By != by) {
		return ErrLinkAuthority.At("", "id", m.ID)
	}

	l.ends(func(k linkEnd, _ otherEnd) { linkEnds.Delete(c.Store, k) })
	freshLinks.Remove(c.Store, freshLink{l.From, l.ID})
	l.To, l.Ended, l.EndedBy, l.Ending = c.Time, c.Time, by, m.Evidence
	if m.Void {
		l.To = l.From
	}
	putLink(c.Store, l)

	c.Emit(LinkEnded{ID: l.ID, A: l.A, B: l.B, By: by, Void: m.Void})
	return nil
}
