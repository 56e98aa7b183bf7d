package explorer

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/wire"
)

// lineageTable is the whole of what a node was made of, a page at a time: the primary view.
func (v *view) lineageTable(p *page, key string) error {
	c, err := v.closureOf(key, "up", "", v.arg("after"), tableNodes)
	if err != nil || c == nil {
		return err
	}
	t := &table{Caption: v.t("lineage.table"), Filter: true, Head: []column{{v.t("level"), true},
		{v.t("kind"), false}, {v.t("step"), false}, {v.t("made_of"), false}, {v.label("party"), false},
		{v.t("entitled"), false}, {v.t("time"), false}, {v.t("check"), false}, {v.t("fact"), false}}}
	from := map[string][]string{}
	for _, s := range c.Steps {
		from[s.To] = append(from[s.To], s.From)
	}
	for _, n := range c.Nodes {
		t.Rows = append(t.Rows, v.lineageRow(n, from[n.Key]))
	}
	title := v.t("lineage.table") + v.say("（共 ", " (") + strconv.Itoa(c.Total.Nodes) + v.say(" 项，完整）",
		" nodes, complete)")
	p.add(v.listed("table", title, t, c.After))
	return nil
}

func (v *view) lineageRow(n lineageNode, from []string) row {
	name := v.node(n.Key)
	if n.Name != "" {
		name = esc(short(n.Name)) + "<br>" + name
	}
	made := H("")
	for i, k := range from {
		if i == 4 {
			made += "<br>+" + esc(strconv.Itoa(len(from)-4))
			break
		}
		if i > 0 {
			made += "<br>"
		}
		made += v.node(k)
	}
	entitled, check := H(""), H("")
	if a := n.Authorization; a != nil {
		entitled = v.entitled(a)
		check = mark("good", v.t("in_term"))
		if !a.InForce {
			check = mark("bad", v.t("out_of_term")) + " " + esc(v.word(a.Cause))
		}
	}
	for _, f := range n.Flags {
		check += " " + mark("warn", v.word(f))
	}
	time := nb(when(n.From))
	if n.To != 0 {
		time += v.until(n.To)
	}
	fact := v.signed(n.Attested)
	for _, a := range n.Acts {
		if truth(a, "attested") && !n.Attested {
			fact += " " + v.signed(true)
			break
		}
	}
	if len(n.Acts) > 0 {
		fact += " " + v.tx(text(n.Acts[0], "tx"))
	}
	class := ""
	if n.Authorization != nil && !n.Authorization.InForce {
		class = "bad"
	}
	return row{Class: class, Cells: []H{esc(strconv.Itoa(n.Level)), esc(v.word(n.Kind)), name, made,
		v.party(n.Party), entitled, time, check, fact}}
}

// until is the end of a span below its beginning.
func (v *view) until(t wire.Time) H { return H("<br>") + nb(v.say("至 ", "to ")+when(t)) }

func (v *view) entitled(a *entitlement) H {
	out := v.ref("agreement", a.Agreement)
	if x := v.ref("devagreement", a.DevAgreement); x != "" {
		out += "<br>" + x
	}
	if x := v.ref("grant", a.Grant); x != "" {
		out += "<br>" + x
	}
	return out + "<br><small>" + nb(when(a.From)) + " – " + nb(when(a.To)) + "</small>"
}

// findings are what is the matter with the steps behind a node.
func (v *view) findings(check doc) part {
	t := &table{
		Caption: v.t("check.title"),
		Head: []column{{v.t("step"), false}, {v.label("kind"), false},
			{v.t("check"), false}, {v.label("cause"), false}, {v.label("who"), false}, {v.t("time"), false}},
	}
	for _, f := range docs(check, "findings") {
		tone := "bad"
		if k := text(f, "kind"); k == "flag" || k == "calls" {
			tone = "warn"
		}
		t.add(v.node(text(f, "node")), mark(tone, v.word(text(f, "kind"))),
			esc(text(f, v.say("zh", "en"))), v.said(f, "cause"), v.who(f, "who"),
			stamp(f, "from")+v.until(moment(f, "to")))
	}
	p := v.listed("check", v.t("check.title"), t, "")
	if p.Table == nil {
		p.Empty = ""
		p.HTML = "<p>" + mark("good", v.t("check.clean")) + "</p>"
	}
	return p
}

// lineageUses are the uses behind which a node stands.
func (v *view) lineageUses(p *page, key string) error {
	d, err := v.maybe("lineage_uses", "node", key, "limit", "100")
	if err != nil || d == nil {
		return err
	}
	t := v.table("uses", "period product party purpose use units batches from to")
	t.Head = append(t.Head, column{v.label("agreement"), false})
	for _, u := range docs(d, "uses") {
		by := v.ref("agreement", text(u, "agreement"))
		if level := number(u, "level"); level > 0 && text(u, "grant") != "/" && text(u, "grant") != "" {
			by = v.ref("grant", text(u, "grant"))
		}
		if p := text(u, "what"); p == "call" && text(u, "agreement") != "" {
			by = v.ref("agreement", text(u, "agreement"))
		}
		t.add(v.value("period", u["period"]), v.node(text(u, "node")), v.who(u, "by"),
			v.said(u, "purpose"), v.said(u, "use"), count(u, "units"), count(u, "batches"),
			stamp(u, "first"), stamp(u, "last"), by)
	}
	p.add(v.listed("uses", v.t("uses"), t, text(d, "after")))
	return nil
}
