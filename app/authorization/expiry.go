package authorization

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// fileExpiry opens the duty to file the end of the term, counted from the last day, where the
// text of the regime has an end filed (GD §23¶2, HE §36¶2): nobody has to act for an agreement
// to expire, so the duty stands from the signature on. No is the amendment that set the last
// day, 0 the signature.
func fileExpiry(c *rule.Ctx, p regime.Profile, a Agreement, no uint32) {
	if _, mark := p.Cite("terminate.filing"); mark != regime.MarkText {
		return
	}
	openFiling(c, p, duty{name: DutyExpiry, span: "terminate.filing", prefix: "agreement.filing",
		object: a.ID, no: no, place: a.Jurisdiction, by: a.Impl, from: a.LastDay})
}

// noExpiry waives that duty: the agreement ends on another day. It panics on a duty that is not
// open, which none is that was neither met nor waived here.
func noExpiry(c *rule.Ctx, a Agreement, cause string) {
	open := map[filingKey]Filing{}
	var keys []filingKey
	filings.EachPrefix(c.Store, []any{a.ID}, func(k filingKey, f Filing) bool {
		if strings.HasPrefix(k.Duty, DutyExpiry) && f.Done == 0 && f.Waived == 0 {
			keys, open[k] = append(keys, k), f
		}
		return true
	})
	for _, k := range keys {
		f := open[k]
		if err := regime.Waive(c, regime.DutyID{Owner: f.Owner, Duty: k.Duty,
			Object: objectOf(k.Object, k.No)}, cause); err != nil {
			panic(err)
		}
		f.Waived = c.Time
		filings.Set(c.Store, k, f)
	}
}
