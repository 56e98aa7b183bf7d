package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What a case is about.
const (
	OverDemand      = "demand"      // needed data that the catalogue lacks
	OverAggregation = "aggregation" // 归集
	OverGovernance  = "governance"  // 治理
	OverUse         = "use"         // 使用
)

// Levels a case goes through, in order (GD §13): the data bureau, the government of the level, the
// leading group above it.
var caseLevels = []string{"bureau", "government", "leading_group"}

// Settled is the last state of a case.
const Settled = "settled"

// Case is a coordination or dispute about data (用数协调).
type Case struct {
	ID        wire.ID       `json:"id"`
	Over      string        `json:"over" max:"12"`
	Agreement wire.ID       `json:"agreement"`
	Resource  wire.ID       `json:"resource"`      // zero: data that is not catalogued
	With      string        `json:"with" max:"32"` // the other side, "" none
	What      string        `json:"what" max:"1000"`
	Evidence  rule.Evidence `json:"evidence"`
	Opened    wire.Time     `json:"opened"`
	Status    string        `json:"status" max:"8"`
	Level     string        `json:"level" max:"16"`
	Steps     []CaseStep    `json:"steps" max:"4"`
}

// CaseStep is what was done about a case at a level: handed up, or settled at last.
type CaseStep struct {
	Level    string        `json:"level" max:"16"`
	By       string        `json:"by" max:"32"`
	At       wire.Time     `json:"at"`
	Evidence rule.Evidence `json:"evidence"`
	Attested bool          `json:"attested"` // the level itself did not sign (rulings L3)
}

// openCase reads a case that is not settled, with the agreement it is about.
func openCase(c *rule.Ctx, id wire.ID) (Case, subject, error) {
	v, ok := cases.Get(c.Store, id)
	if !ok {
		return v, subject{}, ErrNoCase.At("id", "id", id)
	}
	if v.Status == Settled {
		return v, subject{}, ErrStep.At("id", "id", id, "status", v.Status)
	}
	s, err := find(c, Operator, v.Agreement)
	return v, s, err
}

// decide returns who acts for a case's level: its own office, else the bureau of the place with the
// document of the level (attested).
func (v Case) decide(c *rule.Ctx, s subject) (by string, attested bool, err error) {
	if v.Level != "leading_group" {
		if by, err := party.SignerWith(c, v.Level, s.base.Jurisdiction); err == nil {
			return by, false, nil
		}
	}
	by, err = party.SignerWith(c, "bureau", s.base.Jurisdiction)
	return by, true, err
}

// next is the level above, "" above the last.
func (v Case) next() string {
	i := slices.Index(caseLevels, v.Level) + 1
	if i == len(caseLevels) {
		return ""
	}
	return caseLevels[i]
}
