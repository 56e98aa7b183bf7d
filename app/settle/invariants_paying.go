package settle

import (
	"fmt"
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var payingInvariants = []rule.Invariant{
	{Name: "settle.payments_add_up", Check: paymentsAddUp},
	{Name: "settle.paid_is_owed", Check: paidIsOwed},
	{Name: "settle.held_is_objected_to", Check: heldIsObjected},
	{Name: "settle.reserves_hold", Check: reservesHold},
}

// paymentsAddUp: what waits, what counts and what was written off are the sums of the payments.
func paymentsAddUp(r state.Reader) (err error) {
	waits, counted := map[pairOf]wire.Fen{}, map[pairOf]wire.Fen{}
	written, slipped := map[unitKey]wire.Fen{}, map[unitKey]wire.Fen{}
	payments.Each(r, func(_ wire.ID, v Payment) bool {
		k := pairOf{v.Payer, v.Payee}
		if v.Status == PaymentRecorded && v.Slip == "" {
			waits[k] += v.Amount
		}
		counted[k] += v.Counted
		if v.Slip != "" {
			written[v.unit()] += v.Counted
			if v.Status != PaymentRejected {
				slipped[v.unit()] += v.Amount - v.Returned
			}
		}
		return true
	})
	last := pairOf{}
	pending.Each(r, func(k waitKey, t total) bool { // of each pair the newest first
		if p := (pairOf{k.Payer, k.Payee}); p != last {
			waits[p] -= t.Amount
			last = p
		}
		return true
	})
	paid.Each(r, func(k paidKey, v moved) bool {
		counted[pairOf{k.Payer, k.Payee}] -= v.Amount
		return true
	})
	dues.Each(r, func(k unitKey, v Due) bool {
		if written[k] != v.Written || slipped[k] != v.Paid {
			err = fmt.Errorf("dues %v: slips %s and %s, kept as %s and %s", k, slipped[k], written[k],
				v.Paid, v.Written)
		}
		return err == nil
	})
	for _, sums := range []map[pairOf]wire.Fen{waits, counted} {
		for _, k := range slices.SortedFunc(maps.Keys(sums), pairOf.compare) {
			if sums[k] != 0 {
				err = fmt.Errorf("payments of %s to %s differ by %s", k.Payer, k.Payee, sums[k])
			}
		}
	}
	return err
}

// paidIsOwed: nobody is recorded to have paid more than the statements owed, counting what waits
// for confirmation.
func paidIsOwed(r state.Reader) (err error) {
	at := pair{}
	for err == nil {
		next, ok := nextPair(r, nil, at)
		if !ok {
			return nil
		}
		open := Open(r, next.payer, next.payee)
		if left := open - waiting(r, next, ^uint64(0)); left < 0 {
			err = fmt.Errorf("%s owes %s %s, %s after what waits", next.payer, next.payee, open, left)
		}
		at = next
	}
	return err
}

// heldIsObjected: a line is held for an objection that nobody has decided, or that was accepted.
func heldIsObjected(r state.Reader) (err error) {
	holds.Each(r, func(k holdKey, h hold) bool {
		v, ok := objections.Get(r, h.Objection)
		waits := v.Status == Filed || v.Status == Escalated
		if !ok || waits != (k.Until == undecided) || !waits && v.Status != Accepted {
			err = fmt.Errorf("line %d of %s: objection %s is %s", k.Line, k.Period, h.Objection, v.Status)
		}
		return err == nil
	})
	return err
}

// reservesHold: no more was given out of a reserve than it held.
func reservesHold(r state.Reader) (err error) {
	releases.Each(r, func(_ wire.ID, v Release) bool {
		if left := Balance(r, v.Agreement, v.Name); left < 0 {
			err = fmt.Errorf("reserve %s of %s holds %s", v.Name, v.Agreement, left)
		}
		return err == nil
	})
	return err
}
