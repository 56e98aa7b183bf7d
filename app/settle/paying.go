package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What is open between a payer and a payee is the closing of their newest statement less what was
// confirmed as paid since the cut that it was computed at. Payments are counted by height: a run
// counts those up to its cut, and none are taken between the cut of a run and its landing, so that
// what a statement sets off was not paid meanwhile.

// cutOf is the height that the run numbered seq was computed at.
func cutOf(r state.Reader, seq uint32) uint64 {
	at, _ := order.Get(r, seq)
	run, _ := runs.Get(r, at.Period)
	return run.Cut
}

// landedBefore is the cut of the last run before the one numbered seq whose result landed.
func landedBefore(r state.Reader, seq uint32) uint64 {
	for end := seq; ; {
		n, at, ok := order.Before(r, nil, end)
		if !ok {
			return 0
		}
		if run, _ := runs.Get(r, at.Period); run.Stage == Landed || run.Stage == Final {
			return run.Cut
		}
		end = n
	}
}

// paidBetween is what a pair's confirmed payments come to above one height and up to another.
func paidBetween(r state.Reader, p pair, above, upTo uint64) (sum wire.Fen) {
	paid.EachFrom(r, []any{p.payer, p.payee}, paidKey{p.payer, p.payee, above + 1, wire.ID{}},
		func(k paidKey, v moved) bool {
			if k.Height <= upTo {
				sum += v.Amount
			}
			return k.Height <= upTo
		})
	return sum
}

// newest is the pair's statement of the last run that has one.
func newest(r state.Reader, p pair) (s Statement, ok bool) {
	pairs.EachPrefix(r, []any{p.payer, p.payee}, func(k pairKey, v periodOf) bool {
		s, ok = statements.Get(r, statementKey{v.Period, p.payer, p.payee})
		if run, _ := runs.Get(r, v.Period); run.Stage == Landing {
			s, ok = Statement{}, false // not whole yet
			return true
		}
		return false
	})
	return s, ok
}

// Open is what a payer still owes a payee of all their statements; below zero when a later run
// found that less was due than has been paid.
func Open(r state.Reader, payer, payee string) wire.Fen {
	p := pair{payer, payee}
	s, ok := newest(r, p)
	if !ok {
		return 0
	}
	return s.Closing - paidBetween(r, p, cutOf(r, s.Seq), ^uint64(0))
}

// Held is what of it is held out of payment because lines are objected to.
func Held(r state.Reader, payer, payee string) (sum wire.Fen) {
	eachHold(r, pair{payer, payee}, func(_ holdKey, v hold) { sum += v.Amount })
	return sum
}

// eachHold visits the lines of a pair that are held now.
func eachHold(r state.Reader, p pair, visit func(holdKey, hold)) {
	at, _ := progress.Get(r)
	holds.EachFrom(r, []any{p.payer, p.payee}, holdKey{Payer: p.payer, Payee: p.payee,
		Until: at.Done + 1}, func(k holdKey, v hold) bool {
		visit(k, v)
		return true
	})
}

// landing reports whether a run is between its cut and its landing.
func landing(r state.Reader) (Run, bool) {
	run, ok := Waiting(r)
	return run, ok && run.Cut != 0
}

// settled refuses money movements between the cut of a run and its landing.
func settled(c *rule.Ctx) error {
	if run, yes := landing(c.Store); yes {
		return ErrRunLanding.At("", "period", run.Period)
	}
	return nil
}

// landedStatement is a statement of a run whose result is complete.
func landedStatement(c *rule.Ctx, period, payer, payee string) (s Statement, run Run, err error) {
	run, _ = runs.Get(c.Store, period)
	s, ok := GetStatement(c.Store, period, payer, payee)
	if !ok {
		return s, run, ErrNoStatement.At("period", "period", period, "payer", payer, "payee", payee)
	}
	if run.Stage != Landed && run.Stage != Final {
		return s, run, ErrNotLanded.At("period", "period", period, "stage", run.Stage)
	}
	return s, run, nil
}
