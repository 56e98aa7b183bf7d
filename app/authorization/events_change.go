package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// FlagSoftCap marks a term above the usual maximum, accepted on a government's document.
const FlagSoftCap = "soft_cap_exception"

// PlanArgued tells that a plan's feasibility was studied.
type PlanArgued struct {
	ID      wire.ID       `json:"id"`
	Version uint32        `json:"version"`
	Study   rule.Evidence `json:"study"`
}

// PlanAmended tells what a new version of a plan changes, and whether it waits for approval.
type PlanAmended struct {
	ID      wire.ID  `json:"id"`
	Version uint32   `json:"version"`
	Changes []string `json:"changes" max:"20"`
	Waits   bool     `json:"waits"`
}

// PlanWithdrawn tells that nothing more is signed under a plan.
type PlanWithdrawn struct {
	ID       wire.ID `json:"id"`
	Attested bool    `json:"attested"`
}

// AgreementAmended tells what holds from which day on.
type AgreementAmended struct {
	ID        wire.ID   `json:"id"`
	Version   uint32    `json:"version"`
	Effective wire.Date `json:"effective"`
	LastDay   wire.Date `json:"last_day"`
	RuleHash  wire.Hash `json:"rule_hash"`
}

// ServiceEntrusted tells who serves whom, chosen how.
type ServiceEntrusted struct {
	ID       wire.ID `json:"id"`
	Provider string  `json:"provider" max:"120"`
}

// LegacyRegistered tells of an operation that was there before the regime.
type LegacyRegistered struct {
	ID  wire.ID   `json:"id"`
	Due wire.Date `json:"due"` // by when it conforms; 0: the regime sets no date
}

// LegacyConformed tells that an earlier operation goes on under an agreement, or ended.
type LegacyConformed struct {
	ID        wire.ID `json:"id"`
	Agreement wire.ID `json:"agreement"`
}

// Event names it.
func (PlanArgued) Event() string { return "plan.argued" }

// Event names it.
func (PlanAmended) Event() string { return "plan.amended" }

// Event names it.
func (PlanWithdrawn) Event() string { return "plan.withdrawn" }

// Event names it.
func (AgreementAmended) Event() string { return "agreement.amended" }

// Event names it.
func (ServiceEntrusted) Event() string { return "service.entrusted" }

// Event names it.
func (LegacyRegistered) Event() string { return "legacy.registered" }

// Event names it.
func (LegacyConformed) Event() string { return "legacy.conformed" }
