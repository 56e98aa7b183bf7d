package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IncidentReport says that an office was told of an incident; it may sign too, else its receipt is
// attested. A report never waits for another step. YN §29, HB 五(五)3.
type IncidentReport struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Office   string        `json:"office" max:"24" need:"yes"` // a word of incident.report
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *IncidentReport) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply meets the deadline to tell the office. The party that the incident befell signs.
func (m *IncidentReport) Apply(c *rule.Ctx) error {
	v, err := byPerformer(c, m.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Told, func(t Told) bool { return t.Office == m.Office })
	if i < 0 {
		return regime.At(c.Store, v.Regime).Refuse(ErrNotTold, "office", "office", m.Office)
	}
	if v.Told[i].At != 0 {
		return ErrTold.At("office", "office", m.Office, "at", v.Told[i].At)
	}
	if _, timed := regime.Deadline(c.Store, v.duty(m.Office), c.Time); timed {
		if err := regime.Meet(c, v.duty(m.Office)); err != nil {
			return err
		}
	}
	v.Told[i].At, v.Told[i].Evidence = c.Time, m.Evidence
	v.Told[i].Signed = v.Told[i].Party != "" && c.SignedBy(v.Told[i].Party)
	incidents.Set(c.Store, m.ID, v)
	c.Emit(IncidentReported{ID: m.ID, Office: m.Office, Attested: !v.Told[i].Signed})
	return nil
}
