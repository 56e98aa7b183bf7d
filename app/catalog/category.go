package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// excludedDuring returns what keeps a resource out somewhere in [from, to): an entry on itself, or
// one on its category in its place or a level above (GZ §2, YN §15).
func excludedDuring(r state.Reader, id wire.ID, from, to wire.Time) (Interval, bool) {
	if i, out := standing(r, excluded, id, from, to); out {
		return i, true
	}
	v, _ := Get(r, id)
	for {
		if i, out := v.classOut(r, from, to); out {
			return i, true
		}
		if v.Version < 2 || v.Updated <= from {
			return Interval{}, false
		}
		to = min(to, v.Updated) // what it was before that it was under its earlier class
		v, _ = versions.Get(r, versionKey{id, v.Version - 1})
		if v.Version == 0 || from >= to {
			return Interval{}, false
		}
	}
}

// classOut returns what keeps the category of one version out somewhere in [from, to), in its place
// or a level above. Only the part of the window since the version was made counts.
func (v Resource) classOut(r state.Reader, from, to wire.Time) (Interval, bool) {
	if from = max(from, v.Updated); v.Class == "" || len(v.Jurisdiction) != 6 || from >= to {
		return Interval{}, false
	}
	for _, place := range []string{v.Jurisdiction, v.Jurisdiction[:4] + "00",
		v.Jurisdiction[:2] + "0000"} {
		if i, out := categoryOut(r, place, v.Class, from, to); out {
			return i, true
		}
	}
	return Interval{}, false
}

// categoryOut is standing for a category of exactly a place.
func categoryOut(r state.Reader, place, class string, from, to wire.Time) (Interval, bool) {
	_, v, ok := categories.Before(r, []any{place, class}, categoryKey{place, class, to})
	return v, ok && (v.To == 0 || v.To > from)
}

// standsAlready refuses a second entry on what an entry keeps out.
func (e Exclusion) standsAlready(c *rule.Ctx, p regime.Profile) error {
	if e.Class == "" {
		return keptOut(c, p, "id", e.Resource)
	}
	if i, out := categoryOut(c.Store, e.Place, e.Class, c.Time, c.Time+1); out {
		return p.Refuse(ErrKeptOut, "id", "id", e.Class, "cause", i.Cause)
	}
	return nil
}

// finish ends the interval now.
func (e Exclusion) finish(c *rule.Ctx) {
	if e.Class == "" {
		end(c.Store, excluded, e.Resource, e.From, c.Time)
		return
	}
	k := categoryKey{e.Place, e.Class, e.From}
	v, _ := categories.Get(c.Store, k)
	v.To = c.Time
	categories.Set(c.Store, k, v)
}
