package authorization

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The duties that follow from an act of this chapter. A leg of a filing above the first carries the
// level after the name, such as "agreement.filing.province".
const (
	DutyPlan            = "plan.filing"
	DutyPlanChange      = "plan.change.filing" // numbered from 1
	DutyAgreement       = "agreement.filing"
	DutyOnward          = "agreement.filing.onward"
	DutyAgreementPublic = "agreement.publish"
	DutyChange          = "agreement.change.filing" // numbered from 1, as is its publication
	DutyChangePublic    = "agreement.change.publish"
	DutyExpiry          = "expiry.filing" // numbered by the amendment that set the last day
	DutyEnd             = "terminate.filing"
	DutyEndPublic       = "terminate.publish"
)

// The levels of a jurisdiction (GB/T 2260).
const (
	Provincial = "province"
	Prefecture = "prefecture"
	County     = "county"
)

// maxLegs is the most legs of one filing: county, prefecture, province.
const maxLegs = 3

// legWrites is what opening the duties of one act writes: its legs, each with its deadline, and
// making the act public.
const legWrites = (maxLegs + 1) * (1 + regime.OpenWrites)

// Filing is one leg of a duty to file an act with the offices above (备案), or to publish it. Its
// deadline is kept by the regulatory clock under Owner, Duty and Object.
type Filing struct {
	Level    string        `json:"level" max:"6"`  // jurisdiction whose office has to act
	Owner    string        `json:"owner" max:"32"` // the party that files
	With     string        `json:"with" max:"32"`  // the party that receives; "" is not on the ledger
	After    string        `json:"after" max:"40"` // duty that has to be done before; "" none
	Regime   regime.Ref    `json:"regime"`
	Done     wire.Time     `json:"done"`   // 0: not yet
	Waived   wire.Time     `json:"waived"` // 0: it stands; the agreement ended otherwise
	Evidence rule.Evidence `json:"evidence"`
	Attested bool          `json:"attested"` // the recipient did not sign (rulings L3)
}

// duty describes what has to be filed: the keys of the profile that say when, by whom, with whom.
type duty struct {
	name, span, prefix string
	object             wire.ID
	no                 uint32    // counts acts of one kind on the object from 1; 0 for the first
	place, by          string    // jurisdiction of the object; who acted, and files if nobody else
	from               wire.Date // day of the event; 0 today
}

func (d duty) day(c *rule.Ctx) wire.Date {
	if d.from != 0 {
		return d.from
	}
	return c.Time.Date()
}

func objectOf(id wire.ID, no uint32) string {
	if no == 0 {
		return id.String()
	}
	return id.String() + "#" + strconv.FormatUint(uint64(no), 10)
}

// openFiling opens the legs of a filing where the profile sets a deadline for this level. Filed
// level by level (逐级), every level above has its own leg; the clock is the first filer's.
func openFiling(c *rule.Ctx, p regime.Profile, d duty) {
	span, ok := p.Span(d.span)
	if !ok || !p.Has(d.prefix+".levels", levelOf(d.place)) {
		return
	}
	levels := []string{d.place}
	if p.Bool(d.prefix + ".chain") {
		for up := upper(d.place); up != ""; up = upper(up) {
			levels = append(levels, up)
		}
	}
	last, first := "", filer(c, p, d)
	for i, place := range levels {
		name, owner := d.name, first
		if i > 0 {
			name = d.name + "." + levelOf(place)
			owner = holderOr(c, "bureau", place, first)
		}
		f := Filing{Level: place, Owner: owner, After: last, Regime: p.Ref()}
		if i+1 < len(levels) {
			f.With = holderOr(c, "bureau", levels[i+1], "")
		} else if i == 0 {
			f.With = receiver(c, p, d)
		}
		put(c, p, span, d.day(c), filingKey{d.object, name, d.no}, f)
		last = name
	}
}

// openPublishing opens the duty to make an act public, which the acting body carries out itself.
func openPublishing(c *rule.Ctx, p regime.Profile, d duty) {
	if span, ok := p.Span(d.span); ok {
		put(c, p, span, d.day(c), filingKey{d.object, d.name, d.no}, Filing{Level: d.place, Owner: d.by,
			Regime: p.Ref()})
	}
}

// expiryWrites is what waiving the duty to file an expiry writes.
const expiryWrites = maxLegs * (1 + regime.WaiveWrites)

// agreement is the agreement that the duty is about: none when it is about a plan.
func (k filingKey) agreement() wire.ID {
	if strings.HasPrefix(k.Duty, "plan.") {
		return wire.ID{}
	}
	return k.Object
}

// put opens the deadline. It panics on a duty that exists: acts are numbered, so none does.
func put(c *rule.Ctx, p regime.Profile, span regime.Span, from wire.Date, k filingKey, f Filing) {
	id := regime.DutyID{Owner: f.Owner, Duty: k.Duty, Object: objectOf(k.Object, k.No)}
	if err := regime.OpenFor(c, p.Within(f.Level), id, k.agreement(), from, span); err != nil {
		panic(err)
	}
	filings.Set(c.Store, k, f)
}

// filer is the party that files first: the office the profile names at the level of the object.
func filer(c *rule.Ctx, p regime.Profile, d duty) string {
	for _, office := range p.List(d.prefix + ".who") {
		if office == roleImpl {
			return d.by
		}
		if who := holderOr(c, office, d.place, ""); who != "" {
			if party.HasRole(c.Standing(), d.by, office, d.place, c.Time) {
				return d.by
			}
			return who
		}
	}
	return d.by
}

func receiver(c *rule.Ctx, p regime.Profile, d duty) string {
	for _, office := range p.List(d.prefix + ".whom") {
		role, place := office, d.place
		switch office {
		case "bureau_province":
			role, place = "bureau", party.Province(d.place)
		case "bureau_upper":
			role, place = "bureau", upper(d.place)
		}
		if who := holderOr(c, role, place, ""); who != "" {
			return who
		}
	}
	return ""
}

func holderOr(c *rule.Ctx, role, place, otherwise string) string {
	if who := party.Holder(c.Standing(), role, place, c.Time); who != "" {
		return who
	}
	return otherwise
}

func levelOf(place string) string {
	switch {
	case len(place) == 6 && place[2:] == "0000":
		return Provincial
	case len(place) == 6 && place[4:] == "00":
		return Prefecture
	}
	return County
}

// upper is the jurisdiction above, "" above a province.
func upper(place string) string {
	switch levelOf(place) {
	case County:
		return place[:4] + "00"
	case Prefecture:
		return place[:2] + "0000"
	}
	return ""
}

// GetFiling returns one leg of a filing.
func GetFiling(r state.Reader, object wire.ID, duty string, no uint32) (Filing, bool) {
	return filings.Get(r, filingKey{object, duty, no})
}
