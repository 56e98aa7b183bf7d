package settlement

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

// Rules are the switches a regime sets (ruling M1); absent is on, and welfare is free on all
// layers.
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
