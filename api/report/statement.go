package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// statement is a settlement statement with what its papers show of it.
type statement struct {
	a     *asking
	shown settle.StatementShown
	run   settle.RunShown
	only  json.RawMessage // one line of the run in the place of those of a statement
	sold  map[string]sold // by product node, of the period

	// of lines that others come from, by name
	lines   map[string]settlement.Line
	leaves  map[string][]byte
	checked bool // the lines have the statement's root

	// found by the first walk over the lines
	receipts map[string]received
	late     int      // receipts outside the term of their agreement
	odd      wire.Fen // odd fen of all splits
}

// received is what a detail shows of a receipt.
type received struct {
	trade     string
	confirmed wire.Time
	term      string
}

// sold is what a product sold in a period: with tax, and the tax.
type sold struct{ gross, tax wire.Fen }

var statementKind = Kind{Name: "statement",
	Label: Label{"公共数据授权运营收益结算单", "settlement statement"},
	Law:   "GZ §22, GD §31, HE §28", Args: []Arg{period, payer, payee, accountBook}, Paper: true,
	build: buildStatement}

func (a *asking) statement() (*statement, error) {
	args := dict{"period": a.args["period"], "payer": a.args["payer"], "payee": a.args["payee"]}
	s := &statement{a: a, lines: map[string]settlement.Line{}, leaves: map[string][]byte{},
		sold: map[string]sold{}, receipts: map[string]received{}}
	var err error
	args["detail"] = "no"
	if s.shown, err = one[settle.StatementShown](a, "statement", args); err != nil {
		return nil, err
	}
	if s.run, err = one[settle.RunShown](a, "run", dict{"period": args["period"]}); err != nil {
		return nil, err
	}
	if !s.shown.HasLines && s.shown.Lines > 0 {
		return nil, problem("report.no_lines", "所问节点没有该期的明细行，请问另一个节点",
			"the node has not got the lines of this period; ask another one")
	}
	return s, nil
}

// sales reads what the products of the period sold.
func (s *statement) sales() error {
	return each(s.a, "sales", dict{"period": s.shown.Period}, func(v market.Sale) error {
		node := fmt.Sprintf("%s@%d", v.Product, v.Version)
		t := s.sold[node]
		t.gross += v.Part.Amount + v.Part.Tax
		t.tax += v.Part.Tax
		s.sold[node] = t
		return nil
	})
}

func buildStatement(a *asking, r *Report) error {
	s, err := a.statement()
	if err != nil {
		return err
	}
	if err := s.sales(); err != nil {
		return err
	}
	r.Head = s.head()
	if r.Boxes, err = s.boxes(); err != nil {
		return err
	}
	sum, rules, err := s.summary()
	if err != nil {
		return err
	}
	r.Tables = append(r.Tables, sum, s.carry())
	detail := s.detail()
	detail.OnlySheet = true
	steps := s.steps()
	r.Tables = append(r.Tables, detail, steps, s.evidence())
	if s.run.Restated > 0 || len(s.shown.Adjustments) > 0 {
		r.Tables = append(r.Tables, s.adjustments())
	}
	r.Foot = s.foot(rules)
	if r.Signs, err = s.signs(); err != nil {
		return err
	}
	r.Seals = []string{a.name(s.shown.Payer), a.name(s.shown.Payee)}
	if s.shown.Payer == s.shown.Payee {
		r.Seals = r.Seals[:1]
	}
	return nil
}

// number names a statement.
func (s *statement) number() string {
	return "JS-" + s.shown.Period + "-" + s.shown.Payer + "-" + s.shown.Payee
}

func (s *statement) head() []Field {
	return []Field{
		{Label{"结算单号", "statement"}, Text(s.number())},
		{Label{"结算期间", "period"}, Text(s.a.span(s.shown.Period))},
		{Label{"制表日期", "made on"}, Text(s.a.day(s.a.s.Law.Date()))},
		{Label{"结算状态", "stage"}, Text(s.a.stage(s.run.Stage))},
		s.a.unit(),
	}
}

// boxes are payer and payee. The ledger keeps digests of codes and account numbers only.
func (s *statement) boxes() ([]Box, error) {
	book, err := s.a.book()
	if err != nil {
		return nil, err
	}
	from, err := s.a.box(Label{"付款方", "payer"}, s.shown.Payer, book, false)
	if err != nil {
		return nil, err
	}
	to, err := s.a.box(Label{"收款方", "payee"}, s.shown.Payee, book, true)
	return []Box{from, to}, err
}

// accountOf is the salted digest of the account that a party is paid into at this height.
func (a *asking) accountOf(who string) (string, error) {
	v, _, err := maybe[settle.RoutingShown](a, "routing", dict{"party": who})
	on, text := a.s.Law.Date(), ""
	for _, at := range v.Accounts {
		if at.From <= on {
			text = at.Account.String()
		}
	}
	return text, err
}

// digest shows the beginning of a digest whose secret is not on the ledger.
func (a *asking) digest(s string) string {
	if len(s) < 23 {
		return a.say("未登记", "not registered")
	}
	return a.say("摘要 ", "digest ") + s[:19] + "…"
}

// rowKey is what the rows of the summary are told apart by.
type rowKey struct{ node, kind, name string }

// summary has a row for each product and rule; the lines are in the detail. It also returns the
// agreements whose rules were used.
func (s *statement) summary() (*Table, []contract, error) {
	t := &Table{Name: "summary", Label: Label{"结算汇总", "summary"}, Columns: []Column{
		number("no", "序号", "no."), words("product", "产品", "product", 20),
		words("agreement", "授权编号", "agreement", 18),
		column("gross", "收益确认额(含税)", "confirmed with tax", Money, 17),
		column("tax", "税额", "tax", Money, 12), column("base", "可分配额", "to be split", Money, 14),
		words("rule", "分成比例/规则", "rule", 18), yuan("amount", "本方应得", "due to the payee"),
		words("note", "备注", "note", 10)}}
	t.Columns[0].Width, t.Columns[7].Width = 6, 14
	type row struct {
		amount, base wire.Fen
		rule         string
		count        int
	}
	rows := map[rowKey]*row{}
	err := s.eachLine(func(_ int, l settlement.Line, _ []byte) error {
		if err := s.look(l); err != nil {
			return err
		}
		k := rowKey{l.Node, l.Kind, l.Name}
		if rows[k] == nil {
			base, _ := basis(l)
			rows[k] = &row{base: base, rule: ratio(l)}
		}
		v := rows[k]
		if v.count > 0 && ratio(l) != v.rule {
			v.rule = s.a.say("按行，见分账明细", "by line, see the detail")
		}
		v.amount += wire.Fen(l.Amount)
		v.count++
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	keys := slices.SortedFunc(maps.Keys(rows), compareRows)
	contracts := []contract{}
	for i, k := range keys {
		p, err := s.a.node(k.node)
		if err != nil {
			return nil, nil, err
		}
		c, err := s.a.contract(p.Agreement)
		if err != nil {
			return nil, nil, err
		}
		if !c.ID.IsZero() && !slices.Contains(contracts, c) {
			contracts = append(contracts, c)
		}
		v, of := rows[k], s.sold[k.node]
		t.add(Count(i+1), Text(pad(p.Name, k.node)), id(p.Agreement), Fen(of.gross), Fen(of.tax),
			Fen(v.base), Text(pad(s.a.lineName(k.name), v.rule)), Fen(v.amount),
			Text(pad(lineKind(k.kind, s.a.args["lang"]), s.a.sayf("%d 行", "%d lines", v.count))))
	}
	return t, contracts, nil
}

// item is a row of the table that leads to the closing amount.
type item struct {
	Label
	amount wire.Fen
	note   string
}

// carry is how the closing amount comes about.
func (s *statement) carry() *Table {
	v, say := s.shown, s.a.say
	t := &Table{Name: "carry", Label: Label{"应付计算", "what is due"}, Columns: []Column{
		words("item", "项目", "item", 30), column("amount", "金额", "amount", Money, 16),
		words("note", "说明", "note", 50)}}
	who := say("无", "nobody")
	if s.odd != 0 {
		who = v.Payee
	}
	rows := []item{
		{Label{"小计", "subtotal"}, v.Amount + v.Transfer + v.Released, s.a.sayf(
			"本期明细行合计：应得 %s，转付 %s，预留款释放 %s",
			"lines of the period: earned %s, passed on %s, released from reserves %s",
			Grouped(v.Amount), Grouped(v.Transfer), Grouped(v.Released))},
		{Label{"上期结转", "brought forward"}, v.Opening,
			say("上一张结算单的期末应付", "closing of the statement before")},
		{Label{"本期已付", "paid"}, -v.Paid,
			say("自上一张结算单截止以来确认的付款", "payments confirmed since the statement before")},
		{Label{"调整(红字)", "adjusted (red)"}, v.Adjusted,
			say("重结算以前期间的差额", "differences of periods settled again")},
		{Label{"代扣", "withheld"}, -v.Offset, say("与收款方欠款抵扣；税由各方自行申报，账本不代扣税款",
			"set off against what the payee owes; the ledger withholds no tax, each files its own")},
		{Label{"自留", "kept"}, -v.Kept,
			say("收付款为同一方时留存", "kept where payer and payee are one")},
		{Label{"尾差(归属)", "odd fen (whose)"}, s.odd,
			s.a.sayf("已含在小计中，归属 %s", "within the subtotal; they went to %s", who)},
		{Label{"本期应付", "due"}, v.Closing, say("上期结转－已付＋小计＋调整－代扣－自留",
			"brought forward - paid + subtotal + adjusted - withheld - kept")},
	}
	if v.Paying.Held != 0 {
		rows = append(rows, item{Label{"暂缓支付", "held"}, -v.Paying.Held,
			say("因异议暂缓的明细行", "lines held by objections")})
	}
	for _, row := range rows {
		t.add(Text(s.a.say(row.Zh, row.En)), Fen(row.amount), Text(row.note))
	}
	return t
}

func (s *statement) foot(rules []contract) []Field {
	v := s.shown
	out := []Field{
		{Label{"金额合计(大写)", "in words"}, Text(bundle.Capital(v.Closing))},
		{Label{"(小写)", "in figures"}, Text(yen(v.Closing))}}
	basisText := ""
	for _, c := range rules {
		basisText = pad(basisText, s.a.sayf("%s v%d（生效 %s，规则摘要 %s）",
			"%s v%d (effective %s, rule digest %s)", c.ID, c.Version, c.Effective,
			c.RuleHash.String()[:12]))
	}
	terms := s.a.say("全部在期内", "all in term")
	if s.late > 0 {
		terms = s.a.sayf("例外 %d 项，见分账明细", "%d exceptions, see the detail", s.late)
	}
	return append(out,
		Field{Label{"依据：分配规则", "basis: rule of division"}, Text(pad(basisText,
			s.a.sayf("截取高度 %d", "cut at height %d", s.run.Cut)))},
		Field{Label{"授权期限核验", "terms checked"}, Text(terms)},
		Field{Label{"结算单摘要", "statement digest"}, Text(v.Digest.String())},
		Field{Label{"明细根", "lines root"}, Text(v.LinesRoot.String())})
}

// yen is an amount with the sign ¥ directly before its digits.
func yen(v wire.Fen) string {
	if text, minus := strings.CutPrefix(Grouped(v), "-"); minus {
		return "-¥" + text
	}
	return "¥" + Grouped(v)
}
