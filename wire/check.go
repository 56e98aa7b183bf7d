package wire

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
)

// CheckType reports why t may not be a wire struct, or nil. app.New runs it over every kind, event
// and record, so that a type outside the format cannot be built.
func CheckType(t reflect.Type) error { return checkType(t, t.String(), false) }

func checkType(t reflect.Type, path string, capped bool) error {
	switch t.Kind() {
	case reflect.Bool, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return nil
	case reflect.Int64:
		if t == reflect.TypeFor[Fen]() || t == reflect.TypeFor[Int]() {
			return nil
		}
	case reflect.String:
		if capped {
			return nil
		}
		return fmt.Errorf("%s: string without a max tag", path)
	case reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return nil
		}
	case reflect.Slice:
		if !capped {
			return fmt.Errorf("%s: list without a max tag", path)
		}
		if t.Elem().Kind() == reflect.Uint8 {
			if t == reflect.TypeFor[[]byte]() {
				return fmt.Errorf("%s: use wire.Bytes, whose JSON is hex", path)
			}
			return nil
		}
		return checkType(t.Elem(), path+"[]", true)
	case reflect.Struct:
		return checkStruct(t, path)
	}
	return fmt.Errorf("%s: type %s is not in the wire format", path, t)
}

func checkStruct(t reflect.Type, path string) error {
	// A type with a text form of its own (crypto.PublicKey) has no JSON of its fields.
	ownText := t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		at := path + "." + f.Name
		if !f.IsExported() || f.Anonymous {
			return fmt.Errorf("%s: unexported or embedded field", at)
		}
		if f.Tag.Get("rlp") != "" {
			return fmt.Errorf("%s: rlp tags break the canonical form", at)
		}
		name := jsonName(f)
		if name == "" || name == "-" || strings.ToLower(name) != name ||
			strings.Contains(f.Tag.Get("json"), ",") {
			return fmt.Errorf("%s: needs a plain lower-case json name", at)
		}
		if ownText && f.Type == reflect.TypeFor[[]byte]() && f.Tag.Get("max") != "" {
			continue
		}
		if err := checkType(f.Type, at, f.Tag.Get("max") != ""); err != nil {
			return err
		}
	}
	return nil
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
