package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ScenarioSubmit puts the plan of a scenario (场景建设方案) to review, where the regime reviews the
// scenario before its data (一场景一审核). It names the resources that the scenario needs; their
// providers are among the reviewers.
//
// HB 四(二) 二(三).
type ScenarioSubmit struct {
	ID        wire.ID `json:"id" need:"yes"`
	Agreement wire.ID `json:"agreement" need:"yes"`
	Scenario  string  `json:"scenario" max:"64" need:"yes"` // a name of the applicant's own
	Title     string  `json:"title" max:"200"`
	Purpose   string  `json:"purpose" max:"32" need:"yes"`
	Value     string  `json:"value" max:"1000" need:"yes"` // economic and social value, business model
	Items     []Item  `json:"items" max:"32" need:"yes"`   // fields may be left open here
}

// Check looks at the body alone.
func (m *ScenarioSubmit) Check() error {
	if m.Value == "" {
		return rule.Malformed("value", "须说明经济社会价值和商业模式",
			"must state the value and the business model")
	}
	data := ApplicationSubmit{ID: m.ID, Agreement: m.Agreement, Scenario: m.Scenario,
		Purpose: m.Purpose, Items: m.Items}
	return data.Check()
}

// Apply seats the panel and files the plan.
func (m *ScenarioSubmit) Apply(c *rule.Ctx) error {
	base, p, err := applying(c, m.ID, m.Agreement, m.Scenario)
	if err != nil {
		return err
	}
	if !twoSteps(p) {
		return p.Refuse(ErrOneStep, "")
	}
	a := Application{ID: m.ID, Agreement: base.ID, Applicant: c.Author(), Step: StepScenario,
		Scenario: m.Scenario, Title: m.Title, Purpose: m.Purpose, Value: m.Value, Items: m.Items}
	if a.Former, err = requireFree(c, p, a); err != nil {
		return err
	}
	resources, err := demand(c, base, m.Items)
	if err != nil {
		return err
	}
	if err := knownFields(c.Store, "items", m.Items); err != nil {
		return err
	}
	return file(c, p, base, a, p.List("application.reviewers."+base.Mode), "application.deadline",
		resources)
}
