package govern

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProposalOpened says that members are asked.
type ProposalOpened struct {
	ID     wire.ID   `json:"id"`
	Action string    `json:"action" max:"20"`
	Closes wire.Time `json:"closes"`
}

// ProposalVoted says how an institution voted.
type ProposalVoted struct {
	ID    wire.ID `json:"id"`
	Party string  `json:"party" max:"32"`
	Yes   bool    `json:"yes"`
}

// ProposalPassed says that a timelock began.
type ProposalPassed struct {
	ID     wire.ID   `json:"id"`
	Action string    `json:"action" max:"20"`
	Due    wire.Time `json:"due"`
}

// ProposalEnded says what became of a proposal.
type ProposalEnded struct {
	ID     wire.ID `json:"id"`
	Action string  `json:"action" max:"20"`
	Status string  `json:"status" max:"12"`
	Cause  string  `json:"cause" max:"64"`
}

// ValidatorChanged says that the validator set changes two blocks after Height.
type ValidatorChanged struct {
	Party  string     `json:"party" max:"32"`
	PubKey wire.Bytes `json:"pub_key" max:"32"`
	Power  uint64     `json:"power"`
	Height uint64     `json:"height"`
}

// ParameterChanged says that a length of the ledger or a term of these votes changed.
type ParameterChanged struct {
	Name   string `json:"name" max:"40"`
	Before uint32 `json:"before"`
	After  uint32 `json:"after"`
}

// UpgradePlanned says from which block new rules hold.
type UpgradePlanned struct {
	Rules    uint64        `json:"rules"`
	Height   uint64        `json:"height"`
	Manifest crypto.Digest `json:"manifest"`
}

// UpgradeCancelled says that planned rules will not come.
type UpgradeCancelled struct {
	Rules  uint64 `json:"rules"`
	Height uint64 `json:"height"`
}

// ValidatorOffended says that a block proves a validator at fault, and whether it lost its seat.
type ValidatorOffended struct {
	Party   string     `json:"party" max:"32"`
	PubKey  wire.Bytes `json:"pub_key" max:"32"`
	What    string     `json:"what" max:"20"`
	Height  uint64     `json:"height"`
	Removed bool       `json:"removed"`
}

// LedgerRevived says that a halted ledger goes on under an emergency plan.
type LedgerRevived struct {
	Rules     uint64 `json:"rules"`
	Height    uint64 `json:"height"`
	Approvals uint32 `json:"approvals"` // institutions that signed
}

// PowerConcentrated says that a link gives one control group a third or more of the voting power.
type PowerConcentrated struct {
	Group string `json:"group" max:"80"`
	Power uint64 `json:"power"`
	Total uint64 `json:"total"`
}

// LogAnchored says where a log outside the ledger ended.
type LogAnchored struct {
	Party string    `json:"party" max:"32"`
	Log   string    `json:"log" max:"32"`
	Count uint64    `json:"count"`
	Head  wire.Hash `json:"head"`
}

// ArchiveAttested says that a member holds the archive of an epoch.
type ArchiveAttested struct {
	From   uint64    `json:"from"`
	To     uint64    `json:"to"`
	Digest wire.Hash `json:"digest"`
	Party  string    `json:"party" max:"32"`
}

// ArchiveSealed says that enough members hold the same archive: its blocks may be removed.
type ArchiveSealed struct {
	From   uint64    `json:"from"`
	To     uint64    `json:"to"`
	Digest wire.Hash `json:"digest"`
}

func (ArchiveAttested) Event() string   { return "archive.attested" }
func (ArchiveSealed) Event() string     { return "archive.sealed" }
func (PowerConcentrated) Event() string { return "power.concentrated" }
func (LogAnchored) Event() string       { return "log.anchored" }
func (ProposalOpened) Event() string    { return "proposal.opened" }
func (ProposalVoted) Event() string     { return "proposal.cast" }
func (ProposalPassed) Event() string    { return "proposal.passed" }
func (ProposalEnded) Event() string     { return "proposal.ended" }
func (ValidatorChanged) Event() string  { return "validator.changed" }
func (ParameterChanged) Event() string  { return "parameter.changed" }
func (UpgradePlanned) Event() string    { return "upgrade.scheduled" }
func (UpgradeCancelled) Event() string  { return "upgrade.cancelled" }
func (ValidatorOffended) Event() string { return "validator.offended" }
func (LedgerRevived) Event() string     { return "ledger.revived" }

var events = []rule.Event{ProposalOpened{}, ProposalVoted{}, ProposalPassed{}, ProposalEnded{},
	ValidatorChanged{}, ParameterChanged{}, UpgradePlanned{}, UpgradeCancelled{},
	ValidatorOffended{}, LedgerRevived{}, LogAnchored{}, PowerConcentrated{}, ArchiveAttested{},
	ArchiveSealed{}}
