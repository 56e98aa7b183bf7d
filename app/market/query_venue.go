package market

import (
	"cmp"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// VenueShare is the confirmed money of a period by place, stage and channel, with what the regime
// wants of the stage: the exchange alone, or a venue it encourages (GZ §21, GD §28, YN §24, HE §26,
// HB 四(五)2 四(六)3).
type VenueShare struct {
	Jurisdiction string   `json:"jurisdiction"`
	Stage        string   `json:"stage"`
	Required     string   `json:"required"`   // exchange or free
	Encouraged   string   `json:"encouraged"` // "": not stated
	Channel      string   `json:"channel"`
	Receipts     uint64   `json:"receipts"` // parts of receipts that fall into the period
	Amount       wire.Fen `json:"amount"`
}

// Venues is the answer of the query "venues".
type Venues struct {
	Period string       `json:"period"`
	Rows   []VenueShare `json:"rows"`
}

func askVenues(q rule.Ask) (any, error) {
	out := Venues{Period: q.Args["period"], Rows: []VenueShare{}}
	EachSale(q.Store, out.Period, func(s Sale) bool {
		p, _ := product.Get(q.Store, s.Product, s.Version)
		at := func(v VenueShare) bool {
			return v.Jurisdiction == p.Jurisdiction && v.Stage == p.Stage && v.Channel == s.Channel
		}
		i := slices.IndexFunc(out.Rows, at)
		if i < 0 {
			profile := regime.At(q.Store, p.Regime)
			i = len(out.Rows)
			out.Rows = append(out.Rows, VenueShare{Jurisdiction: p.Jurisdiction, Stage: p.Stage,
				Required:   profile.Text("trade." + p.Stage + ".venue"),
				Encouraged: profile.Text("trade." + p.Stage + ".encouraged"), Channel: s.Channel})
		}
		out.Rows[i].Receipts++
		out.Rows[i].Amount += s.Part.Amount
		return true
	})
	slices.SortFunc(out.Rows, func(a, b VenueShare) int {
		return cmp.Or(cmp.Compare(a.Jurisdiction, b.Jurisdiction), cmp.Compare(a.Stage, b.Stage),
			cmp.Compare(a.Channel, b.Channel))
	})
	return out, nil
}
