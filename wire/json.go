package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ToJSON returns the JSON form of a wire struct: one line, no HTML escaping.
func ToJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// FromJSON reads exactly one JSON document into v, a pointer. Unknown and repeated fields, names in
// another case and anything after the document are refused; limits are those of the wire.
func FromJSON(b []byte, v any) error {
	if err := plainKeys(b); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	return Limits(v)
}

// plainKeys walks the tokens of one document and refuses repeated object keys and keys that hold an
// upper-case letter: encoding/json would silently accept both.
func plainKeys(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if err := walk(d); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows the document", ErrEncoding)
	}
	return nil
}

func walk(d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			k, err := d.Token()
			if err != nil {
				return err
			}
			key, _ := k.(string)
			for _, c := range key {
				if c >= 'A' && c <= 'Z' {
					return fmt.Errorf("field %q is not lower case", key)
				}
			}
			if seen[key] {
				return fmt.Errorf("field %q appears twice", key)
			}
			seen[key] = true
		}
		if err := walk(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
