package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// parseJSON reads a document keeping numbers as they are written.
func parseJSON(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// match says where got is not what want asks for, or "". An object asks for its fields and allows
// others; a list asks for exactly its items; {has: […]} asks that each be among the list's,
// {length: n} for a number of items; everything else is compared as text, times also in a story's
// own form.
func match(path string, want source, got any) string {
	want = want.plain()
	switch {
	case want.isMap():
		return matchMap(path, want, got)
	case want.isList():
		list, ok := got.([]any)
		items := want.list()
		if !ok || len(list) != len(items) {
			return fmt.Sprintf("%s: expected a list of %d, got %s", path, len(items), show(got))
		}
		for i, item := range items {
			if d := match(fmt.Sprintf("%s[%d]", path, i), item, list[i]); d != "" {
				return d
			}
		}
		return ""
	}
	text, err := want.text()
	if err != nil {
		return err.Error()
	}
	if isObject(got) || !sameText(text, got) {
		return fmt.Sprintf("%s: expected %s, got %s", path, quote(text), show(got))
	}
	return ""
}

func isObject(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

func sameText(want string, got any) bool {
	text := ""
	if got != nil {
		text = fmt.Sprint(got)
	}
	if want == text {
		return true
	}
	if n, ok := got.(json.Number); ok {
		return strings.ReplaceAll(want, "_", "") == n.String()
	}
	a, okA := parseTime(want)
	b, okB := parseTime(text)
	return okA && okB && strings.Contains(text, "T") && a == b
}

func matchMap(path string, want source, got any) string {
	list, err := want.pairs("expect")
	if err != nil {
		return err.Error()
	}
	if items, ok := got.([]any); ok {
		return matchList(path, list, items)
	}
	object, ok := got.(map[string]any)
	if !ok {
		return fmt.Sprintf("%s: expected an object, got %s", path, show(got))
	}
	for _, p := range list {
		at := p.name
		if path != "" {
			at = path + "." + p.name
		}
		v, there := object[p.name]
		if !there {
			return fmt.Sprintf("%s: the answer has no such field; it has %s", at, keys(object))
		}
		if d := match(at, p.value, v); d != "" {
			return d
		}
	}
	return ""
}

func matchList(path string, want []pair, got []any) string {
	for _, p := range want {
		switch p.name {
		case "has":
			for i, item := range p.value.list() {
				if d := matchAny(fmt.Sprintf("%s.has[%d]", path, i), item, got); d != "" {
					return d
				}
			}
		case "length":
			text, _ := p.value.text()
			if text != strconv.Itoa(len(got)) {
				return fmt.Sprintf("%s: expected %s items, got %d", path, text, len(got))
			}
		default:
			return fmt.Sprintf("%s: the answer is a list: expect its items, has or length", path)
		}
	}
	return ""
}

// matchAny wants one item that matches; else it tells what the nearest one differs in.
func matchAny(path string, want source, got []any) string {
	last := "the list is empty"
	for _, v := range got {
		d := match(path, want, v)
		if d == "" {
			return ""
		}
		last = d
	}
	return fmt.Sprintf("%s: none of the %d items matches (last: %s)", path, len(got), last)
}

func keys(m map[string]any) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}

func show(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(b) > 300 {
		return string(b[:300]) + "…"
	}
	return string(b)
}

func quote(s string) string { return strconv.Quote(s) }
