package oversight

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The duties of this chapter that the regulatory clock keeps.
const (
	DutyEvaluate = "evaluation"       // of an operator, by agreement and turn
	DutyDisclose = "disclosure"       // by agreement and turn
	DutyAnnual   = "report.annual"    // by agreement or place, and calendar year
	DutyHalf     = "report.half_year" // by agreement or place, and half year
	DutyAsked    = "report.request"   // by request
	DutyIncident = "incident.report"  // by incident and office told
)

// monthsOf is the length of the periods that a profile names.
var monthsOf = map[string]uint32{regime.Year: 12, regime.Half: 6, regime.Quarter: 3,
	regime.Month: 1}

// owing returns what begins for an agreement on the days (done, upto]: turns counted from its
// start, reports for calendar periods that ended. It panics on an agreement that does not exist.
func owing(c *rule.Ctx, a authorization.Agreement, done, upto wire.Date) (out []owed) {
	s, err := find(c, Operator, a.ID)
	if err != nil {
		panic(err) // the agreement was read a moment ago
	}
	for _, v := range []struct{ duty, period, office string }{
		{DutyEvaluate, s.p.Text("eval.operator.period"), s.p.Text("eval.operator.by")},
		{DutyDisclose, s.disclosed("disclosure.impl"), "impl"},
		{DutyDisclose, s.disclosed("disclosure.operator"), "operator"},
	} {
		n := monthsOf[v.period]
		for turn := uint32(1); n > 0 && v.office != ""; turn++ {
			begins := s.begins(turn, n)
			if begins > upto || begins.Start() >= s.ended {
				break
			}
			if begins > done {
				out = append(out, s.turn(v.duty, s.officer(c, v.office), turn, n))
			}
		}
	}
	return append(out, reports(c, s, done, upto)...)
}

// disclosed is the period of disclosures where the profile names what one party discloses.
func (s subject) disclosed(key string) string {
	if len(s.p.List(key)) == 0 {
		return ""
	}
	return s.p.Text("disclosure.period")
}

// begins is the first day of a turn of n months, counted from the agreement's start.
func (s subject) begins(turn, n uint32) wire.Date {
	return regime.AddMonths(s.base.Start().Date(), (turn-1)*n)
}

// turn is the duty of a turn: due when as many turns have passed since the agreement's start.
func (s subject) turn(duty, owner string, turn, n uint32) owed {
	return owed{p: s.p, under: s.id, place: s.base.Jurisdiction, from: s.base.Start().Date(),
		id: regime.DutyID{Owner: owner, Duty: duty,
			Object: s.id.String() + "#" + strconv.FormatUint(uint64(turn), 10)},
		span: regime.Span{N: turn * n, Unit: regime.UnitMonths}}
}

// serve meets the earliest turn of the owner that has begun and is not met, and tells which; 0 when
// none is open: what was done then is on record beyond the duty.
func (s subject) serve(c *rule.Ctx, duty, owner, period string) uint32 {
	n := monthsOf[period]
	for turn := uint32(1); n > 0; turn++ {
		begins := s.begins(turn, n)
		if begins.Start() > c.Time || begins.Start() >= s.ended {
			break
		}
		o := s.turn(duty, owner, turn, n)
		if d, ok := regime.Deadline(c.Store, o.id, c.Time); ok && d.Met != 0 {
			continue
		}
		o.meet(c)
		return turn
	}
	return 0
}

// officer is the party that a word of the profile means for the subject: its own implementing body
// or operator, else the first that holds the role there; the implementing body where nobody does.
func (s subject) officer(c *rule.Ctx, word string) string {
	switch word {
	case "operator":
		return s.base.Operator
	case "impl":
		return s.base.Impl
	}
	if party.HasRole(c.Standing(), s.base.Impl, word, s.base.Jurisdiction, c.Time) {
		return s.base.Impl
	}
	if who := party.Holder(c.Standing(), word, s.base.Jurisdiction, c.Time); who != "" {
		return who
	}
	return s.base.Impl
}
