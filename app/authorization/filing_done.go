package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// FilingDone says that a plan, an agreement or its end was filed with the office above, or made
// public: one leg of one duty.
//
// GD §19 §23, YN §10 §11, HE §13 §16 §36, HB 五(六); GZ §9(4).
type FilingDone struct {
	Object   wire.ID       `json:"object" need:"yes"` // the plan or agreement
	Duty     string        `json:"duty" max:"40" need:"yes"`
	No       uint32        `json:"no"` // 0 for the first of its kind on the object
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *FilingDone) Check() error {
	if m.Duty == "" {
		return rule.Malformed("duty", "须写明备案或公开事项", "must name the duty")
	}
	if err := checkID("object", m.Object); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply meets the deadline of the leg. The recipient may sign too; else its receipt is attested. A
// filing after its day counts, as late. The bureau of the level then passes an agreement on.
func (m *FilingDone) Apply(c *rule.Ctx) error {
	k := filingKey{m.Object, m.Duty, m.No}
	f, ok := filings.Get(c.Store, k)
	if !ok {
		return ErrFilingNone.At("duty", "duty", m.Duty, "object", m.Object)
	}
	p := regime.At(c.Store, f.Regime).Within(f.Level)
	switch {
	case f.Waived != 0:
		return ErrFilingNone.At("duty", "duty", m.Duty, "object", m.Object)
	case f.Done != 0:
		return ErrFilingDone.At("duty", "duty", m.Duty, "object", m.Object, "at", f.Done)
	case !c.SignedBy(f.Owner):
		return ErrFiler.At("", "who", f.Owner)
	}
	if f.After != "" {
		if before, _ := filings.Get(c.Store, filingKey{m.Object, f.After, m.No}); before.Done == 0 {
			return p.Refuse(ErrFilingOrder, "duty", "before", f.After)
		}
	}
	if err := regime.Meet(c, regime.DutyID{Owner: f.Owner, Duty: m.Duty,
		Object: objectOf(m.Object, m.No)}); err != nil {
		return err
	}
	f.Done, f.Evidence, f.Attested = c.Time, m.Evidence, f.With == "" || !c.SignedBy(f.With)
	filings.Set(c.Store, k, f)
	c.Emit(Filed{Object: m.Object, Duty: m.Duty, No: m.No, By: f.Owner, Attested: f.Attested})
	passOn(c, p, k, f)
	return nil
}

// passOn opens the next duty where the profile has one: the bureau of the level passes a filed
// agreement on to the province (GD §23).
func passOn(c *rule.Ctx, p regime.Profile, k filingKey, f Filing) {
	span, ok := p.Span("agreement.filing.onward")
	if !ok || k.Duty != DutyAgreement || levelOf(f.Level) == Provincial {
		return
	}
	owner := holderOr(c, "bureau", f.Level, f.Owner)
	put(c, p, span, c.Time.Date(), filingKey{k.Object, DutyOnward, k.No},
		Filing{Level: f.Level, Owner: owner,
			With: holderOr(c, "bureau", provinceOf(f.Level), ""), After: k.Duty, Regime: f.Regime})
}

func provinceOf(place string) string {
	for up := upper(place); up != ""; up = upper(up) {
		place = up
	}
	return place
}
