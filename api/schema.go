package api

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// itemTypes finds what the records of each list are: every list is asked of an empty state, and its
// page's type tells. A list that needs a record to begin with tells nothing.
func (t *tables) itemTypes() map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for _, q := range t.queries {
		if !q.list {
			continue
		}
		if item := itemType(q); item != nil {
			out[q.Name] = item
		}
	}
	return out
}

func itemType(q *query) (item reflect.Type) {
	defer func() {
		if recover() != nil { // a query may count on a ledger that has begun
			item = nil
		}
	}()
	args := map[string]string{}
	for _, name := range q.required() {
		args[name] = "x"
	}
	page, err := q.Serve(rule.Ask{Store: state.NewMemStore(), Args: args})
	if err != nil || page == nil {
		return nil
	}
	v := reflect.TypeOf(page)
	if v.Kind() != reflect.Struct {
		return nil
	}
	items, ok := v.FieldByName("Items")
	if !ok || items.Type.Kind() != reflect.Slice || items.Type.Elem().Kind() == reflect.Interface {
		return nil
	}
	return items.Type.Elem()
}

// shapes writes Go types as JSON schemas; structs that have a name become components.
type shapes struct{ out object }

var (
	textual  = reflect.TypeFor[encoding.TextMarshaler]()
	jsonical = reflect.TypeFor[json.Marshaler]()
	rawJSON  = reflect.TypeFor[json.RawMessage]()
)

func (s *shapes) of(t reflect.Type) object {
	switch {
	case t.Implements(jsonical) || t == rawJSON:
		return object{}
	case t.Implements(textual):
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.Pointer:
		return object{"anyOf": []any{s.of(t.Elem()), object{"type": "null"}}}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return object{"type": []any{"string", "array", "null"}}
		}
		return object{"type": []any{"array", "null"}, "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": []any{"object", "null"}, "additionalProperties": s.of(t.Elem())}
	case reflect.Struct:
		return s.named(t)
	}
	if t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64 {
		return object{"type": "integer"}
	}
	return object{}
}

// named puts a struct among the components and refers to it.
func (s *shapes) named(t reflect.Type) object {
	if t.Name() == "" || strings.Contains(t.Name(), "[") {
		return s.fields(t)
	}
	path := t.PkgPath()
	name := path[strings.LastIndexByte(path, '/')+1:] + "." + t.Name()
	if _, ok := s.out[name]; !ok {
		s.out[name] = object{} // a type may hold itself
		s.out[name] = s.fields(t)
	}
	return object{"$ref": "#/components/schemas/" + name}
}

func (s *shapes) fields(t reflect.Type) object {
	fields, optional := object{}, map[string]bool{}
	s.collect(t, fields, optional)
	need := []any{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !optional[name] {
			need = append(need, name)
		}
	}
	return object{"type": "object", "properties": fields, "required": need,
		"additionalProperties": false}
}

// collect adds the fields of a struct by their names in JSON, its own before those of structs that
// it embeds.
func (s *shapes) collect(t reflect.Type, fields object, optional map[string]bool) {
	var embedded []reflect.Type
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			embedded = append(embedded, f.Type)
			continue
		case !f.IsExported() || name == "-":
			continue
		}
		name = or(name, f.Name)
		if _, ok := fields[name]; ok {
			continue
		}
		fields[name] = s.of(f.Type)
		optional[name] = strings.Contains(options, "omit")
	}
	for _, e := range embedded {
		s.collect(e, fields, optional)
	}
}
