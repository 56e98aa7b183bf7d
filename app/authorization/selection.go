package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a selection.
const (
	SelectionOpen        = "announced"
	SelectionChosen      = "evaluated"
	SelectionInPublicity = "in_publicity"
	SelectionDone        = "decided"
	SelectionVoid        = "void" // an objection was upheld
)

// maxApplicants bounds the applicants of one selection.
const maxApplicants = 100

// Selection is the choice of an operator for a plan.
type Selection struct {
	ID           wire.ID       `json:"id"`
	Plan         wire.ID       `json:"plan"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Mode         string        `json:"mode" max:"10"`
	Regime       regime.Ref    `json:"regime"` // in force when it was announced
	Impl         string        `json:"impl" max:"32"`
	Method       string        `json:"method" max:"64"`
	Venue        string        `json:"venue" max:"40"`
	Notice       rule.Evidence `json:"notice"`
	Closes       wire.Time     `json:"closes"` // applications are taken before this instant
	Applicants   uint32        `json:"applicants"`
	Chosen       string        `json:"chosen" max:"32"`
	Report       rule.Evidence `json:"report"`   // of the evaluation
	Experts      rule.Evidence `json:"experts"`  // their review
	Decision     rule.Evidence `json:"decision"` // 三重一大
	Status       string        `json:"status" max:"16"`
	Agreement    wire.ID       `json:"agreement"` // the one agreement it served
	Announced    wire.Time     `json:"announced"`
	AnnouncedBy  []tx.Account  `json:"announced_by" max:"9"` // the accounts that signed that
	Evaluated    wire.Time     `json:"evaluated"`
	Decided      wire.Time     `json:"decided"`
	DecidedBy    []tx.Account  `json:"decided_by" max:"9"` // the accounts that signed that
}

// Application is one party's application to become the operator.
type Application struct {
	Evidence  []Item    `json:"evidence" max:"20"`
	Applied   wire.Time `json:"applied"`
	Appraisal Appraisal `json:"appraisal"` // how its last evaluation in the province ended
}

// GetSelection returns the selection named id.
func GetSelection(r state.Reader, id wire.ID) (Selection, bool) { return selections.Get(r, id) }

// step reads a selection and checks that its implementing body signs and that it is in one of the
// given states.
func step(c *rule.Ctx, id wire.ID, states ...string) (Selection, regime.Profile, error) {
	v, ok := selections.Get(c.Store, id)
	if !ok {
		return v, regime.Profile{}, ErrSelectionUnknown.At("id", "id", id)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	if _, err := began(c, p, v.Mode, v.Jurisdiction, v.Impl); err != nil {
		return v, p, err
	}
	for _, s := range states {
		if v.Status == s {
			return v, p, nil
		}
	}
	return v, p, p.Refuse(ErrSelectionStep, "id", "id", id, "status", v.Status)
}
