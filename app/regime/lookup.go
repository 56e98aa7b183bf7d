package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// levels returns jurisdiction itself, its prefecture and its province (GB/T 2260), each once.
func levels(jurisdiction string) []string {
	out := []string{jurisdiction}
	if len(jurisdiction) != 6 {
		return out
	}
	for _, up := range []string{jurisdiction[:4] + "00", jurisdiction[:2] + "0000"} {
		if up != out[len(out)-1] {
			out = append(out, up)
		}
	}
	return out
}

// begun returns the newest version of exactly this jurisdiction that has taken effect by at. It
// replaced every version before it for good: versions never overlap.
func begun(r state.Reader, jurisdiction string, at wire.Time) (ref Ref, issue Issue, ok bool) {
	issues.EachPrefix(r, []any{jurisdiction}, func(v Ref, i Issue) bool {
		if i.From != 0 && i.From <= at {
			ref, issue, ok = v, i, true // versions ascend, and so do the instants they begin
		}
		return true
	})
	return ref, issue, ok
}

// stands is begun, but a lower place's own version counts only while the version above, under which
// it was made, does: new rules above take its place until the lower place sets its own anew.
func stands(r state.Reader, jurisdiction string, at wire.Time) (Ref, Issue, bool) {
	ref, i, ok := begun(r, jurisdiction, at)
	if ok && i.Above != (Ref{}) {
		up, _, found := higher(r, jurisdiction, at)
		ok = found && up == i.Above
	}
	return ref, i, ok
}

// higher returns the version of the nearest place above that stands at an instant.
func higher(r state.Reader, jurisdiction string, at wire.Time) (Ref, Issue, bool) {
	for _, j := range levels(jurisdiction)[1:] {
		if ref, i, ok := stands(r, j, at); ok {
			return ref, i, true
		}
	}
	return Ref{}, Issue{}, false
}

// newest returns the last version of a jurisdiction, whether in force, to come or a draft.
func newest(r state.Reader, jurisdiction string) (Ref, Issue, bool) {
	return issues.Last(r, []any{jurisdiction})
}

// Current returns the profile in force at an instant: of the jurisdiction itself, else of its
// prefecture, else of its province.
func Current(r state.Reader, jurisdiction string, at wire.Time) (Profile, bool) {
	for _, j := range levels(jurisdiction) {
		if ref, i, ok := stands(r, j, at); ok && !i.over(at) {
			return Profile{r, ref, jurisdiction}, true
		}
	}
	return Profile{}, false
}

// Lasting returns the profile in force at c's law time or, where the last one has lapsed, that one:
// what was begun under it goes on. It refuses with ErrNoRegime when there never was one.
func Lasting(c *rule.Ctx, jurisdiction string) (Profile, error) {
	if p, ok := Current(c.Store, jurisdiction, c.Time); ok {
		return p, nil
	}
	for _, j := range levels(jurisdiction) {
		if ref, _, ok := stands(c.Store, j, c.Time); ok {
			return Profile{c.Store, ref, jurisdiction}, nil
		}
	}
	return Profile{}, ErrNoRegime.At("", "jurisdiction", jurisdiction, "time", c.Time)
}

// At returns the profile an object was frozen under, in force or not.
func At(r state.Reader, ref Ref) Profile { return Profile{r, ref, ref.Jurisdiction} }

// Require returns the profile under which something new may begin in jurisdiction at c's law time:
// the one in force. It refuses with ErrNoRegime where there is none, and with ErrLapsed where the
// last one has expired, unless legal.after_expiry_new_agreements lets new ones begin.
func Require(c *rule.Ctx, jurisdiction string) (Profile, error) {
	p, err := Lasting(c, jurisdiction)
	if err != nil {
		return p, err
	}
	i := p.Issue()
	if !i.over(c.Time) || p.Text("legal.after_expiry_new_agreements") == "allow" {
		return p, nil
	}
	return p, p.Refuse(ErrLapsed, "", "jurisdiction", jurisdiction, "day", i.Expires)
}
