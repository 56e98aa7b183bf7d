package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The two sides of a use: who provides the product, who consumes it (rulings M11).
const (
	SideProvider = "provider"
	SideConsumer = "consumer"
)

// tallyKey is what both sides' counts are matched by. A window lies within one day, so the day
// stands for it; the agreement follows from the product version.
type tallyKey struct {
	Product  wire.ID
	Version  uint32
	Day      wire.Date
	Purpose  string
	Customer [32]byte
}

// Tally is what both sides counted of a product version on one day for one purpose and customer.
type Tally struct {
	Product  wire.ID   `json:"product"`
	Version  uint32    `json:"version"`
	Day      wire.Date `json:"day"`
	Purpose  string    `json:"purpose" max:"32"`
	Customer wire.Hash `json:"customer"`

	Agreement wire.ID `json:"agreement"`
	Use       string  `json:"use" max:"10"`
	Period    string  `json:"period" max:"16"`
	Provider  uint64  `json:"provider"`
	Consumer  uint64  `json:"consumer"`
	// the platform that recorded uses for the provider's side, if one did
	Platform string  `json:"platform" max:"32"`
	Reporter string  `json:"reporter" max:"32"` // of the consumer's side, "" until it reports
	Report   wire.ID `json:"report"`            // its report in force
	Rule     string  `json:"rule" max:"10"`     // which count settles while they differ
	Stands   string  `json:"stands" max:"10"`   // the side whose count was found right
	Mismatch uint64  `json:"mismatch"`          // number of the difference that is open, 0 for none
	// What settles, by set of inputs; kept only where the agreement says which count settles.
	Shares []Share `json:"shares" max:"64"`
}

// Share is what both sides counted of uses that needed the same inputs, and what settles of it.
type Share struct {
	Members  []uint16 `json:"members" max:"64"`
	Provider uint64   `json:"provider"`
	Consumer uint64   `json:"consumer"`
	Settled  uint64   `json:"settled"`
}

var (
	tallies = state.NewMap[tallyKey, Tally](8, 10, "trace/tallies",
		"what both sides counted of a product version by day, purpose and customer")
	unmatched = state.NewIndex[tallyKey](8, 22, "trace/unmatched",
		"tallies of both sides that changed and wait for matching")
)

func (t Tally) key() tallyKey {
	return tallyKey{t.Product, t.Version, t.Day, t.Purpose, t.Customer}
}

// tallyOf is the tally of a key, begun where there is none.
func tallyOf(r state.Reader, k tallyKey, contract Contract, use, period string) Tally {
	if t, ok := tallies.Get(r, k); ok {
		return t
	}
	return Tally{Product: k.Product, Version: k.Version, Day: k.Day, Purpose: k.Purpose,
		Customer: k.Customer, Agreement: contract.ID, Use: use, Period: period,
		Rule: countRuleOn(r, contract.ID, k.Day)}
}

// share is the tally's entry of a set of inputs, nil where there is none and no room for one.
func (t *Tally) share(members []uint16) *Share {
	for i := range t.Shares {
		if slices.Equal(t.Shares[i].Members, members) {
			return &t.Shares[i]
		}
	}
	if len(t.Shares) == maxCounters {
		return nil
	}
	t.Shares = append(t.Shares, Share{Members: members})
	return &t.Shares[len(t.Shares)-1]
}

// put keeps the tally; where both sides have counted, the end of the block matches them.
func (t Tally) put(c *rule.Ctx) {
	tallies.Set(c.Store, t.key(), t)
	if t.Reporter != "" {
		unmatched.Add(c.Store, t.key())
	}
}

// settles is the side whose count settles now.
func (t Tally) settles() string {
	lower := SideProvider
	if t.Consumer < t.Provider {
		lower = SideConsumer
	}
	switch {
	case t.Reporter == "":
		return SideProvider
	case t.Stands != "":
		return t.Stands
	case t.Rule == RuleConsumer:
		return SideConsumer
	case t.Rule == RuleLower:
		return lower
	case t.Rule == RuleHigher && t.Provider < t.Consumer:
		return SideConsumer
	}
	return SideProvider
}
