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
	if over := limits(rv, 0, false); over != nil {
		return fmt.Errorf("%w: %s%s", ErrEncoding, over.path, over.what)
	}
	return nil
}

// overLimit is a value beyond its limits. Its path grows on the way out, so that values within
// theirs, which are nearly all, cost no text.
type overLimit struct{ path, what string }

func (o *overLimit) within(name string) *overLimit {
	if o.path != "" && o.path[0] != '[' {
		name += "."
	}
	o.path = name + o.path
	return o
}

func limits(v reflect.Value, max int, capped bool) *overLimit {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if capped && len(s) > max {
			return &overLimit{what: fmt.Sprintf(" is longer than %d bytes", max)}
		}
		return text(s)
	case reflect.Slice:
		if capped && v.Len() > max {
			return &overLimit{what: fmt.Sprintf(" has more than %d elements", max)}
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		// The tag of a list of strings also caps each string through its own wrapper type; a plain
		// string element is capped at maxElement.
		for i := 0; i < v.Len(); i++ {
			if over := limits(v.Index(i), maxElement, true); over != nil {
				return over.within("[" + strconv.Itoa(i) + "]")
			}
		}
	case reflect.Struct:
		for _, f := range plan(v.Type()) {
			if over := limits(v.Field(f.index), f.max, f.capped); over != nil {
				return over.within(f.name)
			}
		}
	}
	return nil
}

// maxElement caps one plain string inside a list of strings, in bytes.
const maxElement = 256

func text(s string) *overLimit {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 0x20 && c != '\n') || c == 0x7f {
			return &overLimit{what: " holds a control character"}
		}
	}
	if !utf8.ValidString(s) {
		return &overLimit{what: " is not valid UTF-8"}
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
