package market

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Book is what counts under an authorized-operation agreement in one settlement period, with the
// development-use agreements below it. It is kept paper by paper, so that a year's report is held
// against it without reading a year's rows (GD §37).
type Book struct {
	Receipts uint32   `json:"receipts"` // parts of receipts and refunds
	Received wire.Fen `json:"received"` // net of tax and of refunds
	Costs    uint32   `json:"costs"`    // confirmed, without investments
	Cost     wire.Fen `json:"cost"`     // net of corrections
	Tariffs  uint32   `json:"tariffs"`  // that begin in the period
}

type bookKey struct {
	Agreement wire.ID
	Period    string
}

var books = state.NewMap[bookKey, Book](9, 50, "market/books",
	"receipts, costs and tariffs by authorized-operation agreement and settlement period")

// BookOf returns what counts under an agreement in a period; nothing did where it has no book.
func BookOf(r state.Reader, agreement wire.ID, period string) Book {
	v, _ := books.Get(r, bookKey{agreement, period})
	return v
}

// enters changes the book of an agreement. A third party's product has none.
func enters(s state.Store, agreement wire.ID, period string, change func(*Book)) {
	if agreement.IsZero() || period == "" {
		return
	}
	k := bookKey{agreement, period}
	v, _ := books.Get(s, k)
	change(&v)
	books.Set(s, k, v)
}

// receive enters a confirmed part of a receipt.
func receive(s state.Store, sold product.Product, p Part) {
	enters(s, product.Authorization(s, sold).ID, p.Period, func(b *Book) {
		b.Receipts, b.Received = b.Receipts+1, b.Received+p.Amount
	})
}

// counts reports whether the cost is in the book of its period, less what corrections took off it.
// Corrections themselves are in none: where the cost is taken out, they go with it.
func (v Cost) counts() bool {
	return v.Status == Confirmed && v.Period != "" && v.Part == 0 && v.Ref.IsZero()
}

// put keeps the cost, and the book of its period as it says.
func (v Cost) put(s state.Store) {
	old, _ := costs.Get(s, v.ID)
	costs.Set(s, v.ID, v)
	if old.counts() == v.counts() && old.Period == v.Period && old.Corrected == v.Corrected {
		return // an amount that was confirmed never changes
	}
	k, _ := trace.ContractNamed(s, v.Agreement)
	if old.counts() {
		enters(s, k.Parent, old.Period, func(b *Book) { b.spend(old, -1) })
	}
	if v.counts() {
		enters(s, k.Parent, v.Period, func(b *Book) { b.spend(v, 1) })
	}
}

func (b *Book) spend(v Cost, sign int64) {
	b.Cost += wire.Fen(sign) * (v.Amount - v.Corrected)
	b.Costs = uint32(int64(b.Costs) + sign)
}

// booksAddUp: a book holds what the receipts and costs of its period say.
var booksAddUp = rule.Invariant{Name: "market.books_add_up", Check: func(r state.Reader) error {
	sums := map[bookKey]Book{}
	add := func(agreement wire.ID, period string, change func(*Book)) {
		if agreement.IsZero() {
			return
		}
		v := sums[bookKey{agreement, period}]
		change(&v)
		sums[bookKey{agreement, period}] = v
	}
	sales.Each(r, func(k saleKey, v Sale) bool {
		p, _ := product.Get(r, v.Product, v.Version)
		add(product.Authorization(r, p).ID, k.Period, func(b *Book) {
			b.Receipts, b.Received = b.Receipts+1, b.Received+v.Part.Amount
		})
		return true
	})
	costs.Each(r, func(_ wire.ID, v Cost) bool {
		if k, _ := trace.ContractNamed(r, v.Agreement); v.counts() {
			add(k.Parent, v.Period, func(b *Book) { b.spend(v, 1) })
		}
		return true
	})
	return booksEqual(r, sums)
}}

func booksEqual(r state.Reader, sums map[bookKey]Book) (err error) {
	books.Each(r, func(k bookKey, v Book) bool {
		v.Tariffs = 0 // whose agreement the product's newest version had when each was published
		if v != sums[k] {
			err = fmt.Errorf("book of %s in %s: %+v, its rows say %+v", k.Agreement, k.Period, v, sums[k])
		}
		delete(sums, k)
		return err == nil
	})
	if err == nil && len(sums) > 0 {
		err = fmt.Errorf("%d agreements and periods with money have no book", len(sums))
	}
	return err
}
