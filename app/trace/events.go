package trace

import "github.com/suyuan-ledger/suyuan/wire"

// BatchRecorded tells that uses were counted.
type BatchRecorded struct {
	ID      wire.ID  `json:"id"`
	Product string   `json:"product" max:"80"` // node, such as gz-operator/credit@1
	Period  string   `json:"period" max:"16"`
	Use     string   `json:"use" max:"10"`
	Count   uint64   `json:"count"`
	Flags   []string `json:"flags" max:"4"`
}

// Exported tells that a product version left the operating space.
type Exported struct {
	ID          wire.ID `json:"id"`
	Product     string  `json:"product" max:"80"`
	CrossBorder bool    `json:"cross_border"`
}

// CustomerRegistered tells that a seller committed to a customer.
type CustomerRegistered struct {
	Seller   string    `json:"seller" max:"32"`
	Customer wire.Hash `json:"customer"`
	Reporter string    `json:"reporter" max:"32"` // who counts for the customer's side
}

// Event names it.
func (Exported) Event() string { return "export.recorded" }

// Event names it.
func (CustomerRegistered) Event() string { return "customer.registered" }

// Event names it.
func (BatchRecorded) Event() string { return "trace.recorded" }
