package settle

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Release (预留款释放) is money given out of a reserve. It is in the statement of holder and payee of
// the next run.
type Release struct {
	ID        wire.ID       `json:"id"`
	Agreement wire.ID       `json:"agreement"`
	Name      string        `json:"name" max:"32"`
	Holder    string        `json:"holder" max:"32"`
	Payee     string        `json:"payee" max:"32"`
	Amount    wire.Fen      `json:"amount"`
	Document  rule.Evidence `json:"document"`
	By        []tx.Account  `json:"by" max:"9"`
	At        wire.Time     `json:"at"`
}

// reserveName qualifies a name by its agreement: reserves of two agreements are two, whatever their
// names (rulings M2).
func reserveName(agreement wire.ID, name string) string { return agreement.String() + "/" + name }

// reserveNamed finds the declaration of a qualified name.
func reserveNamed(r state.Reader, qualified string) (authorization.Reserve, bool) {
	i := strings.LastIndexByte(qualified, '/')
	if i < 0 {
		return authorization.Reserve{}, false
	}
	id, err := wire.ParseID(qualified[:i])
	if err != nil {
		return authorization.Reserve{}, false
	}
	return declared(r, id, qualified[i+1:])
}

func declared(r state.Reader, agreement wire.ID, name string) (authorization.Reserve, bool) {
	list := []authorization.Reserve{}
	if a, ok := authorization.GetAgreement(r, agreement); ok {
		list = a.Reserves
	} else if d, ok := access.GetDevAgreement(r, agreement); ok {
		list = d.Reserves
	}
	i := slices.IndexFunc(list, func(v authorization.Reserve) bool { return v.Name == name })
	if i < 0 {
		return authorization.Reserve{}, false
	}
	return list[i], true
}

// holder is who holds the money of a reserve, "" where it is none of an agreement's.
func (x *reading) holder(qualified string) string {
	v, _ := reserveNamed(x.r, qualified)
	return v.Holder
}

// qualifyReserves names the reserves of a tier by their agreement.
func qualifyReserves(t *settlement.Tier, agreement string) {
	name := func(to string) string {
		if n, yes := strings.CutPrefix(to, settlement.ReservePrefix); yes {
			return settlement.ReservePrefix + agreement + "/" + n
		}
		return to
	}
	switch {
	case t.Fee != nil:
		t.Fee.To = name(t.Fee.To)
	case t.Share != nil:
		t.Share.To = name(t.Share.To)
	case t.Remainder != nil:
		for i, p := range t.Remainder.Parts {
			t.Remainder.Parts[i].To = name(p.To)
		}
	}
}

// afterReleases is what of the reserves that the run before left is there when this one begins.
func (x *reading) afterReleases(left []settlement.ReserveAmount) (out []settlement.ReserveAmount) {
	for _, v := range left {
		v.Amount -= int64(releasedBetween(x.r, v.Name, x.since, x.cut))
		if v.Amount != 0 {
			out = append(out, v)
		}
	}
	return out
}

// releasedBetween is what was given out of a reserve above one height and up to another.
func releasedBetween(r state.Reader, name string, above, upTo uint64) (sum wire.Fen) {
	released.EachFrom(r, []any{name}, releaseKey{Reserve: name, Height: above + 1},
		func(k releaseKey, v moved) bool {
			if k.Height <= upTo {
				sum += v.Amount
			}
			return k.Height <= upTo
		})
	return sum
}

// lastCarry is the newest row about a thing that a run before seq wrote.
func lastCarry(r state.Reader, kind, id string, seq uint32) (Carry, bool) {
	_, v, ok := carries.Before(r, []any{kind, id}, carryKey{Kind: kind, ID: id, Seq: seq})
	return v, ok
}

// Balance is what a reserve holds now: what the last run left less what was given out since.
func Balance(r state.Reader, agreement wire.ID, name string) wire.Fen {
	qualified := reserveName(agreement, name)
	v, _ := lastCarry(r, carryReserve, qualified, ^uint32(0))
	return v.Held - releasedBetween(r, qualified, landedBefore(r, ^uint32(0)), ^uint64(0))
}

// release puts what was given out of reserves since the run before into the statements of holders
// and payees.
func (x *reading) release(open map[pair]*account) {
	from := heightKey{Height: x.since + 1}
	releaseOrder.EachFrom(x.r, nil, from, func(k heightKey, _ recordOf) bool {
		if k.Height > x.cut {
			return false
		}
		v, _ := releases.Get(x.r, k.ID)
		a := x.account(open, pair{v.Holder, x.payee(v.Payee)})
		a.Released += v.Amount
		return true
	})
}
