package settlement

import (
	"encoding/json"
	"errors"
)

// Agreement is the distribution clause of an agreement: tiers run in order on the income of each of
// its products. Contribution is required as soon as money can reach the inputs.
type Agreement struct {
	Layer        string        `json:"layer,omitempty"`
	Tiers        []Tier        `json:"tiers"`
	Contribution *Contribution `json:"contribution,omitempty"`
	Rules        *Rules        `json:"rules,omitempty"`
}

// Tier is exactly one of its kinds.
type Tier struct {
	Fee       *Rated     `json:"fee,omitempty"`
	Base      *Rated     `json:"base,omitempty"`
	Recover   *Recover   `json:"recover,omitempty"`
	Return    *Return    `json:"return,omitempty"`
	Share     *Rated     `json:"share,omitempty"`
	Remainder *Remainder `json:"remainder,omitempty"`
	strange   bool
}

// Rated is a fee, a share or the public base share: a rate of some base, at most Cap fen.
// Base has no payee and no cap.
type Rated struct {
	Name    string `json:"name,omitempty"`
	To      string `json:"to,omitempty"`
	Rate    Rate   `json:"rate"`
	Of      string `json:"of,omitempty"`
	Channel string `json:"channel,omitempty"`
	Cap     *int64 `json:"cap,omitempty"`
}

// The bases of rated tiers and the payees that are no party ids.
const (
	OfOwnSales     = "own_sales"
	OfChannelSales = "channel_sales"
	OfInflow       = "inflow"
	OfLeft         = "left"
	OfValueAdded   = "value_added"

	ToOwner       = "owner"
	ToInputs      = "inputs"
	ReservePrefix = "reserve:"
)

// Recover pays open costs of some classes, at most Limit of the income.
type Recover struct {
	Name  string   `json:"name,omitempty"`
	Costs []string `json:"costs"`
	Limit *Rate    `json:"limit,omitempty"`
}

// Return pays reasonable profit on what has been recovered of some classes.
type Return struct {
	Name string   `json:"name,omitempty"`
	Rate Rate     `json:"rate"`
	On   []string `json:"on"`
}

// Remainder divides what is left by weights; it is the last tier.
type Remainder struct {
	Name  string `json:"name,omitempty"`
	Parts []Part `json:"parts"`
}

// Part is one payee of a remainder.
type Part struct {
	To     string `json:"to"`
	Weight int64  `json:"weight"`
}

// Contribution says how the inputs' money is divided.
type Contribution struct {
	Basis    string      `json:"basis,omitempty"`
	Count    []string    `json:"count"`
	Factor   []FactorRow `json:"factor,omitempty"`
	Fallback string      `json:"fallback"`
}

// The bases and fallbacks of contribution.
const (
	ByInstitution = "by_institution"
	ByWeight      = "by_weight"
	ByVolume      = "by_volume"

	FallbackLineage = "lineage"
	FallbackOwner   = "owner"
)

// FactorRow weighs an institution whose score is at least Min by Bps ten-thousandths.
type FactorRow struct {
	Min int64 `json:"min"`
	Bps int64 `json:"bps"`
}

// Rules are the switches a regime sets (ruling M1); absent is on, and welfare is free on all layers.
type Rules struct {
	RedevBan    *bool  `json:"redev_ban,omitempty"`
	WelfareFree string `json:"welfare_free,omitempty"`
}

// The reaches of the rule that public-welfare use is free.
const (
	WelfareFreeAll     = "all"
	WelfareFreePrimary = "primary"
)

func (a Agreement) redevelopmentBanned() bool {
	return a.Rules == nil || a.Rules.RedevBan == nil || *a.Rules.RedevBan
}

func (a Agreement) welfareFree(layer string) bool {
	return a.Rules == nil || a.Rules.WelfareFree != WelfareFreePrimary || layer == LayerPrimary
}

// one reports whether the tier is exactly one of its kinds.
func (t Tier) one() bool { return !t.strange && t.kinds() == 1 }

func (t Tier) kinds() int {
	n := 0
	for _, is := range []bool{t.Fee != nil, t.Base != nil, t.Recover != nil, t.Return != nil,
		t.Share != nil, t.Remainder != nil} {
		if is {
			n++
		}
	}
	return n
}

// UnmarshalJSON notes a member that is no kind of tier, so that Validate can refuse it.
func (t *Tier) UnmarshalJSON(raw []byte) error {
	type plain Tier
	var p plain
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	*t = Tier(p)
	t.strange = len(members) != t.kinds()
	return nil
}

// UnmarshalJSON reads a weight that is no integer as 0, which Validate refuses as E_EMPTY_PARTS.
func (p *Part) UnmarshalJSON(raw []byte) error {
	var j struct {
		To     string          `json:"to"`
		Weight json.RawMessage `json:"weight"`
	}
	err := json.Unmarshal(raw, &j)
	*p = Part{To: j.To}
	if e := integer(j.Weight, &p.Weight); err == nil {
		err = e
	}
	return err
}

// UnmarshalJSON reads numbers that are no integers as a row that Validate refuses as E_FACTOR.
func (r *FactorRow) UnmarshalJSON(raw []byte) error {
	var j struct {
		Min json.RawMessage `json:"min"`
		Bps json.RawMessage `json:"bps"`
	}
	err := json.Unmarshal(raw, &j)
	*r = FactorRow{Min: -1}
	if e := integer(j.Min, &r.Min); err == nil {
		err = e
	}
	if e := integer(j.Bps, &r.Bps); err == nil {
		err = e
	}
	return err
}

// integer reads a JSON integer into v and leaves v alone for anything else; only an integer that is
// too large is an error.
func integer(raw json.RawMessage, v *int64) error {
	var n int64
	err := json.Unmarshal(raw, &n)
	if err == nil && len(raw) > 0 && raw[0] != 'n' {
		*v = n
	}
	if err != nil && tooLarge(err) {
		return err
	}
	return nil
}

// ErrAgreement refuses text that is not the JSON form of an agreement.
var ErrAgreement = errors.New("settlement: not an agreement in JSON")

// ParseAgreement reads the JSON form of an agreement's distribution clause. Faults of the clause
// itself are left to ValidateAgreement; only unreadable JSON is an error.
func ParseAgreement(text []byte) (Agreement, error) {
	var a Agreement
	if !readable(text) || json.Unmarshal(text, &a) != nil {
		return Agreement{}, ErrAgreement
	}
	return a, nil
}
