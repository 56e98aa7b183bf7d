package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementTerminate ends an agreement before its term, on one of the grounds its regime lists.
// Grants, products and trades under it end with it in the same transaction, because they ask
// Agreement.RunsDuring (rulings E6). It is also the implementing body's consent to an exit.
//
// GZ §30, GD §39, YN §11(9)(12), HE §18 §35 §36, HB 三(六).
type AgreementTerminate struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Ground   string        `json:"ground" max:"64" need:"yes"` // a word of terminate.grounds
	Reason   string        `json:"reason" max:"500"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *AgreementTerminate) Check() error {
	if m.Ground == "" {
		return rule.Malformed("ground", "须说明终止事由", "must give the ground")
	}
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply ends the agreement at the law time of the block. The implementing body signs.
func (m *AgreementTerminate) Apply(c *rule.Ctx) error {
	a, ok := agreements.Get(c.Store, m.ID)
	if !ok {
		return ErrAgreementUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, a.Regime)
	by, err := began(c, p, a.Mode, a.Jurisdiction, a.Impl)
	if err != nil {
		return err
	}
	if c.Time >= a.End() {
		if a.declarable(p, m.Ground) {
			return m.declare(c, a, by)
		}
		return ErrEnded.At("id", "id", m.ID, "at", a.End())
	}
	if err := m.ground(c, p, a); err != nil {
		return err
	}
	a.EndedAt, a.EndCause, a.EndEvidence, a.EndedBy = c.Time, m.Ground, m.Evidence, by
	agreements.Set(c.Store, m.ID, a)
	noExpiry(c, a, "agreement.terminated")
	c.Emit(AgreementTerminated{ID: m.ID, At: c.Time, Ground: m.Ground})
	fileEnd(c, p, a, by)
	return nil
}

// declarable reports whether the implementing body declares the end of a term that is over. The
// agreement ended by itself all the same: the declaration only documents it (law/matrix A3).
func (a Agreement) declarable(p regime.Profile, ground string) bool {
	return p.Text("agreement.expiry") == "declared" && a.EndedBy == "" &&
		slices.Contains(groundsExpiry, ground)
}

func (m *AgreementTerminate) declare(c *rule.Ctx, a Agreement, by string) error {
	a.EndCause, a.EndEvidence, a.EndedBy = m.Ground, m.Evidence, by
	agreements.Set(c.Store, m.ID, a)
	c.Emit(AgreementTerminated{ID: m.ID, At: a.End(), Ground: m.Ground})
	return nil
}

// fileEnd opens the duties to file the end of an agreement and to make it public.
func fileEnd(c *rule.Ctx, p regime.Profile, a Agreement, by string) {
	d := duty{name: DutyEnd, span: "terminate.filing", prefix: "agreement.filing", object: a.ID,
		place: a.Jurisdiction, by: by}
	openFiling(c, p, d)
	if p.Bool("terminate.publish") {
		d.name = DutyEndPublic
		openPublishing(c, p, d)
	}
}
