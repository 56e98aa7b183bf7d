package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"
)

// table is what people read: a row of names and rows of cells.
type table struct {
	head []string
	rows [][]string
}

// printDoc writes a command's one document: as JSON, or, for people, its fields one per line. A
// list, or an object whose only list holds objects, becomes rows.
func (c *cli) printDoc(v any) error {
	doc, err := encode(v)
	if err != nil {
		return err
	}
	if c.output == "json" {
		return c.printJSON(doc)
	}
	t, err := tableOf(doc)
	if err != nil {
		return err
	}
	return c.printRows(t)
}

// printTable writes v as JSON, or t for people and spreadsheets.
func (c *cli) printTable(v any, t table) error {
	if c.output != "json" {
		return c.printRows(t)
	}
	doc, err := encode(v)
	if err != nil {
		return err
	}
	return c.printJSON(doc)
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (c *cli) printJSON(doc []byte) error {
	if c.printed {
		return errPrinted
	}
	c.printed = true
	var b bytes.Buffer
	if err := json.Indent(&b, doc, "", "  "); err != nil {
		return err
	}
	_, err := c.out.Write(append(bytes.TrimRight(b.Bytes(), "\n"), '\n'))
	return err
}

func (c *cli) printRows(t table) error {
	c.printed = true
	if c.output == "csv" {
		w := csv.NewWriter(c.out)
		if len(t.head) > 0 {
			if err := w.Write(t.head); err != nil {
				return err
			}
		}
		return w.WriteAll(t.rows)
	}
	if err := writeColumns(c.out, t); err != nil || len(t.head) == 0 || len(t.rows) > 0 {
		return err
	}
	_, err := fmt.Fprintln(c.out, c.say("（无）", "(none)")) // else a lone heading looks cut off
	return err
}

// writeColumns aligns by what a terminal shows: a Chinese character is two columns wide.
func writeColumns(out io.Writer, t table) error {
	rows := t.rows
	if len(t.head) > 0 {
		rows = append([][]string{t.head}, rows...)
	}
	rows = opened(rows)
	var wide []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], columns(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i+1 < len(row) {
				b.WriteString(strings.Repeat(" ", wide[i]-columns(cell)+2))
			}
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// opened gives each line of a text of several lines a row of its own, in the column of the text.
func opened(rows [][]string) (out [][]string) {
	for _, row := range rows {
		height := 1
		for _, cell := range row {
			height = max(height, 1+strings.Count(strings.TrimRight(cell, "\n"), "\n"))
		}
		for i := range height {
			one := make([]string, len(row))
			for k, cell := range row {
				if lines := strings.Split(strings.TrimRight(cell, "\n"), "\n"); i < len(lines) {
					one[k] = lines[i]
				}
			}
			out = append(out, one)
		}
	}
	return out
}

func columns(s string) (n int) {
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// member is one field of a JSON object in its written order.
type member struct {
	key   string
	value any // string, or []any of members or strings
}

type object []member

// tableOf turns any JSON document into rows.
func tableOf(doc []byte) (table, error) {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	v, err := readValue(d)
	if err != nil {
		return table{}, err
	}
	if list, ok := v.([]any); ok {
		return listTable(list), nil
	}
	if o, ok := v.(object); ok && len(o) == 1 {
		if list, ok := o[0].value.([]any); ok {
			return listTable(list), nil
		}
	}
	return table{rows: blocks("", v)}, nil
}

// blocks writes an object a line per member: nested objects and lists of objects are indented
// below their name, one block per item.
func blocks(indent string, v any) (rows [][]string) {
	o, ok := v.(object)
	if !ok {
		return [][]string{{indent + brief(v)}}
	}
	for _, m := range o {
		list, isList := m.value.([]any)
		switch {
		case isList && nested(list):
			rows = append(rows, []string{indent + m.key, fmt.Sprint(len(list))})
			for i, e := range list {
				rows = append(rows, []string{fmt.Sprintf("%s  %d", indent, i+1)})
				rows = append(rows, blocks(indent+"    ", e)...)
			}
		case isObject(m.value):
			rows = append(rows, []string{indent + m.key})
			rows = append(rows, blocks(indent+"  ", m.value)...)
		default:
			rows = append(rows, []string{indent + m.key, brief(m.value)})
		}
	}
	return rows
}

func isObject(v any) bool {
	o, ok := v.(object)
	return ok && len(o) > 0
}

// nested reports whether a list holds more than plain values.
func nested(list []any) bool {
	for _, e := range list {
		switch e.(type) {
		case object, []any:
			return true
		}
	}
	return false
}

// briefWidth is how wide the cell of a list may be before only its number is shown.
const briefWidth = 40

// brief is a value in one cell: of a list its items, or how many there are.
func brief(v any) string {
	switch x := v.(type) {
	case object:
		if len(x) == 0 {
			return ""
		}
		return fmt.Sprintf("{%d}", len(x))
	case []any:
		var parts []string
		for _, e := range x {
			if o, ok := e.(object); ok && len(o) > 0 {
				parts = append(parts, brief(o[0].value))
			} else {
				parts = append(parts, brief(e))
			}
		}
		text := strings.Join(parts, " ")
		if columns(text) > briefWidth {
			return fmt.Sprintf("(%d)", len(x))
		}
		return text
	}
	return fmt.Sprint(v)
}

func listTable(list []any) table {
	var t table
	at := map[string]int{}
	for _, v := range list {
		row := make([]string, len(t.head))
		flatten("", v, func(path, text string) {
			i, ok := at[path]
			if !ok {
				i = len(t.head)
				at[path] = i
				t.head = append(t.head, path)
			}
			for len(row) <= i {
				row = append(row, "")
			}
			row[i] = text
		})
		t.rows = append(t.rows, row)
	}
	for i := range t.rows {
		for len(t.rows[i]) < len(t.head) {
			t.rows[i] = append(t.rows[i], "")
		}
	}
	return t
}

func flatten(path string, v any, put func(path, text string)) {
	switch x := v.(type) {
	case object:
		for _, m := range x {
			at := m.key
			if path != "" {
				at = path + "." + m.key
			}
			flatten(at, m.value, put)
		}
	default:
		put(path, brief(v))
	}
}

// readValue reads a JSON value; objects keep their order, null is empty.
func readValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	open, ok := t.(json.Delim)
	if !ok {
		if t == nil {
			return "", nil
		}
		return fmt.Sprint(t), nil
	}
	var list []any
	var o object
	for d.More() {
		if open == '{' {
			k, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := readValue(d)
			if err != nil {
				return nil, err
			}
			o = append(o, member{fmt.Sprint(k), v})
			continue
		}
		v, err := readValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if open == '{' {
		return o, nil
	}
	return list, nil
}
