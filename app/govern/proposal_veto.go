package govern

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProposalVeto stops the replacement of a root key: the root that was said to be lost signs, so it
// is not lost (rulings E14).
type ProposalVeto struct {
	Proposal wire.ID `json:"proposal" need:"yes"`
}

// Check requires a proposal.
func (m *ProposalVeto) Check() error {
	if !m.Proposal.Valid() {
		return rule.Malformed("proposal", "须为 主体/编号", "must be party/name")
	}
	return nil
}

// Apply ends the proposal.
func (m *ProposalVeto) Apply(c *rule.Ctx) error {
	p, ok := proposals.Get(c.Store, m.Proposal)
	switch {
	case !ok:
		return ErrUnknown.At("proposal", "id", m.Proposal)
	case p.Act.Action != RecoverRoot || p.Act.Party != c.Author():
		return ErrVeto.At("proposal")
	case p.Status != Open && p.Status != Passed:
		return ErrClosed.At("proposal", "id", m.Proposal, "status", p.Status)
	}

	queue.Remove(c.Store, dueAt{p.Closes, m.Proposal})
	if p.Status == Passed {
		queue.Remove(c.Store, dueAt{p.Due, m.Proposal})
	}
	p.Status, p.Ended = Vetoed, c.Time
	finish(c, m.Proposal, p)
	return nil
}

// finish keeps what became of a proposal and tells it.
func finish(c *rule.Ctx, id wire.ID, p Proposal) {
	proposals.Set(c.Store, id, p)
	c.Emit(ProposalEnded{ID: id, Action: p.Act.Action, Status: p.Status, Cause: p.Cause})
}
