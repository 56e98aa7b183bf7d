package authorization

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// dutyCorrection is the developer's duty to complete its material in the time the reviewer set.
const dutyCorrection = "developer.correction"

// maxReturns bounds how often one application is sent back.
const maxReturns = 9

// DeveloperReturn sends an application back for material that is missing, with a limit that the
// reviewer sets (YN §13¶2(2)).
type DeveloperReturn struct {
	ID      wire.ID  `json:"id" need:"yes"`
	Missing []string `json:"missing" max:"20" need:"yes"` // by the words of the profile or rules
	Limit   string   `json:"limit" max:"20" need:"yes"`   // such as "5 working_days"
	Reason  string   `json:"reason" max:"500"`
}

// Check refuses a body that no state could make right.
func (m *DeveloperReturn) Check() error {
	if _, ok := regime.ParseSpan(m.Limit); !ok {
		return rule.Malformed("limit", "须写明期限，如 5 working_days", "must be a span such as 5 working_days")
	}
	if len(m.Missing) == 0 {
		return rule.Malformed("missing", "须写明所缺材料", "must name what is missing")
	}
	return checkID("id", m.ID)
}

// Apply opens the duty.
func (m *DeveloperReturn) Apply(c *rule.Ctx) error {
	v, p, by, err := developerStep(c, m.ID, DeveloperPending)
	if err != nil {
		return err
	}
	if !p.Bool("developer.correction") {
		return p.Refuse(ErrNoCorrection, "id")
	}
	asked, err := asks(c, p, by, v.Jurisdiction)
	if err != nil {
		return err
	}
	for _, w := range m.Missing {
		if !slices.Contains(asked, w) {
			return p.Refuse(ErrMaterials, "missing", "missing", strings.Join(asked, " "))
		}
	}
	if v.Returns == maxReturns {
		return p.Refuse(ErrDeveloperStep, "id", "id", m.ID, "status", v.Status)
	}
	span, _ := regime.ParseSpan(m.Limit)

	v.Returns++
	v.Status, v.Missing, v.Reason = DeveloperCorrection, m.Missing, m.Reason
	if err := regime.Open(c, p, v.correction(), c.Time.Date(), span); err != nil {
		return err
	}
	developers.Set(c.Store, m.ID, v)
	c.Emit(DeveloperReturned{ID: m.ID, Missing: m.Missing})
	return nil
}

// correction names the duty of the newest return.
func (v Developer) correction() regime.DutyID {
	return regime.DutyID{Owner: v.ID.Party, Duty: dutyCorrection,
		Object: v.ID.String() + "#" + strconv.Itoa(int(v.Returns))}
}

// asks lists what an application has to show: the profile's conditions and materials, and those of
// the operator's own rules.
func asks(c *rule.Ctx, p regime.Profile, operator, jurisdiction string) ([]string, error) {
	own, err := admissionRules(c, p, operator, jurisdiction)
	all := slices.Concat(p.List("developer.eligibility_items"), p.List("developer.materials"), own)
	return all, err
}
