package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

var detailKind = Kind{Name: "detail", Label: Label{"分账明细", "detail of a statement"},
	Law: "GZ §22, GD §31, HE §28", Args: []Arg{period, payer, payee}, Paper: true, build: buildDetail}

func buildDetail(a *asking, r *Report) error {
	s, err := a.statement()
	if err != nil {
		return err
	}
	r.Wide = true
	r.Head = s.head()
	err = s.eachLine(func(_ int, l settlement.Line, _ []byte) error { return s.look(l) })
	if err != nil {
		return err
	}
	r.Tables = []*Table{s.detail()}
	r.Notes = []Label{{"结算由账本时钟入账，没有单独的交易：交易哈希一栏为明细行在明细根中的叶哈希，全长见证据索引。",
		"A run lands by the clock: the hash is that of the line under the lines root."}}
	r.Signs, err = s.signs()
	return err
}

func compareRows(a, b rowKey) int {
	return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.kind, b.kind),
		cmp.Compare(a.name, b.name))
}

// detail has a row for each line of the statement.
func (s *statement) detail() *Table {
	t := &Table{Name: "detail", Label: Label{"分账明细", "detail"}, Columns: []Column{
		words("no", "行号", "row", 11), words("receipt", "收益单号", "receipts", 20),
		words("day", "确认日期", "confirmed", 12), words("product", "产品", "product", 20),
		words("event", "事件编号", "trade", 18), words("resource", "资源", "input", 18),
		words("provider", "提供方", "provider", 14), words("agreement", "授权编号", "agreement", 16),
		words("term", "期限核验", "term", 9), words("share", "权重或比例", "share", 14),
		words("formula", "计算式", "formula", 24), yuan("amount", "应分金额", "amount"),
		words("odd", "尾差", "odd fen", 6), words("state", "状态", "state", 9),
		words("hash", "交易哈希", "hash", 15)}}
	held := map[int]bool{}
	for _, h := range s.shown.Paying.Lines {
		held[int(h.Index)] = true
	}
	t.Each = func(yield func([]Cell) error) error {
		return s.eachLine(func(place int, l settlement.Line, leaf []byte) error {
			row, err := s.detailRow(l, leaf, held[place])
			if err != nil {
				return err
			}
			return yield(row)
		})
	}
	return t
}

// look notes what the papers say of all lines together.
func (s *statement) look(l settlement.Line) error {
	s.odd += wire.Fen(odd(l))
	inflow, err := s.inflowOf(l)
	if err != nil {
		return err
	}
	for _, name := range salesOf(inflow) {
		if _, ok := s.receipts[name]; ok {
			continue
		}
		v, _, err := maybe[market.Receipt](s.a, "receipt", dict{"id": name})
		if err != nil {
			return err
		}
		term, err := s.term(v)
		if err != nil {
			return err
		}
		if term != termIn {
			s.late++
		}
		s.receipts[name] = received{v.Trade.String(), v.Confirmed, term}
	}
	return nil
}

func (s *statement) term(v market.Receipt) (string, error) {
	p, err := s.a.node(fmt.Sprintf("%s@%d", v.Product, v.Version))
	if err != nil {
		return "", err
	}
	c, err := s.a.contract(p.Agreement)
	return c.inTerm(v.FirstDay, v.LastDay), err
}

func (s *statement) detailRow(l settlement.Line, leaf []byte, held bool) ([]Cell, error) {
	inflow, err := s.inflowOf(l)
	if err != nil {
		return nil, err
	}
	sales := salesOf(inflow)
	var last wire.Time
	trades, said := []string{}, []string{}
	for _, name := range sales {
		v := s.receipts[name]
		last = max(last, v.confirmed)
		trades = append(trades, v.trade)
		if text := s.a.word(terms, v.term); !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	slices.Sort(said)
	p, err := s.a.node(l.Node)
	if err != nil {
		return nil, err
	}
	state := s.a.stage(s.run.Stage)
	if held {
		state = s.a.say("暂缓", "held")
	}
	provider := l.To
	if input, _, ok := strings.Cut(l.Text("input"), "/"); ok {
		provider = input
	}
	return []Cell{Text(l.ID), Text(s.a.shortList(sales, 3)), Moment(last), Text(pad(p.Name, l.Node)),
		Text(s.a.shortList(trades, 3)), Text(l.Text("input")), Text(provider), id(p.Agreement),
		Text(strings.Join(said, " ")), Text(ratio(l)), Text(s.a.formula(l)), Fen(wire.Fen(l.Amount)),
		Text(oddText(odd(l))), Text(state), Text(leafHash(leaf).String()[:12])}, nil
}

func oddText(fen int64) string {
	if fen == 0 {
		return ""
	}
	return wire.Fen(fen).String()
}

// steps (计算过程) are the lines that those of the statement come from, and they themselves.
func (s *statement) steps() *Table {
	return &Table{Name: "steps", Label: Label{"计算过程", "how it was computed"}, OnlySheet: true,
		Columns: []Column{words("line", "行号", "line", 11), words("kind", "种类", "kind", 14),
			words("name", "名称", "name", 18), words("node", "产品", "product", 22),
			words("to", "去向", "to", 20), column("amount", "金额", "amount", Money, 16),
			words("from", "来源行", "from lines", 22), words("formula", "计算式", "formula", 30),
			words("why", "依据事实", "facts", 60)},
		Each: func(yield func([]Cell) error) error {
			var seen bits
			var tell func(l settlement.Line, leaf []byte) error
			tell = func(l settlement.Line, leaf []byte) error {
				if seen.mark(placeOf(l.ID)) {
					return nil
				}
				for _, name := range l.Parents {
					up, err := s.parent(name)
					if err == nil {
						err = tell(up, s.leaves[name])
					}
					if err != nil {
						return err
					}
				}
				return yield([]Cell{Text(l.ID), Text(lineKind(l.Kind, s.a.args["lang"])),
					Text(s.a.lineName(l.Name)),
					Text(l.Node), s.a.payee(l.To), Fen(wire.Fen(l.Amount)), List(l.Parents, same),
					Text(s.a.formula(l)), Text(whyText(leaf))})
			}
			return s.eachLine(func(_ int, l settlement.Line, leaf []byte) error {
				return tell(l, leaf)
			})
		}}
}

// bits are places of a run that were seen, a bit each.
type bits []uint64

// mark marks a place and reports whether it was marked before.
func (b *bits) mark(at int) (before bool) {
	if grow := at/64 + 1 - len(*b); grow > 0 {
		*b = append(*b, make([]uint64, grow)...)
	}
	word, bit := &(*b)[at/64], uint64(1)<<(at%64)
	before = *word&bit != 0
	*word |= bit
	return before
}

// evidence (证据索引) says where each line's proof is.
func (s *statement) evidence() *Table {
	return &Table{Name: "evidence", Label: Label{"证据索引", "evidence"}, OnlySheet: true,
		Columns: []Column{words("line", "行号", "line", 11), number("place", "在明细中的位置", "place"),
			words("hash", "叶哈希（全长）", "leaf hash", 66), words("receipts", "收益单号", "receipts", 60),
			words("prove", "取证命令", "to prove it", 60)},
		Each: func(yield func([]Cell) error) error {
			return s.eachLine(func(place int, l settlement.Line, leaf []byte) error {
				inflow, err := s.inflowOf(l)
				if err != nil {
					return err
				}
				return yield([]Cell{Text(l.ID), Count(place), Text(leafHash(leaf).String()),
					Text(s.a.shortList(salesOf(inflow), 50)),
					Text("suyuan query line period=" + s.shown.Period + " line=" + l.ID)})
			})
		}}
}

// adjustments are what restated periods changed.
func (s *statement) adjustments() *Table {
	t := &Table{Name: "adjustments", Label: Label{"调整明细", "adjustments"}, Columns: []Column{
		words("period", "被重结算的期间", "restated period", 16), words("party", "归属", "for", 20),
		yuan("amount", "金额", "amount"), words("line", "明细行", "line", 12),
		words("note", "说明", "note", 20)}}
	for _, v := range s.shown.Adjustments {
		note := ""
		if v.Back {
			note = s.a.say("退还多得", "hands back what was too much")
		}
		t.add(Text(v.Period), Text(v.Party), Fen(v.Amount), Text(fmt.Sprintf("L%07d", v.Line)),
			Text(note))
	}
	return t
}
