package explorer

import (
	"net/url"
	"strings"
)

// mostNamed is how many signers and records of a hop a page names.
const mostNamed = 12

// walk shows the way from one line of a settlement to the approval of its plan, hop by hop: what
// was found, who was responsible then, and a proof of every record.
func walk(v *view) (*page, error) {
	period, name := v.r.PathValue("period"), v.r.PathValue("line")
	d, err := v.ask("walk", "period", period, "line", name)
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "settlement", Kicker: v.t("walk.title") + " · " + period, Title: text(d, "line"),
		Sub: v.anchor(v.link("/line/"+escaped(period)+"/"+escaped(name)), v.t("walk.line")),
		Files: []file{{v.t("walk.pack"), proofsAt + "walk?" + url.Values{"period": {period},
			"line": {text(d, "line")}}.Encode()}}}
	p.Marks = []H{v.holds(truth(d, "holds"))}
	p.add(part{Facts: []fact{{v.label("amount"), amount(d, "amount")},
		{v.label("payer"), v.who(d, "payer")}, {v.label("payee"), v.who(d, "payee")},
		{v.t("walk.for"), v.who(d, "for")}}})
	t := &table{Caption: v.t("walk.title"), Head: []column{{v.label("seq"), true},
		{v.t("walk.step"), false}, {v.t("walk.found"), false}, {v.t("walk.responsible"), false},
		{v.t("file.proof"), false}}}
	for _, h := range docs(d, "hops") {
		t.add(esc(text(h, "no")), esc(v.t("walk."+text(h, "step"))),
			v.holds(truth(h, "holds"))+" "+esc(text(h, v.say("zh", "en"))), v.responsible(h),
			v.hopRecords(h))
	}
	p.add(v.listed("hops", v.t("walk.title"), t, ""))
	return p, nil
}

func (v *view) holds(yes bool) H {
	if yes {
		return mark("good", v.t("walk.holds"))
	}
	return mark("bad", v.t("walk.fails"))
}

// responsible names who signed a hop, with what they were then.
func (v *view) responsible(hop doc) (out H) {
	for i, r := range docs(hop, "responsible") {
		if i == mostNamed {
			return out + esc("…")
		}
		what, _, _ := strings.Cut(text(r, "what"), " ")
		out += "<div>" + v.who(r, "party") + " " + esc(what) + " " + stamp(r, "at") + " " +
			esc(strings.Join(append(strs(r, "roles"), strs(r, "accounts")...), " "))
		if truth(r, "attested") {
			out += " " + mark("warn", v.t("attested"))
		}
		out += "</div>"
	}
	return out
}

// hopRecords links the proof of each record of a hop.
func (v *view) hopRecords(hop doc) (out H) {
	for i, r := range docs(hop, "records") {
		if i == mostNamed {
			return out + esc("…")
		}
		key := strings.Join(strs(r, "key"), "/")
		to := v.recordProof(text(r, "collection"), key).To
		out += "<div>" + v.anchor(to, text(r, "collection")+" "+key) + "</div>"
	}
	return out
}
