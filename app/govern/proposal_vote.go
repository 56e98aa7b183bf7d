package govern

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProposalVote casts the vote of the author's institution. It is cast once and stands.
type ProposalVote struct {
	Proposal wire.ID `json:"proposal" need:"yes"`
	Yes      bool    `json:"yes"`
	Reason   string  `json:"reason" max:"1000"`
}

// Check requires a proposal, and a reason to say no.
func (m *ProposalVote) Check() error {
	if !m.Proposal.Valid() {
		return rule.Malformed("proposal", "须为 主体/编号", "must be party/name")
	}
	if !m.Yes && m.Reason == "" {
		return rule.Malformed("reason", "反对须写明理由", "a vote against needs its reason")
	}
	return nil
}

// Apply records the vote; when nothing can change the outcome any more, the timelock begins.
func (m *ProposalVote) Apply(c *rule.Ctx) error {
	p, ok := proposals.Get(c.Store, m.Proposal)
	at := ballotAt{m.Proposal, c.Author()}
	switch {
	case !ok:
		return ErrUnknown.At("proposal", "id", m.Proposal)
	case p.Status != Open || c.Time >= p.Closes:
		return ErrClosed.At("proposal", "id", m.Proposal, "status", p.Status)
	case !IsMember(c.Store, c.Author()):
		return ErrNotMember.At("", "party", c.Author())
	case p.Act.Action == RecoverRoot && groupOf(c.Store, c.Author()) == groupOf(c.Store, p.Act.Party):
		return ErrOwnRoot.At("proposal", "party", p.Act.Party)
	case ballots.Has(c.Store, at):
		return ErrVoted.At("proposal", "party", c.Author())
	}

	ballots.Set(c.Store, at, Ballot{Yes: m.Yes, Reason: m.Reason, Cast: c.Time})
	c.Emit(ProposalVoted{ID: m.Proposal, Party: c.Author(), Yes: m.Yes})
	rules := getTerms(c.Store)
	class, _ := rules.class(p.Act.Action)
	if count(c.Store, m.Proposal, p).settled(*class) {
		pass(c, m.Proposal, p)
	}
	return nil
}
