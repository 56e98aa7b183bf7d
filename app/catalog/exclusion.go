package catalog

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of an exclusion, in order. A refusal is in force at once.
const (
	Proposed = "proposed"
	InForce  = "in_force"
	Lifted   = "lifted"
)

// The sorts of an exclusion: an entry of the negative list, or the provider's own refusal where
// there is no list.
const (
	Listed  = "listed"
	Refusal = "refusal"
)

// dutyRecheck is the keeper's deadline to check an entry again (YN §15¶2).
const dutyRecheck = "neglist.recheck"

// Exclusion keeps a resource out of authorized operation, with its reasons.
type Exclusion struct {
	ID        wire.ID       `json:"id"`
	Sort      string        `json:"sort" max:"10"`  // listed or refusal
	Resource  wire.ID       `json:"resource"`       // zero: a whole category
	Place     string        `json:"place" max:"6"`  // of a category
	Class     string        `json:"class" max:"40"` // the category
	Regime    regime.Ref    `json:"regime"`         // the resource's, or the place's
	Reason    string        `json:"reason" max:"1000"`
	Basis     rule.Evidence `json:"basis"`
	Status    string        `json:"status" max:"10"`
	Proposed  wire.Time     `json:"proposed"`
	From      wire.Time     `json:"from"`
	To        wire.Time     `json:"to"`                // 0 while it is in force
	Approver  string        `json:"approver" max:"32"` // who signed the approval
	Approval  rule.Evidence `json:"approval"`
	Attested  bool          `json:"attested"`        // approved by a document alone
	Keeper    string        `json:"keeper" max:"32"` // who re-checks it
	Rechecks  uint32        `json:"rechecks"`
	Rechecked wire.Time     `json:"rechecked"`
	Lifter    string        `json:"lifter" max:"32"`
	Lifting   string        `json:"lifting" max:"1000"` // why it was lifted
}

// duty names the open deadline of an entry: one for each turn.
func (e Exclusion) duty() regime.DutyID {
	return regime.DutyID{Owner: e.Keeper, Duty: dutyRecheck,
		Object: e.ID.String() + "#" + strconv.FormatUint(uint64(e.Rechecks+1), 10)}
}

// openDuty opens the next turn of re-checking where the profile sets one.
func (e Exclusion) openDuty(c *rule.Ctx, p regime.Profile) error {
	span, yearly := p.Span("neglist.recheck")
	if !yearly {
		return nil
	}
	return regime.Open(c, p, e.duty(), c.Time.Date(), span)
}

// meetDuty closes the open turn, if there is one.
func (e Exclusion) meetDuty(c *rule.Ctx) error {
	if !e.toRecheck(c) {
		return nil
	}
	return regime.Meet(c, e.duty())
}

// waiveDuty ends the open turn of an entry that is lifted: nothing is left to check again.
func (e Exclusion) waiveDuty(c *rule.Ctx) error {
	if !e.toRecheck(c) {
		return nil
	}
	return regime.Waive(c, e.duty(), "exclusion.lifted")
}

func (e Exclusion) toRecheck(c *rule.Ctx) bool {
	d, known := regime.Deadline(c.Store, e.duty(), c.Time)
	return known && d.Met == 0 && d.Waived == 0
}

// needExclusion reads an exclusion in a state, with its resource and profile.
func needExclusion(c *rule.Ctx, id wire.ID, status string) (Exclusion, Resource, regime.Profile,
	error) {
	e, ok := exclusions.Get(c.Store, id)
	if !ok {
		return e, Resource{}, regime.Profile{}, ErrNoEntry.At("id", "id", id)
	}
	v, _ := Get(c.Store, e.Resource)
	if e.Class != "" {
		v = Resource{Jurisdiction: e.Place, Regime: e.Regime}
	}
	p := profileOf(c, v)
	if e.Status != status {
		return e, v, p, p.Refuse(ErrEntryStatus, "id", "id", id, "status", e.Status)
	}
	return e, v, p, nil
}

// profileOf is the profile an entry lives under, on the calendar of its own place.
func profileOf(c *rule.Ctx, v Resource) regime.Profile {
	return regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
}

// provided reads a resource that the author provides.
func provided(c *rule.Ctx, field string, id wire.ID) (Resource, error) {
	v, ok := Get(c.Store, id)
	if !ok {
		return v, ErrUnknown.At(field, "id", id)
	}
	by, err := party.SignerWith(c, roleProvider, v.Jurisdiction)
	if err != nil {
		return v, err
	}
	if by != id.Party || c.Author() != by {
		return v, ErrNotOwn.At(field, "provider", c.Author(), "owner", id.Party)
	}
	return v, nil
}

// begin puts the exclusion in force now.
func (e *Exclusion) begin(c *rule.Ctx) {
	cause := CauseNegativeList
	if e.Sort == Refusal {
		cause = CauseRefused
	}
	e.Status, e.From = InForce, c.Time
	if e.Class != "" {
		categories.Set(c.Store, categoryKey{e.Place, e.Class, c.Time}, Interval{Cause: cause, Act: e.ID})
	} else {
		excluded.Set(c.Store, since{e.Resource, c.Time}, Interval{Cause: cause, Act: e.ID})
	}
	exclusions.Set(c.Store, e.ID, *e)
}

// keptOut refuses where the resource is kept out already.
func keptOut(c *rule.Ctx, p regime.Profile, field string, id wire.ID) error {
	if i, out := excludedDuring(c.Store, id, c.Time, c.Time+1); out {
		return Cited(c.Store, id, i.Cause, p.Refuse(ErrKeptOut, field, "id", id, "cause", i.Cause))
	}
	return nil
}
