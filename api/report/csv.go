package report

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
)

// writeCSV writes UTF-8 with a byte order mark and CRLF: the head, then each table under its name
// and columns, then what the report was made of. Texts are kept from being read as formulas.
func (r *Report) writeCSV(w io.Writer) error {
	r.begin(nil)
	c := &csvWriter{w: bufio.NewWriterSize(w, 1<<16)}
	c.raw("\ufeff")
	c.row(Text(r.title()), Text(r.Period))
	c.fields(r, r.Head)
	for _, box := range r.Boxes {
		c.row(Text(r.say(box.Label)))
		c.fields(r, box.Fields)
	}
	for _, t := range r.Tables {
		if err := c.table(r, t); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	c.row()
	c.fields(r, r.Foot)
	for _, n := range r.Notes {
		c.row(Text(r.say(Label{"说明", "note"})), Text(r.say(n)))
	}
	c.fields(r, r.Signs)
	c.row()
	c.fields(r, r.facts())
	c.row(Text(r.say(Label{"报表清单", "manifest"})), Text(r.token()))
	if c.err != nil {
		return c.err
	}
	return c.w.Flush()
}

// token is the manifest as one word that every form of a report carries.
func (r *Report) token() string {
	doc, err := json.Marshal(r.Manifest)
	if err != nil {
		panic(err) // of texts, numbers and hashes
	}
	return tokenMark + base64.RawURLEncoding.EncodeToString(doc) + "."
}

const tokenMark = "suyuan-report-1:"

type csvWriter struct {
	w   *bufio.Writer
	err error
}

func (c *csvWriter) raw(s string) {
	if c.err == nil {
		_, c.err = c.w.WriteString(s)
	}
}

func (c *csvWriter) fields(r *Report, list []Field) {
	for _, f := range list {
		c.row(Text(r.say(f.Label)), f.Value)
	}
}

func (c *csvWriter) table(r *Report, t *Table) error {
	c.row()
	c.row(Text(r.say(t.Label)))
	head := make([]Cell, len(t.Columns))
	for i, col := range t.Columns {
		head[i] = Text(r.say(col.Label))
	}
	c.row(head...)
	s := t.newSums()
	err := r.rows(t, func(row []Cell) error {
		c.row(row...)
		s.add(row)
		return c.err
	})
	if err != nil {
		return err
	}
	if s != nil {
		if s[0].sort == "" {
			s[0] = Text(r.say(Label{"合计", "total"}))
		}
		c.row(s...)
	}
	return c.err
}

func (c *csvWriter) row(cells ...Cell) {
	for i, v := range cells {
		if i > 0 {
			c.raw(",")
		}
		text := v.Plain()
		if v.sort == Words {
			text = harmless(text)
		}
		if strings.ContainsAny(text, ",\"\r\n") {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		c.raw(text)
	}
	c.raw("\r\n")
}

// harmless puts a quote before what a spreadsheet would take for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
