package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Incident is a security incident of a party, kept for who applies to be an operator (HB 三(五)1).
type Incident struct {
	Cause wire.ID `json:"cause"` // the record of the incident
}

// Exception is a term above the usual maximum that a government's document allowed.
type Exception struct {
	LastDay  wire.Date     `json:"last_day"`
	Allowed  wire.Date     `json:"allowed"` // last day without the document
	Document rule.Evidence `json:"document"`
	At       wire.Time     `json:"at"`
}

// NoteIncident keeps that an incident befell a party at an instant. The chapter that knows it
// calls; it is one write.
func NoteIncident(c *rule.Ctx, party string, cause wire.ID, at wire.Time) {
	incidents.Set(c.Store, incidentKey{party, at, cause}, Incident{Cause: cause})
}

// lastIncident is the newest incident of a party at or before an instant.
func lastIncident(r state.Reader, party string, at wire.Time) (cause wire.ID, when wire.Time,
	found bool) {
	k, v, ok := incidents.Before(r, []any{party}, incidentKey{Party: party, At: at + 1})
	return v.Cause, k.At, ok
}

// unharmed refuses an applicant that had an incident within the years that the profile asks to be
// free of them.
func unharmed(c *rule.Ctx, p regime.Profile, who string) error {
	years := p.Int("operator.no_incident_years")
	if years == 0 {
		return nil
	}
	cause, when, ok := lastIncident(c.Store, who, c.Time)
	if until := regime.AddYears(when.Date(), uint32(years)); ok && c.Time.Date() <= until {
		return p.Refuse(ErrIncident, "", "applicant", who, "years", years, "incident", cause,
			"until", until)
	}
	return nil
}
