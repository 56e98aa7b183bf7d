package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// placed refuses a plan of a level at which data is not authorized, of a county without its
// prefecture's lead (YN §6¶2), or of a mode that the level may not use. Where lower levels choose
// their own mode, one without a profile of its own may use any (GD §7¶2).
func (m *PlanDraft) placed(c *rule.Ctx, p regime.Profile) error {
	level := levelOf(m.Jurisdiction)
	if !p.Has("levels", level) {
		return p.Refuse(ErrLevel, "jurisdiction", "jurisdiction", m.Jurisdiction)
	}
	if level == County && p.Bool("levels.county_under_prefecture") && !m.Consent.Given() {
		if _, err := party.SignerWith(c, roleBureau, upper(m.Jurisdiction)); err != nil {
			return p.Refuse(ErrPrefecture, "consent", "prefecture", upper(m.Jurisdiction))
		}
	}
	own := level != Provincial && p.Text("modes.lower_levels") == "own_choice" &&
		levelOf(p.Ref().Jurisdiction) == Provincial
	if !own && !p.Has("modes.allowed", m.Mode) {
		return p.Refuse(ErrMode, "mode", "mode", m.Mode)
	}
	return nil
}

// drafters returns who drafts: every office the profile names signs, or one that may draft in their
// stead under guidance (GD §17).
func (m *PlanDraft) drafters(c *rule.Ctx, p regime.Profile) ([]string, error) {
	key := byModeKey("plan.drafter", m.Mode)
	roles := p.List(key)
	var drafters []string
	for _, role := range roles {
		by, err := signer(c, p, key, role, m.Jurisdiction)
		if err != nil {
			if by = m.instead(c, p); by == "" {
				return nil, err
			}
			if !m.Guidance.Given() {
				return nil, p.Refuse(ErrGuidance, "guidance", "party", by)
			}
			return []string{by}, nil
		}
		drafters = append(drafters, by)
	}
	if len(drafters) == 0 {
		return nil, p.Refuse(ErrMode, "mode", "mode", m.Mode)
	}
	return drafters, apart(c, p, m.Mode, roles, drafters)
}

func (m *PlanDraft) instead(c *rule.Ctx, p regime.Profile) string {
	for _, role := range p.List("plan.drafter.instead") {
		if by, err := party.SignerWith(c, role, m.Jurisdiction); err == nil {
			return by
		}
	}
	return ""
}

// implementingBody returns the body that carries the plan out, where the government rather than the
// rules decides for it: the plan names it and is approved with it (GD §4, HE §3). Unnamed it is
// the holder of the role. A body that the rules name in the province may not be another.
func implementingBody(c *rule.Ctx, p regime.Profile, mode, place, named string) (string, error) {
	roles := implRoles(p, mode)
	if len(roles) == 0 {
		return "", p.Refuse(ErrMode, "mode", "mode", mode)
	}
	title := ""
	if roles[0] == roleImpl && levelOf(place) == Provincial {
		title = p.Text("roles.impl.province_body")
	}
	byGovernment := p.Text("roles.impl.appointed") == "by_government"
	if named == "" && (byGovernment || title != "") {
		named = party.Holder(c.Standing(), roles[0], place, c.Time)
	}
	if named == "" && !byGovernment && title == "" {
		return "", nil
	}
	v, _ := party.Get(c.Store, named)
	if title != "" && v.Name != title {
		return "", cited(p, "roles.impl.province_body",
			ErrImplBody.At("impl", "impl", named, "place", place))
	}
	if !party.HasRole(c.Standing(), named, roles[0], place, c.Time) {
		return "", p.Refuse(ErrImplBody, "impl", "impl", named, "place", place)
	}
	return named, nil
}

// carriesOut refuses another implementing body than the plan's.
func (v Plan) carriesOut(p regime.Profile, impl string) error {
	if v.Impl != "" && impl != v.Impl {
		return p.Refuse(ErrImplBody, "", "impl", impl, "place", v.Jurisdiction)
	}
	return nil
}
