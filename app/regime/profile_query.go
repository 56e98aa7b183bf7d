package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var profileQueries = []rule.Query{
	{Name: "profile_history", Zh: "一地制度档案的全部版本、施行区间、变更与异议",
		En: "Every profile version of a place: when it is in force, what it changed, who objected.",
		Args: []rule.Arg{{Name: "jurisdiction", Zh: "行政区划代码", En: "division code",
			Required: true}},
		Serve: serveHistory},
}

// VersionAnswer is one version in the answer of the query "profile_history".
type VersionAnswer struct {
	Ref
	Issue
	Until      wire.Time         `json:"until"` // first instant not in force any more; 0: open
	InForce    bool              `json:"in_force"`
	Changed    []ChangedKey      `json:"changed"` // against the version it changed
	Objections []ObjectionAnswer `json:"objections"`
}

// ChangedKey is one key before and after.
type ChangedKey struct {
	Key    string  `json:"key"`
	Before Setting `json:"before"`
	After  Setting `json:"after"`
}

// ObjectionAnswer is one objection.
type ObjectionAnswer struct {
	Party string `json:"party"`
	Objection
}

func serveHistory(q rule.Ask) (any, error) {
	out := []VersionAnswer{}
	place := q.Args["jurisdiction"]
	issues.EachPrefix(q.Store, []any{place}, func(ref Ref, i Issue) bool {
		a := VersionAnswer{Ref: ref, Issue: i, InForce: inForce(q.Store, ref, q.Time),
			Changed: []ChangedKey{}, Objections: []ObjectionAnswer{}}
		if i.Expires != 0 {
			a.Until = i.Expires.End()
		}
		for n := range out { // what begins ends those before it
			if b := &out[n]; i.From != 0 && b.From != 0 && (b.Until == 0 || b.Until > i.From) {
				b.Until = i.From
			}
		}
		if i.Base != 0 {
			a.Changed = changed(q, Ref{place, i.Base}, ref)
		}
		objections.EachPrefix(q.Store, []any{place, ref.Version}, func(k objectionAt, o Objection) bool {
			a.Objections = append(a.Objections, ObjectionAnswer{k.Party, o})
			return len(a.Objections) < 1000
		})
		out = append(out, a)
		return len(out) < 1000
	})
	if len(out) == 0 {
		return nil, rule.ErrNotFound
	}
	return out, nil
}

func changed(q rule.Ask, before, after Ref) []ChangedKey {
	out := []ChangedKey{}
	for _, k := range Schema {
		a, _ := settings.Get(q.Store, settingKey{before.Jurisdiction, before.Version, k.Name})
		b, _ := settings.Get(q.Store, settingKey{after.Jurisdiction, after.Version, k.Name})
		same := a.Article == b.Article && a.Mark == b.Mark && len(a.Values) == len(b.Values)
		for i := range a.Values {
			same = same && a.Values[i] == b.Values[i]
		}
		if !same {
			out = append(out, ChangedKey{k.Name, a, b})
		}
	}
	return out
}
