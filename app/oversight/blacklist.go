package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Entry is a blacklist entry on a developer (黑名单).
type Entry struct {
	ID           wire.ID       `json:"id"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Regime       regime.Ref    `json:"regime"`
	Developer    string        `json:"developer" max:"32"`
	Keeper       string        `json:"keeper" max:"32"`
	Scope        string        `json:"scope" max:"32"`   // the keeper, or the province
	Bureau       string        `json:"bureau" max:"32"`  // who co-signed for the province
	Measures     []string      `json:"measures" max:"4"` // words of blacklist.measures
	Cause        string        `json:"cause" max:"500"`
	Evidence     rule.Evidence `json:"evidence"`
	From         wire.Time     `json:"from"`
	To           wire.Time     `json:"to"` // 0: in force
	Lifting      rule.Evidence `json:"lifting"`
}
