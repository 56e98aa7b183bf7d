package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The duty to bring an earlier operation under the rules, and the profile's word for it.
const (
	DutyConform = "legacy.conform"
	mustConform = "conform"
)

// Legacy is an operation of public data that was there before the regime (GD §42¶2, YN §34).
type Legacy struct {
	ID           wire.ID       `json:"id"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Regime       regime.Ref    `json:"regime"`
	Operator     string        `json:"operator" max:"120"`
	Began        wire.Date     `json:"began"`
	Document     rule.Evidence `json:"document"`
	By           string        `json:"by" max:"32"` // who owes its conformity
	Registered   wire.Time     `json:"registered"`
	Conformed    wire.Time     `json:"conformed"` // 0: not yet
	Agreement    wire.ID       `json:"agreement"` // it goes on under; zero: it ended
	Evidence     rule.Evidence `json:"evidence"`
}
