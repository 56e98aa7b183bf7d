package market

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
)

// laws are the regimes under which a product version is sold: those of its whole lineage. The
// strictest holds, and a refusal cites the regime it comes from (law/matrix A35).
type laws []regime.Profile

func lawsOf(r state.Reader, p product.Product, k trace.Contract) laws {
	if all := p.Profiles(r); len(all) > 0 {
		return all
	}
	return laws{regime.At(r, k.Regime)}
}

// first is the first regime of which a statement holds.
func (l laws) first(holds func(regime.Profile) bool) (regime.Profile, bool) {
	for _, p := range l {
		if holds(p) {
			return p, true
		}
	}
	return regime.Profile{}, false
}

// guided is the regime that puts products of a stage under the government-guided price.
func (l laws) guided(stage string) (regime.Profile, bool) {
	return l.first(func(p regime.Profile) bool {
		if stage == product.Redeveloped {
			return p.Text("price.redeveloped") == "guided"
		}
		return p.Text("price.primary") == "guided"
	})
}

// free is the regime under which a use costs nothing.
func (l laws) free(stage, use string) (regime.Profile, bool) {
	return l.first(func(p regime.Profile) bool {
		return use == trace.Welfare && p.Text("price.public_purpose") != "priced" &&
			(stage != product.Redeveloped || p.Text("price.public_purpose_scope") == "all")
	})
}

// conditional is the regime under which free use takes conditions (GD §29¶2, HE §6).
func (l laws) conditional(stage, use string) (regime.Profile, bool) {
	return l.first(func(p regime.Profile) bool {
		_, yes := laws{p}.free(stage, use)
		return yes && p.Text("price.public_purpose") == "conditional"
	})
}

// exchangeOnly is the regime under which products of a stage are sold on the exchange only.
func (l laws) exchangeOnly(stage string) (regime.Profile, bool) {
	return l.first(func(p regime.Profile) bool {
		return p.Text("trade."+stage+".venue") == OnExchange
	})
}

// published is the regime that wants tariffs published before anything is sold (GD §35).
func (l laws) published() (regime.Profile, bool) {
	return l.first(func(p regime.Profile) bool { return p.Bool("price.publish_tariff") })
}
