package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ObjectionEscalate brings an objection that was rejected, or that nobody decided in time, before
// the body that the regime names. Its decision is the last one on the ledger.
type ObjectionEscalate struct {
	ID     wire.ID `json:"id" need:"yes"`
	Reason string  `json:"reason" max:"500" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ObjectionEscalate) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case m.Reason == "":
		return rule.Malformed("reason", "须写明理由", "must be given")
	}
	return nil
}

// Apply opens the reviewing body's time; the lines are held again.
func (m *ObjectionEscalate) Apply(c *rule.Ctx) error {
	v, ok := objections.Get(c.Store, m.ID)
	if !ok || v.ID.Party != c.Author() {
		return ErrNoObjection.At("id", "id", m.ID, "status", v.Status)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Place)
	due, may := v.ripe(c, p)
	if !may {
		return p.Refuse(ErrEscalation, "id", "id", v.ID, "status", v.Status, "due", due)
	}
	role := p.Text("settle.objection.escalated_to")
	who := reviewer(c, role, v.Place)
	if who == "" {
		return party.ErrRole.At("", "role", role, "role_zh", party.RoleZh(role),
			"jurisdiction", v.Place)
	}
	for _, l := range v.Lines {
		if by, held := v.heldBy(c.Store, l.Index); held && by != v.ID {
			return ErrLineHeld.At("id", "index", l.Index, "objection", by)
		}
	}
	waive := func(c *rule.Ctx, id regime.DutyID) error {
		return regime.Waive(c, id, "objection.escalated")
	}
	if v.Status == Filed {
		if err := v.meet(c, waive); err != nil {
			return err
		}
	}
	v.Reviewer, v.Status, v.Escalated = who, Escalated, c.Time
	if err := v.open(c); err != nil {
		return err
	}
	objections.Set(c.Store, v.ID, v)
	openObjections.Add(c.Store, v.ID)
	v.hold(c, undecided)
	c.Emit(ObjectionEscalated{v.ID, who})
	return nil
}

// ripe reports whether an objection may be escalated: left undecided past its day, or rejected, up
// to as many days later. due is that day.
func (v Objection) ripe(c *rule.Ctx, p regime.Profile) (due wire.Date, may bool) {
	switch {
	case v.Reviewer != "":
		return 0, false
	case v.Status == Filed:
		s, _ := regime.Deadline(c.Store, v.duty(), c.Time)
		return s.Due, s.Overdue
	case v.Status == Rejected:
		span, ok := p.Span("settle.objection.deadline")
		if ok {
			due, _ = regime.Due(p, c, v.Decided.Date(), span)
		}
		return due, !ok || c.Time < due.End()
	}
	return 0, false
}

// reviewer is who holds a role in a place, or in the province above it.
func reviewer(c *rule.Ctx, role, place string) string {
	if who := party.Holder(c.Standing(), role, place, c.Time); who != "" {
		return who
	}
	return party.Holder(c.Standing(), role, party.Province(place), c.Time)
}
