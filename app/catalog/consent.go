package catalog

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a sharing consent. Given ones stand until they are withdrawn.
const (
	Requested = "requested"
	Given     = "given"
	Declined  = "declined"
	Withdrawn = "withdrawn"
)

// Consent is what the unit that shared data said to its authorized operation (GD §11¶6, HE §11¶2,
// HB 四(一)).
type Consent struct {
	ID         wire.ID       `json:"id"` // its party collects it
	Resource   wire.ID       `json:"resource"`
	Sharer     string        `json:"sharer" max:"32"`
	Regime     regime.Ref    `json:"regime"`           // the resource's
	Scope      string        `json:"scope" max:"1000"` // what is asked for
	Status     string        `json:"status" max:"10"`
	Requested  wire.Time     `json:"requested"`
	Answered   wire.Time     `json:"answered"`
	AnsweredBy []tx.Account  `json:"answered_by" max:"9"` // the accounts that signed that
	From       wire.Time     `json:"from"`                // of the consent
	To         wire.Time     `json:"to"`                  // when it was withdrawn
	Attested   bool          `json:"attested"`
	Evidence   rule.Evidence `json:"evidence"`          // of the answer
	Reason     string        `json:"reason" max:"1000"` // of the last answer or withdrawal
}

// collects reports whether a party may collect consents for a place: it holds the role the profile
// names.
func collects(c *rule.Ctx, p regime.Profile, id, jurisdiction string) bool {
	return slices.ContainsFunc(p.List("shared_data.consent_collector"), func(role string) bool {
		if role == roleImpl {
			return isImpl(c, p, id, jurisdiction)
		}
		return party.HasRole(c.Standing(), id, role, jurisdiction, c.Time)
	})
}

// needConsent reads a consent in a state and tells who answers for the sharer: its own signature,
// or the collector with the sharer's document (attested, rulings L3). Anybody else is refused under
// the article that names the collector.
func needConsent(c *rule.Ctx, id wire.ID, status string, doc rule.Evidence) (Consent, error) {
	k, ok := consents.Get(c.Store, id)
	if !ok {
		return k, ErrNoRequest.At("id", "id", id)
	}
	v, _ := Get(c.Store, k.Resource)
	p := profileOf(c, v)
	if k.Status != status {
		return k, p.Refuse(ErrConsentStatus, "id", "id", id, "status", k.Status)
	}
	if c.SignedBy(k.Sharer) {
		k.Attested = false
		return k, nil
	}
	if c.Author() != id.Party || !collects(c, p, c.Author(), v.Jurisdiction) {
		return k, p.Refuse(ErrCollector, "", "who", c.Author())
	}
	if !doc.Given() {
		return k, p.Refuse(ErrNoAnswer, "evidence", "sharer", k.Sharer)
	}
	k.Attested = true
	return k, nil
}

// ConsentFor returns the consent of the sharer that covered a resource at an instant.
func ConsentFor(r state.Reader, id wire.ID, at wire.Time) (k Consent, ok bool) {
	act, ok := standing(r, consented, id, at, at+1)
	if ok {
		k, ok = consents.Get(r, act.Act)
	}
	return k, ok
}
