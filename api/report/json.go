package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"hash"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/suyuan-ledger/suyuan/wire"
)

// digest makes the JSON form of a report while its rows are written in another, so that each row is
// made once. Tables come in their order.
type digest struct {
	r    *Report
	b    *body
	sum  hash.Hash
	next int // of the tables
}

// begin starts the digest; w gets the JSON form, too, where it is not nil.
func (r *Report) begin(w io.Writer) {
	d := &digest{r: r, sum: sha256.New()}
	to := io.Writer(d.sum)
	if w != nil {
		to = io.MultiWriter(w, d.sum)
	}
	d.b = &body{w: bufio.NewWriterSize(to, 1<<16)}
	d.b.head(r)
	r.tally = d
}

// rows visits the rows of the next table for whoever writes them.
func (r *Report) rows(t *Table, yield func([]Cell) error) error {
	d := r.tally
	if d.next >= len(r.Tables) || r.Tables[d.next] != t {
		panic("report: tables out of their order")
	}
	if d.next++; d.next > 1 {
		d.b.raw(",")
	}
	return d.b.table(t, func(row []Cell) error {
		if r.Step != nil {
			r.Step()
		}
		return yield(row)
	})
}

// end ends the JSON form after the last table; the manifest then has the digest.
func (r *Report) end() error {
	d := r.tally
	for d.next < len(r.Tables) {
		if err := r.rows(r.Tables[d.next], func([]Cell) error { return nil }); err != nil {
			return err
		}
	}
	d.b.foot(r)
	if d.b.err != nil {
		return d.b.err
	}
	if err := d.b.w.Flush(); err != nil {
		return err
	}
	r.Manifest.Digest = wire.Hash(d.sum.Sum(nil))
	return nil
}

// writeJSON writes the body and the manifest, which names the digest of the body.
func (r *Report) writeJSON(w io.Writer) error {
	r.begin(w)
	if err := r.end(); err != nil {
		return err
	}
	doc, err := json.Marshal(r.Manifest)
	if err != nil {
		return err
	}
	_, err = w.Write(append(append([]byte(",\n\"manifest\":"), doc...), "}\n"...))
	return err
}

// body writes JSON piece by piece, so that long tables are never held.
type body struct {
	w   *bufio.Writer
	err error
}

func (b *body) raw(s string) {
	if b.err == nil {
		_, b.err = b.w.WriteString(s)
	}
}

func (b *body) value(v any) {
	doc, err := json.Marshal(v)
	if b.err == nil {
		b.err = err
	}
	b.raw(string(doc))
}

func (b *body) cell(c Cell) {
	switch c.sort {
	case "":
		b.raw("null")
	case Number:
		b.raw(c.Plain())
	default:
		b.text(c.Plain())
	}
}

// text writes a string. Most need no escapes and are written as they are, which is what encoding
// them gives.
func (b *body) text(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || strings.IndexByte(`"\<>&`, c) >= 0 {
			if c >= 0x80 && c != 0xe2 { // U+2028 and U+2029 begin with this byte
				continue
			}
			b.value(s)
			return
		}
	}
	if !utf8.ValidString(s) {
		b.value(s)
		return
	}
	b.raw(`"`)
	b.raw(s)
	b.raw(`"`)
}

func (b *body) fields(list []Field) {
	b.raw("[")
	for i, f := range list {
		if i > 0 {
			b.raw(",")
		}
		b.raw("{\"zh\":")
		b.value(f.Zh)
		b.raw(",\"en\":")
		b.value(f.En)
		b.raw(",\"value\":")
		b.cell(f.Value)
		b.raw("}")
	}
	b.raw("]")
}

// head writes what comes before the tables; amounts are texts in yuan.
func (b *body) head(r *Report) {
	b.raw("{\"report\":")
	b.value(r.Kind.Name)
	b.raw(",\"title\":")
	b.value(r.Label)
	b.raw(",\"period\":")
	b.value(r.Period)
	b.raw(",\"unit\":\"yuan\",\n\"head\":")
	b.fields(r.Head)
	b.raw(",\n\"boxes\":[")
	for i, box := range r.Boxes {
		if i > 0 {
			b.raw(",")
		}
		b.raw("{\"title\":")
		b.value(box.Label)
		b.raw(",\"fields\":")
		b.fields(box.Fields)
		b.raw("}")
	}
	b.raw("],\n\"tables\":[")
}

// foot writes what comes after them, up to the manifest.
func (b *body) foot(r *Report) {
	b.raw("],\n\"foot\":")
	b.fields(r.Foot)
	b.raw(",\n\"notes\":")
	b.value(append([]Label{}, r.Notes...))
	b.raw(",\n\"signs\":")
	b.fields(r.Signs)
	b.raw(",\n\"seals\":")
	b.value(append([]string{}, r.Seals...))
}

func (b *body) table(t *Table, yield func([]Cell) error) error {
	b.raw("\n{\"name\":")
	b.value(t.Name)
	b.raw(",\"title\":")
	b.value(t.Label)
	b.raw(",\"columns\":[")
	for i, c := range t.Columns {
		if i > 0 {
			b.raw(",")
		}
		b.value(struct {
			Name string `json:"name"`
			Label
			Sort Sort `json:"sort"`
		}{c.Name, c.Label, c.Sort})
	}
	b.raw("],\"rows\":[")
	s, first := t.newSums(), true
	err := t.each(func(row []Cell) error {
		if !first {
			b.raw(",")
		}
		first = false
		b.row(row)
		s.add(row)
		if b.err != nil {
			return b.err
		}
		return yield(row)
	})
	b.raw("],\"sums\":")
	b.row(s)
	b.raw("}")
	return err
}

func (b *body) row(row []Cell) {
	b.raw("[")
	for i, c := range row {
		if i > 0 {
			b.raw(",")
		}
		b.cell(c)
	}
	b.raw("]")
}
