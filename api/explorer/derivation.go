package explorer

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// told is a line of a derivation as the ledger tells it, with the lines it came from.
type told struct {
	id       string
	sentence string
	from     []*told
}

// rest is a sentence after its name and amount.
func (t *told) rest() string {
	for _, sign := range []string{" = ", "：", ": "} {
		if _, after, ok := strings.Cut(t.sentence, sign); ok {
			return strings.TrimSuffix(strings.TrimSuffix(after, "（见上）"), " (see above)")
		}
	}
	return t.sentence
}

// tell asks how a party's money came about and keeps it by line. A party is asked about once.
func (v *view) tell(into map[string]*told, period, who string) {
	asked := "asked " + who
	if into[asked] != nil || strings.Contains(who, "@") {
		return
	}
	into[asked] = &told{}
	for after := ""; ; {
		d, err := v.maybe("explain", "period", period, "payee", who, "lang", v.say("zh", "en"),
			"after", after)
		if err != nil || d == nil {
			return
		}
		for _, t := range derived(d) {
			into[t.id] = t
		}
		if after = text(d, "next"); after == "" {
			return
		}
	}
}

// derived are the trees of a page of a derivation.
func derived(d doc) (out []*told) {
	for _, x := range docs(d, "items") {
		out = append(out, derivations(text(x, "text"))...)
	}
	return out
}

// derivations reads the indented text of trees that the query explain tells.
func derivations(text string) (out []*told) {
	var path []*told
	for line := range strings.SplitSeq(text, "\n") {
		bare := strings.TrimLeft(line, " ")
		depth := (len(line) - len(bare)) / 2
		if !strings.HasPrefix(bare, "[L") {
			continue
		}
		id, sentence, ok := strings.Cut(bare[1:], "] ")
		if !ok || depth < 1 {
			continue
		}
		t := &told{id: id, sentence: sentence}
		if depth == 1 {
			out, path = append(out, t), []*told{t}
			continue
		}
		if depth > len(path)+1 {
			continue
		}
		path = path[:depth-1]
		parent := path[len(path)-1]
		parent.from = append(parent.from, t)
		path = append(path, t)
	}
	return out
}

// tree shows a derivation down to sales and uses.
func (v *view) tree(period string, t *told) H {
	out := H(`<ul class="tree"><li>`) + v.anchor(v.link("/line/"+escaped(period)+"/"+t.id), t.id) +
		" " +
		v.sources(t.sentence)
	for _, f := range t.from {
		out += v.tree(period, f)
	}
	return out + "</li></ul>"
}

// sources links the records that a sentence names.
func (v *view) sources(sentence string) H {
	sentence = v.plainly(grouped(sentence))
	sales := v.say("销售单 ", "sales ")
	at := strings.LastIndex(sentence, sales) // "own sales" may stand before it
	if at < 0 {
		return esc(sentence)
	}
	before, list := sentence[:at], sentence[at+len(sales):]
	if !strings.Contains(list, "/") {
		return esc(sentence)
	}
	again := ""
	for _, mark := range []string{"（见上）", " (see above)"} {
		if bare, cut := strings.CutSuffix(list, mark); cut {
			list, again = bare, mark
		}
	}
	out := esc(before + sales)
	for i, id := range strings.FieldsFunc(list, func(c rune) bool {
		return c == '、' || c == ',' ||
			c == ' '
	}) {
		if i > 0 {
			out += esc(v.say("、", ", "))
		}
		if strings.Count(id, "/") == 1 {
			out += v.ref("receipt", id)
			continue
		}
		out += esc(id)
	}
	return out + esc(again)
}

var (
	fractions = regexp.MustCompile(`\b\d{7,}/\d{7,}\b`)

	amounts = regexp.MustCompile(`\d{4,}(?:\.\d{2})?`)
	terms   = regexp.MustCompile(`[（(](own_sales|channel_sales|inflow|left|value_added)[）)]`)
)

// grouped writes the numbers of a sentence with commas; ids, days and years are left alone.
func grouped(s string) string {
	s = fractions.ReplaceAllStringFunc(s, reduced)
	var out strings.Builder
	last := 0
	for _, at := range amounts.FindAllStringIndex(s, -1) {
		if !loose(s[:at[0]], s[at[1]:]) {
			continue
		}
		out.WriteString(s[last:at[0]] + group(s[at[0]:at[1]]))
		last = at[1]
	}
	return out.String() + s[last:]
}

// reduced is a fraction of large numbers in its lowest terms: points are counted in millionths,
// which nobody wants to read.
func reduced(fraction string) string {
	over, under, _ := strings.Cut(fraction, "/")
	a, err := strconv.ParseUint(over, 10, 64)
	b, err2 := strconv.ParseUint(under, 10, 64)
	if err != nil || err2 != nil || b == 0 {
		return fraction
	}
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return strconv.FormatUint(a/x, 10) + "/" + strconv.FormatUint(b/x, 10)
}

// loose tells a number that is no part of an id, a day or a year by what stands around it.
func loose(before, after string) bool {
	bare, fraction := strings.CutSuffix(before, "/")
	before = bare
	if fraction && (before == "" || !digit(before[len(before)-1])) {
		return false
	}
	if rest, ok := strings.CutPrefix(after, "/"); ok && (rest == "" || !digit(rest[0])) {
		return false
	}
	if bare, minus := strings.CutSuffix(before, "-"); minus &&
		(bare == "" || strings.HasSuffix(bare, " ")) {
		before = bare // a negative amount
	}
	const inside = "._-@:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if !fraction && before != "" &&
		strings.IndexByte(inside+"0123456789", before[len(before)-1]) >= 0 {
		return false
	}
	return !strings.HasPrefix(after, "年") && (after == "" || strings.IndexByte(inside, after[0]) < 0 ||
		after[0] == '.' && (len(after) == 1 || !digit(after[1])))
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// plainly puts the reader's word for a base of a rule.
func (v *view) plainly(s string) string {
	return terms.ReplaceAllStringFunc(s, func(t string) string {
		name := terms.FindStringSubmatch(t)[1]
		return v.say("（"+v.word("of."+name)+"）", " ("+v.word("of."+name)+")")
	})
}

// explain shows how an institution's money of a period came about.
func explain(v *view) (*page, error) {
	period, who := v.r.PathValue("period"), v.r.PathValue("payee")
	run, err := v.ask("run", "period", period)
	if err != nil {
		return nil, err
	}
	d := doc{}
	if number(run, "lines") <= mostTold {
		d, err = v.ask("explain", "period", period, "payee", who, "lang", v.say("zh", "en"),
			"after", v.arg("after"), "limit", "200")
		if err != nil {
			return nil, err
		}
	}
	p := &page{Menu: "settlement", Kicker: v.t("explain.title") + " · " + period, Title: v.name(who),
		Sub:   v.anchor(v.link("/settlement/"+escaped(period)), period) + " " + v.party(who),
		Files: []file{v.proof("payee", "period", period, "payee", who)}}
	if number(run, "lines") > mostTold {
		return p, v.paidTo(p, period, who)
	}
	title, _, _ := strings.Cut(text(d, "title"), "\n")
	if _, total, ok := strings.Cut(title, " "+period+" "); ok {
		title = total
	}
	p.Marks = []H{esc(grouped(title)), v.computed()}
	for _, t := range derived(d) {
		p.add(part{ID: t.id, HTML: v.tree(period, t)})
	}
	if behalf := text(d, "on_behalf"); behalf != "" {
		p.add(part{Text: behalf})
	}
	if len(docs(d, "items")) == 0 && text(d, "on_behalf") == "" {
		p.add(part{Empty: v.t("none")})
	}
	if next := text(d, "next"); next != "" {
		p.add(part{More: v.here("after", next), MoreText: v.t("next")})
	}
	return p, nil
}

// mostTold is up to how many lines of a run a party's derivations are told on one page.
const mostTold = 30_000

// paidTo lists the statements that hold a party's lines, where they are too many to tell at once.
func (v *view) paidTo(p *page, period, who string) error {
	t := v.table("statements", "statement payer payee closing lines")
	d, err := v.maybe("party", "id", who)
	if err != nil {
		return err
	}
	for _, payee := range []string{who, text(d, "remit_to")} {
		if payee == "" {
			continue
		}
		list, _, err := v.list("statements", "period", period, "payee", payee, "limit", "100")
		if err != nil {
			return err
		}
		for _, s := range list {
			t.add(v.statementLink(period, s, v.t("see")), v.who(s, "payer"), v.who(s, "payee"),
				amount(s, "closing"), count(s, "lines"))
		}
	}
	list := v.listed("statements", v.t("statements"), t, "")
	list.Note = esc(v.t("explain.many"))
	p.add(list)
	return nil
}

// ancestors bounds how many lines behind one are looked up.
const ancestors = 60

// line shows one line of a run with the lines it came from and its path to the run's root.
func line(v *view) (*page, error) {
	period, name := v.r.PathValue("period"), v.r.PathValue("line")
	d, err := v.ask("line", "period", period, "line", name)
	if err != nil {
		return nil, err
	}
	leaf, _ := d["leaf"].(doc)
	p := &page{Menu: "settlement", Kicker: v.t("line") + " · " + period, Title: text(leaf, "id")}
	p.Sub = v.anchor(v.link("/settlement/"+escaped(period)), period)
	p.Marks = []H{v.computed()}
	p.Files = []file{v.proof("line", "period", period, "line", text(leaf, "id")),
		{"R12 XLSX", v.report("r12", "xlsx", "period", period, "line", text(leaf, "id"))},
		{v.t("walk.title"), v.link("/walk/" + escaped(period) + "/" + text(leaf, "id"))}}
	budget := ancestors
	p.add(part{Title: v.t("derivation"), HTML: v.ancestry(period, leaf, map[string]bool{}, &budget)})
	why, _ := leaf["why"].(doc)
	facts := []fact{{v.t("line.kind"), v.said(leaf, "kind")},
		{v.label("product"), v.node(text(leaf, "node"))}, {v.t("line.to"), v.payee(text(leaf, "to"))},
		{v.label("amount"), yuan(text(leaf, "amount"))}}
	for _, key := range sortedKeys(why) {
		facts = append(facts, v.whyFact(key, why[key]))
	}
	p.add(part{Title: v.t("line.leaf"), Facts: facts})
	path := &table{
		Caption: v.t("line.path"),
		Head:    []column{{v.label("seq"), true}, {v.t("line.sibling"), false}},
	}
	for i, h := range strs(d, "path") {
		path.add(esc(itoa(i+1)), "<code>"+esc(h)+"</code>")
	}
	proof := v.listed("path", v.t("line.path"), path, "")
	proof.Note = esc(v.label("lines_root")) + " " + v.hash(text(d, "lines_root"))
	p.add(proof)
	return p, nil
}

// counts are the members of a line's reasons that are no amounts in fen.
var counts = []string{"points", "of_points", "weight", "of_weight"}

// whyFact is one reason of a line under its name.
func (v *view) whyFact(key string, x any) fact {
	value := v.otherwise(x)
	if n, ok := x.(json.Number); ok {
		value = yuan(n.String())
		if slices.Contains(counts, key) {
			value = esc(group(n.String()))
		}
	}
	if key == "of" {
		value = esc(v.word("of." + plain(x)))
	}
	if w, ok := words["why."+key]; ok {
		return fact{w[v.lang], value}
	}
	return fact{key, value}
}

// ancestry is the tree of the lines that a line came from, each asked for once.
func (v *view) ancestry(period string, leaf doc, seen map[string]bool, budget *int) H {
	id := text(leaf, "id")
	name := text(leaf, "name")
	if v.lang == 1 || name == "" {
		name = v.word(text(leaf, "kind"))
	}
	out := H(`<ul class="tree"><li>`) + v.anchor(v.link("/line/"+escaped(period)+"/"+id), id) + " " +
		esc(name) + " " + yuan(text(leaf, "amount"))
	if f := v.formula(doc{"line": leaf}); f != "" {
		out += " = " + esc(grouped(f))
	}
	out += " " + v.payee(text(leaf, "to"))
	for _, parent := range strs(leaf, "parents") {
		if seen[parent] || *budget == 0 {
			out += H(`<ul class="tree"><li>`) + v.anchor(v.link("/line/"+escaped(period)+"/"+parent),
				parent) +
				"</li></ul>"
			continue
		}
		seen[parent] = true
		*budget--
		d, err := v.maybe("line", "period", period, "line", parent)
		if up, _ := d["leaf"].(doc); err == nil && up != nil {
			out += v.ancestry(period, up, seen, budget)
		}
	}
	return out + "</li></ul>"
}
