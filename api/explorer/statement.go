package explorer

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// linesShown is how many lines of a statement a page holds.
const linesShown = 100

// statement shows a 结算单: what is owed, from which lines, how each came about, who confirmed it.
func statement(v *view) (*page, error) {
	period, payer, payee := v.r.PathValue("period"), v.r.PathValue("payer"), v.r.PathValue("payee")
	d, err := v.ask("statement", "period", period, "payer", payer, "payee", payee, "detail", "no")
	if err != nil {
		return nil, err
	}
	run, err := v.ask("run", "period", period)
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "settlement", Kicker: v.t("statement") + " · " + period,
		Title: v.name(payer) + " → " + v.name(payee), Marks: []H{v.state(text(run, "stage")),
			v.computed()}}
	p.Sub = v.anchor(v.link("/settlement/"+escaped(period)), period) + " " +
		nb(when(moment(run, "from"))+" — "+when(moment(run, "to"))) + " " + v.hash(text(d, "digest"))
	args := []string{"period", period, "payer", payer, "payee", payee}
	for _, name := range []string{"statement", "detail"} {
		for _, form := range []string{"pdf", "xlsx", "csv"} {
			p.Files = append(p.Files, file{v.t("file."+name) + " " + strings.ToUpper(form),
				v.report(name, form, args...)})
		}
	}
	p.Files = append(p.Files, v.proof("statement", args...), file{v.t("menu.verify"),
		v.link("/verify")})
	closing, _ := wire.ParseFen(text(d, "closing"))
	p.Stats = v.sums(d)
	p.add(part{ID: "capital", Facts: []fact{{v.t("capital"), esc(bundle.Capital(closing))},
		{v.t("form"), esc(v.t("form.text"))}}})
	lines, err := v.lines(d, run)
	if err != nil {
		return nil, err
	}
	p.add(lines)
	p.add(v.behalf(d), v.confirmations(d), v.paying(d))
	if len(docs(d, "adjustments")) > 0 {
		p.add(v.listed("adjustments", v.t("adjustments"),
			v.rows(v.t("adjustments"), docs(d, "adjustments"), "period amount cause"), ""))
	}
	p.add(part{ID: "digests", Title: v.t("facts"),
		Facts: v.facts(d, "period payer payee digest previous lines_root run_root")})
	return p, nil
}

// statementLink leads to a statement of a period between the payer and payee of a record.
func (v *view) statementLink(period string, s doc, label string) H {
	return v.anchor(v.link("/statement/"+escaped(period)+"/"+escaped(text(s, "payer"))+"/"+
		escaped(text(s, "payee"))), label)
}

// sums are the terms of closing = opening − paid + amount + transfer + … , those that are not zero.
func (v *view) sums(d doc) (out []stat) {
	for _, name := range []string{"opening", "paid", "amount", "transfer", "released", "adjusted",
		"offset",
		"kept"} {
		x := text(d, name)
		if (x == "0.00" || x == "") && name != "opening" && name != "amount" {
			continue
		}
		if name == "paid" || name == "offset" || name == "kept" {
			x = "-" + x
		}
		out = append(out, stat{Label: v.label(name), Value: money(x)})
	}
	return append(out, stat{Label: v.label("closing"), Value: amount(d, "closing"), Tone: "sum"})
}

// lines are those of the statement, a page of them, each opened in place to how it came about.
func (v *view) lines(d, run doc) (part, error) {
	t := &table{
		Caption: v.t("statement.lines"),
		Head: []column{{v.t("line"), false}, {v.t("line.kind"), false},
			{v.label("product"), false}, {v.t("line.to"), false}, {v.t("line.formula"), false},
			{v.label("amount"), true}},
	}
	title := v.t("statement.lines") + " · " + group(text(d, "lines"))
	if !truth(d, "has_lines") {
		return part{ID: "lines", Title: title, Empty: v.t("lines.elsewhere")}, nil
	}
	list, next, err := v.list("statement_lines", "period", text(d, "period"), "payer", text(d,
		"payer"), "payee", text(d, "payee"), "after", v.arg("after"), "limit", strconv.Itoa(linesShown))
	if err != nil {
		return part{}, err
	}
	told := map[string]*told{}
	if number(run, "lines") <= mostLines {
		for _, l := range list {
			v.tell(told, text(d, "period"), text(l, "line.to"))
		}
	}
	for _, l := range list {
		t.Rows = append(t.Rows, v.lineRow(text(d, "period"), l, told))
	}
	total := v.t("total")
	if next != "" || v.arg("after") != "" {
		total = v.t("total.page")
	}
	t.Foot = []H{"", esc(total), "", "", "", money(sum(list))}
	return v.listed("lines", title, t, next), nil
}

func sum(list []doc) string {
	var total wire.Fen
	for _, l := range list {
		f, _ := wire.ParseFen(text(l, "amount_yuan"))
		total += f
	}
	return total.String()
}

func (v *view) lineRow(period string, l doc, all map[string]*told) row {
	id := text(l, "line.id")
	formula, detail := esc(grouped(v.formula(l))), H("")
	if x, ok := all[id]; ok {
		formula = esc(v.plainly(grouped(x.rest())))
		detail = H(`<details class="why"><summary>`) + esc(v.t("derivation")) + " " + esc(id) +
			"</summary>" + v.tree(period, x) + `<p>` + v.anchor(v.link("/line/"+escaped(period)+"/"+id),
			v.t("line.page")) + ` ` +
			v.anchor(v.proof("line", "period", period, "line", id).To, v.t("file.proof")) + "</p></details>"
	}
	name := text(l, "line.name")
	if name == "" || v.lang == 1 {
		name = v.word(text(l, "line.kind"))
	}
	return row{ID: id, Cells: []H{v.anchor(v.link("/line/"+escaped(period)+"/"+id), id), esc(name),
		v.ref("product", text(l, "line.node")), v.payee(text(l, "line.to")), formula,
		amount(l, "amount_yuan")}, Detail: detail}
}

func (v *view) payee(to string) H {
	if strings.Contains(to, "@") {
		return v.ref("product", to)
	}
	return v.party(to)
}

// formula is a line's arithmetic from its facts, where its sentence is not at hand.
func (v *view) formula(l doc) string {
	why, _ := at(l, "line.why").(doc)
	fenOf := func(key string) string {
		n, _ := strconv.ParseInt(text(why, key), 10, 64)
		return wire.Fen(n).String()
	}
	switch {
	case text(why, "of_weight") != "":
		return fenOf("base") + " × " + text(why, "weight") + "/" + text(why, "of_weight")
	case text(why, "of_points") != "":
		return fenOf("pool") + " × " + text(why, "points") + "/" + text(why, "of_points")
	case text(why, "rate") != "":
		return fenOf("base") + " × " + text(why, "rate")
	case text(why, "claimed") != "":
		return text(why, "cost") + " " + fenOf("claimed")
	}
	return ""
}

// behalf is for whom a treasury or collector receives.
func (v *view) behalf(d doc) part {
	t := v.table("on_behalf", "party amount")
	t.Head = append(t.Head, column{v.t("why"), false})
	for i, s := range docs(d, "on_behalf") {
		if i < 500 {
			t.add(v.who(s, "party"), amount(s, "amount"),
				v.explainLink(text(d, "period"), text(s, "party")))
		}
	}
	p := v.listed("behalf", v.t("on_behalf"), t, "")
	p.Half = true
	return p
}

func (v *view) confirmations(d doc) part {
	t := v.table("confirmations", "party by at attested")
	for _, s := range docs(d, "signatures") {
		t.add(v.who(s, "party"), v.value("by", s["by"]), stamp(s, "at"), v.signed(false))
	}
	p := v.listed("confirmations", v.t("confirmations"), t, "")
	if missing := strs(d, "paying.missing"); len(missing) > 0 {
		p.Note = mark("warn", v.t("unsigned.by")) + " " + v.value("missing", at(d, "paying.missing")) +
			" · " +
			esc(text(d, "paying.days")+v.t("days"))
	}
	p.Half = true
	return p
}

func (v *view) paying(d doc) part {
	paying, _ := d["paying"].(doc)
	return part{
		ID:    "paying",
		Title: v.t("paying"),
		Facts: v.facts(paying, "open held waiting payable days"),
		Table: v.rows(v.t("held"), docs(paying, "lines"), "line objection amount days").orNil(),
	}
}

// orNil drops a table without rows.
func (t *table) orNil() *table {
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// tableHTML draws a table inside other markup.
func (v *view) tableHTML(t *table) H { return v.form("table", t) }

// form draws one of the templates inside other markup.
func (v *view) form(name string, data any) H {
	var b bytes.Buffer
	if err := layouts[v.lang].ExecuteTemplate(&b, name, data); err != nil {
		return esc(err.Error())
	}
	return template.HTML(b.String())
}
