package scenario

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/catalog"
)

// reference is ${what:name}: a list that the regime, the catalogue or the ledger knows.
var referenceText = regexp.MustCompile(`^\$\{([a-z]+):([^}]+)\}$`)

var typeField = reflect.TypeFor[catalog.Field]()

// What can be referred to.
const (
	refRegime = "regime" // values of a key of the first regime, or of JURISDICTION/key
	// fields of a resource, as drafted or as the events to be replayed read them
	refFields    = "fields"
	refRecords   = "records"   // processing records that a replay filed for a product
	refResources = "resources" // every resource behind a product version
	refSubjects  = "subjects"  // as many salted hashes as NUMBER/word asks for
	refConsents  = "consents"  // the consents of one or more sets, one use each
)

// reference reads a single value where a list is wanted: a reference, or the one item.
func (r *run) reference(t reflect.Type, v source) (out any, ok bool, err error) {
	if v.isMap() {
		return r.fallback(t, v)
	}
	text, err := v.text()
	if err != nil || text == "" {
		return []any{}, true, err
	}
	m := referenceText.FindStringSubmatch(text)
	if m == nil {
		item, err := r.value(t.Elem(), "", v)
		return []any{item}, true, err
	}
	names, err := r.refer(m[1], m[2], t.Elem() == typeField)
	if err != nil {
		return nil, true, v.err("%v", err)
	}
	list := []any{}
	for _, name := range names {
		if m[1] == refFields && t.Elem() == typeField {
			list = append(list, map[string]any{"name": name, "type": "string"})
			continue
		}
		if m[1] == refConsents {
			list = append(list, map[string]any{"handle": json.Number(name), "n": 1})
			continue
		}
		node := *v.plain().node
		node.Value = name
		item, err := r.value(t.Elem(), "", v.at(&node))
		if err != nil {
			return nil, true, err
		}
		list = append(list, item)
	}
	return list, true, nil
}

// fallback reads {of: ${…}, otherwise: […]}: a reference where it leads somewhere, else the list.
func (r *run) fallback(t reflect.Type, v source) (out any, ok bool, err error) {
	f, err := v.fields("a list", "of", "otherwise")
	if err != nil {
		return nil, true, err
	}
	text, err := f["of"].text()
	if m := referenceText.FindStringSubmatch(text); err == nil && m != nil {
		if _, missing := r.refer(m[1], m[2], t.Elem() == typeField); missing == nil {
			return r.reference(t, f["of"])
		}
	}
	list, err := r.value(t, "", f["otherwise"])
	return list, true, err
}

func (r *run) refer(what, name string, typed bool) ([]string, error) {
	switch what {
	case refRegime:
		return r.home().regimeValues(name)
	case refFields:
		return r.fieldsOf(name, typed)
	case refRecords:
		ids, ok := r.records[name]
		if !ok {
			return nil, fmt.Errorf("no replay filed records for %s so far", name)
		}
		return ids, nil
	case refResources:
		var p struct {
			Resources []string `json:"resources"`
		}
		id, version, _ := strings.Cut(name, "@")
		err := r.fetch("product", map[string]string{"product": id, "version": version}, &p)
		return p.Resources, err
	case refSubjects:
		return subjects(name)
	case refConsents:
		return r.consentsOf(name)
	}
	return nil, fmt.Errorf("nothing is called ${%s:…}: there are regime, fields, records, resources, "+
		"subjects, consents", what)
}

// regimeValues are the values of a key: of the story's first regime, or of another's jurisdiction.
func (s *Story) regimeValues(name string) ([]string, error) {
	at, key, other := strings.Cut(name, "/")
	if !other {
		key = name
	}
	for i, p := range s.doc.Regime.Profiles {
		if other && p.Jurisdiction != at || !other && i > 0 {
			continue
		}
		for _, k := range p.Keys {
			if k.Key == key {
				return k.Values, nil
			}
		}
	}
	return nil, fmt.Errorf("no regime of the story has the key %s", name)
}

func unhex(v any) []byte {
	text, _ := v.(string)
	b, _ := hex.DecodeString(text)
	return b
}
