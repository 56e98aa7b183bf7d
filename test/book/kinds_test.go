package book

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

func kindPage(m *app.Machine, src *source) []byte {
	p := newPage("Kinds 交易种类", "Every sort of paper: what it does, the articles it carries out, its "+
		"body. Fields stand in the order of the RLP list; types are those of docs/wire.md, `max` counts "+
		"bytes of a string and elements of a list. *Dual*: two accounts (制单、复核) of each signing "+
		"party. *Root*: the root account authors. *Writes*: most keys one paper changes (rulings E4).")
	for _, c := range m.Chapters() {
		if len(c.Kinds) == 0 {
			continue
		}
		p.chapter(c)
		for _, k := range c.Kinds {
			p.kind(k, src)
		}
	}
	return p.bytes()
}

func (p *page) kind(k rule.Kind, src *source) {
	doc := src.of(k.Body())
	p.line("### %s\n", k.Name)
	p.line("%s · %s\n", k.Zh, k.En)
	if doc.doc != "" {
		p.line("%s\n", flow(doc.doc))
	}
	p.line("Law: %s · %s · source `%s`\n", k.Law, strings.Join(traits(k), " · "), doc.file)
	for _, t := range structsOf(k.Body(), map[reflect.Type]bool{}) {
		p.fields(t, src, t != k.Body())
	}
}

func traits(k rule.Kind) []string {
	out := []string{fmt.Sprintf("writes ≤ %d", k.Writes), weights[k.Weight]}
	for _, t := range []struct {
		name string
		has  bool
	}{{"dual", k.Dual}, {"root", k.Root}, {"test ledgers only", k.Test}} {
		if t.has {
			out = append(out, t.name)
		}
	}
	if k.Since > 0 {
		out = append(out, fmt.Sprintf("since rules %d", k.Since))
	}
	if k.Until > 0 {
		out = append(out, fmt.Sprintf("until rules %d", k.Until))
	}
	return out
}

func (p *page) fields(t reflect.Type, src *source, named bool) {
	doc := src.of(t)
	if named {
		p.line("%s: %s\n", code(typeName(t)), strings.Join(strings.Fields(doc.doc), " "))
	}
	p.head("field", "type", "max", "")
	for i, f := range fieldsOf(t) {
		limit := ""
		if f.Max > 0 {
			limit = strconv.Itoa(f.Max)
		}
		p.row(code(f.Name), f.Type, limit, strings.ReplaceAll(doc.fields[t.Field(i).Name], "\n", " "))
	}
	p.line("")
}

func eventPage(m *app.Machine, src *source) []byte {
	p := newPage("Events 事件", "What followers are told. The hash of a paper's events is its "+
		"result's Data, "+
		"which the next header commits to (docs/wire.md).")
	for _, c := range m.Chapters() {
		if len(c.Events) == 0 {
			continue
		}
		p.chapter(c)
		for _, e := range c.Events {
			p.line("### %s\n", e.Event())
			if d := src.of(eventType(e)).doc; d != "" {
				p.line("%s\n", flow(d))
			}
			for _, t := range structsOf(eventType(e), map[reflect.Type]bool{}) {
				p.fields(t, src, t != eventType(e))
			}
		}
	}
	return p.bytes()
}
