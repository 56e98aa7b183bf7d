package report

import (
	"fmt"
	"math/big"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// lineKinds are the kinds of settlement lines in words.
var lineKinds = map[string]Label{
	"inflow": {"流入", "inflow"}, "fee": {"费用", "fee"}, "share": {"分成", "share"},
	"base": {"基础份额", "base share"}, "recover": {"成本补偿", "cost recovery"},
	"return": {"投入回报", "return"}, "remainder": {"余额分配", "remainder"},
	"inputs": {"按贡献分配", "by contribution"}, "levy": {"基础份额汇集", "levy"},
	"contribution": {"贡献", "contribution"}, "royalty": {"上游产品分成", "royalty"},
	"levy_pass": {"基础份额上移", "levy passed on"}, "fallback": {"归集", "fallback"},
	"hold": {"暂存", "held"}, "unhold": {"暂存转出", "given back"}, "release": {"释放", "released"},
	"offset": {"抵扣", "offset"}, "restate_pay": {"重结算补付", "restated"},
}

func lineKind(kind string, lang string) string {
	if l, ok := lineKinds[kind]; ok {
		return l.In(lang)
	}
	return kind
}

// ratio is the share of a line as the rule states it: a rate, a weight, or points.
func ratio(l settlement.Line) string {
	switch l.Kind {
	case "fee", "share", "base", "return":
		return l.Text("rate")
	case "remainder":
		return fmt.Sprintf("%d/%d", l.Int("weight"), l.Int("of_weight"))
	case "contribution", "royalty", "levy_pass":
		p, of := big.NewInt(0), big.NewInt(0)
		p.SetUint64(uint64(l.Int("points")))
		of.SetUint64(uint64(l.Int("of_points")))
		if of.Sign() == 0 {
			return ""
		}
		return new(big.Rat).SetFrac(p, of).RatString()
	}
	return ""
}

// basis is what a line is a part of, in fen.
func basis(l settlement.Line) (wire.Fen, bool) {
	switch l.Kind {
	case "fee", "share", "base", "remainder":
		return wire.Fen(l.Int("base")), true
	case "contribution", "royalty", "levy_pass":
		return wire.Fen(l.Int("pool")), true
	case "return":
		return wire.Fen(l.Int("on")), true
	case "recover":
		return wire.Fen(l.Int("claimed")), true
	}
	return 0, false
}

// formula is the sum of a line in one row of text.
func (a *asking) formula(l settlement.Line) string {
	base, ok := basis(l)
	part := ratio(l)
	switch {
	case l.Kind == "recover":
		return a.sayf("成本 %s 可补 %s 余 %s", "cost %s, to recover %s, still out %s", l.Text("cost"),
			Grouped(base), Grouped(wire.Fen(l.Int("still_out"))))
	case ok && part != "":
		return Grouped(base) + " × " + part
	}
	return ""
}

// odd is what a line got above its exact part rounded down (尾差), in fen.
func odd(l settlement.Line) int64 {
	base, part, of := l.Int("pool"), l.Int("points"), l.Int("of_points")
	if l.Kind == "remainder" {
		base, part, of = l.Int("base"), l.Int("weight"), l.Int("of_weight")
	}
	if of == 0 {
		return 0
	}
	exact := new(big.Int).Mul(big.NewInt(base), new(big.Int).SetUint64(uint64(part)))
	exact.Div(exact, new(big.Int).SetUint64(uint64(of)))
	return l.Amount - exact.Int64()
}

// inflowOf finds the inflow that a line comes from, by the first of its parents.
func (s *statement) inflowOf(l settlement.Line) (settlement.Line, error) {
	for l.Kind != "inflow" && len(l.Parents) > 0 {
		up, err := s.parent(l.Parents[0])
		if err != nil {
			return l, err
		}
		if up.Node != l.Node && l.Kind != "inflow" {
			return l, nil
		}
		l = up
	}
	return l, nil
}

// parent reads another line of the run.
func (s *statement) parent(name string) (settlement.Line, error) {
	if l, ok := s.lines[name]; ok {
		return l, nil
	}
	err := s.ancestors([]settlement.Line{{Parents: []string{name}}})
	if _, ok := s.lines[name]; err == nil && !ok {
		err = source.ErrNotFound
	}
	return s.lines[name], err
}

// salesOf are the receipts of an inflow.
func salesOf(inflow settlement.Line) (out []string) {
	for _, f := range inflow.Why {
		if f.Key == "sales" {
			out = f.Value.List
		}
	}
	return out
}
