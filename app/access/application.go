package access

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The duties of reviewers (GD §24, HB 四(三)).
const (
	DutyScenario    = "scenario.review"
	DutyApplication = "application.review"
)

// FlagOverdue marks a review decided after its deadline: valid, and late.
const FlagOverdue = "overdue"

const maxSeats = 32

func (a Application) duty() string {
	if a.Step == StepScenario {
		return DutyScenario
	}
	return DutyApplication
}

// file seats the panel, opens the deadlines and writes a new application. roles review it within
// the span that key names.
func file(c *rule.Ctx, p regime.Profile, base authorization.Agreement, a Application,
	roles []string, key string, resources []wire.ID) error {
	if err := requirePermitted(c, a.Purpose, a.Items); err != nil {
		return err
	}
	a.Panel = Seats(roles, base.Impl, base.Operator, owners(resources))
	for i, s := range a.Panel {
		if s.Party == "" {
			a.Panel[i].Party = base.SignedAs(c.Standing(), s.Role, c.Time)
		}
	}
	if len(a.Panel) == 0 || len(a.Panel) > maxSeats {
		return rule.Malformed("items", "审核主体须为 1 至 32 个，请拆分申请",
			"1 to 32 bodies must review it; split the application")
	}
	if p.Text("application.joint") == "consult" {
		consult(a.Panel, roles)
	}
	a.Regime, a.Jurisdiction, a.Agreement = base.Regime, base.Jurisdiction, base.ID
	a.Applicant, a.Approved, a.Status = c.Author(), a.Items, Submitted
	a.Submitted = ActOf(c, false, rule.Evidence{})
	if span, timed := p.Span(key); timed {
		must(OpenReview(c, p, a.Panel, a.duty(), a.ID, base, span))
	}
	if at, once := a.once(p); once {
		scenarios.Set(c.Store, at, scenarioUse{a.ID})
	}
	applications.Set(c.Store, a.ID, a)
	applicationsUnder.Add(c.Store, under{base.ID, a.ID})
	c.Emit(ApplicationSubmitted{ID: a.ID, Applicant: a.Applicant, Scenario: a.Scenario, Step: a.Step})
	return nil
}

// once tells whether the scenario may be applied for only once at a time, and its key: one
// application (GZ §18) or one list (GD §24) for each scenario; or one review (HB 四(二)), under
// which the data of an approved scenario may be applied for again. Where scenario and data are two
// steps, the data follows its own approved scenario.
func (a Application) once(p regime.Profile) (scenarioKey, bool) {
	key := scenarioKey{a.Applicant, a.Agreement, a.Scenario}
	switch p.Text("scenario.rule") {
	case "one_application", "one_list":
		return key, a.Step == StepScenario || p.Int("application.steps") < 2
	case "one_review":
		return key, a.Step == StepScenario
	}
	return key, false
}

// requireFree refuses a scenario that another application holds and returns the one before, which
// was rejected, returned or withdrawn.
func requireFree(c *rule.Ctx, p regime.Profile, a Application) (former wire.ID, err error) {
	key, once := a.once(p)
	use, ok := scenarios.Get(c.Store, key)
	if !once || !ok {
		return wire.ID{}, nil
	}
	held, _ := applications.Get(c.Store, use.Application)
	if held.Open() || held.Status == Approved {
		return wire.ID{}, p.Refuse(ErrScenarioTaken, "scenario", "scenario", a.Scenario, "id", held.ID)
	}
	return held.ID, nil
}

// twoSteps tells whether the regime reviews the scenario before its data.
func twoSteps(p regime.Profile) bool { return p.Int("application.steps") == 2 }

// awaiting returns an application of one of the steps that is not decided yet.
func awaiting(c *rule.Ctx, id wire.ID) (Application, regime.Profile, error) {
	a, ok := applications.Get(c.Store, id)
	if !ok {
		return a, regime.Profile{}, ErrUnknownApplication.At("application", "id", id)
	}
	if !a.Open() {
		return a, regime.Profile{}, ErrDecided.At("application", "id", a.ID, "status", a.Status)
	}
	return a, regime.At(c.Store, a.Regime), nil
}

// seated returns the open seats that the signers hold, of which there must be one.
func (a Application) seated(c *rule.Ctx, p regime.Profile) ([]int, error) {
	seats, self := Sit(c, a.Panel, a.Jurisdiction, a.Applicant)
	switch {
	case len(seats) > 0:
		return seats, nil
	case self:
		return nil, ErrSelfReview.At("")
	}
	return nil, p.Refuse(ErrNotReviewer, "", "waiting", strings.Join(Waiting(a.Panel), ", "),
		"waiting_zh", WaitingZh(a.Panel))
}

// close ends an application without a decision on it.
func (a Application) close(c *rule.Ctx, status, reason string, e rule.Evidence) {
	a.Status, a.Decided, a.Approved, a.Reason = status, c.Time, nil, reason
	a.Closed = ActOf(c, false, e)
	SettleReview(c, a.Panel, a.duty(), a.ID, "application."+status)
	applications.Set(c.Store, a.ID, a)
	c.Emit(ApplicationClosed{ID: a.ID, Status: status})
}
