package settle

import (
	"crypto/sha256"
	"encoding/json"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Outcome is the result of a run: what lands in state, and the lines that stay beside the tree.
type Outcome struct {
	Result
	Leaves [][]byte // settlement.Line.Leaf of every line, in order; LinesRoot is their root
}

// Result is the part of an outcome that lands in state. Encode gives the bytes that rule.Results
// hands to EndBlock.
type Result struct {
	Period     string      `json:"period" max:"16"`
	Fault      string      `json:"fault" max:"64"` // why nothing could be computed, "" otherwise
	InputHash  wire.Hash   `json:"input_hash"`
	LinesRoot  wire.Hash   `json:"lines_root"`
	Lines      uint32      `json:"lines"`
	Totals     Totals      `json:"totals"`
	Carry      []Carry     `json:"carry" max:"10000000"` // rows that changed
	Payouts    []Payout    `json:"payouts" max:"10000000"`
	Statements []Statement `json:"statements" max:"10000000"`
}

// Encode returns the RLP form of a result that Compute returned.
func (v Result) Encode() []byte { return wire.MustEncode(v) }

// DecodeResult reads what Encode wrote.
func DecodeResult(b []byte) (Result, error) {
	var v Result
	err := wire.Decode(b, &v)
	return v, err
}

// The faults of a run beside those of package settlement.
const (
	faultCheck  = "E_CHECK"  // the result failed its own proof
	faultLimit  = "E_LIMIT"  // a record of the result is larger than state holds
	faultResult = "E_RESULT" // the result could not be read
)

// Compute settles a period from the state it was cut at. It is pure: every node computes the same
// bytes. It never fails; a result that cannot be had is an outcome with a Fault.
func Compute(r state.Reader, period string) Outcome {
	x := read(r, period)
	inputs := x.segments()
	text, err := json.Marshal(inputs[0])
	if len(inputs) > 1 {
		text, err = json.Marshal(inputs)
	}
	if err != nil {
		return fault(period, wire.Hash{}, faultLimit)
	}
	hash := wire.Hash(sha256.Sum256(text))
	reports, err := settlement.History(inputs)
	if err != nil {
		return fault(period, hash, err.Error())
	}
	for i, report := range reports {
		if i > 0 {
			inputs[i].State = &reports[i-1].State
		}
		if report.Check(inputs[i]) != nil {
			return fault(period, hash, faultCheck)
		}
	}
	all := x.sum(reports)
	o := Outcome{Leaves: settlement.Leaves(all.Lines)}
	o.Result = Result{Period: period, InputHash: hash, LinesRoot: all.LinesRoot,
		Lines: uint32(len(all.Lines)), Totals: totalsOf(all.Totals),
		Carry: x.changes(all.State)}
	for _, p := range all.Payouts {
		out := Payout{Payee: p.Payee, Amount: wire.Fen(p.Amount)}
		for _, a := range p.OnBehalfOf {
			out.OnBehalf = append(out.OnBehalf, Share{a.Party, wire.Fen(a.Amount)})
		}
		o.Payouts = append(o.Payouts, out)
	}
	o.Statements = x.statements(all.Lines, o.Leaves, o.LinesRoot)
	if wire.Limits(o.Result) != nil {
		return fault(period, hash, faultLimit)
	}
	return o
}

func fault(period string, hash wire.Hash, what string) Outcome {
	if len(what) > 64 {
		what = what[:64]
	}
	return Outcome{Result: Result{Period: period, Fault: what, InputHash: hash}}
}

func totalsOf(t settlement.Totals) Totals {
	return Totals{Sales: wire.Fen(t.Sales), DeficitIn: wire.Fen(t.DeficitIn),
		DeficitOut: wire.Fen(t.DeficitOut), ReserveIn: wire.Fen(t.ReserveIn),
		ReserveOut: wire.Fen(t.ReserveOut), RestateCollected: wire.Fen(t.RestateCollected),
		RestatePaid: wire.Fen(t.RestatePaid), Payouts: wire.Fen(t.Payouts)}
}

// changes are the carry rows that differ from what the run before left. A deficit that was made
// good becomes a row of zero.
func (x *reading) changes(s settlement.State) (out []Carry) {
	deficits, costs := map[string]int64{}, map[string]settlement.CostState{}
	for _, d := range x.in.State.Deficit {
		deficits[d.Product] = d.Amount
	}
	for _, c := range x.in.State.Costs {
		costs[c.ID] = c
	}
	for _, c := range s.Costs {
		if costs[c.ID] != c {
			out = append(out, Carry{Kind: carryCost, ID: c.ID, Product: c.Product, Class: c.Class,
				Investor: c.Investor, Out: wire.Fen(c.Out), Rec: wire.Fen(c.Rec), Ret: wire.Fen(c.Ret)})
		}
	}
	for _, d := range s.Deficit {
		if deficits[d.Product] != d.Amount {
			out = append(out, Carry{Kind: carryDeficit, ID: d.Product, Deficit: wire.Fen(d.Amount)})
		}
		delete(deficits, d.Product)
	}
	for _, d := range x.in.State.Deficit {
		if _, gone := deficits[d.Product]; gone {
			out = append(out, Carry{Kind: carryDeficit, ID: d.Product})
		}
	}
	return append(out, x.reserves(s)...)
}
