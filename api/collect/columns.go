package collect

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// How a line of a log is taken apart into the columns that matter.

func (r *reader) set(column int, v []byte) { r.values[column], r.given[column] = v, true }

// splitCSV puts the fields of a line into their places.
func (r *reader) splitCSV(line []byte) error {
	if bytes.IndexByte(line, '"') < 0 {
		n := 0
		for rest, more := line, true; more; n++ {
			var field []byte
			field, rest, more = bytes.Cut(rest, []byte{r.comma})
			if n < len(r.place) && r.place[n] >= 0 {
				r.set(r.place[n], field)
			}
		}
		return r.complete(n)
	}
	fields, err := r.fields(line)
	if err != nil {
		return err
	}
	for i, f := range fields {
		if i < len(r.place) && r.place[i] >= 0 {
			r.set(r.place[i], []byte(f))
		}
	}
	return r.complete(len(fields))
}

func (r *reader) complete(n int) error {
	if n != len(r.place) {
		return fmt.Errorf("%w: %d fields, %d columns（列数不符）", ErrLine, n, len(r.place))
	}
	return nil
}

func (r *reader) fields(line []byte) ([]string, error) {
	c := csv.NewReader(bytes.NewReader(line))
	c.Comma = rune(r.comma)
	fields, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrLine, err)
	}
	return fields, nil
}

// splitJSON puts the members of an object into their places. Members of inner objects have their
// names joined by dots.
func (r *reader) splitJSON(line []byte) error {
	if r.scan(line) {
		return nil
	}
	return r.splitSlow(line)
}

func (r *reader) splitSlow(line []byte) error {
	clear(r.given)
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil || d.More() {
		return fmt.Errorf("%w: not one JSON object（不是一个 JSON 对象）", ErrLine)
	}
	r.take("", v)
	if utf8.Valid(line) {
		return nil
	}
	for i, given := range r.given { // the decoder has replaced what is not UTF-8
		if given && bytes.ContainsRune(r.values[i], utf8.RuneError) {
			return errIllegible
		}
	}
	return nil
}

func (r *reader) take(prefix string, v map[string]any) {
	for name, member := range v {
		if inner, ok := member.(map[string]any); ok {
			r.take(prefix+name+".", inner)
		}
		at, ok := r.index[prefix+name]
		if !ok {
			continue
		}
		switch m := member.(type) {
		case string:
			r.set(at, []byte(m))
		case json.Number:
			r.set(at, []byte(m.String()))
		case bool:
			r.set(at, strconv.AppendBool(nil, m))
		}
	}
}

// scan reads the plain case fast: one flat object of strings without escapes, numbers, true, false
// and null. It gives up on anything else.
func (r *reader) scan(line []byte) bool {
	s := scanner{line, 0}
	if !utf8.Valid(line) || !s.take('{') {
		return false
	}
	for {
		name, ok := s.text()
		if !ok || !s.take(':') {
			return false
		}
		value, ok := s.text()
		null := false
		if !ok {
			if value, ok = s.word(); !ok {
				return false
			}
			null = string(value) == "null"
		}
		if at, wanted := r.index[string(name)]; wanted && !null {
			r.set(at, value)
		}
		if s.take(',') {
			continue
		}
		return s.take('}') && s.end()
	}
}
