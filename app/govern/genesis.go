package govern

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Section is the chapter's part of the genesis document. An empty one stands for DefaultTerms.
type Section struct {
	Terms Terms `json:"terms"`
}

// Given returns the terms of the section, the default ones where it names none.
func (s Section) Given() Terms {
	if s.Terms == (Terms{}) {
		return DefaultTerms()
	}
	return s.Terms
}

// Validate returns everything that is wrong with the section.
func (s Section) Validate() (problems []string) {
	t := s.Given()
	add := func(field, format string, args ...any) {
		problems = append(problems, "govern.terms."+field+": "+fmt.Sprintf(format, args...))
	}
	for _, c := range []struct {
		name string
		c    Class
	}{{"power", t.Power}, {"members", t.Members}, {"parameters", t.Parameters},
		{"recovery", t.Recovery}} {
		if c.c.QuorumNum == 0 || c.c.QuorumNum > c.c.QuorumDen || c.c.QuorumDen > 100 {
			add(c.name+".quorum_num", "%d of %d is no share", c.c.QuorumNum, c.c.QuorumDen)
		}
		if c.c.YesNum > c.c.YesDen || c.c.YesDen > 100 || 2*c.c.YesNum < c.c.YesDen || c.c.YesNum == 0 {
			add(c.name+".yes_num", "%d of %d is not from a half to the whole", c.c.YesNum, c.c.YesDen)
		}
	}
	if p := t.Power; 3*p.YesNum < 2*p.YesDen || !p.OfWhole {
		add("power.yes_num", "validators and upgrades need at least two thirds of the whole")
	}
	for _, b := range ownBounds {
		if v := *t.named(b.Name); v < b.Min || v > b.Max {
			add(b.Name, "%d is not from %d to %d", v, b.Min, b.Max)
		}
	}
	if t.Rules == 0 {
		add("rules", "rules versions begin with 1")
	}
	return problems
}

// genesis makes every founding institution a member and every founding validator a seat.
func genesis(c *rule.Ctx, section []byte) error {
	var s Section
	if err := wire.FromJSON(section, &s); err != nil {
		return fmt.Errorf("genesis section govern: %w", err)
	}
	if p := s.Validate(); len(p) > 0 {
		return fmt.Errorf("genesis: %s", p[0])
	}
	terms.Set(c.Store, s.Given())
	party.Each(c.Store, func(p party.Party) bool {
		members.Set(c.Store, memberAt{p.ID, c.Time}, membership{})
		return true
	})
	party.EachValidator(c.Store, func(id, _ string, v party.Validator) bool {
		seats.Set(c.Store, v.PubKey, Seat{Party: id, Power: v.Power, Since: c.Time})
		return true
	})
	return nil
}
