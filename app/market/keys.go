package market

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type priceKey struct {
	Product wire.ID
	Unit    string
	From    wire.Date
}

type nodeKey struct {
	Product wire.ID
	Version uint32
}

type refKey struct {
	Exchange string
	Ref      string
}

type digestKey struct {
	Alg uint8
	Sum [32]byte
}

func keyOf(d crypto.Digest) digestKey { return digestKey{uint8(d.Alg), d.Sum} }

type saleKey struct {
	Period  string
	Product wire.ID
	Version uint32
	Receipt wire.ID
}

type costKey struct {
	Period string
	ID     wire.ID
}

type correctionKey struct {
	Cost wire.ID
	ID   wire.ID
}

type recordOf struct {
	ID wire.ID `json:"id"`
}

// collector is fixed by the first chargeable trade of a product version.
type collector struct {
	Party string    `json:"party" max:"32"`
	Since wire.Time `json:"since"`
}

var (
	caps = state.NewMap[priceKey, Cap](9, 1, "market/caps",
		"guided price ceilings by product, unit and first day")
	tariffs = state.NewMap[priceKey, Tariff](9, 2, "market/tariffs",
		"tariffs by product, unit and first day")
	trades = state.NewMap[wire.ID, Trade](9, 3, "market/trades",
		"confirmed trades by id")
	exchangeRefs = state.NewMap[refKey, recordOf](9, 4, "market/exchange_refs",
		"the trade that used a reference of an exchange")
	collectors = state.NewMap[nodeKey, collector](9, 5, "market/collectors",
		"who collects the money of a product version, fixed by its first chargeable trade")
	receipts = state.NewMap[wire.ID, Receipt](9, 6, "market/receipts",
		"receipts and refunds by id")
	invoices = state.NewMap[digestKey, recordOf](9, 7, "market/invoices",
		"the receipt that used an invoice")
	sales = state.NewMap[saleKey, Sale](9, 8, "market/sales",
		"confirmed money by settlement period, product version and receipt")
	costs = state.NewMap[wire.ID, Cost](9, 9, "market/costs",
		"costs by id")
	vouchers = state.NewMap[digestKey, recordOf](9, 10, "market/vouchers",
		"the cost that used a voucher")
	conditions = state.NewMap[conditionKey, Conditions](9, 12, "market/conditions",
		"conditions of free public use by product and first day")
	uses = state.NewMap[usedKey, used](9, 30, "market/uses",
		"units of a trade that brackets of a tariff count together, by settlement period")
	flagged = state.NewMap[flagKey, Flag](9, 31, "market/flags",
		"what deserves a look about trades and receipts, in order of time")
	bought = state.NewMap[boughtKey, recordOf](9, 32, "market/bought",
		"the first trade of a customer in a product by unit")
	objections = state.NewMap[wire.ID, Objection](9, 33, "market/objections",
		"objections to costs by id")
	investments = state.NewMap[wire.ID, Investment](9, 34, "market/investments",
		"investments by id")
	dues = state.NewIndex[dueKey](9, 35, "market/dues",
		"parts of confirmed investments by the settlement period they are due in")
	lates = state.NewIndex[Late](9, 20, "market/late",
		"rows that entered a closed settlement period, by height")
	corrections = state.NewIndex[correctionKey](9, 21, "market/corrections",
		"confirmed corrections of a cost")
	periodCosts = state.NewIndex[costKey](9, 11, "market/period_costs",
		"costs confirmed into a settlement period")
)

var collections = []state.Collection{caps.Descriptor(), tariffs.Descriptor(), trades.Descriptor(),
	exchangeRefs.Descriptor(), collectors.Descriptor(), receipts.Descriptor(), invoices.Descriptor(),
	sales.Descriptor(), costs.Descriptor(), vouchers.Descriptor(), periodCosts.Descriptor(),
	conditions.Descriptor(), uses.Descriptor(), flagged.Descriptor(), bought.Descriptor(),
	objections.Descriptor(), investments.Descriptor(), dues.Descriptor(),
	revenueCaps.Descriptor(), revenues.Descriptor(), lates.Descriptor(), corrections.Descriptor(),
	books.Descriptor(), freely.Descriptor()}

// invariants: the parts of a confirmed receipt are its sales and add up to it; free use costs
// nothing.
var invariants = []rule.Invariant{
	{Name: "market.free_by_time", Check: freeByTime},
	{Name: "market.parts_add_up", Check: func(r state.Reader) (err error) {
		receipts.Each(r, func(_ wire.ID, v Receipt) bool {
			var amount, tax wire.Fen
			for _, p := range v.Parts {
				s, ok := sales.Get(r, saleKey{p.Period, v.Product, v.Version, v.ID})
				if ok != (v.Status == Confirmed) || ok && s.Part != p {
					err = fmt.Errorf("receipt %s, period %s: sale and part differ", v.ID, p.Period)
				}
				amount, tax = amount+p.Amount, tax+p.Tax
			}
			if amount != v.Amount || tax != v.Tax {
				err = fmt.Errorf("receipt %s: parts add up to %s and %s", v.ID, amount, tax)
			}
			return err == nil
		})
		return err
	}},
	{Name: "market.free_is_free", Check: func(r state.Reader) (err error) {
		receipts.Each(r, func(_ wire.ID, v Receipt) bool {
			if t, _ := trades.Get(r, v.Trade); t.Free && (v.Amount != 0 || v.Tax != 0) {
				err = fmt.Errorf("receipt %s charges free use", v.ID)
			}
			return err == nil
		})
		return err
	}},
}
