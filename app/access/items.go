package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const maxItems = 32

// checkItems is the stateless part: 1 to 32 objects, none twice, fields named once.
func checkItems(field string, items []Item) error {
	if len(items) == 0 || len(items) > maxItems {
		return rule.Malformed(field, "须列 1 至 32 项", "1 to 32 items are required")
	}
	for i, it := range items {
		if !it.Object.Valid() || (it.Kind != KindResource && it.Kind != KindProduct) {
			return rule.Malformed(field, "每项须写明编号及类别 resource 或 product",
				"each item needs an id and the kind resource or product")
		}
		if slices.ContainsFunc(items[:i], func(e Item) bool {
			return e.Object == it.Object &&
				e.Kind == it.Kind
		}) {
			return rule.Malformed(field, "同一对象列了两次："+it.Object.String(),
				it.Object.String()+" is listed twice")
		}
		if err := checkFields(field, it.Fields); err != nil {
			return err
		}
	}
	return nil
}

func checkFields(field string, names []string) error {
	sorted := slices.Sorted(slices.Values(names))
	if len(slices.Compact(sorted)) != len(names) || slices.Contains(names, "") {
		return rule.Malformed(field, "字段名不得为空或重复", "field names may not be empty or repeated")
	}
	return nil
}

// WholeField is the one field of a resource that is not divided into fields, such as a file. An
// item or input that names it means the object as a whole.
const WholeField = "*"

func (it Item) whole() bool { return len(it.Fields) == 0 || slices.Contains(it.Fields, WholeField) }

// covers tells whether an item allows what another asks for: the same object and no field more. An
// item without fields is the whole object.
func (it Item) covers(object wire.ID, kind string, fields []string) (missing string, ok bool) {
	if it.Object != object || it.Kind != kind {
		return object.String(), false
	}
	if it.whole() {
		return "", true
	}
	if len(fields) == 0 {
		return "*", false
	}
	for _, f := range fields {
		if !slices.Contains(it.Fields, f) {
			return f, false
		}
	}
	return "", true
}

// find returns the item of an object.
func find(items []Item, object wire.ID, kind string) (Item, bool) {
	for _, it := range items {
		if it.Object == object && it.Kind == kind {
			return it, true
		}
	}
	return Item{}, false
}

// intersect keeps what both lists allow, in the order of a. An empty b allows all of a.
func intersect(a, b []Item) []Item {
	if len(b) == 0 {
		return a
	}
	var out []Item
	for _, it := range a {
		other, ok := find(b, it.Object, it.Kind)
		if !ok {
			continue
		}
		both := Item{Object: it.Object, Kind: it.Kind, Fields: it.Fields}
		switch {
		case it.whole():
			both.Fields = other.Fields
		case !other.whole():
			both.Fields = nil
			for _, f := range it.Fields {
				if slices.Contains(other.Fields, f) {
					both.Fields = append(both.Fields, f)
				}
			}
			if len(both.Fields) == 0 {
				continue
			}
		}
		out = append(out, both)
	}
	return out
}

// requireWithin refuses the first item that is not inside outer.
func requireWithin(p refuser, def *rule.Refusal, field string, outer, items []Item) error {
	for _, it := range items {
		o, ok := find(outer, it.Object, it.Kind)
		if !ok {
			return p.Refuse(def, field, "object", it.Object, "what", it.Object)
		}
		if missing, ok := o.covers(it.Object, it.Kind, it.Fields); !ok {
			return p.Refuse(def, field, "object", it.Object, "what", missing)
		}
	}
	return nil
}

// refuser is a regime profile: it finds the article of a refusal.
type refuser interface {
	Refuse(def *rule.Refusal, field string, args ...any) *rule.Refused
}

// requireFields refuses fields that a resource does not list, and a resource of which no field is
// named: minimum necessary needs names (最小必要, rulings L2).
func requireFields(r state.Reader, field string, items []Item) error {
	for _, it := range items {
		if it.Kind == KindResource && len(it.Fields) == 0 {
			return ErrFieldsUnnamed.At(field, "object", it.Object)
		}
	}
	return knownFields(r, field, items)
}

// knownFields refuses fields that a resource does not list.
func knownFields(r state.Reader, field string, items []Item) error {
	for _, it := range items {
		if it.Kind != KindResource {
			continue
		}
		res, _ := catalog.Get(r, it.Object)
		for _, f := range it.Fields {
			if !res.Has(f) {
				return ErrUnknownField.At(field, "object", it.Object, "name", f)
			}
		}
	}
	return nil
}

// owners are the parties of the ids, each once, in order of first appearance.
func owners(ids []wire.ID) []string {
	var out []string
	for _, id := range ids {
		if !slices.Contains(out, id.Party) {
			out = append(out, id.Party)
		}
	}
	return out
}
