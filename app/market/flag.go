package market

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What is flagged: it stands, and somebody should look (law/matrix §4.3).
const (
	FlagLinkedBuyer = "linked_buyer" // seller or operator and the buyer are linked
	FlagSplitPrice  = "split_price"  // one customer pays by two units under ceilings of one unit each
	FlagSplitTrade  = "split_trade"  // one customer's uses in two trades under rising brackets
	FlagBelowTariff = "below_tariff" // less than the tariff, without a document
)

const maxFlags = 3

// Flag is what deserves a look about a trade or a receipt.
type Flag struct {
	Flag     string    `json:"flag" max:"16"`
	Kind     string    `json:"kind" max:"8"` // trade or receipt
	Object   wire.ID   `json:"object"`
	Product  wire.ID   `json:"product"`
	Customer wire.Hash `json:"customer"`
	Path     []string  `json:"path" max:"16"` // from the seller to the buyer, where they are linked
	Other    wire.ID   `json:"other"`         // the trade beside it
	At       wire.Time `json:"at"`
}

type flagKey struct {
	At     wire.Time
	Object wire.ID
	Flag   string
}

type boughtKey struct {
	Product  wire.ID
	Customer wire.Hash
	Unit     string
}

func put(c *rule.Ctx, flags []Flag) (names []string) {
	for _, f := range flags {
		f.At = c.Time
		if len(f.Path) > 16 {
			f.Path = f.Path[:16]
		}
		flagged.Set(c.Store, flagKey{f.At, f.Object, f.Flag}, f)
		names = append(names, f.Flag)
	}
	return names
}

// flag marks a trade; of a chargeable one it remembers that its customer bought by its unit.
func (t Trade) flag(c *rule.Ctx) []string {
	if t.Free {
		return put(c, t.resold(c.Store))
	}
	flags := append(t.linked(c.Store, "trade", t.ID, c.Time, c.Time), t.splits(c)...)
	if k := (boughtKey{t.Product, t.Customer, t.Unit}); !bought.Has(c.Store, k) {
		bought.Set(c.Store, k, recordOf{t.ID})
	}
	return put(c, flags)
}

// flag marks a receipt.
func (v Receipt) flag(c *rule.Ctx, t Trade) []string {
	if t.Free || v.Amount <= 0 {
		return nil
	}
	flags := t.linked(c.Store, "receipt", v.ID, v.FirstDay.Start(), v.LastDay.End())
	if v.Below {
		flags = append(flags, Flag{Flag: FlagBelowTariff, Kind: "receipt", Object: v.ID,
			Product: v.Product, Customer: t.Customer})
	}
	return put(c, flags)
}

// linked finds a buyer that is one with the seller, or with the operator of the agreement, at some
// instant of a window: by a control group or a declared link, also of the customer's pseudonym
// (rulings L5). Who buys to make a product is known by name.
func (t Trade) linked(r state.Reader, kind string, of wire.ID, from, to wire.Time) []Flag {
	buyers := []string{t.Customer.String()}
	if !t.ForProduct.IsZero() && t.ForProduct.Party != t.Seller {
		buyers = append(buyers, t.ForProduct.Party)
	}
	p, _ := product.Get(r, t.Product, t.Version)
	k, _ := trace.ContractOf(r, p)
	for _, seller := range slices.Compact([]string{t.Seller, k.Operator}) {
		for _, buyer := range buyers {
			if seller == "" || seller == buyer {
				continue
			}
			if path, ok := party.Linked(r, seller, buyer, party.Relations, from, to); ok {
				return []Flag{{Flag: FlagLinkedBuyer, Kind: kind, Object: of, Product: t.Product,
					Customer: t.Customer, Path: path}}
			}
		}
	}
	return nil
}

// resold finds a confirmed violation of the customer that takes the product free again.
func (t Trade) resold(r state.Reader) []Flag {
	v, yes := resellers.Get(r, resellerKey{t.Product, t.Customer})
	if !yes {
		return nil
	}
	return []Flag{{Flag: FlagResold, Kind: "trade", Object: t.ID, Product: t.Product,
		Customer: t.Customer, Other: v.ID}}
}

// splits finds what the customer bought of the product before: under ceilings of another unit, or
// under the same unit where brackets rise, and each part stays low.
func (t Trade) splits(c *rule.Ctx) (flags []Flag) {
	tariff, _ := TariffOn(c.Store, t.Product, t.Unit, c.Time.Date())
	f := Flag{Kind: "trade", Object: t.ID, Product: t.Product, Customer: t.Customer}
	bought.EachPrefix(c.Store, []any{t.Product, t.Customer}, func(k boughtKey, v recordOf) bool {
		f.Other = v.ID
		_, capped := CapOn(c.Store, t.Product, k.Unit, c.Time.Date())
		switch {
		case k.Unit == t.Unit && tariff.rises():
			f.Flag = FlagSplitTrade
		case k.Unit != t.Unit && capped:
			f.Flag = FlagSplitPrice
		default:
			return true
		}
		if !slices.ContainsFunc(flags, func(o Flag) bool { return o.Flag == f.Flag }) {
			flags = append(flags, f)
		}
		return true
	})
	return flags
}
