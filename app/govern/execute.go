package govern

import (
	"errors"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// perBlock is how many proposals the end of one block looks at.
const perBlock = 16

// endBlock closes votes and carries out what passed, by the clock, a bounded number at a time.
// What panics is parked as failed: one broken proposal stops no other (rulings E3).
func endBlock(c *rule.Ctx) {
	revive(c)
	recordAll(c)
	tellConcentration(c)
	var due []dueAt
	queue.Each(c.Store, func(k dueAt) bool {
		if k.At > c.Time || len(due) == perBlock {
			return false
		}
		due = append(due, k)
		return true
	})
	for _, k := range due {
		if c.Spent() {
			return
		}
		err := c.Try(func(in *rule.Ctx) error { return turn(in, k) })
		var r *rule.Refused
		if errors.As(err, &r) && r.Refusal == rule.Internal {
			_ = c.Try(func(in *rule.Ctx) error { return park(in, k) })
		}
	}
}

// turn does what is due for one proposal.
func turn(c *rule.Ctx, k dueAt) error {
	p, _ := proposals.Get(c.Store, k.Proposal)
	if p.Status == Open {
		closeVote(c, k, p)
		return nil
	}
	key, _ := p.Act.key()
	if p.Act.Action == SetValidator && changes.Has(c.Store, changeAt{c.Height, key}) {
		return nil // one change of a validator in a block; the next one has its turn then
	}
	queue.Remove(c.Store, k)
	p.Ended = c.Time
	err := c.Try(func(in *rule.Ctx) error {
		if err := p.Act.allow(in); err != nil {
			return err
		}
		p.Act.carryOut(in, k.Proposal)
		return nil
	})
	var r *rule.Refused
	switch {
	case err == nil:
		p.Status = Executed
	case errors.As(err, &r) && r.Refusal != rule.Internal:
		p.Status, p.Cause = Failed, r.Name
	default:
		return err
	}
	finish(c, k.Proposal, p)
	return nil
}

func park(c *rule.Ctx, k dueAt) error {
	queue.Remove(c.Store, k)
	p, _ := proposals.Get(c.Store, k.Proposal)
	p.Status, p.Cause, p.Ended = Failed, rule.Internal.Name, c.Time
	finish(c, k.Proposal, p)
	return nil
}

// closeVote counts a vote whose day is over.
func closeVote(c *rule.Ctx, k dueAt, p Proposal) {
	rules := getTerms(c.Store)
	class, _ := rules.class(p.Act.Action)
	t := count(c.Store, k.Proposal, p)
	switch {
	case t.carries(*class):
		pass(c, k.Proposal, p)
		return
	case t.quorate(*class):
		p.Status = Rejected
	default:
		p.Status = Expired
	}
	queue.Remove(c.Store, k)
	p.Decided = c.Time
	finish(c, k.Proposal, p)
}

// pass starts the timelock of a proposal that won.
func pass(c *rule.Ctx, id wire.ID, p Proposal) {
	rules := getTerms(c.Store)
	class, _ := rules.class(p.Act.Action)
	queue.Remove(c.Store, dueAt{p.Closes, id})
	p.Status, p.Decided = Passed, c.Time
	p.Due = c.Time + wire.Time(class.TimelockDays)*86400
	queue.Add(c.Store, dueAt{p.Due, id})
	proposals.Set(c.Store, id, p)
	c.Emit(ProposalPassed{ID: id, Action: p.Act.Action, Due: p.Due})
}

// carryOut does what was decided; allow has been asked.
func (a Act) carryOut(c *rule.Ctx, by wire.ID) {
	switch a.Action {
	case AdmitMember:
		members.Set(c.Store, memberAt{a.Party, c.Time}, membership{})
	case RemoveMember:
		k, m, _ := members.Last(c.Store, []any{a.Party})
		m.Until, m.By = c.Time, by
		members.Set(c.Store, k, m)
	case SetValidator:
		key, _ := a.key()
		s, _ := seats.Get(c.Store, key)
		if s.Party == "" || s.Until != 0 {
			s = Seat{Party: a.Party, Since: c.Time}
		}
		if s.Power = a.Value; a.Value == 0 {
			s.Until = c.Time
		}
		seats.Set(c.Store, key, s)
		changes.Set(c.Store, changeAt{c.Height, key}, Change{Party: a.Party, Power: a.Value})
		c.Emit(ValidatorChanged{Party: a.Party, PubKey: key[:], Power: a.Value, Height: c.Height})
	case SetParameter:
		before := parameter(c.Store, a.Parameter)
		setParameter(c, a.Parameter, uint32(a.Value))
		c.Emit(ParameterChanged{Name: a.Parameter, Before: before, After: uint32(a.Value)})
	case PlanUpgrade:
		plans.Set(c.Store, planAt{a.Height}, Plan{Rules: a.Value, Manifest: a.Manifest, Decided: c.Time})
		c.Emit(UpgradePlanned{Rules: a.Value, Height: a.Height, Manifest: a.Manifest})
	case CancelUpgrade:
		from, p, _ := Planned(c.Store, c.Height)
		p.Cancelled = c.Time
		plans.Set(c.Store, planAt{from}, p)
		c.Emit(UpgradeCancelled{Rules: p.Rules, Height: from})
	case RecoverRoot:
		party.ReplaceRoot(c, a.Party, a.RootKey)
	}
}
