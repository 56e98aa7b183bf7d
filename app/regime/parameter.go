package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Bound is one of the ledger's own lengths that members may vote on, with the values it may take.
type Bound struct {
	Name     string `json:"name"`
	Min, Max uint32
}

// Bounds are the lengths of Parameters; the name's last word is the unit. The settlement period
// itself is fixed at genesis: statements of every period stay comparable.
var Bounds = []Bound{
	{"freeze_after_days", 0, 366},
	{"land_lead_seconds", 1, 86400},
	{"objection_working_days", 0, 250},
	{"late_seconds_ahead", 0, 3600},
	{"lateness_days", 0, maxInt},
	{"restate_months", 0, 60},
	{"profile_timelock_days", 0, 90},
}

// named returns the length called name; a name that Bounds lacks panics.
func (p *Parameters) named(name string) *uint32 {
	switch name {
	case "freeze_after_days":
		return &p.FreezeAfterDays
	case "land_lead_seconds":
		return &p.LandLeadSeconds
	case "objection_working_days":
		return &p.ObjectionWorkingDays
	case "late_seconds_ahead":
		return &p.LateSecondsAhead
	case "lateness_days":
		return &p.LatenessDays
	case "restate_months":
		return &p.RestateMonths
	case "profile_timelock_days":
		return &p.ProfileTimelockDays
	}
	panic("regime: no parameter " + name)
}

func (s Section) parameters() Parameters {
	return Parameters{Period: s.Period, FreezeAfterDays: s.FreezeAfterDays,
		LandLeadSeconds: s.LandLeadSeconds, ObjectionWorkingDays: s.ObjectionWorkingDays,
		LateSecondsAhead: s.LateSecondsAhead, LatenessDays: s.LatenessDays,
		RestateMonths:       s.RestateMonths,
		ProfileTimelockDays: s.ProfileTimelockDays}
}

// Parameter returns the value of a length of Bounds. An unknown name panics.
func Parameter(r state.Reader, name string) uint32 {
	p := Periods(r)
	return *p.named(name)
}

// SetParameter changes a length of Bounds to a value within them. Only the chapter of the members'
// votes calls it.
func SetParameter(c *rule.Ctx, name string, value uint32) {
	p := Periods(c.Store)
	*p.named(name) = value
	parameters.Set(c.Store, p)
}
