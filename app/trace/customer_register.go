package trace

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CustomerRegister is a seller's commitment to one of its customers: a salted hash, opened to audit
// and to the bureau off chain (rulings L5). Trades register the customer that they name by the same
// act of the seller; usage batches name only customers that their seller registered.
type CustomerRegister struct {
	Customer wire.Hash     `json:"customer" need:"yes"` // salted; the seller keeps the salt
	Sealed   rule.Evidence `json:"sealed"`              // the sealed file that opens it
	Reporter string        `json:"reporter" max:"32"`   // who counts the customer's side
}

// Customer is a pseudonym as one seller registered it. What one seller calls a customer means
// nothing to another, so that nobody joins customers across sellers.
type Customer struct {
	Seller     string        `json:"seller" max:"32"`
	Customer   wire.Hash     `json:"customer"`
	Sealed     rule.Evidence `json:"sealed"`
	Reporter   string        `json:"reporter" max:"32"` // "" while nobody counts for the customer
	Registered wire.Time     `json:"registered"`
}

// Check refuses a body that no state could make right.
func (m *CustomerRegister) Check() error {
	if m.Customer.IsZero() {
		return rule.Malformed("customer", "须为加盐摘要", "must be a salted hash")
	}
	if m.Reporter != "" && !wire.IsName(m.Reporter) {
		return rule.Malformed("reporter", "须为主体编号", "must be a party")
	}
	return nil
}

// Apply registers the customer, or names who counts for one that is registered and has nobody yet.
func (m *CustomerRegister) Apply(c *rule.Ctx) error {
	at := customerKey{c.Author(), m.Customer}
	v, known := customers.Get(c.Store, at)
	if known && (m.Reporter == "" || v.Reporter != "") {
		return ErrCustomerTwice.At("customer", "seller", c.Author())
	}
	if _, ok := party.Get(c.Store, m.Reporter); m.Reporter != "" && !ok {
		return ErrNoParty.At("reporter", "party", m.Reporter)
	}
	if !known {
		v = Customer{Seller: c.Author(), Customer: m.Customer, Sealed: m.Sealed, Registered: c.Time}
	}
	v.Reporter = m.Reporter
	customers.Set(c.Store, at, v)
	c.Emit(CustomerRegistered{Seller: v.Seller, Customer: v.Customer, Reporter: v.Reporter})
	return nil
}

// Meet registers a customer of a seller, once; it is at most one write. Market calls it for the
// customer of a trade.
func Meet(c *rule.Ctx, seller string, customer wire.Hash, sealed rule.Evidence) {
	if HasCustomer(c.Store, seller, customer) {
		return
	}
	customers.Set(c.Store, customerKey{seller, customer}, Customer{Seller: seller,
		Customer: customer, Sealed: sealed, Registered: c.Time})
	c.Emit(CustomerRegistered{Seller: seller, Customer: customer})
}

// HasCustomer tells whether a seller registered a customer.
func HasCustomer(r state.Reader, seller string, customer wire.Hash) bool {
	return customers.Has(r, customerKey{seller, customer})
}
