package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// tables puts together what several builders give; the first error ends it.
func (r *Report) tables(builders ...func() (*Table, error)) error {
	for _, b := range builders {
		t, err := b()
		if err != nil {
			return err
		}
		r.Tables = append(r.Tables, t)
	}
	return nil
}

// runsTable is what was settled in the periods of a year.
func (a *asking) runsTable() (*Table, error) {
	t := &Table{Name: "runs", Label: Label{"结算", "settlement"}, Columns: []Column{
		words("period", "结算期", "period", 10), words("stage", "状态", "stage", 18),
		yuan("sales", "收益确认额（不含税）", "sales"), yuan("payouts", "分配额", "payouts"),
		number("statements", "结算单", "statements"), number("lines", "明细行", "lines"),
		words("root", "明细根", "lines root", 18)}}
	list, err := a.periods(a.asked())
	for _, v := range list {
		t.add(Text(v.Period), Text(a.stage(v.Stage)), Fen(v.Totals.Sales), Fen(v.Totals.Payouts),
			Count(v.Statements), Count(v.Lines), Text(v.LinesRoot.String()[:16]))
	}
	return t, err
}

// salesTable is what was sold by product in the periods of a year, with the costs beside it.
func (a *asking) salesTable() (*Table, error) {
	t := &Table{Name: "sales", Label: Label{"产品销售与收入", "sales by product"}, Columns: []Column{
		words("period", "结算期", "period", 10), words("product", "产品", "product", 28),
		words("channel", "渠道", "channel", 10), total("receipts", "笔数", "receipts"),
		total("units", "数量", "units"), yuan("amount", "金额（不含税）", "amount"),
		yuan("tax", "税额", "tax")}}
	names, err := a.periodNames(a.asked())
	if err != nil {
		return t, err
	}
	type key struct{ node, channel string }
	type sum struct{ n, units, fen, tax int64 }
	for _, name := range names {
		rows := map[key]sum{}
		err := each(a, "sales", dict{"period": name}, func(v market.Sale) error {
			k := key{fmt.Sprintf("%s@%d", v.Product, v.Version), v.Channel}
			p, err := a.node(k.node)
			if a.inPlace(p.Jurisdiction) {
				s := rows[k]
				rows[k] = sum{s.n + 1, s.units + int64(v.Part.Units), s.fen + int64(v.Part.Amount),
					s.tax + int64(v.Part.Tax)}
			}
			return err
		})
		if err != nil {
			return t, err
		}
		for _, k := range slices.SortedFunc(maps.Keys(rows), func(x, y key) int {
			return cmp.Or(cmp.Compare(x.node, y.node), cmp.Compare(x.channel, y.channel))
		}) {
			v := rows[k]
			t.add(Text(name), Text(k.node), a.said(k.channel), Count(v.n), Count(v.units),
				Fen(wire.Fen(v.fen)), Fen(wire.Fen(v.tax)))
		}
	}
	return t, nil
}

// costsTable is the cost accounts of the periods of a year.
func (a *asking) costsTable() (*Table, error) {
	t := &Table{Name: "costs", Label: Label{"成本", "costs"}, Columns: []Column{
		words("period", "结算期", "period", 10), words("agreement", "协议", "agreement", 22),
		words("product", "产品", "product", 26), words("class", "类别", "class", 16),
		total("count", "笔数", "count"), yuan("amount", "金额", "amount")}}
	names, err := a.periodNames(a.asked())
	for _, name := range names {
		v, err := one[market.CostLedger](a, "cost_ledger", dict{"period": name,
			"agreement": a.args["agreement"]})
		if err != nil {
			return t, err
		}
		for _, c := range v.Accounts {
			t.add(Text(name), id(c.Agreement), Text(c.Product), a.class(c.Class), Count(c.Count),
				Fen(c.Amount))
		}
	}
	return t, err
}

func (a *asking) usesTable() (*Table, error) { return a.usesIn(a.asked()) }

// buildR5 is the data of an operator's or implementing body's yearly report (GD §37).
func buildR5(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	r.Notes = []Label{{"收入以账本确认的收款为准；与机构账簿不一致时用 suyuan report reconcile 核对。",
		"Revenue is what the ledger confirmed; suyuan report reconcile compares it with other books."}}
	return r.tables(a.figures, a.yearlyFiled, a.runsTable, a.salesTable, a.costsTable,
		a.prices, a.usesTable, a.agreementTable, a.productTable, a.incidents)
}

// duties are the deadlines of a place that were due in a period.
func (a *asking) duties() (*Table, error) {
	from, to, _ := regime.PeriodBounds(a.asked())
	t := &Table{Name: "duties", Label: Label{"期限事项", "duties"}, Columns: []Column{
		words("owner", "责任主体", "owner", 24), words("duty", "事项", "duty", 24),
		words("object", "对象", "object", 30), words("due", "到期", "due", 12),
		words("state", "状态", "state", 10), words("met", "办结", "met", 12),
		total("late", "逾期工作日", "days late")}}
	args := dict{"place": a.args["place"], "from": from.Date().String(),
		"to": (to - 1).Date().String()}
	if args["place"] == "" {
		delete(args, "place")
	}
	return t, each(a, "deadlines", args, func(v regime.Standing) error {
		t.add(Text(a.called(v.Owner)), a.said(v.Duty), Text(v.Object), Day(v.Due), a.said(v.State),
			Moment(v.Met), Count(v.DaysLate))
		return nil
	})
}

// filedReports are the reports that were filed for a period, with the digests recorded.
func (a *asking) filedReports() (*Table, error) {
	t := &Table{Name: "filed", Label: Label{"已报送报告", "reports filed"}, Columns: []Column{
		words("id", "编号", "report", 24), words("sort", "种类", "sort", 10),
		words("period", "期间", "period", 8), words("by", "报送方", "by", 24),
		words("to", "受理", "to", 40), words("late", "逾期", "late", 6),
		words("filed", "报送日", "filed", 12), words("digest", "文件摘要", "digest", 40)}}
	return t, each(a, "reports", nil, func(v oversight.Report) error {
		if v.Period == a.asked() || during(v.Filed, a.asked()) {
			t.add(id(v.ID), a.said(v.Sort), Text(v.Period), Text(a.called(v.By)),
				List(v.To, func(o oversight.Recipient) string {
					if o.Signed {
						return a.office(o.Office) + a.say("（签收）", " (signed)")
					}
					return a.office(o.Office) + a.say("（代录）", " (attested)")
				}), a.mark(v.Late), Moment(v.Filed), Text(v.Report.Digest.String()))
		}
		return nil
	})
}

// buildR6 is a bureau's half-yearly or yearly report (HE §32, HB 五(六)).
func buildR6(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	return r.tables(a.agreementTable, a.runsTable, a.salesTable, a.usesTable, a.duties,
		a.filedReports, a.incidents)
}

// buildR12 is where the money of one line of a settlement came from, up to the data.
func buildR12(a *asking, r *Report) error {
	r.Head, r.Wide = append(a.head(), Field{Label{"明细行", "line"}, Text(a.args["line"])}), true
	s := &statement{a: a, lines: map[string]settlement.Line{}, leaves: map[string][]byte{},
		receipts: map[string]received{}}
	s.shown.Period = a.args["period"]
	l, err := s.parent(a.args["line"])
	if err != nil {
		return err
	}
	s.only = s.leaves[a.args["line"]]
	steps := s.steps()
	inflow, err := s.inflowOf(l)
	if err != nil {
		return err
	}
	money := &Table{Name: "receipts", Label: Label{"收款与交易", "receipts and trades"}, Columns: []Column{
		words("receipt", "收益单号", "receipt", 22), words("trade", "交易", "trade", 22),
		words("ref", "交易所编号", "exchange ref", 18), words("first", "使用起", "from", 12),
		words("last", "使用止", "to", 12), yuan("amount", "金额", "amount"), yuan("tax", "税额", "tax"),
		words("checked", "确认账号", "confirmed by", 24)}}
	for _, name := range salesOf(inflow) {
		v, err := one[market.Receipt](a, "receipt", dict{"id": name})
		if err != nil {
			return err
		}
		t, err := one[market.Trade](a, "trade", dict{"id": v.Trade.String()})
		if err != nil {
			return err
		}
		money.add(id(v.ID), id(v.Trade), Text(t.ExchangeRef), Day(v.FirstDay), Day(v.LastDay),
			Fen(v.Amount), Fen(v.Tax), Text(accounts(v.Checked)))
	}
	chain, err := a.lineageTable(l.Node)
	r.Tables = []*Table{steps, money, chain}
	steps.OnlySheet = false
	return err
}

// buildR14 is what is disclosed in all five provinces: object, content, scope, term, products, use.
func buildR14(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	return r.tables(a.agreementTable, a.productTable, a.usesTable, a.prices)
}
