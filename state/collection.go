package state

import (
	"fmt"
	"reflect"
	"strings"
)

// Collection describes one collection for the docs, for the collision check and for tools that show
// state: where its keys start, what they are made of and what the values hold.
type Collection struct {
	Chapter, Number byte   // the first two bytes of every key
	Name            string // chapter/noun, unique
	Doc             string // one sentence: what a record is
	Key, Value      string // textual layout
	Version         byte   // version byte of values written now; 0 for index markers
}

// CheckCollections refuses two collections with the same place or the same name, and one without
// name or doc: their keys would mix, or nobody could tell them apart.
func CheckCollections(all []Collection) error {
	places, names := map[[2]byte]string{}, map[string]bool{}
	for _, c := range all {
		if c.Name == "" || c.Doc == "" {
			return fmt.Errorf("collection %d/%d needs a name and a sentence of doc", c.Chapter, c.Number)
		}
		at := [2]byte{c.Chapter, c.Number}
		if other, ok := places[at]; ok {
			return fmt.Errorf("collections %s and %s are both %d/%d", other, c.Name, c.Chapter, c.Number)
		}
		if names[c.Name] {
			return fmt.Errorf("two collections are called %s", c.Name)
		}
		places[at], names[c.Name] = c.Name, true
	}
	return nil
}

// layout writes a value type as text: struct{Name type; ...} with named structs unfolded, so that a
// change of what is stored is a change of the docs.
func layout(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return layout(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + layout(t.Elem())
	case reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return fmt.Sprintf("[%d]byte", t.Len())
		}
		return fmt.Sprintf("[%d]%s", t.Len(), layout(t.Elem()))
	case reflect.Struct:
		fields := make([]string, 0, t.NumField())
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				fields = append(fields, f.Name+" "+layout(f.Type))
			}
		}
		return "{" + strings.Join(fields, "; ") + "}"
	}
	if t.PkgPath() != "" { // a named scalar: its name says what it counts
		return t.String() + "(" + t.Kind().String() + ")"
	}
	return t.String()
}
