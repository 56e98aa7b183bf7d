package explorer

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// member is one member of an answer, in the order in which the ledger tells it.
type member struct {
	name string
	x    any
	raw  json.RawMessage
}

// record shows any record: its state, whether it was signed or attested, every member that is not
// empty, and its lists as tables.
func (r *register) record(v *view) (*page, error) {
	raw, err := r.find(v, v.id())
	if err != nil {
		return nil, err
	}
	members, err := membersOf(raw)
	if err != nil {
		return nil, err
	}
	d := doc{}
	for _, m := range members {
		d[m.name] = m.x
	}
	id := text(d, "id")
	p := &page{Menu: "registers", Kicker: v.t("sort." + r.sort), Title: title(d),
		Sub: code(id) + " " + v.party(owner(id)) + " " + v.anchor(v.link("/registers/"+r.list),
			v.t("list."+r.list)),
		Marks: []H{v.state(first(d, "status", "state")), v.signed(attested(members))}}
	if r.proof != "" {
		p.Files = []file{v.recordProof(r.proof, id)}
	}
	facts := part{ID: "facts"}
	p.add(facts)
	for _, m := range members {
		if list := docs(d, m.name); len(list) > 0 {
			p.add(v.listed(m.name, v.labelOf(r.sort, m.name), v.freely(m, list), ""))
			continue
		}
		if x := v.member(m.name, m.x); x != "" && m.name != "status" && m.name != "attested" {
			facts.Facts = append(facts.Facts, fact{v.labelOf(r.sort, m.name), x})
		}
	}
	p.Parts[0] = facts
	return p, nil
}

// find asks for one record: by its own query, or in the list of what its institution has.
func (r *register) find(v *view, id string) (json.RawMessage, error) {
	if r.one != "" {
		return v.src.Query(v.ctx, r.one, map[string]string{"id": id})
	}
	after := ""
	for range 5 {
		raw, err := v.src.Query(v.ctx, r.list, pairs([]string{"limit", "1000", "after", after}))
		if err != nil {
			return nil, err
		}
		var p struct {
			Items []json.RawMessage `json:"items"`
			Next  string            `json:"next"`
		}
		if err := parse(raw, &p); err != nil {
			return nil, err
		}
		for _, item := range p.Items {
			if bytes.Contains(item, []byte(`"`+id+`"`)) {
				var d doc
				if parse(item, &d) == nil && text(d, "id") == id {
					return item, nil
				}
			}
		}
		if after = p.Next; after == "" {
			break
		}
	}
	return nil, source.ErrNotFound
}

// membersOf reads an object with its members in order.
func membersOf(raw json.RawMessage) (out []member, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		m := member{}
		m.name, _ = name.(string)
		if err := d.Decode(&m.raw); err != nil {
			return nil, err
		}
		if err := parse(m.raw, &m.x); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// attested tells whether a record, or the first act of its life, was attested for somebody (L3).
func attested(members []member) bool {
	for _, m := range members {
		if m.name == "attested" {
			return m.x == true
		}
	}
	for _, m := range members {
		if d, ok := m.x.(doc); ok && text(d, "at") != "" {
			if x, ok := d["attested"].(bool); ok {
				return x
			}
		}
	}
	return false
}

// begun is when a record came about: its first instant.
func begun(d doc) wire.Time {
	for _, name := range []string{"recorded", "registered", "requested", "ordered", "opened", "filed",
		"asked", "raised", "issued", "published", "deposited", "at", "from"} {
		for _, path := range []string{name, name + ".at"} {
			if t := moment(d, path); t != 0 {
				return t
			}
		}
	}
	return 0
}

// first is the first of some members that is not empty.
func first(d doc, names ...string) string {
	for _, n := range names {
		if s := text(d, n); s != "" {
			return s
		}
	}
	return ""
}

func contains(names, name string) bool { return slices.Contains(strings.Fields(names), name) }

// labelOf is what a member is called, in records of a sort where it has another name there; one
// that nobody named yet shows its name on the ledger.
func (v *view) labelOf(sort, name string) string {
	for _, key := range []string{"field." + sort + "." + name, "field." + name} {
		if w, ok := words[key]; ok {
			return w[v.lang]
		}
	}
	return strings.ReplaceAll(name, "_", " ")
}

// member shows what a member holds, by what it is called and, where that says nothing, by what it
// looks like. Nothing is shown of what is empty.
func (v *view) member(name string, x any) H {
	switch x := x.(type) {
	case doc:
		return v.inner(name, x)
	case []any:
		return v.joined(x, func(s string) H { return v.looks(name, s) })
	case bool:
		return esc(v.t(plain(x)))
	}
	return v.looks(name, plain(x))
}

// cell is a member in a list, where a state has its tone.
func (v *view) cell(name string, x any) H {
	switch name {
	case "status", "state", "stage":
		return v.state(plain(x))
	case "attested":
		return v.signed(x == true)
	}
	return v.member(name, x)
}

var (
	instants = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)
	moneys   = regexp.MustCompile(`^-?\d+\.\d\d$`)
	digests  = regexp.MustCompile(`^(?:[a-z0-9]+:)?[0-9a-f]{64}$`)
	ids      = regexp.MustCompile(`^[a-z0-9-]+/[^/ ]+$`)
)

// looks shows a text or number of a member.
func (v *view) looks(name, s string) H {
	how := fields[name]
	switch {
	case s == "" || s == "/" || s == "0" && how != "number":
		return ""
	case instants.MatchString(s):
		t, _ := wire.ParseTime(s)
		return nb(when(t))
	case moneys.MatchString(s) && how != "micro":
		return money(s)
	case digests.MatchString(s):
		return v.hash(s)
	case name == "by" && !strings.Contains(s, "/"):
		return v.party(s)
	case how == "hash" || how == "time" || how == "act":
		return esc(s)
	case how == "" && registerOf(name) != nil && ids.MatchString(s):
		return v.ref(name, s)
	case how != "":
		return v.value(name, s)
	}
	return esc(v.word(s))
}

// inner shows an object that is no list: an act, a document, a regime's version, or its members.
func (v *view) inner(of string, d doc) H {
	_, tx := d["tx"]
	_, number := d["number"]
	switch {
	case tx && text(d, "at") != "":
		return v.act(d)
	case tx:
		return ""
	case number:
		return v.evidence(d)
	case len(d) == 2 && d["jurisdiction"] != nil && d["version"] != nil:
		if text(d, "jurisdiction") == "" {
			return ""
		}
		return v.place(text(d, "jurisdiction")) + esc(" · v"+text(d, "version"))
	}
	var out []string
	for _, name := range sortedKeys(d) {
		if x := v.member(name, d[name]); x != "" {
			out = append(out, "<small>"+string(esc(v.labelOf(of, name)))+"</small> "+string(x))
		}
	}
	return H(strings.Join(out, "　"))
}

// freely shows a list of objects with a column for each member that any of them has.
func (v *view) freely(m member, list []doc) *table {
	t := &table{Caption: v.labelOf("", m.name)}
	names := []string{}
	for _, k := range orderOf(m.raw) {
		if slices.ContainsFunc(list, func(d doc) bool { return v.among(d, k) != "" }) {
			names = append(names, k)
			how := fields[k]
			t.with(column{v.labelOf(m.name, k), how == "money" || how == "number" || how == "micro"})
		}
	}
	for _, d := range list {
		var cells []H
		for _, k := range names {
			cells = append(cells, v.among(d, k))
		}
		t.add(cells...)
	}
	return t
}

// among is a member of an object in a list; what is named beside its kind is linked.
func (v *view) among(d doc, name string) H {
	if kind := text(d, "kind"); name == "object" && registerOf(kind) != nil {
		return v.ref(kind, text(d, name))
	}
	return v.cell(name, d[name])
}

// orderOf are the names of the members of objects in a list, in the ledger's order.
func orderOf(raw json.RawMessage) (names []string) {
	var list []json.RawMessage
	if parse(raw, &list) != nil {
		return nil
	}
	for _, x := range list {
		members, err := membersOf(x)
		if err != nil {
			continue
		}
		for _, m := range members {
			if !slices.Contains(names, m.name) {
				names = append(names, m.name)
			}
		}
	}
	return names
}
