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

// Current returns the profile in force at an instant: of the jurisdiction itself, else of its
// prefecture, else of its province.
func Current(r state.Reader, jurisdiction string, at wire.Time) (Profile, bool) {
	for _, j := range levels(jurisdiction) {
		var best Ref
		issues.EachPrefix(r, []any{j}, func(ref Ref, i Issue) bool {
			if i.covers(at) {
				best = ref // versions ascend: the newest in force wins
			}
			return true
		})
		if best != (Ref{}) {
			return Profile{r, best, jurisdiction}, true
		}
	}
	return Profile{}, false
}

// At returns the profile an object was frozen under, in force or not.
func At(r state.Reader, ref Ref) Profile { return Profile{r, ref, ref.Jurisdiction} }

// Require returns the profile in force in jurisdiction at c's law time, or refuses: ErrLapsed when
// the last one has expired, ErrNoRegime otherwise.
func Require(c *rule.Ctx, jurisdiction string) (Profile, error) {
	if p, ok := Current(c.Store, jurisdiction, c.Time); ok {
		return p, nil
	}
	for _, j := range levels(jurisdiction) {
		var last Ref
		issues.EachPrefix(c.Store, []any{j}, func(ref Ref, i Issue) bool {
			if i.Expires != 0 && c.Time >= i.Expires.End() {
				last = ref
			}
			return true
		})
		if last != (Ref{}) {
			p := At(c.Store, last)
			return p, p.Refuse(ErrLapsed, "", "jurisdiction", jurisdiction, "day", p.Text("legal.expires"))
		}
	}
	return Profile{}, ErrNoRegime.At("", "jurisdiction", jurisdiction, "time", c.Time)
}
