package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

type (
	agreement    = authorization.ShownAgreement
	devAgreement = access.DevAgreement
)

// eachAgreement visits the authorization agreements of the place and agreement asked for.
func (a *asking) eachAgreement(fn func(agreement) error) error {
	return each(a, "agreements", nil, func(g agreement) error {
		only := a.args["agreement"]
		if !a.inPlace(g.Jurisdiction) || only != "" && g.ID.String() != only {
			return nil
		}
		return fn(g)
	})
}

func (a *asking) eachDev(fn func(devAgreement) error) error {
	return each(a, "devagreements", nil, func(d devAgreement) error {
		if !a.inPlace(d.Jurisdiction) || a.args["agreement"] != "" &&
			d.Parent.String() != a.args["agreement"] {
			return nil
		}
		return fn(d)
	})
}

// eachProduct visits product versions of the place and agreement asked for.
func (a *asking) eachProduct(fn func(product.Product) error) error {
	return each(a, "products", nil, func(p product.Product) error {
		under := a.args["agreement"] == "" || p.Agreement.String() == a.args["agreement"] ||
			slices.ContainsFunc(p.Laws, func(l product.Law) bool {
				return l.Agreement.String() == a.args["agreement"]
			})
		if !under || !a.inPlace(p.Jurisdiction) {
			return nil
		}
		return fn(p)
	})
}

// micro shows micro-yuan as yuan with six decimals.
func micro(v uint64) string { return fmt.Sprintf("%d.%06d", v/1_000_000, v%1_000_000) }

// prices is the history of ceilings and tariffs (GD §29 §35 §37).
func (a *asking) prices() (*Table, error) {
	t := &Table{Name: "prices", Label: Label{"价格上限与收费标准", "ceilings and tariffs"}, Columns: []Column{
		words("product", "产品", "product", 26), words("sort", "种类", "sort", 10),
		words("from", "自", "from", 12), words("unit", "计价单位", "unit", 10),
		words("price", "单价（元）", "price", 34), words("cap", "当时上限（元）", "cap then", 16),
		words("over", "超上限", "above the cap", 8), words("document", "文件", "document", 28),
		words("attested", "代录", "attested", 8)}}
	seen := map[wire.ID]bool{}
	return t, a.eachProduct(func(p product.Product) error {
		if seen[p.ID] {
			return nil
		}
		seen[p.ID] = true
		v, err := one[market.Prices](a, "prices", dict{"product": p.ID.String()})
		if err != nil {
			return err
		}
		for _, c := range v.Caps {
			t.add(
				id(p.ID),
				a.text("上限", "ceiling"),
				Day(c.From),
				a.said(c.Unit),
				Text(micro(c.Price)),
				Cell{},
				Cell{},
				evidence(c.Evidence.Number, c.Evidence.Title),
				a.mark(c.Attested),
			)
		}
		for _, f := range v.Tariffs {
			limit, top := uint64(0), uint64(0)
			for _, c := range v.Caps {
				if c.Unit == f.Unit && c.From <= f.From {
					limit = c.Price
				}
			}
			text := ""
			for _, b := range f.Brackets {
				top = max(top, b.Price)
				text = pad(text, micro(b.Price)+a.upTo(b.UpTo))
			}
			shown := ""
			if limit > 0 {
				shown = micro(limit)
			}
			t.add(id(p.ID), a.text("收费标准", "tariff"), Day(f.From), a.said(f.Unit), Text(text), Text(shown),
				a.mark(limit > 0 && top > limit), evidence(f.Evidence.Number, f.Evidence.Title), Cell{})
		}
		return nil
	})
}

func (a *asking) upTo(n uint64) string {
	if n == 0 {
		return ""
	}
	return a.say("(至", "(to ") + strconv.FormatUint(n, 10) + ")"
}

// usesIn adds up uses by product over the ledger's periods within one.
func (a *asking) usesIn(within string) (*Table, error) {
	t := &Table{Name: "uses", Label: Label{"使用量", "uses"}, Columns: []Column{
		words("period", "结算期", "period", 10), words("product", "产品", "product", 30),
		total("commercial", "有偿使用", "charged"), total("welfare", "公益、治理免费使用", "free"),
		total("batches", "批次", "batches")}}
	runs, err := a.periodNames(within)
	for _, name := range runs {
		v, err := one[trace.Uses](a, "uses", dict{"period": name})
		if err != nil {
			return t, err
		}
		for _, u := range v.Products {
			p, err := a.node(u.Product)
			if err != nil {
				return t, err
			}
			if a.inPlace(p.Jurisdiction) {
				t.add(Text(name), Text(pad(p.Name, u.Product)), Count(u.Commercial), Count(u.Welfare),
					Count(u.Batches))
			}
		}
	}
	return t, err
}

// periodNames are the ledger's periods within one that have a run, or that one itself.
func (a *asking) periodNames(within string) ([]string, error) {
	runs, err := a.periods(within)
	out := []string{}
	for _, v := range runs {
		out = append(out, v.Period)
	}
	if len(out) == 0 {
		out = append(out, within)
	}
	return out, err
}

// asked is the period or the year that was asked for.
func (a *asking) asked() string { return cmp.Or(a.args["period"], a.args["year"]) }

func buildR4(a *asking, r *Report) error {
	r.Head = []Field{{Label{"截至", "as of"}, Text(a.s.Law.String())}}
	r.Wide = true
	t, err := a.prices()
	r.Tables = []*Table{t}
	return err
}

// buildR7 is what providers contributed (HB 四(七)2, GD §38, YN §26).
func buildR7(a *asking, r *Report) error {
	r.Head = a.head()
	v, err := one[settle.PeriodScores](a, "period_scores", dict{"period": a.args["period"]})
	if err != nil {
		return err
	}
	t := &Table{Name: "scores", Label: Label{"贡献评价", "scores"}, Columns: []Column{
		words("institution", "机构", "institution", 26), words("place", "地区", "place", 8),
		words("quality", "数据质量（按时/应办）", "quality", 18),
		words("timeliness", "审核时效（按时/应办）", "timeliness", 18),
		words("scored", "已评", "scored", 6), number("score", "得分", "score")}}
	for _, s := range v.Scores {
		t.add(Text(a.called(s.Institution)), Text(s.Place),
			Text(ratioText(s.Quality.InTime, s.Quality.Due)),
			Text(ratioText(s.Timeliness.InTime, s.Timeliness.Due)), a.mark(s.Scored), Count(s.Score))
	}
	c := &Table{Name: "contributions", Label: Label{"数据被使用情况", "use of their data"}, Columns: []Column{
		words("resource", "数据", "data", 26), words("product", "产品", "product", 28),
		words("use", "用途", "use", 10), total("units", "使用量", "units")}}
	uses, err := one[trace.Uses](a, "uses", dict{"period": a.args["period"]})
	if err != nil {
		return err
	}
	for _, u := range uses.Counters {
		for _, in := range u.Inputs {
			c.add(Text(in), Text(u.Product), Text(a.word(useNames, u.Use)), Count(u.Units))
		}
	}
	r.Tables = []*Table{t, c}
	return nil
}

var useNames = map[string]Label{trace.Welfare: {"公益", "public good"},
	"commercial": {"有偿", "charged"}}

func ratioText(done, due uint32) string { return fmt.Sprintf("%d/%d", done, due) }

// buildR8 is the free use for the public good.
func buildR8(a *asking, r *Report) error {
	r.Head = a.head()
	t, err := a.usesIn(a.args["period"])
	if err != nil {
		return err
	}
	free := &Table{Name: "trades", Label: Label{"免费提供", "free supply"}, Columns: []Column{
		words("trade", "交易", "trade", 24), words("product", "产品", "product", 28),
		words("seller", "提供方", "supplier", 24), words("customer", "使用方（假名）", "user", 18),
		words("purpose", "用途", "purpose", 14), words("day", "日期", "day", 12),
		column("value", "按零价计", "at tariff 0", Money, 10)}}
	from, to, _ := regime.PeriodBounds(a.args["period"])
	free.Each = func(yield func([]Cell) error) error {
		return each(a, "free_trades", dict{"from": from.String(), "to": to.String()},
			func(v market.Trade) error {
				p, err := a.node(product.Node(v.Product, v.Version))
				if err != nil || !a.inPlace(p.Jurisdiction) {
					return err
				}
				return yield([]Cell{id(v.ID), id(v.Product), Text(a.called(v.Seller)),
					Text(v.Customer.String()[:16]), a.said(v.Purpose), Moment(v.Confirmed), Fen(0)})
			})
	}
	r.Tables = []*Table{t, free}
	return nil
}

// buildR9 is the money on and off the exchange (GZ §21, GD §28, HB 四(五)2).
func buildR9(a *asking, r *Report) error {
	r.Head = a.head()
	v, err := one[market.Venues](a, "venues", dict{"period": a.args["period"]})
	if err != nil {
		return err
	}
	t := &Table{Name: "venues", Label: Label{"场内场外", "on and off the exchange"}, Columns: []Column{
		words("place", "地区", "place", 8), words("stage", "层次", "stage", 14),
		words("required", "要求", "required", 10), words("encouraged", "鼓励", "encouraged", 10),
		words("channel", "渠道", "channel", 10), total("receipts", "笔数", "receipts"),
		yuan("amount", "金额（不含税）", "amount"), words("share", "占同层次比重", "share", 12)}}
	all := map[string]wire.Fen{}
	for _, row := range v.Rows {
		all[row.Jurisdiction+row.Stage] += row.Amount
	}
	for _, row := range v.Rows {
		share := ""
		if sum := all[row.Jurisdiction+row.Stage]; sum > 0 {
			bp := int64(row.Amount) * 10000 / int64(sum)
			share = fmt.Sprintf("%d.%02d%%", bp/100, bp%100)
		}
		if a.inPlace(row.Jurisdiction) {
			t.add(Text(row.Jurisdiction), a.said(row.Stage), a.said(row.Required), a.said(row.Encouraged),
				a.said(row.Channel), Count(row.Receipts), Fen(row.Amount), Text(share))
		}
	}
	r.Tables = []*Table{t}
	return nil
}

// agreementTable is what is disclosed of agreements: object, scope, term (all five provinces).
func (a *asking) agreementTable() (*Table, error) {
	t := &Table{Name: "agreements", Label: Label{"授权运营协议", "agreements"}, Columns: []Column{
		words("id", "授权编号", "agreement", 22), words("place", "地区", "place", 8),
		words("mode", "模式", "mode", 8), words("impl", "实施机构", "implementing body", 24),
		words("operator", "运营机构", "operator", 24), words("from", "起", "from", 12),
		words("to", "止", "to", 12), words("state", "状态", "state", 10),
		words("resources", "授权数据", "resources", 40), words("topics", "内容", "content", 40),
		words("document", "协议文件", "document", 26), words("exception", "超期限文件", "exception", 16)}}
	return t, a.eachAgreement(func(g agreement) error {
		t.add(id(g.ID), Text(g.Jurisdiction), a.said(g.Mode), Text(a.called(g.Impl)),
			Text(a.called(g.Operator)), Day(g.FirstDay), Day(g.LastDay), a.said(g.State),
			List(g.Resources, wire.ID.String), List(g.Topics, a.topic),
			evidence(g.Document.Number, g.Document.Title),
			evidence(g.Exception.Number, g.Exception.Title))
		return nil
	})
}

func (a *asking) productTable() (*Table, error) {
	t := &Table{Name: "products", Label: Label{"产品清单", "products"}, Columns: []Column{
		words("node", "产品", "product", 26), words("name", "名称", "name", 26),
		words("stage", "层次", "stage", 12), words("form", "形态", "form", 10),
		words("maker", "制作方", "maker", 24), words("status", "状态", "status", 12),
		words("registry", "登记编号", "registry no.", 18), words("signed", "登记方式", "registered", 10),
		words("resources", "所用数据", "resources", 40), words("published", "发布日", "published", 12)}}
	return t, a.eachProduct(func(p product.Product) error {
		how := a.say("登记机构签署", "signed by the registry")
		if p.Registration.At == 0 {
			how = ""
		} else if p.Registration.Attested {
			how = a.say("代录", "attested")
		}
		t.add(Text(product.Node(p.ID, p.Version)), Text(p.Name), a.said(p.Stage), a.said(p.Form),
			Text(a.called(p.Maker)), a.said(p.Status), Text(p.RegistryNo), Text(how),
			List(p.Resources, wire.ID.String), Moment(p.Publication.At))
		return nil
	})
}

// incidents of a period, for the security part of yearly reports.
func (a *asking) incidents() (*Table, error) {
	t := &Table{Name: "incidents", Label: Label{"安全事件", "incidents"}, Columns: []Column{
		words("id", "编号", "incident", 22), words("party", "主体", "party", 24),
		words("what", "情形", "what", 50), words("opened", "上报", "opened", 12),
		words("contained", "处置", "contained", 12), words("closed", "办结", "closed", 12)}}
	return t, each(a, "incidents", nil, func(v oversight.Incident) error {
		if during(v.Opened, a.asked()) {
			t.add(id(v.ID), Text(a.called(v.Party)), Text(v.What), Moment(v.Opened), Moment(v.Contained),
				Moment(v.Closed))
		}
		return nil
	})
}
