package market

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (v Receipt) badRefund(zh, en string) error {
	return ErrRefund.At("ref", "amount", v.Amount, "ref", v.Ref, "zh", zh, "en", en)
}

// checkRefund holds a refund to the receipt it returns money of.
func (v Receipt) checkRefund(r state.Reader) error {
	old, ok := receipts.Get(r, v.Ref)
	switch {
	case !ok || old.Trade != v.Trade:
		return v.badRefund("本交易没有该收款", "the trade has no such receipt")
	case old.Status != Confirmed || old.Amount < 0:
		return v.badRefund("原收款未经确认", "the original is not a confirmed receipt")
	case v.FirstDay < old.FirstDay || v.LastDay > old.LastDay:
		return v.badRefund("期间超出原收款", "the window leaves that of the original")
	case old.Refunded-v.Amount > old.Amount:
		return v.badRefund("累计退款超过原收款", "more is returned than was received")
	case old.RefundedTax-v.Tax > old.Tax:
		return v.badRefund("累计退税额超过原税额", "more tax is returned than was received")
	}
	for _, p := range v.Parts {
		if -p.Amount > old.left(p.Period) {
			return v.tooMuchOf(p.Period)
		}
	}
	return nil
}

func (v Receipt) tooMuchOf(periods string) error {
	return v.badRefund("超过原收款计入 "+periods+" 的余额",
		"it exceeds what is left of the original in "+periods)
}

// remains are the weights by which a refund is split over the periods of its window: what is left
// of the original in each, so that no period returns more than it received.
func (v Receipt) remains(r state.Reader, parts []Part) ([]settlement.Weight, error) {
	old, _ := receipts.Get(r, v.Ref)
	var sum wire.Fen
	var weights []settlement.Weight
	for _, p := range parts {
		left := old.left(p.Period)
		sum += left
		weights = append(weights, settlement.Weight{ID: p.Period, W: uint64(left)})
	}
	if -v.Amount > sum {
		return nil, v.tooMuchOf(parts[0].Period + "–" + parts[len(parts)-1].Period)
	}
	return weights, nil
}

// left is what of a receipt was received for a period and not returned yet.
func (v Receipt) left(period string) wire.Fen {
	for i, p := range v.Parts {
		if p.Period != period {
			continue
		}
		if i < len(v.Returned) {
			return p.Amount - v.Returned[i]
		}
		return p.Amount
	}
	return 0
}

// less is the receipt once a confirmed refund has returned part of it.
func (v Receipt) less(refund Receipt) Receipt {
	v.Refunded -= refund.Amount
	v.RefundedTax -= refund.Tax
	back := make([]wire.Fen, len(v.Parts))
	copy(back, v.Returned)
	for i, p := range v.Parts {
		at := slices.IndexFunc(refund.Parts, func(q Part) bool { return q.Period == p.Period })
		if at >= 0 {
			back[i] -= refund.Parts[at].Amount
		}
	}
	v.Returned = back
	return v
}
