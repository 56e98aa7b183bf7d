package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"io"

	"github.com/suyuan-ledger/suyuan/wire"
)

// writeJSON writes the body and the manifest, which names the digest of the body.
func (r *Report) writeJSON(w io.Writer) error {
	sum := sha256.New()
	if err := r.writeBody(io.MultiWriter(w, sum)); err != nil {
		return err
	}
	r.Manifest.Digest = wire.Hash(sum.Sum(nil))
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
		b.value(c.Plain())
	}
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

// writeBody writes everything but the manifest; amounts are texts in yuan.
func (r *Report) writeBody(w io.Writer) error {
	b := &body{w: bufio.NewWriterSize(w, 1<<16)}
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
	for i, t := range r.Tables {
		if i > 0 {
			b.raw(",")
		}
		b.table(t)
	}
	b.raw("],\n\"foot\":")
	b.fields(r.Foot)
	b.raw(",\n\"notes\":")
	b.value(append([]Label{}, r.Notes...))
	b.raw(",\n\"signs\":")
	b.fields(r.Signs)
	b.raw(",\n\"seals\":")
	b.value(append([]string{}, r.Seals...))
	if b.err != nil {
		return b.err
	}
	return b.w.Flush()
}

func (b *body) table(t *Table) {
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
		return b.err
	})
	if b.err == nil {
		b.err = err
	}
	b.raw("],\"sums\":")
	b.row(s)
	b.raw("}")
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
