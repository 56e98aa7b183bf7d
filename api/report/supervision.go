package report

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func accounts(list []tx.Account) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = v.String()
	}
	return strings.Join(parts, " ")
}

// lineageTable walks from a product version to the data behind it, each version once.
func (a *asking) lineageTable(node string) (*Table, error) {
	t := &Table{Name: "lineage", Label: Label{"溯源", "lineage"}, Columns: []Column{
		words("node", "产品", "product", 26), words("name", "名称", "name", 24),
		words("maker", "制作方", "maker", 22), words("agreement", "授权编号", "agreement", 20),
		words("review", "合规审核", "review", 24), words("registry", "登记", "registered", 22),
		words("inputs", "来源", "inputs", 40), words("processing", "加工记录", "processing", 40)}}
	seen, next := map[string]bool{}, []string{node}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		p, err := a.node(at)
		if err != nil {
			return t, err
		}
		review := ""
		for _, s := range p.Panel {
			review = pad(review, a.called(s.Party), a.spoken(s.Decision))
		}
		t.add(Text(at), Text(p.Name), Text(a.called(p.Maker)), id(p.Agreement), Text(review),
			Text(pad(p.RegistryNo, a.attested(p))), List(p.Inputs, func(in product.Input) string {
				return fmt.Sprintf("%s@%d", in.Object, in.Version)
			}), List(p.Processing, wire.ID.String))
		for _, in := range p.Inputs {
			if in.Kind == "product" {
				next = append(next, fmt.Sprintf("%s@%d", in.Object, in.Version))
			}
		}
	}
	return t, nil
}

func (a *asking) attested(p product.Product) string {
	switch {
	case p.Registration.At == 0:
		return ""
	case p.Registration.Attested:
		return a.say("（代录）", "(attested)")
	}
	return a.say("（签署）", "(signed)")
}

// buildR15 is what supervision looks at: who sells how much of the whole, and whether customers pay
// different prices for one product (GD §10, HE §37, HB 五(二)).
func buildR15(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	bySeller, byProduct := map[string]wire.Fen{}, map[string][]price{}
	var all wire.Fen
	err := each(a, "sales", dict{"period": a.args["period"]}, func(v market.Sale) error {
		node := fmt.Sprintf("%s@%d", v.Product, v.Version)
		p, err := a.node(node)
		if err != nil || !a.inPlace(p.Jurisdiction) {
			return err
		}
		bySeller[p.Maker] += v.Part.Amount
		all += v.Part.Amount
		t, err := one[market.Trade](a, "trade", dict{"id": v.Trade.String()})
		if v.Part.Units > 0 && v.Part.Amount > 0 {
			unit := uint64(v.Part.Amount) * 10_000 / v.Part.Units
			byProduct[node] = append(byProduct[node], price{t.Customer.String()[:16],
				v.Receipt.String(), t.Unit, unit, v.Part.Units, v.Part.Amount})
		}
		return err
	})
	if err != nil {
		return err
	}
	c := &Table{Name: "concentration", Label: Label{"集中度", "concentration"}, Columns: []Column{
		words("seller", "经营主体", "seller", 30), yuan("amount", "收款（不含税）", "amount"),
		words("share", "占比", "share", 10)}}
	for _, who := range slices.Sorted(maps.Keys(bySeller)) {
		bp := int64(bySeller[who]) * 10000 / max(int64(all), 1)
		c.add(Text(a.called(who)), Fen(bySeller[who]), Text(fmt.Sprintf("%d.%02d%%", bp/100, bp%100)))
	}
	d := &Table{Name: "prices", Label: Label{"同品异价", "prices of one product"}, Columns: []Column{
		words("product", "产品", "product", 28), words("customer", "客户（假名）", "customer", 18),
		words("receipt", "收款", "receipt", 24), words("unit", "计价单位", "unit", 8),
		words("price", "折合单价（元）", "price", 16), words("against", "较最低价", "above the lowest", 12),
		total("units", "数量", "units"), yuan("amount", "金额", "amount")}}
	for _, node := range slices.Sorted(maps.Keys(byProduct)) {
		rows := byProduct[node]
		slices.SortFunc(rows, func(x, y price) int {
			return cmp.Or(cmp.Compare(x.unit, y.unit), cmp.Compare(x.each, y.each),
				cmp.Compare(x.receipt, y.receipt))
		})
		lowest := map[string]uint64{}
		for _, v := range rows {
			if _, ok := lowest[v.unit]; !ok {
				lowest[v.unit] = v.each
			}
			above := ""
			if low := lowest[v.unit]; low > 0 && v.each > low {
				above = fmt.Sprintf("+%d.%02d%%", (v.each-low)*100/low, (v.each-low)*10000/low%100)
			}
			d.add(Text(node), Text(v.customer), Text(v.receipt), a.said(v.unit), Text(micro(v.each)),
				Text(above), Count(v.units), Fen(v.amount))
		}
	}
	flags, err := a.flagTable()
	r.Tables = []*Table{c, d, flags}
	return err
}

// flagNames are what the ledger marks by itself, in words.
var flagNames = map[string]Label{
	market.FlagLinkedBuyer: {"买卖双方有关联", "buyer and seller are linked"},
	market.FlagSplitPrice:  {"拆分计价", "price split over units"},
	market.FlagSplitTrade:  {"拆分交易", "trade split"},
	market.FlagBelowTariff: {"低于收费标准", "below the tariff"}}

var flagKinds = map[string]Label{"trade": {"交易", "trade"}, "receipt": {"收款", "receipt"}}

// errEnough ends a walk over what is in the order of time.
var errEnough = errors.New("enough")

// flagTable is what the ledger marked in the period.
func (a *asking) flagTable() (*Table, error) {
	t := &Table{Name: "flags", Label: Label{"需留意的情形", "what deserves a look"}, Columns: []Column{
		words("day", "日期", "day", 12), words("flag", "情形", "flag", 16),
		words("kind", "种类", "kind", 8), words("object", "交易或收款", "trade or receipt", 24),
		words("product", "产品", "product", 26), words("customer", "客户（假名）", "customer", 18),
		words("other", "相关交易", "beside it", 24), words("path", "关联路径", "link", 40)}}
	from, to, _ := regime.PeriodBounds(a.args["period"])
	err := each(a, "flags", dict{"from": from.String()}, func(v market.Flag) error {
		if v.At >= to {
			return errEnough
		}
		kind, name := a.word(flagKinds, v.Kind), a.word(flagNames, v.Flag)
		customer := ""
		if !v.Customer.IsZero() {
			customer = v.Customer.String()[:16]
		}
		t.add(Moment(v.At), Text(name), Text(kind), id(v.Object), id(v.Product), Text(customer),
			id(v.Other), Text(strings.Join(v.Path, " → ")))
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return t, err
}

type price struct {
	customer, receipt, unit string
	each, units             uint64
	amount                  wire.Fen
}
