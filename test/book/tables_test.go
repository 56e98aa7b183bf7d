package book

import (
	"fmt"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

func index(m *app.Machine, regimes []genesis.Regime) []byte {
	p := newPage("The book 账本手册",
		"Rendered from the tables of the code by `make book` and compared on every "+
			"test run. `sha256sum -c MANIFEST` checks the pages; an upgrade of the rules names the digest "+
			"of MANIFEST.\n\n[kinds](kinds.md) · [refusals](refusals.md) · [events](events.md) · "+
			"[keys](keys.md) · "+
			"[queries](queries.md) · [articles](articles.md) · "+
			"[profile keys](profile.md) · [schema.json](schema.json)\n")
	p.head("chapter", "", "kinds", "refusals", "events", "collections", "queries")
	for _, c := range m.Chapters() {
		n := func(i int) string { return strconv.Itoa(i) }
		p.row(fmt.Sprintf("%d %s", c.Number, code(c.Name)), both(c.Zh, c.En), n(len(c.Kinds)),
			n(len(c.Refusals)), n(len(c.Events)), n(len(c.Collections)), n(len(c.Queries)))
	}
	p.line("")
	p.head("regime", "", "articles", "profile")
	for _, r := range regimes {
		p.row(code(r.Name), both(r.Profile.TitleZh, r.Profile.TitleEn),
			fmt.Sprintf("[articles](articles-%s.md)", r.Name),
			fmt.Sprintf("[profile](profile-%s.md)", r.Name))
	}
	return p.bytes()
}

func refusalPage(m *app.Machine) []byte {
	p := newPage("Refusals 拒绝", "Why the ledger says no. The code is public and stable; the number "+
		"is what the "+
		"next header commits to. Where a profile key is named, the refusal cites that key's article in "+
		"the regime the object lives under; elsewhere it cites DEFAULT_RULE: the rule is ours.")
	for _, c := range m.Chapters() {
		p.chapter(c)
		p.head("number", "code", "what is wrong", "what to do", "profile key")
		for _, r := range c.Refusals {
			p.row(strconv.Itoa(int(r.Code)), code(r.Name), both(r.Zh, r.En), both(r.FixZh, r.FixEn),
				code(r.Key))
		}
	}
	return p.bytes()
}

func keyPage(m *app.Machine) []byte {
	p := newPage("Keys 状态键", "Every collection of the state tree. A key is the two bytes of place, "+
		"then the components in order; a value is the version byte, then the strict RLP of the record "+
		"(docs/wire.md).")
	for _, c := range m.Chapters() {
		p.chapter(c)
		p.head("place", "collection", "a record is", "key", "version", "value")
		for _, col := range c.Collections {
			p.row(fmt.Sprintf("%02x%02x", col.Chapter, col.Number), code(col.Name), col.Doc, code(col.Key),
				strconv.Itoa(int(col.Version)), code(col.Value))
		}
	}
	return p.bytes()
}

func queryPage(m *app.Machine) []byte {
	p := newPage("Queries 查询", "What a node answers: `suyuan query NAME ARG=VALUE …`. Lists page by "+
		"`after` and "+
		"`limit`.")
	for _, c := range m.Chapters() {
		if len(c.Queries) == 0 {
			continue
		}
		p.chapter(c)
		p.head("query", "answer", "argument", "", "required")
		for _, q := range c.Queries {
			if len(q.Args) == 0 {
				p.row(code(q.Name), both(q.Zh, q.En), "", "", "")
			}
			for i, a := range q.Args {
				name, what, required := code(q.Name), both(q.Zh, q.En), ""
				if i > 0 {
					name, what = "", ""
				}
				if a.Required {
					required = "yes"
				}
				p.row(name, what, code(a.Name), both(a.Zh, a.En), required)
			}
		}
	}
	return p.bytes()
}

func schemaPage(readers map[string][]string) []byte {
	p := newPage("Profile keys 制度参数",
		"What differs between provinces. A regime gives every key a value, its article and a mark: "+
			"`text` (the regulation says so), `soft` (一般、原则上、鼓励), `default` (silent; ours). "+
			"*Read in*: the chapters whose rules ask for the key; none means that no rule depends on it "+
			"yet.\n")
	p.head("key", "type", "words allowed", "meaning", "may be empty", "read in")
	for _, k := range regime.Schema {
		empty := "yes"
		if k.Filled || k.Type == regime.TypeInt || k.Type == regime.TypeBool {
			empty = ""
		}
		p.row(code(k.Name), k.Type, codes(k.Of), both(k.Zh, k.En), empty, codes(readers[k.Name]))
	}
	return p.bytes()
}
