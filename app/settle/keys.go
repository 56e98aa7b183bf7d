package settle

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type statementKey struct {
	Period string
	Payer  string
	Payee  string
}

// pairKey puts the newest statement of a pair first: Back is the run's Seq counted down from the
// highest number, so that the one before a run is found in one step however long the history.
type pairKey struct {
	Payer string
	Payee string
	Back  uint32
}

func pairAt(p pair, seq uint32) pairKey { return pairKey{p.payer, p.payee, ^seq} }

type signatureKey struct {
	Period string
	Payer  string
	Payee  string
	Party  string
}

type payoutKey struct {
	Period string
	Payee  string
}

type carryKey struct {
	Kind string
	ID   string
	Seq  uint32 // of the run that it closes
	By   uint32 // of the run that wrote it: the same, or one that restated it
}

type periodOf struct {
	Period string `json:"period" max:"16"`
}

// Progress is how far the clock has brought the runs: Frozen, Done and Final are the last run that
// reached the stage; Done also counts a parked one.
type Progress struct {
	Next   string `json:"next" max:"16"` // the period to be frozen next
	Frozen uint32 `json:"frozen"`
	Done   uint32 `json:"done"`
	Final  uint32 `json:"final"`
}

var (
	progress = state.NewItem[Progress](10, 1, "settle/progress",
		"how far the clock has brought the runs")
	runs = state.NewMap[string, Run](10, 2, "settle/runs",
		"settlement runs by period")
	order = state.NewMap[uint32, periodOf](10, 3, "settle/order",
		"the period of each run")
	statements = state.NewMap[statementKey, Statement](10, 4, "settle/statements",
		"what a payer owes a payee for a period")
	pairs = state.NewMap[pairKey, periodOf](10, 5, "settle/pairs",
		"the statements of a payer and a payee by run, the newest first")
	payouts = state.NewMap[payoutKey, Payout](10, 6, "settle/payouts",
		"what a payee receives in a period from all payers")
	carries = state.NewMap[carryKey, Carry](10, 7, "settle/carry",
		"what runs hand on about deficits and costs, by the run that wrote it")
	signatures = state.NewMap[signatureKey, Signature](10, 8, "settle/signatures",
		"confirmations of statements")
)

var collections = []state.Collection{progress.Descriptor(), runs.Descriptor(), order.Descriptor(),
	statements.Descriptor(), pairs.Descriptor(), payouts.Descriptor(), carries.Descriptor(),
	signatures.Descriptor(), scores.Descriptor()}

var invariants = []rule.Invariant{
	{Name: "settle.statements_add_up", Check: func(r state.Reader) (err error) {
		paid, adjusted := map[string]wire.Fen{}, map[string]wire.Fen{}
		statements.Each(r, func(_ statementKey, s Statement) bool {
			paid[s.Period] += s.Amount
			sum := wire.Fen(0)
			for _, a := range s.Adjustments {
				if sum += a.Amount; a.Party != "" && a.Back {
					adjusted[s.Period] -= a.Amount
				} else if a.Party != "" {
					adjusted[s.Period] += a.Amount
				}
			}
			if sum != s.Adjusted {
				err = fmt.Errorf("statement %s %s to %s: adjustments of %s", s.Period, s.Payer, s.Payee, sum)
			}
			if s.Closing != s.owed()-s.Offset-s.Kept || s.Closing < 0 {
				err = fmt.Errorf("statement %s %s to %s does not add up", s.Period, s.Payer, s.Payee)
			}
			return err == nil
		})
		runs.Each(r, func(period string, v Run) bool {
			restated := v.Totals.RestatePaid - v.Totals.RestateCollected
			if (v.Stage == Landed || v.Stage == Final) &&
				(paid[period]+restated != v.Totals.Payouts || adjusted[period] != restated) {
				err = fmt.Errorf("run %s: statements %s, payouts %s", period, paid[period], v.Totals.Payouts)
			}
			return err == nil
		})
		return err
	}},
	{Name: "settle.payouts_add_up", Check: func(r state.Reader) (err error) {
		paid := map[string]wire.Fen{}
		payouts.Each(r, func(k payoutKey, v Payout) bool {
			paid[k.Period] += v.Amount
			return true
		})
		runs.Each(r, func(period string, v Run) bool {
			if (v.Stage == Landed || v.Stage == Final) && paid[period] != v.Totals.Payouts {
				err = fmt.Errorf("run %s: payees %s, payouts %s", period, paid[period], v.Totals.Payouts)
			}
			return err == nil
		})
		return err
	}},
}
