package explorer

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// kinds are what papers do, by name, from the chapters' tables.
var kinds = sync.OnceValue(func() map[string]rule.Kind {
	out := map[string]rule.Kind{}
	for _, c := range app.Standard().Chapters() {
		for _, k := range c.Kinds {
			out[k.Name] = k
		}
	}
	return out
})

func (v *view) kind(name string) string {
	if k, ok := kinds()[name]; ok {
		return v.say(k.Zh, k.En)
	}
	return name
}

// farthest bounds how many blocks a list of papers looks back.
const farthest = 400

// recent lists the newest papers up to a height.
func (v *view) recent(height uint64, most int) (part, error) {
	t := &table{Caption: v.t("recent"), Head: []column{{v.label("at"), false}, {v.t("kind"), false},
		{v.t("outcome"), false}, {v.t("objects"), false}, {v.t("height"), true}, {v.label("tx"), false}}}
	for h := height; h > 0 && h+farthest > height && h >= v.info.Earliest && len(t.Rows) < most; h-- {
		b, err := v.path("/block", nil, h)
		if err != nil {
			if errors.Is(err, source.ErrNotFound) {
				break
			}
			return part{}, err
		}
		for _, id := range strs(b, "papers") {
			if r := v.receipt(id); r != nil && len(t.Rows) < most {
				t.Rows = append(t.Rows, v.paperRow(id, r))
			}
		}
	}
	return v.listed("recent", v.t("recent"), t, ""), nil
}

func (v *view) receipt(id string) doc {
	raw, err := hex.DecodeString(id)
	if err != nil {
		return nil
	}
	d, err := v.path("/receipt", raw, v.src.Height)
	if err != nil {
		return nil
	}
	return d
}

func (v *view) paperRow(id string, r doc) row {
	result := mark("good", v.t("accepted"))
	if number(r, "code") != 0 {
		result = mark("bad", v.t("refused")) + " <code>" + shown(r, "refusal.code") + "</code>"
	}
	kind := esc(v.kind(text(r, "kind"))) + ` <code>` + shown(r, "kind") + "</code>"
	return row{Cells: []H{stamp(r, "law_time"), kind, result, v.objects(r),
		v.anchor(v.link("/block/"+text(r, "height")), text(r, "height")), v.tx(id)}}
}

// objects are the records that a paper's events are about.
func (v *view) objects(r doc) H {
	seen, out := map[string]bool{}, []string{}
	for _, e := range docs(r, "events") {
		data, _ := e["data"].(doc)
		if s := v.object(text(e, "event"), data); s != "" && !seen[string(s)] && len(out) < 3 {
			seen[string(s)] = true
			out = append(out, string(s))
		}
	}
	return H(strings.Join(out, " "))
}

// sortOf is the sort of record that an event is about, by the event's first word; "" where the
// record has no page.
func sortOf(event string) string {
	noun, _, _ := strings.Cut(event, ".")
	if other, ok := otherNouns[noun]; ok {
		noun = other
	}
	if registerOf(noun) == nil {
		return ""
	}
	return noun
}

// otherNouns are those of events that are not called after their record's address.
var otherNouns = map[string]string{"trace": "batch", "dev_agreement": "devagreement",
	"blacklist": "blacklisted", "rectify": "rectification", "objection": "line_objection",
	"evidence": "evidence_request"}

func (v *view) object(event string, data doc) H {
	first, _, _ := strings.Cut(event, ".")
	id := text(data, "id")
	if x := text(data, "product"); x != "" && first == "product" {
		id = x
	}
	if first == "price" {
		return v.ref("product", text(data, "product"))
	}
	if sort := sortOf(event); sort != "" && strings.Contains(id, "/") {
		return v.ref(sort, id)
	}
	if first == "statement" && text(data, "payer") != "" {
		return v.statementLink(text(data, "period"), data, v.t("statement"))
	}
	return esc(id)
}

// paper shows one paper: what it did, or why the ledger said no.
func paper(v *view) (*page, error) {
	id := strings.ToLower(v.r.PathValue("id"))
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != 32 {
		return missing(v)
	}
	r, err := v.path("/receipt", raw, v.src.Height)
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "blocks", Kicker: v.t("paper"), Title: v.kind(text(r, "kind"))}
	p.Sub = "<code>" + esc(id) + "</code>"
	if number(r, "code") == 0 {
		p.Marks = []H{mark("good", v.t("accepted"))}
	} else {
		p.Marks = []H{mark("bad", v.t("refused")), code(text(r, "refusal.code"))}
	}
	p.add(part{Facts: []fact{{v.t("kind"), code(text(r, "kind"))},
		{v.t("law"), esc(kinds()[text(r, "kind")].Law)},
		{v.t("height"), v.anchor(v.link("/block/"+text(r, "height")), text(r, "height"))},
		{v.t("index"), shown(r, "index")}, {v.t("law_time"), nb(clockText(moment(r, "law_time")))},
		{v.t("header_time"), nb(clockText(moment(r, "header_time")))},
		{v.t("writes"), shown(r, "writes")}}})
	if no, ok := r["refusal"].(doc); ok {
		p.add(v.refusal(no))
	}
	p.add(v.events(docs(r, "events")))
	return p, nil
}

// refusal says why a paper was refused, under which article, and what to do.
func (v *view) refusal(no doc) part {
	return part{Title: v.t("refusal"), Facts: []fact{
		{v.t("refusal.why"), esc(text(no, v.say("zh", "en")))},
		{v.t("refusal.field"), code(text(no, "field"))},
		{v.t("refusal.article"), shown(no, "article")},
		{v.t("refusal.fix"), esc(text(no, v.say("fix_zh", "fix_en")))}}}
}

func (v *view) events(list []doc) part {
	t := &table{Caption: v.t("events"), Head: []column{{v.t("event"), false}, {v.t("objects"), false},
		{v.t("data"), false}}}
	for _, e := range list {
		data, _ := e["data"].(doc)
		raw, _ := json.Marshal(data)
		t.add(code(text(e, "event")), v.object(text(e, "event"), data),
			`<code class="json">`+esc(string(raw))+"</code>")
	}
	return v.listed("events", v.t("events"), t, "")
}

// blocks lists the newest papers; blocks without papers are left out.
func blocks(v *view) (*page, error) {
	from := v.src.Height
	if n, err := strconv.ParseUint(v.arg("before"), 10, 63); err == nil && n > 0 && n <= from {
		from = n
	}
	p := &page{Menu: "blocks", Title: v.t("blocks.title"), Sub: esc(v.t("blocks.sub"))}
	list, err := v.recent(from, 50)
	if err != nil {
		return nil, err
	}
	list.Title = ""
	if t := list.Table; t != nil && len(t.Rows) > 0 {
		last := strings.TrimSuffix(string(t.Rows[len(t.Rows)-1].Cells[4]), "</a>")
		last = last[strings.LastIndexByte(last, '>')+1:]
		if n, err := strconv.ParseUint(last, 10, 63); err == nil && n > max(v.info.Earliest, 1) {
			list.More = v.here("before", strconv.FormatUint(n-1, 10))
			list.MoreText = v.t("next")
		}
	}
	p.add(list)
	return p, nil
}

// block shows one block with its papers.
func block(v *view) (*page, error) {
	h, err := strconv.ParseUint(v.r.PathValue("height"), 10, 63)
	if err != nil || h == 0 || h > v.info.Height {
		return missing(v)
	}
	b, err := v.path("/block", nil, h)
	if err != nil {
		return nil, err
	}
	p := &page{
		Menu:   "blocks",
		Kicker: v.t("block"),
		Title:  v.t("height") + " " + group(text(b, "height")),
	}
	p.add(part{Facts: []fact{{v.t("law_time"), nb(clockText(moment(b, "law_time")))},
		{v.t("header_time"), nb(clockText(moment(b, "header_time")))},
		{v.t("block.state"), v.anchor("/?height="+text(b, "height"), v.t("block.see"))},
		{v.t("block.beside"), v.neighbours(h)}}})
	one, err := v.recentOf(b)
	if err != nil {
		return nil, err
	}
	p.add(one)
	if list := docs(b, "events"); len(list) > 0 {
		e := v.events(list)
		e.Title = v.t("block.events")
		p.add(e)
	}
	return p, nil
}

func (v *view) neighbours(h uint64) H {
	out := H("")
	if h > max(v.info.Earliest, 1) {
		out += v.anchor(v.link("/block/"+strconv.FormatUint(h-1, 10)), "← "+strconv.FormatUint(h-1, 10))
	}
	if h < v.info.Height {
		out += " " + v.anchor(v.link("/block/"+strconv.FormatUint(h+1, 10)), strconv.FormatUint(h+1,
			10)+" →")
	}
	return out
}

func (v *view) recentOf(b doc) (part, error) {
	t := &table{
		Caption: v.t("block.papers"),
		Head: []column{{v.label("at"), false}, {v.t("kind"), false},
			{v.t("outcome"), false}, {v.t("objects"), false}, {v.t("height"), true}, {v.label("tx"), false}},
	}
	for i, id := range strs(b, "papers") {
		if r := v.receipt(id); r != nil && i < 500 {
			t.Rows = append(t.Rows, v.paperRow(id, r))
		}
	}
	return v.listed("papers", v.t("block.papers"), t, ""), nil
}
