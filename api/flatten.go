package api

import (
	"bytes"
	"encoding/json"
	"strings"
)

// flatten takes a JSON object apart into cells by dotted names, in its own order: {"a":{"b":1}} is
// a.b. A list of plain values is one cell, "x; y"; any other list is its JSON.
func flatten(row json.RawMessage, cell func(name, text string)) error {
	d := json.NewDecoder(bytes.NewReader(row))
	d.UseNumber()
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		text, err := plain(row)
		if err == nil {
			cell("value", text)
		}
		return err
	}
	return flattenObject(d, "", cell)
}

func flattenObject(d *json.Decoder, prefix string, cell func(name, text string)) error {
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return err
		}
		if len(v) > 0 && v[0] == '{' {
			inner := json.NewDecoder(bytes.NewReader(v))
			inner.UseNumber()
			if _, err := inner.Token(); err != nil {
				return err
			}
			if err := flattenObject(inner, prefix+key+".", cell); err != nil {
				return err
			}
			continue
		}
		text, err := plain(v)
		if err != nil {
			return err
		}
		cell(prefix+key, text)
	}
	return nil
}

// plain is the text of a value that is no object.
func plain(v json.RawMessage) (string, error) {
	switch {
	case len(v) == 0 || string(v) == "null":
		return "", nil
	case v[0] == '"':
		var s string
		err := json.Unmarshal(v, &s)
		return s, err
	case v[0] != '[':
		return string(v), nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(v, &list); err != nil {
		return "", err
	}
	var parts []string
	for _, e := range list {
		if e[0] == '{' || e[0] == '[' {
			return string(v), nil
		}
		text, err := plain(e)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; "), nil
}
