package explorer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// settlements lists the periods, what is unpaid, and what was flagged or objected to.
func settlements(v *view) (*page, error) {
	p := &page{Menu: "settlement", Title: v.t("settlement.title")}
	runs, next, err := v.list("runs", "limit", "100", "after", v.arg("after"))
	if err != nil {
		return nil, err
	}
	t := v.table("runs", "period run_stage sales payouts lines statements frozen_at "+
		"landed_at final_at")
	for _, r := range runs {
		t.add(v.anchor(v.link("/settlement/"+escaped(text(r, "period"))), text(r, "period")),
			v.state(text(r, "stage")), amount(r, "totals.sales"), amount(r, "totals.payouts"),
			count(r, "lines"), count(r, "statements"), stamp(r, "frozen_at"), stamp(r, "landed_at"),
			stamp(r, "final_at"))
	}
	p.add(v.listed("runs", v.t("runs"), t, next))
	clock, err := v.ask("clock")
	if err != nil {
		return nil, err
	}
	p.Sub = esc(v.t("period.open") + " " + text(clock, "period"))
	p.Files = []file{{v.t("reports"), v.link("/reports")}}
	for _, more := range []func() (part, error){v.unpaid, v.objections, v.flagged, v.salesLists} {
		x, err := more()
		if err != nil {
			return nil, err
		}
		p.add(x)
	}
	return p, nil
}

func (v *view) unpaid() (part, error) {
	list, next, err := v.list("unpaid", "limit", "200", "after", v.arg("after_unpaid"))
	if err != nil {
		return part{}, err
	}
	t := v.rows(v.t("unpaid"), list, "payer payee open held waiting payable days")
	out := v.listed("unpaid", v.t("unpaid"), t, "")
	if next != "" {
		out.More, out.MoreText = v.here("after_unpaid", next)+"#unpaid", v.t("next")
	}
	return out, nil
}

func (v *view) objections() (part, error) {
	list, _, err := v.list("line_objections", "limit", "100")
	p := v.listed("objections", v.t("objections"), registerOf("line_objection").rows(v, list), "")
	return p, err
}

func (v *view) flagged() (part, error) {
	d, err := v.maybe("flags", "limit", "100")
	list := docs(d, "items")
	for _, f := range list {
		f["kind"] = text(f, "flag")
		if text(f, "flag") == "" {
			f["kind"] = text(f, "cause")
		}
	}
	return v.listed("flags", v.t("market.flags"),
		v.rows(v.t("market.flags"), list, "at kind trade receipt product"), ""), err
}

func (v *view) salesLists() (part, error) {
	list, next, err := v.list("receipts", "limit", "50", "after", v.arg("after_receipts"))
	t := v.table("receipts", "id product amount tax units status recorded confirmed")
	for _, r := range list {
		t.add(v.ref("receipt", text(r, "id")), v.ref("product", text(r, "product")),
			amount(r, "amount"), amount(r, "tax"), count(r, "units"), v.state(text(r, "status")),
			stamp(r, "recorded"), stamp(r, "confirmed"))
	}
	out := v.listed("receipts", v.t("receipts"), t, "")
	if next != "" {
		out.More, out.MoreText = v.here("after_receipts", next)+"#receipts", v.t("next")
	}
	return out, err
}

// settlementPage shows one period: totals, who invested, contributed and benefited, statements.
func settlementPage(v *view) (*page, error) {
	period := v.r.PathValue("period")
	run, err := v.ask("run", "period", period)
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "settlement", Kicker: v.t("settlement.title"), Title: period,
		Marks: []H{v.state(text(run, "stage")), v.computed()}, Files: []file{v.recordProof("run", period),
			{v.t("reports"), "#reports"}}}
	p.Sub = nb(when(moment(run, "from")) + " — " + when(moment(run, "to")))
	p.Stats = []stat{{Label: v.t("stat.sales"), Value: amount(run, "totals.sales")},
		{Label: v.t("stat.payouts"), Value: amount(run, "totals.payouts")},
		{Label: v.t("stat.deficit"), Value: amount(run, "totals.deficit_out")},
		{Label: v.t("stat.reserve"), Value: amount(run, "totals.reserve_out")},
		{Label: v.t("stat.lines"), Value: count(run, "lines")}}
	flows, err := v.flows(period)
	if err != nil {
		return nil, err
	}
	flows.Title = v.t("flow.title")
	p.add(flows)
	list, err := v.statementList(period)
	if err != nil {
		return nil, err
	}
	p.add(list)
	paid, err := v.payouts(period, run)
	if err != nil {
		return nil, err
	}
	p.add(paid)
	unsigned, _, err := v.list("unsigned", "period", period, "limit", "200")
	if err != nil {
		return nil, err
	}
	t := v.rows(v.t("unsigned"), unsigned, "payer payee missing days")
	p.add(v.listed("unsigned", v.t("unsigned"), t, ""))
	p.add(v.reportTable(map[string]string{"period": period}, "period"))
	p.add(part{ID: "run", Title: v.t("facts"), Facts: v.facts(run, "frozen_at cut_at landed_at "+
		"final_due final_at totals.sales totals.deficit_in totals.deficit_out totals.reserve_in "+
		"totals.reserve_out totals.restate_collected totals.restate_paid totals.payouts lines_root "+
		"input_hash directory")})
	return p, nil
}

func (v *view) statementList(period string) (part, error) {
	list, next, err := v.list("statements", "period", period, "limit", "200", "after", v.arg("after"))
	if err != nil {
		return part{}, err
	}
	t := v.table("statements", "statement payer payee opening amount transfer adjusted "+
		"kept closing lines")
	t.Filter = true
	t.Head[0].Label = v.t("statement")
	for _, s := range list {
		t.add(v.statementLink(period, s, v.t("see")), v.who(s, "payer"), v.who(s, "payee"),
			amount(s, "opening"), amount(s, "amount"), amount(s, "transfer"), amount(s, "adjusted"),
			amount(s, "kept"), amount(s, "closing"), count(s, "lines"))
	}
	return v.listed("statements", v.t("statements"), t, next), nil
}

// mostPayouts is up to how many statements of a period all payees are shown on its page.
const mostPayouts = 2000

func (v *view) payouts(period string, run doc) (part, error) {
	if number(run, "statements") > mostPayouts {
		return part{ID: "payouts", Title: v.t("payouts"), Empty: v.t("payouts.many")}, nil
	}
	d, err := v.maybe("payouts", "period", period)
	if err != nil {
		return part{}, err
	}
	t := v.table("payouts", "payee amount")
	t.Head = append(t.Head, column{v.t("on_behalf"), false}, column{v.t("why"), false})
	for i, x := range docs(d, "payouts") {
		if i == 500 {
			break
		}
		var shares []string
		for _, s := range docs(x, "on_behalf") {
			if text(s, "party") != text(x, "payee") {
				shares = append(shares, string(v.who(s, "party")+" "+amount(s, "amount")+" "+
					v.explainLink(period, text(s, "party"))))
			}
		}
		t.add(v.who(x, "payee"), amount(x, "amount"), H(strings.Join(shares, "<br>")),
			v.explainLink(period, text(x, "payee")))
	}
	return v.listed("payouts", v.t("payouts"), t, ""), nil
}

func (v *view) explainLink(period, who string) H {
	return v.anchor(v.link("/explain/"+escaped(period)+"/"+escaped(who)), v.t("why"))
}

// The most lines and statements whose money is drawn by what it is for; beyond them only who pays
// whom is drawn.
const (
	mostLines      = 3000
	mostStatements = 60
)

// reasons groups the kinds of lines: who invested, who contributed, who benefits.
var reasons = map[string]string{"recover": "invested", "return": "invested", "fee": "fee",
	"contribution": "contributed", "inputs": "contributed", "levy": "contributed",
	"base":      "contributed",
	"remainder": "benefit", "share": "benefit"}

// flows draws the money of a period.
func (v *view) flows(period string) (part, error) {
	run, err := v.ask("run", "period", period)
	if err != nil {
		return part{}, err
	}
	list, _, err := v.list("statements", "period", period, "limit", strconv.Itoa(mostStatements))
	if err != nil {
		return part{}, err
	}
	s := &stream{v: v, bars: map[string]bar{}, sums: map[[2]string]int64{}}
	if number(run, "lines") <= mostLines && number(run, "statements") <= mostStatements {
		err = s.ofLines(period, list)
	} else {
		s.ofStatements(list)
	}
	if err != nil || len(s.sums) == 0 {
		return part{ID: "flows", Empty: v.t("none")}, err
	}
	return s.part(), nil
}

// stream adds money up between bars.
type stream struct {
	v    *view
	bars map[string]bar
	sums map[[2]string]int64
}

func (s *stream) add(from, to bar, amount int64) {
	if amount <= 0 {
		return
	}
	s.bars[from.key], s.bars[to.key] = from, to
	s.sums[[2]string{from.key, to.key}] += amount
}

func (s *stream) product(node string) bar {
	bare, version, _ := strings.Cut(node, "@")
	name := node
	if d, err := s.v.maybe("product", "product", bare, "version", version); err == nil && d != nil {
		name = text(d, "name")
	}
	return bar{key: "p " + node, label: name, class: "product", stage: 1,
		link: s.v.link("/product/"+bare, "version", version)}
}

func (s *stream) ofLines(period string, list []doc) error {
	v := s.v
	for after := ""; ; {
		sold, next, err := v.list("sales", "period", period, "after", after)
		if err != nil {
			return err
		}
		for _, x := range sold {
			f, _ := wire.ParseFen(text(x, "part.amount"))
			channel := text(x, "channel")
			from := bar{key: "c " + channel, label: v.t("flow.channel." + channel), class: "paid",
				link: v.link("/settlement") + "#receipts"}
			s.add(from, s.product(text(x, "product")+"@"+text(x, "version")), int64(f))
		}
		if after = next; after == "" {
			break
		}
	}
	for _, st := range list {
		d, err := v.maybe("statement", "period", period, "payer", text(st, "payer"), "payee",
			text(st, "payee"))
		if err != nil {
			return err
		}
		for _, l := range docs(d, "detail") {
			s.line(period, l)
		}
	}
	return nil
}

func (s *stream) line(period string, l doc) {
	v := s.v
	amount, _ := strconv.ParseInt(text(l, "line.amount"), 10, 64)
	node, to, kind := text(l, "line.node"), text(l, "line.to"), text(l, "line.kind")
	if strings.Contains(to, "@") {
		s.add(s.product(node), s.product(to), amount)
		return
	}
	reason := reasons[kind]
	if reason == "" {
		reason = "other"
	}
	why := bar{key: "w " + reason, label: v.t("flow.for." + reason), class: reason, stage: 2}
	who := bar{key: "z " + to, label: v.name(to), class: "benefit", stage: 3,
		link: v.link("/explain/" + escaped(period) + "/" + escaped(to))}
	s.add(s.product(node), why, amount)
	s.add(why, who, amount)
}

// ofStatements draws only who pays whom.
func (s *stream) ofStatements(list []doc) {
	for _, st := range list {
		f, _ := wire.ParseFen(text(st, "amount"))
		payer, payee := text(st, "payer"), text(st, "payee")
		s.add(bar{key: "c " + payer, label: s.v.name(payer), class: "paid"},
			bar{key: "z " + payee, label: s.v.name(payee), class: "benefit", stage: 1}, int64(f))
	}
}

func (s *stream) part() part {
	v := s.v
	var keys []string
	for k := range s.bars {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var bars []bar
	for _, k := range keys {
		bars = append(bars, s.bars[k])
	}
	var flows []flow
	t := &table{Caption: v.t("flow.title"), Head: []column{{v.label("from_bar"), false},
		{v.label("to_bar"), false}, {v.label("amount"), true}}}
	for pair, amount := range s.sums {
		flows = append(flows, flow{pair[0], pair[1], amount})
	}
	slices.SortFunc(
		flows,
		func(a, b flow) int { return strings.Compare(a.from+" "+a.to, b.from+" "+b.to) },
	)
	for _, f := range flows {
		t.add(esc(s.bars[f.from].label), esc(s.bars[f.to].label), fen(wire.Fen(f.amount)))
	}
	bars = ordered(bars, flows)
	drawn := v.sankey(v.t("flow.title"), bars, flows)
	return part{
		ID: "flows", Note: esc(v.t("flow.note")),
		HTML: drawn + H(`<details class="data"><summary>`) + esc(v.t("flow.table")) +
			"</summary>" + v.tableHTML(t) + "</details>",
	}
}

// ordered puts bigger bars of a column first.
func ordered(bars []bar, flows []flow) []bar {
	size := map[string]int64{}
	for _, f := range flows {
		size[f.from] += f.amount
		size[f.to] += f.amount
	}
	slices.SortStableFunc(bars, func(a, b bar) int {
		if a.stage != b.stage {
			return a.stage - b.stage
		}
		return cmp.Compare(size[b.key], size[a.key])
	})
	return bars
}
