package settle

import "github.com/suyuan-ledger/suyuan/app/rule"

var payingKinds = []rule.Kind{}
var payingEvents = []rule.Event{}
var payingQueries = []rule.Query{}
var payingInvariants = []rule.Invariant{}

// Objection x.
type Objection struct{}

// Payment x.
type Payment struct{}

// BankAccount x.
type BankAccount struct{}

// Code x.
type Code struct{}

// Due x.
type Due struct{}

// Refund x.
type Refund struct{}

// ErrRunLanding x.
var ErrRunLanding = rule.Refuse(1026, "payment.run_landing", "x", "x", "x", "x")
var payingRefusals = []*rule.Refusal{ErrRunLanding}
