package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What can be wrong with non-tax revenue. The first three keep a slip from being written off; the
// others are functions of the list of dues and the time.
const (
	WrongAccount = "wrong_account" // paid to another account than the treasury's
	WrongLevel   = "wrong_level"   // paid to a treasury of another level or place
	Retained     = "retained"      // 坐支: paid to the unit itself, or kept by a public payer
	Short        = "short"         // 少缴: past its day and not paid in full
	Over         = "over"          // 多缴: more was paid than was due
	Late         = "late"          // 迟缴: paid after its day
)

// wrongZh says in Chinese what keeps a slip from being written off.
var wrongZh = map[string]string{WrongAccount: "账户不符", WrongLevel: "级次不符", Retained: "坐支"}

// Codes are the codes of an executing unit (执收单位编码) and of an item of revenue (收入项目编码).
type Codes struct {
	Unit string `json:"unit" max:"20"`
	Item string `json:"item" max:"20"`
}

// Code is the codes of a party from a day on.
type Code struct {
	Codes      Codes         `json:"codes"`
	Evidence   rule.Evidence `json:"evidence"`
	By         []tx.Account  `json:"by" max:"9"`
	Registered wire.Time     `json:"registered"`
}

// Due is what has been paid by slips, and written off, of what is due for one unit.
type Due struct {
	Paid    wire.Fen `json:"paid"`
	Written wire.Fen `json:"written"`
}

// codesOn are the codes of a party on a day.
func codesOn(r state.Reader, who string, on wire.Date) (Codes, bool) {
	_, v, ok := codes.Before(r, []any{who}, codeKey{who, on.Add(1)})
	return v.Codes, ok
}

// unitsOf is what a statement to a treasury owes for each executing unit: its lines, restated
// differences and what was released to it.
func unitsOf(r state.Reader, s Statement) []Share {
	out := slices.Clone(s.OnBehalf)
	add := func(unit string, amount wire.Fen) {
		at := slices.IndexFunc(out, func(o Share) bool { return o.Party == unit })
		if at < 0 {
			out = append(out, Share{unit, amount})
			return
		}
		out[at].Amount += amount
	}
	for _, v := range s.Adjustments {
		if v.Party != "" {
			add(v.Party, v.Amount)
		}
	}
	if s.Released != 0 {
		s.eachRelease(r, func(v Release) { add(v.Payee, v.Amount) })
	}
	return out
}

// eachRelease visits the releases of reserves that a statement holds.
func (s Statement) eachRelease(r state.Reader, visit func(Release)) {
	run, _ := runs.Get(r, s.Period)
	releaseOrder.EachFrom(r, nil, heightKey{Height: landedBefore(r, s.Seq) + 1},
		func(k heightKey, _ recordOf) bool {
			if k.Height > run.Cut {
				return false
			}
			v, _ := releases.Get(r, k.ID)
			if to, _ := treasuryFor(r, v.Payee, run.CutAt-1); v.Holder == s.Payer && to == s.Payee {
				visit(v)
			}
			return true
		})
}

// dueFor is what a statement owes for one unit.
func dueFor(r state.Reader, s Statement, unit string) (wire.Fen, bool) {
	for _, v := range unitsOf(r, s) {
		if v.Party == unit {
			return v.Amount, true
		}
	}
	return 0, false
}

// dueDay is the last day to pay a treasury under a run: so many days after it is final.
func dueDay(r state.Reader, run Run, treasury string, at wire.Time) (wire.Date, bool) {
	v, _ := party.Get(r, treasury)
	p, ok := regime.Current(r, v.Jurisdiction, at)
	if !ok {
		return 0, false
	}
	span, ok := p.Span("nontax.due")
	if !ok {
		return 0, false
	}
	last := (finalDue(r, run) - 1).Date()
	due, provisional := regime.Due(p, &rule.Ctx{Store: state.NewOverlay(r)}, last, span)
	return due, !provisional
}

// mistakes are what is wrong with where a slip was paid to.
func (v Payment) mistakes(r state.Reader) (out []string) {
	to, _ := party.Get(r, v.Payee)
	at, ok := accountOn(r, v.Payee, v.Date)
	if !ok || at.Account != v.Account {
		out = append(out, WrongAccount)
	}
	if v.Level != to.Jurisdiction {
		out = append(out, WrongLevel)
	}
	own, ok := accountOn(r, v.Unit, v.Date)
	if ok && own.Account == v.Account && v.Unit != v.Payee {
		out = append(out, Retained)
	}
	return out
}

func (v Payment) unit() unitKey { return unitKey{v.Periods[0], v.Payer, v.Payee, v.Unit} }
