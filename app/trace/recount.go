package trace

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Recount is a row of a closed period: of the uses of one day another count settles than when the
// period was closed, as the agreement says. It restates the period (rulings M3 M11), whose sums
// stay as they were frozen.
type Recount struct {
	Number  uint64    `json:"number"`
	Product wire.ID   `json:"product"`
	Version uint32    `json:"version"`
	Use     string    `json:"use" max:"10"`
	Day     wire.Date `json:"day"`
	Period  string    `json:"period" max:"16"`
	Report  wire.ID   `json:"report"` // of the consumer's side
	Moves   []Move    `json:"moves" max:"64"`
	At      wire.Time `json:"at"`
}

// Move is what settled of one set of inputs, and what settles now.
type Move struct {
	Members []uint16 `json:"members" max:"64"`
	Was     uint64   `json:"was"`
	Is      uint64   `json:"is"`
}

type recountKey struct {
	Period string
	Height uint64
	Number uint64
}

type recountAtKey struct {
	Height uint64
	Period string
	Number uint64
}

var (
	recountCount = state.NewItem[counted](8, 17, "trace/recount_count",
		"how many recounts of closed periods there were")
	recounts = state.NewMap[recountKey, Recount](8, 18, "trace/recounts",
		"what settles otherwise of days of a closed period, by period and height")
	recountsAt = state.NewIndex[recountAtKey](8, 26, "trace/recounts_at",
		"what settles otherwise of days of closed periods, by height")
)

// moves are the shares that do not settle as they should, and what all shares settle before and
// after.
func (t Tally) moves() (out []Move, before, after uint64) {
	consumer := t.settles() == SideConsumer
	for _, s := range t.Shares {
		is := s.Provider
		if consumer {
			is = s.Consumer
		}
		if before, after = before+s.Settled, after+is; is != s.Settled {
			out = append(out, Move{s.Members, s.Settled, is})
		}
	}
	return out, before, after
}

// recount enters the moves as a row of the closed period; it is three writes.
func (t Tally) recount(c *rule.Ctx, moves []Move) {
	n, _ := recountCount.Get(c.Store)
	n.N++
	recountCount.Set(c.Store, n)
	recounts.Set(c.Store, recountKey{t.Period, c.Height, n.N}, Recount{n.N, t.Product, t.Version,
		t.Use, t.Day, t.Period, t.Report, moves, c.Time})
	recountsAt.Add(c.Store, recountAtKey{c.Height, t.Period, n.N})
	e := Recounted{Number: n.N, Product: product.Node(t.Product, t.Version), Day: t.Day,
		Period: t.Period}
	for _, m := range moves {
		e.Was, e.Is = e.Was+m.Was, e.Is+m.Is
	}
	c.Emit(e)
}

// EachRecount visits the recounts of a period that entered after it was closed and up to a height,
// until fn returns false.
func EachRecount(r state.Reader, period string, upTo uint64, fn func(Recount) bool) {
	recounts.EachPrefix(r, []any{period}, func(k recountKey, v Recount) bool {
		return k.Height <= upTo && fn(v)
	})
}

// EachRecountBetween visits the recounts of all periods that entered after a height and up to
// another, by height and period, until fn returns false.
func EachRecountBetween(r state.Reader, after, upTo uint64, fn func(height uint64,
	v Recount) bool) {
	const step = 1000
	from := recountAtKey{Height: after + 1}
	for {
		page, more := recountsAt.After(r, nil, &from, step)
		for _, k := range page {
			v, _ := recounts.Get(r, recountKey{k.Period, k.Height, k.Number})
			if k.Height > upTo || !fn(k.Height, v) {
				return
			}
			from = k
		}
		if !more {
			return
		}
	}
}
