package explorer

import (
	"strconv"
	"strings"
)

// products lists product versions.
func products(v *view) (*page, error) {
	list, next, err := v.list("products", "limit", "200", "after", v.arg("after"), "party",
		v.arg("party"))
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "lineage", Title: v.t("products.title"), Sub: esc(v.t("products.sub"))}
	t := v.table("products.title", "name id maker stage status purpose registry_no publication")
	t.Filter = true
	for _, d := range list {
		t.add(v.anchor(v.link("/product/"+text(d, "id"), "version", text(d, "version")),
			text(d, "name")), "<code>"+esc(text(d, "id")+"@"+text(d, "version"))+"</code>",
			v.who(d, "maker"), v.said(d, "stage"), v.state(text(d, "status")), v.said(d, "purpose"),
			v.number(text(d, "registry_no"), truth(d, "registration.attested")),
			stamp(d, "publication.at"))
	}
	p.add(v.listed("list", "", t, next))
	touched, err := v.touched()
	if err != nil {
		return nil, err
	}
	p.add(touched)
	return p, nil
}

// heads names columns.
func (v *view) heads(names string) (out []column) {
	for _, n := range strings.Fields(names) {
		how := fields[n]
		out = append(out, column{v.label(n), how == "money" || how == "number" || how == "micro"})
	}
	return out
}

// number is a registry's number with whether the registry signed it.
func (v *view) number(no string, attested bool) H {
	if no == "" {
		return ""
	}
	return esc(no) + " " + v.signed(attested)
}

// tones are how states look.
var tones = map[string]string{"active": "good", "published": "good", "registered": "good",
	"approved": "good", "admitted": "good", "confirmed": "good", "final": "good", "met": "good",
	"decided": "good", "expired": "bad", "terminated": "bad", "overdue": "bad", "rejected": "bad",
	"failed": "bad", "unanswered": "bad", "lapsed": "bad", "contested": "warn",
	"passed": "good", "matched": "good",
	"resolved": "good", "revealed": "warn", "answered": "warn", "revoked": "bad", "parked": "bad",
	"void": "bad", "withdrawn": "bad",
	"suspended": "warn", "returned": "warn"}

// state is a word of a record's state with a tone.
func (v *view) state(s string) H {
	if s == "" {
		return ""
	}
	tone := tones[s]
	if tone == "" {
		tone = "info"
	}
	return mark(tone, v.word(s))
}

// touched lists products behind which a resource is gone or without consent.
func (v *view) touched() (part, error) {
	d, err := v.maybe("lineage_touched", "limit", "100")
	if err != nil {
		return part{}, err
	}
	t := v.table("touched", "object cause product")
	for _, r := range docs(d, "rows") {
		t.add(v.node(text(r, "resource")), v.said(r, "cause"), v.node(text(r, "node")))
	}
	return v.listed("touched", v.t("touched"), t, ""), nil
}

// productPage shows a product version: where it came from, whether every step was entitled, who
// used it.
func productPage(v *view) (*page, error) {
	d, err := v.ask("product", "product", v.id(), "version", v.arg("version"))
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "lineage", Kicker: v.t("product") + " · " + v.word(text(d, "stage")),
		Title: text(d, "name")}
	p.Sub = "<code>" + esc(text(d, "id")+"@"+text(d, "version")) + "</code> " +
		v.who(d, "maker")
	p.Marks = []H{v.state(text(d, "status")), v.number(text(d, "registry_no"),
		truth(d, "registration.attested"))}
	node := text(d, "id") + "@" + text(d, "version")
	p.Files = v.lineageFiles("product:" + node)
	if err := v.lineageOf(p, "product:"+node); err != nil {
		return nil, err
	}
	p.add(part{ID: "facts", Title: v.t("facts"), Facts: v.productFacts(d)})
	p.add(v.panel(d))
	return p, v.productMoney(p, text(d, "id"))
}

func (v *view) lineageFiles(node string) []file {
	return []file{{v.t("file.json"), v.away("/api/v1/lineage/up", "node", node)},
		v.proof("lineage", "node", node)}
}

func (v *view) productFacts(d doc) []fact {
	layer := "agreement"
	if text(d, "stage") == "redeveloped" {
		layer = "dev_agreement"
		d["dev_agreement"] = d["agreement"]
	}
	return v.facts(d, "id version stage form purpose maker jurisdiction "+layer+
		" registry_no created submitted reviewed registration publication withdrawal sample "+
		"processing resources fields cause")
}

// panel is who reviewed and what was asked.
func (v *view) panel(d doc) part {
	t := v.table("review", "role party decision reason act")
	for _, s := range docs(d, "panel") {
		act, _ := s["act"].(doc)
		t.add(v.said(s, "role"), v.who(s, "party"), v.state2(text(s, "decision")), shown(s, "reason"),
			v.act(act))
	}
	for _, a := range docs(d, "answers") {
		answer := mark("good", v.t("no_risk"))
		if truth(a, "risk") {
			answer = mark("bad", v.t("risk"))
		}
		t.add(esc(v.word("topic."+text(a, "point"))), v.who(a, "by"), answer, shown(a, "note"), "")
	}
	return v.listed("review", v.t("review"), t, "")
}

// state2 is a decision.
func (v *view) state2(s string) H {
	tone := map[string]string{"approve": "good", "reject": "bad"}[s]
	return mark(tone, v.word(s))
}

func (v *view) productMoney(p *page, id string) error {
	d, err := v.maybe("prices", "product", id)
	if err != nil || d == nil {
		return err
	}
	t := v.table("prices", "kind unit price_micro_yuan from recorded by")
	for _, sort := range []string{"caps", "tariffs"} {
		for _, x := range docs(d, sort) {
			price := micro(text(x, "price_micro_yuan"))
			for i, b := range docs(x, "brackets") {
				if i > 0 {
					price += " / "
				}
				price += micro(text(b, "price_micro_yuan"))
				if up := text(b, "up_to"); up != "0" {
					price += " ≤" + group(up)
				}
			}
			who := v.signed(truth(x, "attested")) + " " + v.value("by", x["by"])
			t.add(esc(v.t("price."+sort)), v.said(x, "unit"), esc(price), shown(x, "from"),
				stamp(x, "recorded"), who+" "+v.evidence(x))
		}
	}
	p.add(v.listed("prices", v.t("prices"), t, ""))
	return nil
}

// drawnNodes bounds what of a closure a drawing may look at, tableNodes a page of its table.
const (
	drawnNodes = 400
	tableNodes = 100
	wholeNodes = 60 // up to so many nodes the whole of a closure is drawn
)

// lineageOf adds the conclusion, the drawing, the table and the uses of a node.
func (v *view) lineageOf(p *page, key string) error {
	up, down := v.arg("up"), v.arg("down")
	all, err := v.closureOf(key, "up", up, "", drawnNodes)
	if err != nil {
		return err
	}
	if all != nil && up == "" && all.Total.Nodes > wholeNodes {
		if all, err = v.closureOf(key, "up", "1", "", drawnNodes); err != nil {
			return err
		}
		up = "1"
	}
	if down == "" {
		down = "1"
	}
	below, err := v.closureOf(key, "down", down, "", drawnNodes)
	if err != nil {
		return err
	}
	check, err := v.maybe("lineage_check", "node", key, "limit", "100")
	if err != nil {
		return err
	}
	if all == nil || below == nil {
		p.add(part{Empty: v.t("lineage.no_index")})
		return nil
	}
	v.conclusion(p, all, below, check)
	boxes, arrows := v.boxes(all, below, key)
	drawn := part{ID: "graph", Title: v.t("lineage.graph"), HTML: v.depths(up, down) +
		v.graph(p.Title+" "+v.t("lineage.graph"), boxes, arrows) + v.legend()}
	p.add(drawn)
	if err := v.lineageTable(p, key); err != nil {
		return err
	}
	p.add(v.findings(check))
	return v.lineageUses(p, key)
}

func (v *view) conclusion(p *page, all, below *closure, check doc) {
	terms := 0
	for _, f := range docs(check, "findings") {
		if k := text(f, "kind"); k == "term" || k == "scope" || k == "source" {
			terms++
		}
	}
	verdict := stat{Label: v.t("lineage.verdict"), Value: esc(v.t("lineage.in_term")), Tone: "good",
		Note: esc(strconv.Itoa(number(check, "steps")) + v.say(" 步", " steps"))}
	if terms > 0 {
		verdict.Value, verdict.Tone = v.anchor("#check", strconv.Itoa(terms)+v.t("lineage.out")), "bad"
	} else if n := number(check, "findings_count"); n > 0 {
		verdict.Note = v.anchor("#check", strconv.Itoa(n)+v.t("lineage.flags"))
	}
	p.Stats = append(p.Stats, verdict, stat{Label: v.t("lineage.resources"),
		Value: esc(strconv.Itoa(all.Total.Resources))}, stat{Label: v.t("lineage.processing"),
		Value: esc(strconv.Itoa(all.Total.Processing))}, stat{Label: v.t("lineage.products"),
		Value: esc(strconv.Itoa(all.Total.Products))}, stat{Label: v.t("lineage.below"),
		Value: esc(strconv.Itoa(below.Total.Nodes - 1 + below.Total.Beyond))})
}

// boxes turns both directions into one drawing.
func (v *view) boxes(all, below *closure, root string) (boxes []box, arrows []arrow) {
	seen := map[string]bool{}
	add := func(c *closure, sign int) {
		for _, n := range c.Nodes {
			if seen[n.Key] {
				continue
			}
			seen[n.Key] = true
			boxes = append(boxes, v.boxOf(n, n.Level*sign, root))
		}
	}
	add(all, 1)
	add(below, -1)
	for _, s := range append(append([]lineageStep{}, all.Steps...), below.Steps...) {
		a := arrow{from: s.From, to: s.To, label: strings.Trim(s.Grant+" "+s.Agreement, "/ ")}
		if !s.InForce {
			a.bad = v.t("out_of_term") + " " + v.word(s.Cause)
		}
		arrows = append(arrows, a)
	}
	return boxes, arrows
}

func (v *view) boxOf(n lineageNode, level int, root string) box {
	sort, id, _ := strings.Cut(n.Key, ":")
	b := box{key: n.Key, kind: n.Kind, label: n.Name, note: id, party: v.name(n.Party), level: level,
		attested: n.Attested, root: n.Key == root}
	if n.Kind == "processing" {
		b.label = short(n.Name)
	}
	bare, version, _ := strings.Cut(id, "@")
	b.to = v.link("/"+sort+"/"+bare, "version", version)
	if sort == "import" {
		b.to = "#table"
	}
	if n.Authorization != nil && !n.Authorization.InForce {
		b.bad = v.t("out_of_term") + " " + v.word(n.Authorization.Cause)
	}
	return b
}

// short is the last part of a dataset's name.
func short(s string) string {
	if i := strings.LastIndexAny(s, "/"); i >= 0 && i+1 < len(s) {
		return s[i+1:]
	}
	return s
}

func (v *view) legend() H {
	var b strings.Builder
	b.WriteString(`<p class="legend">`)
	for _, kind := range []string{"resource", "processing", "product"} {
		b.WriteString(`<span class="key ` + kind + `"></span> ` + string(esc(v.word(kind))) + " ")
	}
	b.WriteString(`<span class="key bad"></span> ` + string(esc(v.t("out_of_term"))) +
		` <span class="way">` +
		string(esc(v.t("legend.way"))) + "</span></p>")
	return H(b.String())
}

// depths are links to see more or less of the graph.
func (v *view) depths(up, down string) H {
	var b strings.Builder
	b.WriteString(`<p class="depths">`)
	for _, way := range [][3]string{{"up", up, "lineage.up"}, {"down", down, "lineage.down"}} {
		b.WriteString(string(esc(v.t(way[2]))) + " ")
		for _, n := range []string{"1", "2", "3", "5", "20"} {
			label := n
			if n == "20" {
				label = v.t("lineage.all")
			}
			if n == way[1] || way[1] == "" && n == "20" {
				b.WriteString(`<b>` + label + "</b> ")
				continue
			}
			b.WriteString(string(v.anchor(v.here(way[0], n)+"#graph", label)) + " ")
		}
		b.WriteString("　")
	}
	b.WriteString("</p>")
	return H(b.String())
}
