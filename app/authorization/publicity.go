package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What a publicity period (公示) is about.
const (
	OfSelection = "selection"
	OfDeveloper = "developer"
)

// publicityKey is the stem of the profile keys that give a subject's length and unit.
func publicityKey(subject string) string {
	if subject == OfDeveloper {
		return "developer.publicity"
	}
	return "operator_publicity"
}

// Publicity is one publicity period. It is over when regime.Gate says so; nothing stores it.
type Publicity struct {
	By         string        `json:"by" max:"32"`
	Object     string        `json:"object" max:"10"` // of an operator: chosen or candidate
	Notice     rule.Evidence `json:"notice"`
	Started    wire.Time     `json:"started"`
	StartedBy  []tx.Account  `json:"started_by" max:"9"`
	Objections uint32        `json:"objections"` // raised
	Open       uint32        `json:"open"`       // of these, not resolved
}

// Objection is one objection (异议).
type Objection struct {
	By         string        `json:"by" max:"32"`
	Text       string        `json:"text" max:"1000"`
	Evidence   rule.Evidence `json:"evidence"`
	Raised     wire.Time     `json:"raised"`
	Upheld     bool          `json:"upheld"`
	Reason     string        `json:"reason" max:"1000"`
	ResolvedBy string        `json:"resolved_by" max:"32"`
	Resolution rule.Evidence `json:"resolution"`
	Resolved   wire.Time     `json:"resolved"`
}

// GetPublicity returns the publicity period of a subject.
func GetPublicity(r state.Reader, subject string, id wire.ID) (Publicity, bool) {
	return publicities.Get(r, subjectKey{subject, id})
}

func checkSubject(subject string, id wire.ID) error {
	if subject != OfSelection && subject != OfDeveloper {
		return rule.Malformed("subject", "须为 selection 或 developer", "must be selection or developer")
	}
	return checkID("id", id)
}

// passed refuses while the publicity that the profile wants has not been held, still runs, or is
// contested.
func passed(c *rule.Ctx, p regime.Profile, subject string, id wire.ID) error {
	key := publicityKey(subject)
	v, held := GetPublicity(c.Store, subject, id)
	if !held {
		if p.Int(key+".min") == 0 {
			return nil
		}
		return cited(p, key+".min", ErrNoPublicity.At("id", "id", id))
	}
	if err := regime.RequireGate(p, c, key, v.Started, "id"); err != nil {
		return err
	}
	if v.Open > 0 && p.Bool("publicity.objection_blocks") {
		return p.Refuse(ErrContested, "id", "open", v.Open)
	}
	return nil
}

// inPublicity reads the period of a subject and the profile it is held under. It refuses a subject
// that is not in publicity.
func inPublicity(c *rule.Ctx, subject string, id wire.ID) (p regime.Profile, v Publicity,
	err error) {
	v, ok := GetPublicity(c.Store, subject, id)
	if !ok {
		return p, v, ErrNoPublicity.At("id", "id", id)
	}
	if subject == OfSelection {
		s, _ := selections.Get(c.Store, id)
		p = regime.At(c.Store, s.Regime).Within(s.Jurisdiction)
		if s.Status != SelectionInPublicity {
			err = p.Refuse(ErrSelectionStep, "id", "id", id, "status", s.Status)
		}
		return p, v, err
	}
	d, _ := developers.Get(c.Store, id)
	p = regime.At(c.Store, d.Regime).Within(d.Jurisdiction)
	if d.Status != DeveloperInPublicity {
		err = p.Refuse(ErrDeveloperStep, "id", "id", id, "status", d.Status)
	}
	return p, v, err
}

// responsible returns the signing party that runs the procedure a publicity period belongs to.
func responsible(c *rule.Ctx, p regime.Profile, subject string, id wire.ID) (string, error) {
	if subject == OfSelection {
		s, _ := selections.Get(c.Store, id)
		return began(c, p, s.Mode, s.Jurisdiction, s.Impl)
	}
	d, _ := developers.Get(c.Store, id)
	return admitter(c, p, d)
}
