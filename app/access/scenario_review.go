package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ScenarioReview decides the plan of a scenario as ApplicationReview decides on data: every seat
// must say yes, criterion by criterion, and may leave resources out.
//
// HB 四(二): the bureau with the providers, on value, business model and whether the demand is
// reasonable, necessary and can be met; the result is told to the operator.
type ScenarioReview struct {
	Scenario wire.ID       `json:"scenario" need:"yes"`
	Decision string        `json:"decision" max:"10" words:"approve|reject" need:"yes"`
	Answers  []Judgement   `json:"answers" max:"16"`
	Items    []Item        `json:"items" max:"32"`
	Reason   string        `json:"reason" max:"500"`
	Evidence rule.Evidence `json:"evidence"`
}

func (m *ScenarioReview) review() *ApplicationReview {
	return &ApplicationReview{Application: m.Scenario, Decision: m.Decision, Answers: m.Answers,
		Items: m.Items, Reason: m.Reason, Evidence: m.Evidence}
}

// Check looks at the body alone.
func (m *ScenarioReview) Check() error { return m.review().Check() }

// Apply records the decision and, with the last seat, its outcome.
func (m *ScenarioReview) Apply(c *rule.Ctx) error { return m.review().decide(c, StepScenario) }
