package explorer

import (
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// dutyStates are the states by which duties are asked for; "" is any.
var dutyStates = []string{"", "open", "due", "overdue", "met", "waived"}

// clock lists what has to be done by when (监管时钟), by state and day.
func clock(v *view) (*page, error) {
	p := &page{Menu: "clock", Title: v.t("menu.clock"), Sub: esc(v.t("clock.sub"))}
	state := v.arg("state")
	list, next, err := v.list("deadlines", "limit", "200", "after", v.arg("after"), "state", state,
		"owner", v.arg("owner"), "agreement", v.arg("agreement"), "from", v.arg("from"), "to",
		v.arg("to"))
	if err != nil {
		return nil, err
	}
	p.add(part{HTML: v.form("sift", v)})
	duties := v.listed("deadlines", v.t("duties"), v.deadlineTable(list), next)
	duties.Note = esc(v.t("clock.note"))
	p.add(duties)
	for _, sort := range []string{"incident", "rectification", "measure", "evaluation",
		"report_request", "evidence_request", "case"} {
		r := registerOf(sort)
		list, next, err := v.list(r.list, "limit", "50")
		if unknownHere(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			continue
		}
		x := v.listed(r.list, v.t("list."+r.list), r.rows(v, list), "")
		if next != "" {
			x.More, x.MoreText = v.link("/registers/"+r.list), v.t("more")
		}
		p.add(x)
	}
	return p, nil
}

func (v *view) deadlineTable(list []doc) *table {
	t := v.table("duties", "due state duty owner object place opened_at met cause")
	t.Filter = true
	t.Head[6].Label = v.t("clock.opened")
	for _, d := range list {
		due := shown(d, "due")
		if truth(d, "provisional") {
			due += " " + mark("info", v.t("provisional"))
		}
		state := v.state(text(d, "state"))
		waived := text(d, "state") == "waived"
		if n := number(d, "days_late"); n > 0 && !waived {
			state += " <small>" + nb(v.say("逾期 ", "late by ")+itoa(n)+v.t("workdays")) + "</small>"
		} else if n := daysTo(v.src.Law, day(d, "due")); text(d, "state") == "due" && n >= 0 {
			left := group(itoa(n))
			state += " <small>" + nb(v.say("剩 "+left+" 天", left+" days left")) + "</small>"
		}
		object := shown(d, "object")
		if a := text(d, "agreement"); a != "" && a != "/" {
			object = v.ref("agreement", a)
		}
		class := ""
		if truth(d, "overdue") && !waived {
			class = "bad"
		}
		t.Rows = append(t.Rows, row{Class: class, Cells: []H{due, state, v.said(d, "duty"),
			v.who(d, "owner"), object, v.place(text(d, "place")), stamp(d, "opened"),
			stamp(d, "met"), v.said(d, "cause")}})
	}
	return t
}

// daysTo is how many days are left until the end of a day.
func daysTo(now wire.Time, last wire.Date) int {
	return int((last.Start() - now.Date().Start()) / 86400)
}

// nodes shows who runs the ledger, what the members decided, and which days are working days.
func nodes(v *view) (*page, error) {
	p := &page{Menu: "nodes", Title: v.t("menu.nodes")}
	p.Stats = []stat{{Label: v.t("node.height"), Value: esc(group(itoa(int(v.info.Height))))},
		{Label: v.t("node.earliest"), Value: esc(group(itoa(int(v.info.Earliest))))},
		{Label: v.t("node.version"), Value: esc(v.info.Version)},
		{Label: v.t("law_time"), Value: nb(when(v.src.Law))}}
	set, err := v.ask("validator_set")
	if err != nil {
		return nil, err
	}
	t := v.table("validators", "party power since until pub_key")
	for _, x := range docs(set, "validators") {
		t.add(v.who(x, "party"), count(x, "power"), stamp(x, "since"), stamp(x, "until"),
			code(text(x, "pub_key")))
	}
	p.add(v.listed("validators", v.t("validators"), t, ""), v.powers(set))
	if v.peers != nil {
		p.add(v.peerList())
	}
	proposals, next, err := v.list("proposals", "limit", "50", "after", v.arg("after"))
	if err != nil {
		return nil, err
	}
	p.add(v.listed("proposals", v.t("proposals"), registerOf("proposal").rows(v, proposals), next))
	members, err := v.bare("members")
	if err != nil {
		return nil, err
	}
	p.add(v.listed("members", v.t("members"), v.rows(v.t("members"), members, "party since until"),
		""))
	months, err := v.calendar()
	if err != nil {
		return nil, err
	}
	p.Parts = append(p.Parts, months...)
	regimes, err := v.bare("regimes")
	if err != nil {
		return nil, err
	}
	t = &table{
		Caption: v.t("regimes"),
		Head:    v.heads("jurisdiction title version number issuer effective status"),
	}
	for _, r := range regimes {
		t.add(v.place(text(r, "jurisdiction")), esc(text(r, v.say("title_zh", "title_en"))),
			shown(r, "version"), shown(r, "number"), shown(r, "issuer"), shown(r, "effective_from"),
			v.said(r, "status"))
	}
	p.add(v.listed("regimes", v.t("regimes"), t, ""))
	return p, nil
}

// controller is who controls a share of the power: a group of institutions, or one by itself.
func (v *view) controller(name string) H {
	if id, ok := strings.CutPrefix(name, "party:"); ok {
		return v.party(id)
	}
	if group, ok := strings.CutPrefix(name, "group:"); ok {
		return esc(v.label("group")+" ") + code(group)
	}
	return esc(name)
}

func (v *view) powers(set doc) part {
	t := v.table("powers", "group parties power")
	t.Head = append(t.Head, column{v.t("share"), true})
	for _, g := range docs(set, "groups") {
		share := ""
		if total := number(g, "total"); total > 0 {
			share = fmt.Sprintf("%.1f%%", 100*float64(number(g, "power"))/float64(total))
		}
		t.add(v.controller(text(g, "group")), v.value("parties", g["parties"]), count(g, "power"),
			esc(share))
	}
	return v.listed("powers", v.t("powers"), t, "")
}

func (v *view) peerList() part {
	t := &table{Caption: v.t("peers"), Head: []column{{v.label("name"), false}, {v.t("height"), true},
		{v.t("behind"), true}}}
	for _, x := range v.peers(v.ctx) {
		t.add(esc(x.Name), esc(group(itoa(int(x.Height)))), esc(group(itoa(int(x.Behind)))))
	}
	return v.listed("peers", v.t("peers"), t, "")
}

// calendar is the working-day calendar of a year, as the ledger counts by it; a year that is not
// published yet is said to be so.
func (v *view) calendar() ([]part, error) {
	year := v.arg("year")
	if len(year) != 4 {
		year = v.src.Law.Date().String()[:4]
	}
	d, err := v.maybe("calendar", "year", year)
	if err != nil {
		return nil, err
	}
	p := part{ID: "calendar", Title: v.t("calendar") + " " + year}
	n := number(doc{"n": year}, "n")
	for _, other := range []int{n - 1, n + 1} {
		x, err := v.maybe("calendar", "year", itoa(other))
		if err != nil {
			return nil, err
		}
		if x != nil || other == n+1 && d != nil {
			p.Note += v.anchor(v.here("year", itoa(other))+"#calendar", itoa(other)) + " "
		}
	}
	if d == nil {
		p.HTML = "<p>" + mark("bad", v.t("calendar.none")) + "</p>"
		return []part{p}, nil
	}
	p.Note += " " + esc(text(d, "issuer")+" "+text(d, "title")+" "+text(d, "number")) + " " +
		esc(v.label("set")+" "+when(moment(d, "set")))
	off, worked := map[string]bool{}, map[string]bool{}
	for _, x := range strs(d, "off") {
		off[x] = true
	}
	for _, x := range strs(d, "worked") {
		worked[x] = true
	}
	var b strings.Builder
	b.WriteString(`<div class="months">`)
	for m := 1; m <= 12; m++ {
		v.month(&b, n, m, off, worked)
	}
	b.WriteString("</div>")
	p.HTML = H(b.String()) + H(`<p class="legend"><span class="off">休</span> `) +
		esc(v.t("calendar.off")) +
		H(` <span class="worked">班</span> `) + esc(v.t("calendar.worked")) + "</p>"
	return []part{p}, nil
}

func (v *view) month(b *strings.Builder, year, month int, off, worked map[string]bool) {
	first := wire.Date(year*10000 + month*100 + 1)
	name := first.String()[:7]
	fmt.Fprintf(b, `<table class="month"><caption>%s</caption><thead><tr>`, name)
	for _, d := range strings.Fields(v.t("calendar.week")) {
		fmt.Fprintf(b, `<th scope="col">%s</th>`, esc(d))
	}
	b.WriteString("</tr></thead><tbody><tr>")
	column := (int(first.Std().Weekday()) + 6) % 7
	for range column {
		b.WriteString("<td></td>")
	}
	today := v.src.Law.Date()
	for d := first; d.String()[:7] == name; d = d.Add(1) {
		if column == 7 {
			b.WriteString("</tr><tr>")
			column = 0
		}
		class, note := "", ""
		if column >= 5 {
			class = "weekend"
		}
		if off[d.String()] {
			class, note = "off", "休"
		}
		if worked[d.String()] {
			class, note = "worked", "班"
		}
		if d == today {
			class += " today"
		}
		fmt.Fprintf(b, `<td class="%s">%d<sup>%s</sup></td>`, strings.TrimSpace(class), int(d%100), note)
		column++
	}
	b.WriteString("</tr></tbody></table>")
}
