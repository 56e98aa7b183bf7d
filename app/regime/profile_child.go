package regime

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// child fills p with the keys of the version above that stands on its first day, and what the place
// settled for itself before. It refuses changes that the rules above do not leave to lower places.
func (m *ProfileSet) child(c *rule.Ctx, p *GenesisProfile, ref Ref, before Issue) (Ref, error) {
	from := takesEffect(c, m.First)
	up, issue, ok := higher(c.Store, m.Jurisdiction, from)
	if !ok || issue.over(from) {
		return up, ErrNoRegime.At("effective_from", "jurisdiction", m.Jurisdiction, "time", from)
	}
	above := At(c.Store, up)
	if !above.Has("levels", levelOf(m.Jurisdiction)) {
		return up, above.Refuse(ErrChildLevel, "jurisdiction", "above", up.Jurisdiction,
			"jurisdiction", m.Jurisdiction)
	}
	for _, k := range m.Changes {
		if err := above.leaves(k.Key); err != nil {
			return up, err
		}
	}
	p.Keys = full(c.Store, up)
	if before.Above == (Ref{}) {
		return up, nil
	}
	was := full(c.Store, before.Above)
	for _, k := range full(c.Store, ref) {
		i := slices.IndexFunc(was, func(o GenesisKey) bool { return o.Key == k.Key })
		own := i < 0 || !slices.Equal(was[i].Values, k.Values) || was[i].Article != k.Article
		if own && above.leaves(k.Key) == nil {
			p.put(k)
		}
	}
	return up, nil
}

// leaves refuses a key that the profile does not leave to the places below: one that it does not
// list, one that is the text of the rules while leaving keys below is only ours, and the modes
// where lower places follow the one above.
func (p Profile) leaves(key string) error {
	args := []any{"above", p.ref.Jurisdiction, "key", key}
	if !p.Has("levels.child_keys", key) {
		return p.Refuse(ErrChildKey, "changes", args...)
	}
	if strings.HasPrefix(key, "modes.") && p.Text("modes.lower_levels") != "own_choice" {
		return p.refuseUnder("modes.lower_levels", ErrChildKey, "changes", args...)
	}
	_, mark := p.Cite(key)
	if _, leave := p.Cite("levels.child_keys"); mark == MarkText && leave != MarkText {
		return p.refuseUnder(key, ErrChildText, "changes", args...)
	}
	return nil
}

// checkChildKeys notes keys that no lower place can settle: unknown ones, and those that say
// whether and where the rules are in force.
func checkChildKeys(out *Problems, field string, keys []string) {
	for _, k := range keys {
		_, known := schemaByName[k]
		if !known || strings.HasPrefix(k, "legal.") || strings.HasPrefix(k, "levels") {
			out.Add(field+".value", "does not know %q", k)
		}
	}
}

// levelOf is the level of a division code (GB/T 2260).
func levelOf(jurisdiction string) string {
	switch {
	case strings.HasSuffix(jurisdiction, "0000"):
		return "province"
	case strings.HasSuffix(jurisdiction, "00"):
		return "prefecture"
	}
	return "county"
}
