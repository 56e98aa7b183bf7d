package report

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// head is what every report of a period says first.
func (a *asking) head() []Field {
	out := []Field{{Label{"期间", "period"}, Text(a.span(a.args["period"] + a.args["year"]))}}
	if a.args["place"] != "" {
		out = append(out, Field{Label{"地区", "place"}, Text(a.args["place"])})
	}
	if a.args["agreement"] != "" {
		out = append(out, Field{Label{"协议", "agreement"}, Text(a.args["agreement"])})
	}
	return append(out, Field{Label{"制表日期", "made on"}, Text(a.day(a.s.Law.Date()))},
		a.unit())
}

// statements are those of a period.
func (a *asking) statements(of string) (out []settle.Statement, err error) {
	err = each(a, "statements", dict{"period": of}, func(v settle.Statement) error {
		out = append(out, v)
		return nil
	})
	return out, err
}

// buildR1 is every statement of a period, and what each party got under each agreement and product.
func buildR1(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	list, err := a.statements(a.args["period"])
	if err != nil {
		return err
	}
	t := &Table{Name: "statements", Label: Label{"结算单", "statements"}, Columns: []Column{
		words("payer", "付款方", "payer", 22), words("payee", "收款方", "payee", 22),
		yuan("opening", "上期结转", "opening"), yuan("amount", "本期应得", "amount"),
		yuan("transfer", "转付", "transfer"), yuan("released", "预留款释放", "released"),
		yuan("paid", "已付", "paid"), yuan("adjusted", "调整", "adjusted"),
		yuan("offset", "抵扣", "offset"), yuan("kept", "自留", "kept"),
		yuan("closing", "期末应付", "closing"), words("digest", "结算单摘要", "digest", 18)}}
	for _, s := range list {
		t.add(Text(a.called(s.Payer)), Text(a.called(s.Payee)), Fen(s.Opening), Fen(s.Amount),
			Fen(s.Transfer), Fen(s.Released), Fen(s.Paid), Fen(s.Adjusted), Fen(s.Offset), Fen(s.Kept),
			Fen(s.Closing), Text(s.Digest().String()[:16]))
	}
	takes, err := a.takes()
	r.Tables = []*Table{t, takes}
	return err
}

type takeKey struct{ agreement, node, to, kind string }

// takes add up the lines that pay a party, by agreement, product, party and kind.
func (a *asking) takes() (*Table, error) {
	t := &Table{Name: "takes", Label: Label{"按协议、产品、收款方", "by agreement, product and party"},
		Columns: []Column{words("agreement", "授权编号", "agreement", 20),
			words("product", "产品", "product", 26), words("party", "归属方", "party", 24),
			words("kind", "种类", "kind", 14), total("lines", "行数", "lines"),
			yuan("amount", "金额", "amount")}}
	type sum struct {
		n   int
		fen wire.Fen
	}
	rows := map[takeKey]sum{}
	err := a.runLines(a.args["period"], func(l settlement.Line) error {
		if !pays(l) {
			return nil
		}
		p, err := a.node(l.Node)
		k := takeKey{p.Agreement.String(), l.Node, l.To, l.Kind}
		rows[k] = sum{rows[k].n + 1, rows[k].fen + wire.Fen(l.Amount)}
		return err
	})
	if err != nil {
		return t, err
	}
	keys := slices.SortedFunc(maps.Keys(rows), func(x, y takeKey) int {
		return cmp.Or(cmp.Compare(x.agreement, y.agreement), cmp.Compare(x.node, y.node),
			cmp.Compare(x.to, y.to), cmp.Compare(x.kind, y.kind))
	})
	for _, k := range keys {
		p, _ := a.node(k.node)
		t.add(Text(k.agreement), Text(pad(p.Name, k.node)), Text(a.called(k.to)),
			Text(lineKind(k.kind, a.args["lang"])), Count(rows[k].n), Fen(rows[k].fen))
	}
	return t, nil
}

// pays tells lines that pay a party from those that travel on to a product or into a reserve.
func pays(l settlement.Line) bool {
	switch l.Kind {
	case "inflow", "royalty", "levy_pass", "inputs", "levy", "base":
		return false
	}
	return l.To != settlement.ToInputs
}

// dues are those of a period, page after page.
func (a *asking) dues() (out []settle.DueShown, err error) {
	args := dict{"period": a.args["period"]}
	for {
		v, err := one[settle.DuesShown](a, "nontax_dues", args)
		out = append(out, v.Dues...)
		if err != nil || v.Next == "" {
			return out, err
		}
		args["after"] = v.Next
	}
}

// buildR2 is what goes to which treasury, by level and unit (GZ §22).
func buildR2(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	list, err := a.dues()
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(x, y settle.DueShown) int {
		return cmp.Or(cmp.Compare(x.Level, y.Level), cmp.Compare(x.Treasury, y.Treasury),
			cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Payer, y.Payer))
	})
	t := &Table{Name: "treasuries", Label: Label{"国库路径", "treasury routing"}, Columns: []Column{
		words("level", "国库级次", "level", 10), words("treasury", "国库", "treasury", 24),
		words("unit", "执收单位", "unit", 24), words("unit_code", "执收单位编码", "unit code", 14),
		words("item_code", "收入项目编码", "item code", 14), words("payer", "缴款方", "payer", 24),
		yuan("amount", "应缴", "due"), words("due", "缴款期限", "due day", 12),
		yuan("paid", "已缴", "paid"), yuan("written", "已核销", "written off"),
		words("wrong", "例外", "exceptions", 14), words("statement", "结算单摘要", "statement", 18)}}
	for _, v := range list {
		if !a.inPlace(v.Level) {
			continue
		}
		t.add(Text(v.Level), Text(a.called(v.Treasury)), Text(a.called(v.Unit)), Text(v.Codes.Unit),
			Text(v.Codes.Item), Text(a.called(v.Payer)), Fen(v.Amount), Day(v.DueDay), Fen(v.Paid),
			Fen(v.Written), List(v.Wrong, a.wrong), Text(v.Statement.String()[:16]))
	}
	r.Tables = []*Table{t}
	r.Notes = []Label{{"行政机关、事业单位的收益缴入其同级国库（GZ §22）；其他省份无此条文，按默认规则。",
		"Public bodies' revenue goes to the treasury of their own level (GZ §22); a default elsewhere."}}
	return nil
}

var costSorts = map[string]Label{"cost": {"成本", "cost"}, "investment": {"投入", "investment"}}

// buildR3 is the costs of a period, apart by agreement, product and class (HE §20(5)).
func buildR3(a *asking, r *Report) error {
	r.Head = a.head()
	args := dict{"period": a.args["period"], "agreement": a.args["agreement"]}
	v, err := one[market.CostLedger](a, "cost_ledger", args)
	if err != nil {
		return err
	}
	t := &Table{Name: "accounts", Label: Label{"成本台账", "cost accounts"}, Columns: []Column{
		words("agreement", "协议", "agreement", 22), words("product", "产品", "product", 26),
		words("class", "类别", "class", 16), words("commissioner", "委托方", "commissioner", 18),
		words("sort", "成本或投入", "cost or investment", 12), total("count", "笔数", "count"),
		yuan("amount", "金额", "amount"), words("separate", "单独核算", "separate", 9),
		words("article", "依据", "article", 14)}}
	for _, c := range v.Accounts {
		t.add(id(c.Agreement), Text(c.Product), a.class(c.Class), Text(c.Commissioner),
			Text(a.word(costSorts, c.Sort)), Count(c.Count),
			Fen(c.Amount), a.mark(c.Separate), Text(c.Article))
	}
	rows := &Table{Name: "costs", Label: Label{"成本明细", "costs"}, Columns: []Column{
		words("id", "成本编号", "cost", 22), words("agreement", "协议", "agreement", 22),
		words("class", "类别", "class", 16), words("product", "产品", "product", 22),
		words("day", "凭证日期", "voucher day", 12), yuan("amount", "金额", "amount"),
		words("voucher", "凭证摘要", "voucher", 24), words("status", "状态", "status", 12)}}
	rows.Each = func(yield func([]Cell) error) error {
		return each(a, "costs", dict{"period": a.args["period"]}, func(c market.Cost) error {
			if only := a.args["agreement"]; only != "" && c.Agreement.String() != only {
				return nil
			}
			return yield([]Cell{id(c.ID), id(c.Agreement), a.class(c.Class), id(c.Product), Day(c.Date),
				Fen(c.Amount), Text(c.Voucher.String()[:23]), a.text("已确认", "confirmed")})
		})
	}
	r.Tables = []*Table{t, rows}
	return nil
}

// buildR10 is what is unpaid, held and kept for later.
func buildR10(a *asking, r *Report) error {
	r.Head = []Field{{Label{"截至", "as of"}, Text(a.s.Law.String())},
		a.unit()}
	t := &Table{Name: "unpaid", Label: Label{"未付与暂缓", "unpaid and held"}, Columns: []Column{
		words("payer", "付款方", "payer", 24), words("payee", "收款方", "payee", 24),
		yuan("open", "未付", "open"), yuan("held", "暂缓", "held"),
		yuan("waiting", "待确认", "waiting"), yuan("payable", "可付", "payable"),
		number("days", "账龄（天）", "days"), words("parts", "各期", "periods", 30)}}
	err := each(a, "unpaid", nil, func(v settle.UnpaidShown) error {
		t.add(Text(a.called(v.Payer)), Text(a.called(v.Payee)), Fen(v.Open), Fen(v.Held),
			Fen(v.Waiting), Fen(v.Payable.Payable), Count(v.Days),
			List(v.Parts, func(p settle.UnpaidPart) string { return p.Period + ":" + p.Amount.String() }))
		return nil
	})
	if err != nil {
		return err
	}
	reserves, err := a.reserves()
	r.Tables = []*Table{t, reserves}
	return err
}

// reserves of all agreements, with their age (rulings M8).
func (a *asking) reserves() (*Table, error) {
	t := &Table{Name: "reserves", Label: Label{"预留款", "reserves"}, Columns: []Column{
		words("agreement", "协议", "agreement", 22), words("name", "名称", "name", 16),
		words("holder", "持有方", "holder", 24), words("purpose", "用途", "purpose", 26),
		words("release", "释放条件", "release", 26), yuan("balance", "余额", "balance"),
		words("since", "自", "since", 12), number("days", "天数", "days")}}
	add := func(agreement wire.ID, declared int) error {
		if declared == 0 {
			return nil
		}
		v, err := one[settle.ReservesShown](a, "reserves", dict{"agreement": agreement.String()})
		for _, s := range v.Reserves {
			t.add(id(agreement), Text(s.Name), Text(a.called(s.Holder)), a.said(s.Purpose),
				Text(s.Condition), Fen(s.Balance), Moment(s.Since), Count(s.Days))
		}
		return err
	}
	err := a.eachAgreement(func(g agreement) error { return add(g.ID, len(g.Reserves)) })
	if err != nil {
		return t, err
	}
	return t, a.eachDev(func(d devAgreement) error { return add(d.ID, len(d.Reserves)) })
}

// buildR11 lists what changed earlier periods: restatements, refunds and adjusted statements.
func buildR11(a *asking, r *Report) error {
	r.Head = a.head()
	list, err := a.statements(a.args["period"])
	if err != nil {
		return err
	}
	t := &Table{Name: "adjustments", Label: Label{"调整清单", "adjustments"}, Columns: []Column{
		words("payer", "付款方", "payer", 24), words("payee", "收款方", "payee", 24),
		words("period", "被重结算的期间", "restated period", 14), words("party", "归属", "for", 20),
		yuan("amount", "金额", "amount"), words("back", "退还多得", "handed back", 10)}}
	for _, s := range list {
		for _, v := range s.Adjustments {
			t.add(Text(a.called(s.Payer)), Text(a.called(s.Payee)), Text(v.Period), Text(v.Party),
				Fen(v.Amount), a.mark(v.Back))
		}
	}
	why := &Table{Name: "causes", Label: Label{"重结算缘由", "causes"}, Columns: []Column{
		words("period", "期间", "period", 12), words("kind", "种类", "kind", 14),
		words("id", "迟到的记录", "late row", 30), number("height", "记入高度", "height")}}
	left := &Table{Name: "outstanding", Label: Label{"未结清", "outstanding"}, Columns: []Column{
		words("party", "归属", "for", 24), words("payer", "付款方", "payer", 24),
		words("period", "被重结算的期间", "restated period", 14),
		yuan("receivable", "应补付", "to be got"), yuan("payable", "应退还", "to be given back")}}
	of := dict{"period": a.args["period"]}
	err = each(a, "restated_causes", of, func(c settle.Cause) error {
		why.add(Text(c.Period), a.said(c.Kind), id(c.ID), Count(c.Height))
		return nil
	})
	if errors.Is(err, source.ErrNotFound) {
		r.Tables = []*Table{t}
		return nil
	}
	if err != nil {
		return err
	}
	r.Tables = []*Table{t, why, left}
	return each(a, "outstanding", of, func(o settle.Outstanding) error {
		left.add(Text(a.called(o.Party)), Text(a.called(o.Payer)), Text(o.Period), Fen(o.Receivable),
			Fen(o.Payable))
		return nil
	})
}

// buildR13 is what the platform cost and what was charged for it (YN §7): the costs confirmed into
// the period, to whom each was charged by measured use, and the lines that recover them.
func buildR13(a *asking, r *Report) error {
	r.Head = a.head()
	t := &Table{Name: "charged", Label: Label{"平台费计入", "charged"}, Columns: []Column{
		words("line", "行号", "line", 12), words("product", "产品", "product", 26),
		words("to", "收款方", "to", 24), words("cost", "成本编号", "cost", 24),
		yuan("amount", "金额", "amount")}}
	c := &Table{Name: "costs", Label: Label{"平台成本", "platform costs"}, Columns: []Column{
		words("id", "成本编号", "cost", 24), words("by", "登记方", "recorded by", 20),
		words("class", "类别", "class", 16), words("agreement", "协议", "agreement", 20),
		words("period", "结算期", "period", 10), yuan("amount", "金额", "amount")}}
	shares := &Table{Name: "shares", Label: Label{"按使用量向运营机构计收", "charged to operators"},
		Columns: []Column{words("cost", "成本编号", "cost", 24),
			words("agreement", "协议", "agreement", 24), total("units", "使用量", "units"),
			yuan("amount", "金额", "amount"), words("tariff", "折合单价（元）", "unit tariff", 16)}}
	platform := map[string]bool{}
	err := each(a, "costs", dict{"period": a.args["period"]}, func(v market.Cost) error {
		common, err := a.commonCost(v)
		if err != nil || !common {
			return err
		}
		platform[v.ID.String()] = true
		c.add(id(v.ID), Text(a.called(v.ID.Party)), a.class(v.Class), id(v.Agreement), Text(v.Period),
			Fen(v.Amount-v.Corrected))
		for _, s := range v.Shares {
			tariff := ""
			if s.Units > 0 {
				tariff = micro(uint64(s.Amount) * 10_000 / s.Units)
			}
			shares.add(id(v.ID), id(s.Agreement), Count(s.Units), Fen(s.Amount), Text(tariff))
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.Tables = []*Table{c, shares, t}
	return a.runLines(a.args["period"], func(l settlement.Line) error {
		if platform[l.Text("cost")] {
			t.add(Text(l.ID), Text(l.Node), Text(a.called(l.To)), Text(l.Text("cost")),
				Fen(wire.Fen(l.Amount)))
		}
		return nil
	})
}

// commonCost tells the costs of the platform from those of a product: of the class, charged to
// operators, or recorded for a party that holds the role.
func (a *asking) commonCost(v market.Cost) (bool, error) {
	if !v.Product.IsZero() || v.Class == "platform" || len(v.Shares) > 0 {
		return v.Product.IsZero(), nil
	}
	p, _, err := maybe[party.View](a, "party", dict{"id": v.Investor})
	return slices.ContainsFunc(p.Roles, func(r party.Role) bool { return r.Role == "platform" }), err
}
