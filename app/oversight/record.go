package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Sorts of records of supervision.
const (
	Inspection  = "inspection"  // 监督检查
	Cooperation = "cooperation" // 拒绝或者提供虚假材料的情形
	Emergency   = "emergency"   // 应急预案、演练
	Demand      = "demand"      // 用数需求调研
	Archived    = "archive"     // 电子文件归档
)

// Record is a fact of supervision that has no state of its own.
type Record struct {
	ID           wire.ID       `json:"id"`
	Sort         string        `json:"sort" max:"12"`
	Subject      string        `json:"subject" max:"10"` // of the agreement
	Agreement    wire.ID       `json:"agreement"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Party        string        `json:"party" max:"32"` // about whom
	By           string        `json:"by" max:"32"`
	Word         string        `json:"word" max:"16"` // what exactly, such as false or drill
	What         string        `json:"what" max:"1000"`
	On           wire.Date     `json:"on"`
	Evidence     rule.Evidence `json:"evidence"`
	Recorded     wire.Time     `json:"recorded"`
}

// put keeps a record of the author. It refuses an id of another or one that is taken.
func (v Record) put(c *rule.Ctx) error {
	if err := own(c, v.ID); err != nil {
		return err
	}
	if records.Has(c.Store, v.ID) {
		return ErrDuplicate.At("id", "id", v.ID)
	}
	v.Recorded = c.Time
	records.Set(c.Store, v.ID, v)
	c.Emit(Recorded{ID: v.ID, Sort: v.Sort, Word: v.Word, Party: v.Party})
	return nil
}

// checkRecord refuses what every record needs.
func checkRecord(id wire.ID, what string, e rule.Evidence) error {
	if err := checkID("id", id); err != nil {
		return err
	}
	if what == "" {
		return rule.Malformed("what", "须写明情况", "must say what it is about")
	}
	return rule.RequireEvidence("evidence", e)
}
