package govern

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const number = 3

// What members decide on.
const (
	AdmitMember   = "member.admit"
	RemoveMember  = "member.remove"
	SetValidator  = "validator.set"
	SetParameter  = "parameter.set"
	PlanUpgrade   = "upgrade.plan"
	CancelUpgrade = "upgrade.cancel"
	RecoverRoot   = "root.recover"
)

// The states of a proposal.
const (
	Open     = "open"
	Passed   = "passed"   // waits for its timelock
	Executed = "executed" // carried out
	Rejected = "rejected"
	Expired  = "expired" // too few took part
	Vetoed   = "vetoed"  // by the root that was said to be lost
	Failed   = "failed"  // could not be carried out any more
)

// Act is what is to be done. Each action reads the fields it names; the others stay empty.
type Act struct {
	Action string `json:"action" max:"20"`
	// institution concerned: member.admit, member.remove, validator.set, root.recover
	Party string `json:"party" max:"32"`
	// base64 of the validator's Ed25519 key: validator.set
	PubKey    string `json:"pub_key" max:"44"`
	Parameter string `json:"parameter" max:"40"` // name: parameter.set
	// voting power, or 0 to remove: validator.set; new value: parameter.set; rules version: upgrades
	Value    uint64           `json:"value"`
	Height   uint64           `json:"height"`   // first block under the new rules: upgrade.plan
	Manifest crypto.Digest    `json:"manifest"` // of the book of those rules: upgrade.plan
	RootKey  crypto.PublicKey `json:"root_key"` // the new root key: root.recover
	// proof of possession of it (rulings E11), for the root account's next key number
	RootProof tx.RS `json:"root_proof"`
	// document by which members accept a group of a third or more: validator.set
	Acknowledge rule.Evidence `json:"acknowledge"`
}

// Proposal is an act that members vote on.
type Proposal struct {
	Act      Act           `json:"act"`
	Reason   string        `json:"reason" max:"2000"`
	Evidence rule.Evidence `json:"evidence"`
	Opened   wire.Time     `json:"opened"`
	Closes   wire.Time     `json:"closes"` // last instant for votes
	Status   string        `json:"status" max:"12"`
	Decided  wire.Time     `json:"decided"`        // passed, rejected or expired
	Due      wire.Time     `json:"due"`            // end of the timelock
	Ended    wire.Time     `json:"ended"`          // carried out, vetoed or failed
	Cause    string        `json:"cause" max:"64"` // refusal for which it failed
}

// Ballot is one institution's vote.
type Ballot struct {
	Yes    bool      `json:"yes"`
	Reason string    `json:"reason" max:"1000"`
	Cast   wire.Time `json:"cast"`
}

// Seat is a validator: the institution that runs it and its voting power over [Since, Until).
type Seat struct {
	Party string    `json:"party" max:"32"`
	Power uint64    `json:"power"`
	Since wire.Time `json:"since"`
	Until wire.Time `json:"until"` // 0: votes
}

// Change is what one block decided about one validator.
type Change struct {
	Party string `json:"party" max:"32"`
	Power uint64 `json:"power"` // 0: removed
}

// Plan pins a rules version to a height (rulings E10).
type Plan struct {
	Rules     uint64        `json:"rules"`
	Manifest  crypto.Digest `json:"manifest"`
	Decided   wire.Time     `json:"decided"`
	Cancelled wire.Time     `json:"cancelled"` // 0: holds
}

// Chapter is the table of chapter 3.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: number, Name: "govern", Zh: "成员议决", En: "Members' decisions",
		Kinds: []rule.Kind{
			{Name: "proposal.open", Law: "rulings E10 E13 E14 L1", Weight: rule.Urgent, Dual: true,
				Writes: 2, Zh: "成员机构提出议案：成员、共识节点、账本参数、规则升级或根密钥恢复",
				En:  "A member proposes: on members, validators, parameters, upgrades or a lost root key.",
				New: func() rule.Msg { return new(ProposalOpen) }},
			{Name: "proposal.vote", Law: "rulings E13 L1", Weight: rule.Urgent, Dual: true, Writes: 4,
				Zh: "成员机构对议案表决，每家一票", En: "A member votes on a proposal, once.",
				New: func() rule.Msg { return new(ProposalVote) }},
			{Name: "proposal.veto", Law: "rulings E14", Weight: rule.Urgent, Root: true, Writes: 2,
				Zh:  "原根密钥在等待期内否决恢复议案",
				En:  "The root that was said to be lost stops its replacement.",
				New: func() rule.Msg { return new(ProposalVeto) }},
			{Name: "log.anchor", Law: "GB/T 22239 安全审计", Weight: rule.Ordinary, Writes: 2,
				Zh:  "成员机构存证其本机日志的末行摘要与行数",
				En:  "A member files where a log it keeps outside the ledger ends.",
				New: func() rule.Msg { return new(LogAnchor) }},
			{Name: "archive.attest", Law: "rulings E17", Weight: rule.Ordinary, Writes: 4,
				Zh:  "成员机构证明持有一段区块的归档文件；两个控制组一致即封存，节点方可删除其前的区块",
				En:  "A member attests the archive of an epoch; two control groups that agree seal it.",
				New: func() rule.Msg { return new(ArchiveAttest) }},
		},
		Refusals:    refusals,
		Events:      events,
		Collections: collections,
		Queries:     queries,
		Genesis:     genesis,
		EndBlock:    endBlock,
		Invariants:  invariants,
	}
}
