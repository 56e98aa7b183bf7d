package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Measure is what was imposed on an operator or developer for the time being.
type Measure struct {
	ID        wire.ID       `json:"id"`
	Subject   string        `json:"subject" max:"10"`
	Agreement wire.ID       `json:"agreement"`
	Party     string        `json:"party" max:"32"`
	Measure   string        `json:"measure" max:"16"`
	By        string        `json:"by" max:"32"`
	Cause     string        `json:"cause" max:"500"`
	Evidence  rule.Evidence `json:"evidence"`
	Violation wire.ID       `json:"violation"` // of free use, where that is the cause
	From      wire.Time     `json:"from"`
	To        wire.Time     `json:"to"` // 0: in force
	Lifting   rule.Evidence `json:"lifting"`
}
