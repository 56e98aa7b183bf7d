package settle

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// vocabulary holds words that many rows share, each once.
type vocabulary map[string]string

func (v vocabulary) once(s string) string {
	if known, ok := v[s]; ok {
		return known
	}
	v[s] = s
	return s
}

// readMoney reads the sales and costs of the period.
func (x *reading) readMoney() {
	words := vocabulary{}
	market.EachSale(x.r, x.in.Period, func(s market.Sale) bool {
		if s.Entered > x.upTo {
			return true
		}
		sale := settlement.Sale{ID: s.Receipt.String(),
			Product: words.once(product.Node(s.Product, s.Version)), Amount: int64(s.Part.Amount),
			Use: words.once(s.Use), Units: int64(s.Part.Units), Channel: words.once(s.Channel),
			Ref: words.once(s.Ref.String())}
		if !s.ForProduct.IsZero() {
			sale.ForProduct = words.once(product.Node(s.ForProduct, s.ForVersion))
		}
		x.divide(sale)
		x.addNode(sale.Product)
		return true
	})
	market.EachCost(x.r, x.in.Period, func(v market.Cost) bool {
		if v.Entered <= x.upTo {
			x.enter(x.corrected(v))
		}
		return true
	})
	x.readDues()
}

// readUses reads what the period's batches add up to. Under a by-volume rule each use counts once
// for every input it needed.
func (x *reading) readUses() {
	x.readViolations()
	x.readRecounts()
	for i := range x.parts {
		x.readUsesOf(&x.parts[i])
	}
	trace.EachLate(x.r, x.in.Period, x.upTo, func(b trace.Batch) bool {
		at := &x.parts[x.partOf(b.From.Date())]
		for _, n := range b.Counters {
			x.count(at, trace.Sum{Product: b.Product, Version: b.Version, Use: b.Use,
				Members: n.Members, Units: n.Units})
		}
		return true
	})
	x.countRecounts()
}

// corrected is a cost less what confirmed corrections took off it.
func (x *reading) corrected(v market.Cost) market.Cost {
	var less wire.Fen
	market.EachCorrection(x.r, v, x.upTo, func(c market.Cost) { less -= c.Amount })
	if less == 0 {
		return v
	}
	v.Amount -= less
	var by []settlement.Weight
	var charged int64
	for i, s := range v.Shares {
		by = append(by, settlement.Weight{ID: strconv.Itoa(i), W: uint64(s.Amount)})
		charged += int64(s.Amount)
	}
	v.Shares = slices.Clone(v.Shares)
	if parts, err := settlement.Allocate(max(charged-int64(less), 0), by); err == nil {
		for i := range v.Shares {
			v.Shares[i].Amount = wire.Fen(parts[i])
		}
	}
	return v
}

func (x *reading) readUsesOf(at *part) {
	trace.EachCounter(x.r, at.name, func(s trace.Sum) bool {
		x.count(at, s)
		return true
	})
}

// count enters uses of a part.
func (x *reading) count(at *part, s trace.Sum) {
	if s = x.recount(at, x.moved(at, s)); s.Units == 0 {
		return
	}
	node := product.Node(s.Product, s.Version)
	p := x.addNode(node)
	t := settlement.Trace{Product: node, Use: s.Use, Units: int64(s.Units)}
	for _, m := range s.Members {
		if id := inputNode(p.Inputs[m]); !slices.Contains(t.Members, id) {
			t.Members = append(t.Members, id)
		}
	}
	if x.byVolume(p, at.from) {
		t.Volume = map[string]int64{}
		for _, id := range t.Members {
			t.Volume[id] = t.Units
		}
	}
	at.traces = append(at.traces, t)
}

// addNode makes a product version and what it was made of part of the input.
func (x *reading) addNode(node string) product.Product {
	if p, known := x.products[node]; known {
		return p
	}
	id, version, ok := parseNode(node)
	if !ok {
		return product.Product{}
	}
	p, ok := product.Get(x.r, id, version)
	if !ok {
		return product.Product{}
	}
	x.products[node] = p
	for _, in := range p.Inputs {
		if in.Kind != settlement.Resource {
			x.addNode(inputNode(in))
		}
	}
	return p
}

func parseNode(node string) (id wire.ID, version uint32, ok bool) {
	name, tail, found := strings.Cut(node, "@")
	id, err := wire.ParseID(name)
	n, bad := strconv.ParseUint(tail, 10, 32)
	return id, uint32(n), found && err == nil && bad == nil
}

// inputNode names an input: a product by its version, a resource as one node whatever its version.
func inputNode(in product.Input) string {
	if in.Kind == settlement.Resource {
		return in.Object.String()
	}
	return product.Node(in.Object, in.Version)
}
