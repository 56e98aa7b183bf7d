package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// OpenReview opens the deadline of a review for whoever owes each seat that decides, once for each
// party, and writes the owners into the panel. The calendar is that of the owner's own office. It
// refuses nothing when the object is new.
func OpenReview(c *rule.Ctx, p regime.Profile, panel []Review, duty string, object wire.ID,
	a authorization.Agreement, span regime.Span) error {
	var owners []string
	for i := range panel {
		s := &panel[i]
		if s.Consulted {
			continue
		}
		s.Owner = owes(c, *s, a.Jurisdiction, a.Impl)
		if slices.Contains(owners, s.Owner) {
			continue
		}
		owners = append(owners, s.Owner)
		place := a.Jurisdiction
		if v, ok := party.Get(c.Store, s.Owner); ok {
			place = v.Jurisdiction
		}
		id := regime.DutyID{Owner: s.Owner, Duty: duty, Object: object.String()}
		if err := regime.OpenFor(c, p.Within(place), id, a.ID, c.Time.Date(), span); err != nil {
			return err
		}
	}
	return nil
}

// owes is the party whose deadline a seat is: its certain holder; else the implementing body, where
// it holds the role; else the only holder of the role in the place. Where several could decide, the
// implementing body answers for the time.
func owes(c *rule.Ctx, s Review, jurisdiction, impl string) string {
	if s.Party != "" {
		return s.Party
	}
	if party.HasRole(c.Standing(), impl, s.Role, jurisdiction, c.Time) {
		return impl
	}
	var holders []string
	party.Each(c.Standing(), func(v party.Party) bool {
		if party.HasRole(c.Standing(), v.ID, s.Role, jurisdiction, c.Time) {
			holders = append(holders, v.ID)
		}
		return len(holders) < 2
	})
	if len(holders) == 1 {
		return holders[0]
	}
	return impl
}

// SettleReview meets the deadlines of the owners whose seats have all decided and writes into the
// seats how many working days late they were; it returns the latest. over, when not empty, is why
// the matter ended before the others decided: their deadlines are waived for it.
func SettleReview(c *rule.Ctx, panel []Review, duty string, object wire.ID, over string) (
	late uint32) {
	var seen []string
	for _, s := range panel {
		if s.Owner == "" || slices.Contains(seen, s.Owner) {
			continue
		}
		seen = append(seen, s.Owner)
		id := regime.DutyID{Owner: s.Owner, Duty: duty, Object: object.String()}
		v, ok := regime.Deadline(c.Store, id, c.Time)
		waiting := waitsFor(panel, s.Owner)
		switch {
		case !ok || v.Met != 0 || v.Waived != 0:
		case !waiting:
			must(regime.Meet(c, id))
			lateness(panel, s.Owner, v.DaysLate)
			late = max(late, v.DaysLate)
		case over != "":
			must(regime.Waive(c, id, over))
		}
	}
	return late
}

func lateness(panel []Review, owner string, days uint32) {
	for i := range panel {
		if panel[i].Owner == owner {
			panel[i].DaysLate = days
		}
	}
}

func waitsFor(panel []Review, owner string) bool {
	return slices.ContainsFunc(panel, func(s Review) bool {
		return s.Owner == owner && s.Decision == ""
	})
}

// must panics on an error that the checks before it rule out.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
