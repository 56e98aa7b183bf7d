package explorer

import (
	"encoding/json"
	"html"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// H is text that is markup already.
type H = template.HTML

func esc(s string) H { return H(html.EscapeString(s)) }

// nb is text that is not broken into lines.
func nb(s string) H {
	if s == "" {
		return ""
	}
	return H(`<span class="nb">`) + esc(s) + "</span>"
}

// code is text in letters of one width: an id, a digest, a name of a program.
func code(s string) H { return H("<code>") + esc(s) + "</code>" }

// What a cell shows of a member of an answer: as it stands, as people say it, as a number with
// commas, as an amount, as a minute, as an institution.

func shown(d doc, path string) H { return esc(text(d, path)) }

func (v *view) said(d doc, path string) H { return esc(v.word(text(d, path))) }

func count(d doc, path string) H { return esc(group(text(d, path))) }

func amount(d doc, path string) H { return money(text(d, path)) }

func stamp(d doc, path string) H { return nb(when(moment(d, path))) }

func (v *view) who(d doc, path string) H { return v.party(text(d, path)) }

// anchor is a link within the pages.
func (v *view) anchor(to, label string) H {
	return H(`<a href="` + html.EscapeString(to) + `">` + html.EscapeString(label) + `</a>`)
}

// Link is link for the frame.
func (v *view) Link(path string) string { return v.link(path) }

// Arg is an argument of the address, for the frame's forms.
func (v *view) Arg(name string) string { return v.arg(name) }

// Pin keeps the height that the reader fixed when a form is sent.
func (v *view) Pin() H {
	name, value, ok := strings.Cut(v.pinned, "=")
	if !ok {
		return ""
	}
	return hidden(name, value)
}

// Rest keeps the page's other arguments when the as-of form is sent.
func (v *view) Rest() H {
	var b strings.Builder
	for _, name := range []string{"q", "version", "up", "down", "state", "owner", "period", "year"} {
		if x := v.arg(name); x != "" {
			b.WriteString(string(hidden(name, x)))
		}
	}
	return H(b.String())
}

func hidden(name, value string) H {
	return H(`<input type="hidden" name="` + html.EscapeString(name) + `" value="` +
		html.EscapeString(value) + `">`)
}

// party names an institution with its id.
func (v *view) party(id string) H {
	if id == "" {
		return ""
	}
	if owner, _, ok := strings.Cut(id, "/"); ok { // an account
		return v.anchor(v.link("/party/"+owner), v.name(owner)) + H(" <code>") + esc(id) + "</code>"
	}
	if len(id) > 32 {
		return v.hash(id)
	}
	label := v.name(id)
	if label == id {
		if _, known := words["word."+id]; known {
			return esc(v.word(id))
		}
	}
	return H(`<a class="party" href="`) + esc(v.link("/party/"+id)) + H(`">`) + esc(label) + "</a>"
}

// ref links a record of one sort; its address is the sort and the id.
func (v *view) ref(sort, id string) H {
	if id == "" || id == "/" {
		return ""
	}
	if sort == "agreement" {
		sort = v.layer(id)
	}
	bare, version, _ := strings.Cut(id, "@")
	bare = strings.TrimPrefix(strings.TrimPrefix(bare, "resource:"), "product:")
	bare = strings.TrimPrefix(strings.TrimPrefix(bare, "processing:"), "import:")
	address := v.link("/"+sort+"/"+bare, "version", version)
	if len(id) > longID && len(id) < 200 {
		return H(`<a class="nb hash" href="`+html.EscapeString(address)+`" title="`+html.EscapeString(id)+
			`"><span class="short">`) + esc(abridged(id)) + H(`</span><span class="whole">`) + esc(id) +
			"</span></a>"
	}
	return H(`<span class="nb">`) + v.anchor(address, id) + "</span>"
}

// longID is from how many letters on an id is shown without its middle; print has the whole.
const longID = 30

// abridged leaves out the middle of a long id.
func abridged(id string) string {
	if len(id) <= longID {
		return id
	}
	return id[:19] + "…" + id[len(id)-8:]
}

// layer is the page of an agreement: of an operator, or of a developer with an operator.
func (v *view) layer(id string) string {
	if known, ok := v.names["agreement "+id]; ok {
		return known
	}
	sort := "agreement"
	if d, err := v.maybe("devagreement", "id", id); err == nil && d != nil {
		sort = "devagreement"
	}
	v.names["agreement "+id] = sort
	return sort
}

// node links a node of the lineage graph, such as product:party/local@1.
func (v *view) node(key string) H {
	sort, id, ok := strings.Cut(key, ":")
	if !ok {
		sort, id = "product", key
	}
	if sort == "import" {
		return esc(id)
	}
	return v.ref(sort, id)
}

// hash shows the beginning of a digest; the whole of it is in print, in the title and to copy.
func (v *view) hash(s string) H {
	alg, hex, ok := strings.Cut(s, ":")
	if !ok {
		alg, hex = "", s
	}
	if len(hex) <= 16 || strings.Trim(hex, "0") == "" {
		if strings.Trim(hex, "0") == "" {
			return ""
		}
		return H("<code>") + esc(s) + "</code>"
	}
	if alg != "" {
		alg += ":"
	}
	return H(`<code class="hash" title="`+html.EscapeString(s)+`" data-copy="`+
		html.EscapeString(s)+`"><span class="short">`) + esc(alg+hex[:12]) +
		H(`…</span><span class="whole">`) + esc(s) + "</span></code>"
}

// tx links a paper.
func (v *view) tx(id string) H {
	if strings.Trim(id, "0") == "" {
		return ""
	}
	return H(`<a class="tx" href="`+html.EscapeString(v.link("/tx/"+id))+`" title="`+
		html.EscapeString(id)+`"><code>`) + esc(id[:min(12, len(id))]) + "…</code></a>"
}

// word is an enum word in the reader's language.
func (v *view) word(s string) string {
	if w, ok := words["word."+s]; ok {
		return w[v.lang]
	}
	if bare, topic := strings.CutPrefix(s, "topic."); topic {
		return bare
	}
	return s
}

// value shows one member of an answer after what it is called.
func (v *view) value(field string, x any) H {
	s := plain(x)
	how := fields[field]
	switch how {
	case "party":
		return v.party(s)
	case "time":
		t, err := wire.ParseTime(s)
		if err != nil {
			return esc(s)
		}
		return nb(when(t))
	case "money":
		return money(s)
	case "hash":
		return v.hash(s)
	case "tx":
		return v.tx(s)
	case "word":
		return esc(v.word(s))
	case "number":
		return esc(group(s))
	case "micro":
		return esc(micro(s))
	case "act":
		d, _ := x.(doc)
		return v.act(d)
	case "evidence":
		d, _ := x.(doc)
		return v.evidence(d)
	case "signed":
		return v.signed(s == "true")
	}
	if sort, ok := strings.CutPrefix(how, "ref "); ok {
		return v.joined(x, func(id string) H { return v.ref(sort, id) })
	}
	switch how {
	case "parties":
		return v.joined(x, v.party)
	case "accounts":
		return v.joined(x, func(a string) H { return v.accounts([]string{a}) })
	case "words":
		return v.joined(x, func(w string) H { return esc(v.word(w)) })
	case "topics":
		return v.joined(x, func(w string) H { return esc(v.word("topic." + w)) })
	}
	return v.otherwise(x)
}

// otherwise shows what has no sort of its own.
func (v *view) otherwise(x any) H {
	switch x := x.(type) {
	case bool:
		return esc(v.t(strconv.FormatBool(x)))
	case []any:
		return v.joined(x, func(s string) H { return esc(s) })
	case string, json.Number:
		return esc(plain(x))
	}
	return ""
}

func (v *view) joined(x any, each func(string) H) H {
	list, ok := x.([]any)
	if !ok {
		return each(plain(x))
	}
	var out []string
	for _, item := range list {
		if h := each(plain(item)); h != "" {
			out = append(out, string(h))
		}
	}
	return H(strings.Join(out, v.say("、", ", ")))
}

// facts shows members of an answer by name; those that are empty are left out.
func (v *view) facts(d doc, names string) (out []fact) {
	for _, name := range strings.Fields(names) {
		field := name[strings.LastIndexByte(name, '.')+1:]
		if x := v.value(field, at(d, name)); x != "" {
			out = append(out, fact{v.label(field), x})
		}
	}
	return out
}

// label is what a member is called.
func (v *view) label(field string) string { return v.t("field." + field) }

// rows shows a list of answers, one column for each name.
func (v *view) rows(caption string, items []doc, names string) *table {
	t := &table{Caption: caption}
	all := strings.Fields(names)
	for _, name := range all {
		field := name[strings.LastIndexByte(name, '.')+1:]
		how := fields[field]
		t.Head = append(t.Head, column{v.label(field),
			how == "money" || how == "number" || how == "micro"})
	}
	for _, d := range items {
		var r row
		for _, name := range all {
			r.Cells = append(r.Cells, v.value(name[strings.LastIndexByte(name, '.')+1:], at(d, name)))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// listed is a part with a list, or what is said where it is empty.
func (v *view) listed(id, title string, t *table, next string) part {
	p := part{ID: id, Title: title}
	if len(t.Rows) == 0 {
		p.Empty = v.t("none")
		return p
	}
	p.Table = t
	if next != "" {
		p.More, p.MoreText = v.here("after", next)+"#"+id, v.t("next")
	}
	return p
}

// paged is a list that goes on by an argument of its own, on a page with several lists.
func (v *view) paged(id, title string, t *table, next string) part {
	p := v.listed(id, title, t, "")
	if next != "" {
		p.More, p.MoreText = v.here("after_"+id, next)+"#"+id, v.t("next")
	}
	return p
}

// escaped is a path element of an address.
func escaped(s string) string { return url.PathEscape(s) }
