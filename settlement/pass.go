package settlement

import (
	"strconv"
)

// The kinds of lines.
const (
	kindInflow       = "inflow"
	kindFee          = "fee"
	kindShare        = "share"
	kindBase         = "base"
	kindRecover      = "recover"
	kindReturn       = "return"
	kindRemainder    = "remainder"
	kindInputs       = "inputs"
	kindLevy         = "levy"
	kindContribution = "contribution"
	kindRoyalty      = "royalty"
	kindLevyPass     = "levy_pass"
	kindFallback     = "fallback"
	kindHold         = "hold"
	kindUnhold       = "unhold"
	kindRelease      = "release"
	kindOffset       = "offset"
	kindRestatePay   = "restate_pay"
)

// The names of lines that no tier names.
const (
	nameInputs     = "按贡献分配"
	nameLevy       = "公共数据基础份额"
	nameHold       = "超最高准许收入暂存"
	nameUnhold     = "暂存退回"
	nameRelease    = "上一周期暂存释放"
	nameOffset     = "重结算抵扣"
	nameRestatePay = "重结算补付"
)

// pass is one run of settlement §6.3 in the making.
type pass struct {
	w       *world
	lines   []Line
	take    map[string]int64
	reserve map[string]int64
	deficit map[string]int64
	flows   []flow // by node index
	caps    map[string]CapState
	restate RestateState
	totals  Totals
}

// flow is the money on its way to a product and the lines that carry it.
type flow struct {
	royalties, levy           int64
	royaltyLines, levyParents []string
}

// Compute is the pass of settlement §6.3. It does not validate; on input that Validate accepts, the
// only error is ErrOverflow. The report does not depend on the order of the input's lists.
func Compute(in Input) (Report, error) {
	p, err := compute(in)
	if err != nil {
		return Report{}, err
	}
	return p.report()
}

// compute is the pass up to the routing.
func compute(in Input) (*pass, error) {
	w, err := newWorld(in)
	if err != nil {
		return nil, err
	}
	p := &pass{w: w, take: map[string]int64{}, reserve: map[string]int64{},
		deficit: map[string]int64{}, caps: map[string]CapState{}, flows: make([]flow, len(w.nodes))}
	for _, step := range []func() error{p.open, w.setQuotas, p.products, p.applyCaps, p.applyOffsets} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// open carries over what the state holds.
func (p *pass) open() error {
	s := p.w.state
	for _, d := range s.Deficit {
		p.deficit[d.Product] = min(d.Amount, 0)
		if err := addTo(&p.totals.DeficitIn, min(d.Amount, 0)); err != nil {
			return err
		}
	}
	for _, r := range s.Reserve {
		p.reserve[r.Name] = r.Amount
		if err := addTo(&p.totals.ReserveIn, r.Amount); err != nil {
			return err
		}
	}
	for _, c := range s.Cap {
		p.caps[c.Party] = c
	}
	p.restate = s.Restate
	return nil
}

// write appends a line unless its amount is zero, and returns its id.
func (p *pass) write(l Line) string {
	if l.Amount == 0 {
		return ""
	}
	l.ID = lineID(len(p.lines) + 1)
	p.lines = append(p.lines, l)
	return l.ID
}

func lineID(n int) string {
	digits := strconv.Itoa(n)
	if len(digits) < 7 {
		digits = "0000000"[len(digits):] + digits
	}
	return "L" + digits
}

// pay writes a line to a party and adds to its take.
func (p *pass) pay(l Line) error {
	p.write(l)
	sum := p.take[l.To]
	err := addTo(&sum, l.Amount)
	p.take[l.To] = sum
	return err
}

// products runs every product, downstream first (pass step 3).
func (p *pass) products() error {
	for _, i := range p.w.falling {
		if err := p.product(i); err != nil {
			return err
		}
	}
	return nil
}

func (p *pass) product(i int) error {
	x, f := &p.w.nodes[i], &p.flows[i]
	own, err := add(x.own, x.deficit)
	if err != nil {
		return err
	}
	income, err := add(own, f.royalties)
	if err != nil {
		return err
	}
	if err := addTo(&p.totals.Sales, x.own); err != nil {
		return err
	}
	p.deficit[x.ID] = min(income, 0)
	levy, parents := f.levy, f.levyParents
	if income > 0 {
		t := &tiers{pass: p, x: x, own: max(own, 0), income: income, left: income}
		t.inflow = p.write(x.inflowLine(income, f))
		if err := t.run(); err != nil {
			return err
		}
		if err := p.toInputs(x, t.inputs, t.inputLines); err != nil {
			return err
		}
		if err := addTo(&levy, t.levy); err != nil {
			return err
		}
		parents = append(parents, t.levyLines...)
	}
	return p.toPublic(x, levy, parents)
}

func (x *node) inflowLine(income int64, f *flow) Line {
	sales := make([]string, 0, len(x.sales))
	for _, s := range x.sales {
		if s.Amount != 0 {
			sales = append(sales, s.ID)
		}
	}
	return Line{Kind: kindInflow, Node: x.ID, To: x.ID, Amount: income, Parents: f.royaltyLines,
		Why: []Fact{fenFact("own_sales", x.own), fenFact("deficit", x.deficit),
			fenFact("royalties", f.royalties), listFact("sales", sales)}}
}
