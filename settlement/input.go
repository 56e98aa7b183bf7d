package settlement

import (
	"encoding/json"
	"errors"
)

// Input is everything one period's pass reads (settlement §6.1). Amounts are fen net of tax.
type Input struct {
	Period     string               `json:"period"`
	Parties    []Party              `json:"parties"`
	Nodes      []Node               `json:"nodes"`
	Agreements map[string]Agreement `json:"agreements"`
	Sales      []Sale               `json:"sales"`
	Traces     []Trace              `json:"traces"`
	Costs      []Cost               `json:"costs"`
	Scores     map[string]int64     `json:"scores"`
	Caps       []Cap                `json:"caps"`
	State      *State               `json:"state,omitempty"`
}

// Party can receive money. RemitTo is where its amounts are paid; Group is its ultimate controller.
// RemitRequired and Offset are on unless they point to false.
type Party struct {
	ID            string `json:"id"`
	Kind          string `json:"kind"`
	RemitTo       string `json:"remit_to,omitempty"`
	Group         string `json:"group,omitempty"`
	RemitRequired *bool  `json:"remit_required,omitempty"`
	Offset        *bool  `json:"offset,omitempty"`
}

// The kinds of parties, nodes, layers and uses.
const (
	Administrative = "administrative"
	Institution    = "institution"
	Enterprise     = "enterprise"
	Operator       = "operator"
	Developer      = "developer"
	Platform       = "platform"
	Exchange       = "exchange"
	Treasury       = "treasury"

	Resource = "resource"
	Product  = "product"

	LayerPrimary = "primary"
	LayerRe      = "re"

	Commercial = "commercial"
	Welfare    = "welfare"
)

// institution is the body that contribution counts by: the controller group, else the party itself.
func (p Party) institution() string {
	if p.Group != "" {
		return p.Group
	}
	return p.ID
}

// Node is a registered resource or a product version. Seq grows with registration; a product's
// inputs have smaller ones. Public counts for resources only. PriceCap is fen per unit.
// JSON defaults: weight 1, public true.
type Node struct {
	ID        string   `json:"id"`
	Seq       int64    `json:"seq"`
	Kind      string   `json:"kind"`
	Owner     string   `json:"owner"`
	Weight    int64    `json:"weight"`
	Public    bool     `json:"public"`
	Layer     string   `json:"layer,omitempty"`
	Inputs    []string `json:"inputs,omitempty"`
	Agreement string   `json:"agreement,omitempty"`
	PriceCap  *int64   `json:"price_cap,omitempty"`
}

// UnmarshalJSON fills the defaults.
func (n *Node) UnmarshalJSON(raw []byte) error {
	type plain Node
	p := plain{Weight: 1, Public: true}
	err := json.Unmarshal(raw, &p)
	*n = Node(p)
	return err
}

// Sale is money received for a product; a negative one is a refund and names the original in Ref.
// Channel "" is "direct". ForProduct names the product that the buyer makes of it.
type Sale struct {
	ID         string `json:"id"`
	Product    string `json:"product"`
	Amount     int64  `json:"amount"`
	Use        string `json:"use"`
	Units      int64  `json:"units"`
	Channel    string `json:"channel,omitempty"`
	Ref        string `json:"ref,omitempty"`
	ForProduct string `json:"for_product,omitempty"`
}

// channel is the channel with its default.
func (s Sale) channel() string {
	if s.Channel == "" {
		return "direct"
	}
	return s.Channel
}

// Trace counts uses of a product that touched the same members, or volumes per input.
type Trace struct {
	Product string           `json:"product"`
	Use     string           `json:"use"`
	Units   int64            `json:"units"`
	Members []string         `json:"members,omitempty"`
	Volume  map[string]int64 `json:"volume,omitempty"`
}

// use is the use with its default: what is not said to be free is commercial.
func use(u string) string {
	if u == "" {
		return Commercial
	}
	return u
}

// Cost is an approved cost net of subsidies; Product "" is a common cost, null in JSON.
type Cost struct {
	ID       string
	Product  string
	Class    string
	Investor string
	Amount   int64
}

var errNoProduct = errors.New(`settlement: the product of a common cost is null, not ""`)

type costJSON struct {
	ID       string  `json:"id"`
	Product  *string `json:"product"`
	Class    string  `json:"class"`
	Investor string  `json:"investor"`
	Amount   int64   `json:"amount"`
}

// MarshalJSON writes a common cost's product as null.
func (c Cost) MarshalJSON() ([]byte, error) {
	return json.Marshal(costJSON{c.ID, textOrNull(c.Product), c.Class, c.Investor, c.Amount})
}

// UnmarshalJSON reads null as a common cost. An empty text is no product, nor is it common.
func (c *Cost) UnmarshalJSON(raw []byte) error {
	var j costJSON
	err := json.Unmarshal(raw, &j)
	if err == nil && j.Product != nil && *j.Product == "" {
		err = errNoProduct
	}
	*c = Cost{ID: j.ID, Class: j.Class, Investor: j.Investor, Amount: j.Amount}
	if j.Product != nil {
		c.Product = *j.Product
	}
	return err
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Cap is a party's allowed revenue in a cycle. Scope "" is gross, Mode "" is memo.
type Cap struct {
	Party   string `json:"party"`
	Cycle   string `json:"cycle"`
	Allowed int64  `json:"allowed"`
	Scope   string `json:"scope,omitempty"`
	Mode    string `json:"mode,omitempty"`
}

// The scopes and modes of caps.
const (
	ScopeGross = "gross"
	ScopeTake  = "take"
	ModeMemo   = "memo"
	ModeHold   = "hold"
)

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
