package regime

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// inForce reports whether exactly this version is in force at an instant.
func inForce(r state.Reader, ref Ref, at wire.Time) bool {
	now, i, ok := stands(r, ref.Jurisdiction, at)
	return ok && now == ref && !i.over(at)
}

// checkOrder notes versions of one place in genesis that do not begin one after the other.
func checkOrder(out *Problems, profiles []GenesisProfile) {
	last := map[string]GenesisProfile{}
	for i, p := range profiles {
		var now, before Issue
		now.force(p.Keys)
		if b, ok := last[p.Jurisdiction]; ok {
			before.force(b.Keys)
			if p.Version <= b.Version || now.EffectiveFrom <= before.EffectiveFrom {
				out.Add(fmt.Sprintf("regime.profiles[%d]", i), "version %d of %s must follow version %d "+
					"and begin after it", p.Version, p.Jurisdiction, b.Version)
			}
		}
		last[p.Jurisdiction] = p
	}
}

// checkVersions holds that no two versions of a place are in force at one instant: each begins
// after the one before it.
func checkVersions(r state.Reader) (err error) {
	var place string
	var last wire.Time
	issues.Each(r, func(ref Ref, i Issue) bool {
		if ref.Jurisdiction != place {
			place, last = ref.Jurisdiction, 0
		}
		if i.From != 0 && i.From <= last {
			err = fmt.Errorf("profile %s@%d begins at %s, not after the one before", ref.Jurisdiction,
				ref.Version, i.From)
		}
		last = max(last, i.From)
		return err == nil
	})
	return err
}

// takesEffect is when a version recorded now with a first day goes into force: on that day, and not
// before members had the timelock to object (rulings L1).
func takesEffect(c *rule.Ctx, first wire.Date) wire.Time {
	return max(first.Start(), c.Time+wire.Time(Periods(c.Store).ProfileTimelockDays)*86400)
}

// ownBureau requires that the author is the data bureau of exactly this place: a province's bureau
// does not write a prefecture's profile, nor any other province's.
func ownBureau(c *rule.Ctx, jurisdiction string) error {
	if bureauOf(c, c.Author(), jurisdiction) {
		return nil
	}
	return ErrProfileBureau.At("jurisdiction", "jurisdiction", jurisdiction)
}

// bureauOf reports whether a party is the data bureau of exactly this place.
func bureauOf(c *rule.Ctx, id, jurisdiction string) bool {
	for _, held := range party.Roles(c.Standing(), id) {
		if held.Role == "bureau" && held.Jurisdiction == jurisdiction && held.From <= c.Time &&
			(held.To == 0 || c.Time < held.To) {
			return true
		}
	}
	return false
}

// publicSecond returns the other public body that countersigned: administrative or an institution,
// outside the author's control group, and founding or given a deciding role by two bodies, so that
// a bureau cannot register its own witness.
func publicSecond(c *rule.Ctx) (string, error) {
	for _, id := range c.Parties() {
		p, ok := party.Get(c.Standing(), id)
		public := ok && (p.Nature == party.Administrative || p.Nature == party.Institution)
		if public && !party.SameGroup(c.Standing(), id, c.Author()) && (p.Founding || decides(c, id)) {
			return id, nil
		}
	}
	return "", ErrProfileSecond.At("")
}

func decides(c *rule.Ctx, id string) bool {
	for _, held := range party.Roles(c.Standing(), id) {
		if party.IsDeciding(held.Role) && held.From <= c.Time && (held.To == 0 || c.Time < held.To) {
			return true
		}
	}
	return false
}

// full returns every key of a version, in Schema's order.
func full(r state.Reader, ref Ref) (out []GenesisKey) {
	for _, k := range Schema {
		s, ok := settings.Get(r, settingKey{ref.Jurisdiction, ref.Version, k.Name})
		if ok {
			out = append(out, GenesisKey{Key: k.Name, Values: s.Values, Article: s.Article, Mark: s.Mark})
		}
	}
	return out
}
