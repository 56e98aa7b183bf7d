package settle

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// enter puts a confirmed cost into the part of its day. A platform's cost that was charged to the
// operators by measured use enters as one cost of each agreement, and the rest not at all (YN §7).
func (x *reading) enter(v market.Cost) {
	cost := settlement.Cost{ID: v.ID.String(), Class: v.Class, Investor: v.Investor,
		Amount: int64(v.Amount)}
	switch {
	case len(v.Shares) > 0:
		for i, s := range v.Shares {
			share := cost
			share.ID = cost.ID + "/" + strconv.Itoa(i+1)
			share.Class, share.Amount = v.Class+"/"+s.Agreement.String(), int64(s.Amount)
			x.put(share, v.Date)
		}
		return
	case v.Product.IsZero():
		cost.Class = x.qualified(v)
	default:
		cost.Product = product.Node(v.Product, v.Version)
		x.addNode(cost.Product)
	}
	x.put(cost, v.Date)
}

func (x *reading) put(c settlement.Cost, day wire.Date) {
	x.addCost(c.Product, c.Class, c.Investor)
	at := &x.parts[x.partOf(day)]
	at.costs = append(at.costs, c)
}

// readDues enters the parts of investments that are due in the period: those of a day on which
// their agreement was in force (rulings M10).
func (x *reading) readDues() {
	market.EachDue(x.r, x.in.Period, func(v market.Investment, part int) bool {
		due := v.Schedule[part-1]
		k, _ := trace.ContractNamed(x.r, v.Agreement)
		if _, _, runs := k.RunsOn(due.Day, due.Day); !runs {
			return true
		}
		cost := settlement.Cost{ID: v.ID.String() + "/" + strconv.Itoa(part), Class: v.Class,
			Investor: v.Investor, Amount: int64(x.corrected(v.Due(part)).Amount)}
		if v.Product.IsZero() {
			cost.Class = v.Class + "/" + v.Agreement.String()
		} else {
			cost.Product = product.Node(v.Product, v.Version)
			x.addNode(cost.Product)
		}
		x.put(cost, due.Day)
		return true
	})
}

// paysPlatform reports whether a contract bears the common cost of a platform: one of its own
// place, and under a platform fee not the platform's own agreement (YN §7: other operators).
func (x *reading) paysPlatform(k trace.Contract, platform string) bool {
	if !party.HasRole(x.r, platform, rolePlatform, k.Jurisdiction, x.at) {
		return false
	}
	return !regime.At(x.r, k.Regime).Bool("fee.platform") ||
		!party.SameGroup(x.r, k.Operator, platform)
}
