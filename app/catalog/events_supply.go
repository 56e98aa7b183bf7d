package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var supplyEvents = []rule.Event{ExclusionProposed{}, ExclusionBegan{},
	ExclusionRechecked{}, ExclusionLifted{}, ConsentRequested{}, ConsentAnswered{},
	ConsentWithdrawn{}, ResourceUpdated{}, ResourceAggregated{}, BackflowRecorded{},
	TicketReceived{}, TicketLimited{}, TicketWasAnswered{},
	TicketClosed{}, AssetRecorded{}}

// ExclusionProposed tells that an entry of the negative list was proposed.
type ExclusionProposed struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Class    string  `json:"class" max:"40"` // of a whole category
}

// Event names it.
func (ExclusionProposed) Event() string { return "exclusion.proposed" }

// ExclusionBegan tells that a resource is kept out from now on. What it hits is a query, not an
// event of each (rulings E6).
type ExclusionBegan struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Class    string  `json:"class" max:"40"`
	Cause    string  `json:"cause" max:"40"`
	Attested bool    `json:"attested"`
}

// Event names it.
func (ExclusionBegan) Event() string { return "exclusion.began" }

// ExclusionRechecked tells that an entry was checked again and stays.
type ExclusionRechecked struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Times    uint32  `json:"times"`
}

// Event names it.
func (ExclusionRechecked) Event() string { return "exclusion.rechecked" }

// ExclusionLifted tells that a resource is no longer kept out.
type ExclusionLifted struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
}

// Event names it.
func (ExclusionLifted) Event() string { return "exclusion.lifted" }

// ConsentRequested tells that a sharer was asked for its consent.
type ConsentRequested struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Sharer   string  `json:"sharer" max:"32"`
}

// Event names it.
func (ConsentRequested) Event() string { return "consent.requested" }

// ConsentAnswered tells whether a sharer consents.
type ConsentAnswered struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Consent  bool    `json:"consent"`
	Attested bool    `json:"attested"`
}

// Event names it.
func (ConsentAnswered) Event() string { return "consent.answered" }

// ConsentWithdrawn tells that a consent ends now.
type ConsentWithdrawn struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
}

// Event names it.
func (ConsentWithdrawn) Event() string { return "consent.withdrawn" }

// ResourceUpdated tells that an entry has a new version.
type ResourceUpdated struct {
	ID      wire.ID `json:"id"`
	Version uint32  `json:"version"`
}

// Event names it.
func (ResourceUpdated) Event() string { return "resource.updated" }

// ResourceAggregated tells that the data of an entry are on the platform.
type ResourceAggregated struct {
	ID wire.ID `json:"id"`
}

// Event names it.
func (ResourceAggregated) Event() string { return "resource.aggregated" }

// BackflowRecorded tells that data went back to a lower level.
type BackflowRecorded struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	To       string  `json:"to" max:"6"`
}

// Event names it.
func (BackflowRecorded) Event() string { return "backflow.recorded" }

// TicketReceived tells that a quality problem is with the provider, for the first time or again.
type TicketReceived struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Turn     uint32  `json:"turn"`
}

// Event names it.
func (TicketReceived) Event() string { return "ticket.received" }

// TicketLimited tells that a quality problem has a deadline.
type TicketLimited struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
}

// Event names it.
func (TicketLimited) Event() string { return "ticket.limited" }

// TicketWasAnswered tells that the provider answered.
type TicketWasAnswered struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Outcome  string  `json:"outcome" max:"10"`
}

// Event names it.
func (TicketWasAnswered) Event() string { return "ticket.answered" }

// TicketClosed tells that the reporter accepted the answer.
type TicketClosed struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
}

// Event names it.
func (TicketClosed) Event() string { return "ticket.closed" }

// AssetRecorded tells that data entered asset management.
type AssetRecorded struct {
	ID       wire.ID `json:"id"`
	Resource wire.ID `json:"resource"`
	Attested bool    `json:"attested"` // finance did not sign
}

// Event names it.
func (AssetRecorded) Event() string { return "asset.recorded" }
