package trace

import (
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
}

// Customer is a pseudonym as one seller registered it. What one seller calls a customer means
// nothing to another, so that nobody joins customers across sellers.
type Customer struct {
	Seller     string        `json:"seller" max:"32"`
	Customer   wire.Hash     `json:"customer"`
	Sealed     rule.Evidence `json:"sealed"`
	Registered wire.Time     `json:"registered"`
}

// Check refuses a body that no state could make right.
func (m *CustomerRegister) Check() error {
	if m.Customer.IsZero() {
		return rule.Malformed("customer", "须为加盐摘要", "must be a salted hash")
	}
	return nil
}

// Apply registers the customer.
func (m *CustomerRegister) Apply(c *rule.Ctx) error {
	if HasCustomer(c.Store, c.Author(), m.Customer) {
		return ErrCustomerTwice.At("customer", "seller", c.Author())
	}
	Meet(c, c.Author(), m.Customer, m.Sealed)
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
