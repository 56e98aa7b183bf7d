package settle

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ReservesShown is the reserves of an agreement.
type ReservesShown struct {
	Agreement wire.ID        `json:"agreement"`
	Reserves  []ReserveShown `json:"reserves"`
}

// ReserveShown is a reserve with what it holds, since when it has not been empty, and what was
// given out of it.
type ReserveShown struct {
	Name      string    `json:"name"`
	Holder    string    `json:"holder"`
	Purpose   string    `json:"purpose"`
	Condition string    `json:"release"`
	Balance   wire.Fen  `json:"balance"`
	Since     wire.Time `json:"since"`
	Days      uint32    `json:"days"`
	Releases  []Release `json:"releases"`
}

func askReserves(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["agreement"])
	if err != nil {
		return nil, rule.Malformed("agreement", "须为 主体/编号", "must be party/name")
	}
	out := ReservesShown{Agreement: id, Reserves: []ReserveShown{}}
	a, ok := authorization.GetAgreement(q.Store, id)
	list := a.Reserves
	if !ok {
		d, found := access.GetDevAgreement(q.Store, id)
		if !found {
			return nil, rule.ErrNotFound
		}
		list = d.Reserves
	}
	for _, v := range list {
		out.Reserves = append(out.Reserves, reserveShown(q, id, v))
	}
	return out, nil
}

func reserveShown(q rule.Ask, agreement wire.ID, v authorization.Reserve) ReserveShown {
	name := reserveName(agreement, v.Name)
	out := ReserveShown{Name: v.Name, Holder: v.Holder, Purpose: v.Purpose, Condition: v.Release,
		Balance: Balance(q.Store, agreement, v.Name), Releases: []Release{}}
	for seq := ^uint32(0); out.Balance > 0; {
		k, row, ok := carries.Before(q.Store, []any{carryReserve, name},
			carryKey{Kind: carryReserve, ID: name, Seq: seq})
		if !ok || row.Held == 0 {
			break
		}
		at, _ := order.Get(q.Store, k.Seq)
		run, _ := runs.Get(q.Store, at.Period)
		out.Since, seq = run.LandedAt, k.Seq
	}
	out.Days = daysSince(out.Since, q.Time)
	released.EachPrefix(q.Store, []any{name}, func(k releaseKey, _ moved) bool {
		of, _ := releases.Get(q.Store, k.ID)
		out.Releases = append(out.Releases, of)
		return len(out.Releases) < maxPage
	})
	return out
}
