package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Incident is a security incident (安全事件) of an operator or developer. It runs from being opened
// over its plan, its reports and its containment to being closed; every step is dated.
type Incident struct {
	ID          wire.ID       `json:"id"`
	Subject     string        `json:"subject" max:"10"`
	Agreement   wire.ID       `json:"agreement"`
	Regime      regime.Ref    `json:"regime"`
	Party       string        `json:"party" max:"32"`
	What        string        `json:"what" max:"500"`
	Occurred    wire.Time     `json:"occurred"`
	Opened      wire.Time     `json:"opened"`
	By          string        `json:"by" max:"32"` // who opened it
	Evidence    rule.Evidence `json:"evidence"`
	Plan        wire.Time     `json:"plan"` // the emergency plan was started
	PlanPaper   rule.Evidence `json:"plan_paper"`
	Told        []Told        `json:"told" max:"8"`
	Suspended   wire.Time     `json:"suspended"` // access to data was closed, 0: not
	Contained   wire.Time     `json:"contained"`
	Containment rule.Evidence `json:"containment"`
	Closed      wire.Time     `json:"closed"`
	Closing     rule.Evidence `json:"closing"`
}

// Told is an office that has to be told of an incident. Party is "" where none is on the ledger.
type Told struct {
	Office   string        `json:"office" max:"24"`
	Party    string        `json:"party" max:"32"`
	At       wire.Time     `json:"at"` // 0: not yet
	Signed   bool          `json:"signed"`
	Evidence rule.Evidence `json:"evidence"`
}

func (v Incident) status() string {
	switch {
	case v.Closed != 0:
		return "closed"
	case v.Contained != 0:
		return "contained"
	case v.reported() && v.Plan != 0:
		return "reported"
	case v.Plan != 0:
		return "plan_started"
	}
	return Opened
}

// Opened is the first state of an incident and of a case.
const Opened = "opened"

// reported tells whether everybody was told.
func (v Incident) reported() bool {
	for _, t := range v.Told {
		if t.At == 0 {
			return false
		}
	}
	return true
}

// duty is the deadline to tell an office.
func (v Incident) duty(office string) regime.DutyID {
	return regime.DutyID{Owner: v.Party, Duty: DutyIncident, Object: v.ID.String() + "#" + office}
}

// openIncident reads an incident that is not closed.
func openIncident(c *rule.Ctx, id wire.ID) (Incident, error) {
	v, ok := incidents.Get(c.Store, id)
	switch {
	case !ok:
		return v, ErrNoIncident.At("id", "id", id)
	case v.Closed != 0:
		return v, ErrStep.At("id", "id", id, "status", v.status())
	}
	return v, nil
}

// byPerformer reads an open incident on which the party it befell acts.
func byPerformer(c *rule.Ctx, id wire.ID) (Incident, error) {
	v, err := openIncident(c, id)
	if err == nil && !c.SignedBy(v.Party) {
		err = ErrSigner.At("", "who", v.Party)
	}
	return v, err
}

// toldOf are the offices that the profile has told of an incident of the subject.
func (s subject) toldOf(c *rule.Ctx) (out []Told) {
	key := "incident.report.operator_to"
	if s.kind == Developer {
		key = "incident.report.developer_to"
	}
	for _, word := range s.p.List(key) {
		v := Told{Office: word}
		switch word {
		case "supervisor":
			v.Party = s.officer(c, "bureau")
		default:
			v.Party = s.officer(c, word)
		}
		out = append(out, v)
	}
	return out
}
