package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Grounds that only a fact on the ledger opens. All others rest on the document given.
var (
	groundsExpiry      = []string{"expiry"}
	groundsExit        = []string{"own_request", "exit_with_consent"}
	groundsEarly       = []string{"expiry_or_early"} // a listed case (GZ §30(1), HB 三(六)1)
	groundsUnrectified = []string{"breach_unrectified", "unrectified"}
	groundsFailed      = []string{"evaluation_failed"}
	groundsIncident    = []string{"security_incident"} // HE §35(3)
	groundsDanger      = []string{"hidden_danger"}     // GD §39(4): after a reminder or interview
)

// ground refuses a ground that the regime does not list, and one whose fact is not on the ledger:
// an exit nobody asked for, a rectification that is neither overdue nor failed, an incident that is
// not on record.
func (m *AgreementTerminate) ground(c *rule.Ctx, p regime.Profile, a Agreement) error {
	if !p.Has("terminate.grounds", m.Ground) {
		return p.Refuse(ErrGround, "ground", "ground", m.Ground)
	}
	met := true
	switch {
	case slices.Contains(groundsExpiry, m.Ground):
		met = false // the term has not run out, or ErrEnded would have come first
	case slices.Contains(groundsExit, m.Ground):
		met = requests.Has(c.Store, requestKey{m.ID, Exit})
	case slices.Contains(groundsEarly, m.Ground):
		met = c.SignedBy(a.Operator) || requests.Has(c.Store, requestKey{m.ID, Exit})
	case slices.Contains(groundsUnrectified, m.Ground):
		met = unrectified(c.Store, m.ID, c.Time)
	case slices.Contains(groundsFailed, m.Ground):
		_, met = HeldDuring(c.Store, m.ID, c.Time, c.Time+1)
	case slices.Contains(groundsIncident, m.Ground):
		met = marked(c.Store, m.ID, MarkIncident)
	case slices.Contains(groundsDanger, m.Ground):
		met = marked(c.Store, m.ID, MarkInterview)
	}
	if !met {
		return p.Refuse(ErrGroundUnmet, "ground", "ground", m.Ground, "id", m.ID)
	}
	return nil
}
