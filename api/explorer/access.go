package explorer

import "strings"

// application shows a scenario application with its reviews.
func application(v *view) (*page, error) {
	d, err := v.ask("application", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "authorization", Kicker: v.label("application"), Title: text(d, "title"),
		Sub: code(text(d, "id")), Marks: []H{v.state(text(d, "status")),
			v.signed(truth(d, "submitted.attested"))},
		Files: []file{v.recordProof("access/applications", text(d, "id"))}}
	p.Parts = []part{
		{Facts: v.facts(d, "id applicant agreement scenario purpose submitted decided reason closed")},
		v.items("items", v.t("asked"), docs(d, "items")),
		v.items("approved", v.t("granted"), docs(d, "approved")),
		v.panel(d),
	}
	return p, nil
}

// items are objects with the fields asked for or granted (最小必要).
func (v *view) items(id, title string, list []doc) part {
	t := &table{Caption: title, Head: v.heads("kind object fields usable")}
	for _, x := range list {
		use := H("")
		if _, ok := x["usable"]; ok {
			use = v.usable(x)
		}
		t.add(v.said(x, "kind"), v.ref(text(x, "kind"), text(x, "object")),
			esc(strings.Join(strs(x, "fields"), ", ")), use)
	}
	return v.listed(id, title, t, "")
}

// devAgreement shows a development-use agreement.
func devAgreement(v *view) (*page, error) {
	d, err := v.ask("devagreement", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "authorization", Kicker: v.label("dev_agreement"),
		Title: v.name(text(d, "operator")) + " → " + v.name(text(d, "developer")),
		Sub:   code(text(d, "id")), Marks: []H{v.signed(truth(d,
			"signed.attested")) + v.left(d)},
		Files: []file{v.recordProof("access/dev_agreements", text(d, "id"))}}
	p.Parts = []part{
		{Facts: v.facts(d, "id operator developer parent application jurisdiction first_day last_day "+
			"signed ended_at end_cause exception rule_hash")},
		v.ruleOf(d),
	}
	return p, v.dutiesOf(p, text(d, "id"))
}

// grant shows a grant, whether it is usable, and every opening and closing for its objects.
func grant(v *view) (*page, error) {
	s, err := v.ask("grant", "id", v.id())
	if err != nil {
		return nil, err
	}
	g, _ := s["grant"].(doc)
	p := &page{Menu: "authorization", Kicker: v.label("grant"), Title: v.name(text(g, "holder")),
		Sub:   code(text(g, "id")) + " " + v.ref("agreement", text(g, "agreement")),
		Marks: []H{v.usable(s), v.signed(truth(g, "opened.attested"))},
		Files: []file{v.recordProof("grant", text(g, "id"))}}
	items := docs(g, "items")
	for i, x := range docs(s, "items") {
		if i < len(items) {
			items[i]["usable"], items[i]["cause"] = x["usable"], x["cause"]
		}
	}
	facts := v.facts(g,
		"id holder layer application purpose scenario from to opened revoked cause revocation")
	p.Parts = []part{
		v.items("items", v.t("granted"), items),
		{ID: "facts", Title: v.t("facts"), Facts: facts},
	}
	stops, _, err := v.list("suspensions", "of", "grant", "id", v.id())
	if err == nil && len(stops) > 0 {
		p.add(v.listed("stops", v.t("stops"), v.rows(v.t("stops"), stops, "from to cause reason"), ""))
	}
	for i, x := range items {
		if i == 20 {
			break
		}
		log, err := v.grantLog(text(x, "object"), text(x, "kind"), text(g, "purpose"))
		if err != nil {
			return nil, err
		}
		p.add(log)
	}
	return p, nil
}

// grantLog is the whole log of openings and closings for an object and a purpose (rulings E9).
func (v *view) grantLog(object, kind, purpose string) (part, error) {
	d, err := v.maybe("grantlog", "object", object, "kind", kind, "purpose", purpose, "limit", "100")
	if err != nil {
		return part{}, err
	}
	t := &table{Caption: v.t("grantlog") + " " + object, Head: v.heads("grant act from to tx")}
	for _, e := range docs(d, "entries") {
		act := mark("good", v.t("opening"))
		if !truth(e, "open") {
			act = mark("bad", v.t("closing"))
		}
		t.add(v.ref("grant", text(e, "grant")), act, stamp(e, "from"), stamp(e, "to"),
			v.tx(text(e, "tx")))
	}
	p := v.listed("log-"+strings.ReplaceAll(object, "/", "-"), v.t("grantlog")+" "+object, t, "")
	p.Note = esc(v.t("grantlog.whole")+" "+text(d, "count")) + " " + v.hash(text(d, "root"))
	return p, nil
}

// processing shows one run of a job: inputs, output, and column by column where data came from.
func processing(v *view) (*page, error) {
	d, err := v.ask("processing", "id", v.id())
	if err != nil {
		return nil, err
	}
	if x, ok := d["record"].(doc); ok {
		d = x
	}
	p := &page{Menu: "lineage", Kicker: v.t("processing"), Title: text(d, "job"),
		Sub: code(text(d, "id")) + " " + v.who(d, "maker")}
	rec, _ := d["recorded"].(doc)
	p.Marks = []H{v.signed(truth(rec, "attested"))}
	for _, f := range strs(d, "flags") {
		p.Marks = append(p.Marks, mark("warn", v.word(f)))
	}
	p.Files = v.lineageFiles("processing:" + v.id())
	if err := v.lineageOf(p, "processing:"+v.id()); err != nil {
		return nil, err
	}
	in := docs(d, "inputs")
	t := v.table("inputs", "kind object version fields")
	for _, x := range in {
		t.add(v.said(x, "kind"), v.inputOf(x), shown(x, "version"),
			esc(strings.Join(strs(x, "fields"), ", ")))
	}
	p.add(v.listed("inputs", v.t("inputs"), t, ""), v.columns(d, in))
	facts := v.facts(d, "id grant job run output started ended source")
	p.add(part{ID: "facts", Title: v.t("facts"),
		Facts: append(facts, fact{v.label("recorded"), v.act(rec)})})
	return p, nil
}

func (v *view) inputOf(x doc) H {
	if k := text(x, "kind"); k == "resource" || k == "product" || k == "processing" {
		return v.ref(k, text(x, "object")+"@"+text(x, "version"))
	}
	return shown(x, "object")
}

// columns are where each column came from, with masking (脱敏) pointed out.
func (v *view) columns(d doc, in []doc) part {
	t := &table{
		Caption: v.t("columns"),
		Filter:  true,
		Head: []column{{v.t("column"), false}, {v.label("input"), false},
			{v.t("column.from"), false}, {v.t("column.how"), false}, {v.t("masking"), false}},
	}
	for _, c := range docs(d, "columns") {
		for _, f := range docs(c, "from") {
			from := H("")
			if i := number(f, "input"); i < len(in) {
				from = v.inputOf(in[i])
			}
			masked := H("")
			if truth(f, "masking") {
				masked = mark("good", v.t("masked"))
			}
			t.add(shown(c, "field"), from, shown(f, "field"),
				esc(strings.TrimSpace(text(f, "type")+" "+text(f, "subtype"))), masked)
		}
	}
	return v.listed("columns", v.t("columns"), t, "")
}
