package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// scene is the scenario that a grant serves: that of its application; without one, a scenario of
// the agreement, which is clear by itself where the agreement has only one (HE §15 一场景一授权).
func (m *GrantOpen) scene(c *rule.Ctx, p regime.Profile, a authorization.Agreement) (string,
	error) {
	if app, ok := applications.Get(c.Store, m.Application); ok {
		if m.Scenario != "" && m.Scenario != app.Scenario {
			return "", p.Refuse(ErrOutsideScenario, "scenario", "what", m.Scenario, "object", app.ID)
		}
		return app.Scenario, nil
	}
	names := authorization.VersionOn(c.Store, a, c.Time.Date()).Scenarios
	if m.Scenario == "" && len(names) == 1 {
		return names[0], nil
	}
	return m.Scenario, requireScene(p, a, names, m.Scenario)
}

// requireScene keeps a scenario inside those that the agreement authorizes, where it names any (GD
// §7, HE §15).
func requireScene(p regime.Profile, a authorization.Agreement, names []string, scene string) error {
	if scene == "" || len(names) == 0 || slices.Contains(names, scene) {
		return nil
	}
	return p.Refuse(ErrOutsideScenario, "scenario", "what", scene, "object", a.ID)
}

// requireScene keeps a job inside the scenario of its grant: what one scenario was granted is not
// used in another (HE §19, GD §24).
func (m *ProcessingRecord) requireScene(p regime.Profile, g Grant) error {
	if m.Scenario == "" || m.Scenario == g.Scenario {
		return nil
	}
	return p.Refuse(ErrOutsideScenario, "scenario", "what", m.Scenario, "object", g.ID)
}
