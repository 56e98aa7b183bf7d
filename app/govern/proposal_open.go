package govern

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProposalOpen asks the members to decide. The author is a member; its own vote is cast apart.
type ProposalOpen struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Act      Act           `json:"act" need:"yes"`
	Reason   string        `json:"reason" max:"2000" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses malformed fields, a missing reason and missing evidence.
func (m *ProposalOpen) Check() error {
	if !m.ID.Valid() {
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	if m.Reason == "" {
		return rule.Malformed("reason", "须写明理由", "a reason is required")
	}
	if err := rule.RequireEvidence("evidence", m.Evidence); err != nil {
		return err
	}
	return m.Act.check()
}

// Apply opens the vote.
func (m *ProposalOpen) Apply(c *rule.Ctx) error {
	switch {
	case m.ID.Party != c.Author():
		return rule.Malformed("id", "编号须属于提交方", "the id must be the author's own")
	case !IsMember(c.Store, c.Author()):
		return ErrNotMember.At("", "party", c.Author())
	case proposals.Has(c.Store, m.ID):
		return ErrExists.At("id", "id", m.ID)
	}
	if err := m.Act.allow(c); err != nil {
		return err
	}

	rules := getTerms(c.Store)
	class, _ := rules.class(m.Act.Action)
	p := Proposal{Act: m.Act, Reason: m.Reason, Evidence: m.Evidence, Opened: c.Time, Status: Open,
		Closes: c.Time + wire.Time(class.VotingDays)*86400}
	proposals.Set(c.Store, m.ID, p)
	queue.Add(c.Store, dueAt{p.Closes, m.ID})
	c.Emit(ProposalOpened{ID: m.ID, Action: m.Act.Action, Closes: p.Closes})
	return nil
}
