package settle

import (
	"crypto/sha256"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Outcome is the result of a run: what lands in state, and the lines that stay beside the tree.
type Outcome struct {
	Result
	Leaves [][]byte    // settlement.Line.Leaf of every line, in order; LinesRoot is their root
	Lists  []rule.List // of lines, by statement and by party
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
	if x.fault != nil {
		return fault(period, wire.Hash{}, x.fault.Error())
	}
	all, hash, what := x.settle()
	if what != "" {
		return fault(period, hash, what)
	}
	o := Outcome{Leaves: settlement.Leaves(all.Lines), Lists: x.lists(all.Lines)}
	o.Head = Head{Period: period, InputHash: hash, LinesRoot: all.LinesRoot,
		Lines: uint32(len(all.Lines)), Totals: totalsOf(all.Totals),
		Pool: wire.Fen(all.State.Restate.Pool)}
	o.Carry = append(x.change.rows, changed(x.seq, x.change.left, all.State)...)
	o.Deltas, o.Restated, o.Scores = x.change.deltas, x.change.restated, x.scored
	for _, p := range unplaced(all.Payouts) {
		out := Payout{Payee: p.Payee, Amount: wire.Fen(p.Amount)}
		for _, a := range p.OnBehalfOf {
			out.OnBehalf = append(out.OnBehalf, Share{a.Party, wire.Fen(a.Amount)})
		}
		o.Payouts = append(o.Payouts, out)
	}
	o.Statements = x.statements(all.Lines, o.Leaves, o.LinesRoot)
	o.Directory = settlement.Root(EntryLeaves(Directory(o.Statements)))
	if o.Outstanding = x.ledger.left(); !x.ledger.agrees(all.State.Restate) {
		return fault(period, hash, faultCheck)
	}
	if !o.within() {
		return fault(period, hash, faultLimit)
	}
	return o
}

// settle divides what was read and checks the result, which is with what it was computed from when
// it has a fault. The rows are let go: what a million sales take is free before the lines are made.
func (x *reading) settle() (all settlement.Report, hash wire.Hash, fault string) {
	inputs := x.segments()
	h := sha256.New()
	if err := writeInputs(h, inputs); err != nil {
		return all, hash, faultLimit
	}
	hash = wire.Hash(h.Sum(nil))
	reports, err := settlement.History(inputs)
	if err != nil {
		return all, hash, err.Error()
	}
	for i, report := range reports {
		if i > 0 {
			inputs[i].State = &reports[i-1].State
		}
		if report.Check(inputs[i]) != nil {
			return all, hash, faultCheck
		}
	}
	for i := range x.parts {
		x.parts[i].sales, x.parts[i].traces = nil, nil
	}
	return x.sum(reports), hash, ""
}

func fault(period string, hash wire.Hash, what string) Outcome {
	if len(what) > 64 {
		what = what[:64]
	}
	return Outcome{Result: Result{Head: Head{Period: period, Fault: what, InputHash: hash}}}
}

func totalsOf(t settlement.Totals) Totals {
	return Totals{Sales: wire.Fen(t.Sales), DeficitIn: wire.Fen(t.DeficitIn),
		DeficitOut: wire.Fen(t.DeficitOut), ReserveIn: wire.Fen(t.ReserveIn),
		ReserveOut: wire.Fen(t.ReserveOut), RestateCollected: wire.Fen(t.RestateCollected),
		RestatePaid: wire.Fen(t.RestatePaid), Payouts: wire.Fen(t.Payouts)}
}
