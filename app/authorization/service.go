package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Entrustment is a third-party professional service given to a provider: whoever entrusts
// pays, and the provider gains no right in data (HE §14).
type Entrustment struct {
	ID       wire.ID       `json:"id"` // its party entrusts and pays
	Plan     wire.ID       `json:"plan"`
	Regime   regime.Ref    `json:"regime"`
	Kind     string        `json:"kind" max:"64"`
	Provider string        `json:"provider" max:"120"` // a party's id, or a name
	Method   string        `json:"method" max:"64"`
	Venue    string        `json:"venue" max:"40"`
	Result   rule.Evidence `json:"result"` // of the choice
	At       wire.Time     `json:"at"`
}
