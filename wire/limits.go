package wire

import (
	"fmt"
	"reflect"
	"strconv"
	"sync"
	"unicode/utf8"
)

// Limits checks every string, byte slice and list of v against its `max` tag, and every string for
// valid UTF-8 without control characters other than newline.
func Limits(v any) error {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer {
		rv = rv.Elem()
	}
	if !rv.IsValid() {
		return fmt.Errorf("%w: nil value", ErrEncoding)
	}
	return limits(rv, 0, false, "")
}

func limits(v reflect.Value, max int, capped bool, path string) error {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if capped && len(s) > max {
			return fmt.Errorf("%w: %s is longer than %d bytes", ErrEncoding, path, max)
		}
		return text(s, path)
	case reflect.Slice:
		if capped && v.Len() > max {
			return fmt.Errorf("%w: %s has more than %d elements", ErrEncoding, path, max)
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		// The tag of a list of strings also caps each string through its own wrapper type; a plain
		// string element is capped at maxElement.
		for i := 0; i < v.Len(); i++ {
			if err := limits(v.Index(i), maxElement, true, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for _, f := range plan(v.Type()) {
			if err := limits(v.Field(f.index), f.max, f.capped, join(path, f.name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxElement caps one plain string inside a list of strings, in bytes.
const maxElement = 256

func text(s, path string) error {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 0x20 && c != '\n') || c == 0x7f {
			return fmt.Errorf("%w: %s holds a control character", ErrEncoding, path)
		}
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: %s is not valid UTF-8", ErrEncoding, path)
	}
	return nil
}

type field struct {
	index, max int
	capped     bool
	name       string
}

var plans sync.Map // reflect.Type -> []field

// plan reads the limits of a struct type once. A max tag that is no number panics: a mistake in a
// type, seen by the first test that uses it.
func plan(t reflect.Type) []field {
	if p, ok := plans.Load(t); ok {
		return p.([]field)
	}
	out := make([]field, 0, t.NumField())
	for i := 0; i < t.NumField(); i++ {
		f := field{index: i, name: jsonName(t.Field(i))}
		if tag := t.Field(i).Tag.Get("max"); tag != "" {
			n, err := strconv.Atoi(tag)
			if err != nil {
				panic(fmt.Sprintf("wire: bad max tag on %s.%s", t, t.Field(i).Name))
			}
			f.max, f.capped = n, true
		}
		out = append(out, f)
	}
	plans.Store(t, out)
	return out
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
