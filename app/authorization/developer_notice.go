package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Bounds of the notices in one block (rulings E7).
const (
	maxLinks   = 64 // new links looked into
	maxNotices = 64 // developers told of for one link; the query related has all
)

// noticeLinks tells the implementing bodies which developers a new link brings to an operator. The
// ban itself needs no notice: it is asked for over every window.
func noticeLinks(c *rule.Ctx) {
	var fresh []wire.ID
	party.EachFresh(c.Store, func(id wire.ID) bool {
		fresh = append(fresh, id)
		return len(fresh) < maxLinks
	})
	for _, id := range fresh {
		if c.Spent() {
			return
		}
		// A refusal drops one notice and leaves the link for the next block.
		_ = c.Try(func(c *rule.Ctx) error {
			for _, e := range notices(c.Store, id, c.Time) {
				c.Emit(e)
			}
			party.Seen(c, id)
			return nil
		})
	}
}

// notices are what a link changes: its step stands on the path from an operator to a developer.
func notices(r state.Reader, id wire.ID, at wire.Time) (out []DeveloperRelated) {
	l, _ := party.GetLink(r, id)
	set := party.Around(r, l.A, at)
	for _, operator := range set {
		operations.EachPrefix(r, []any{operator}, func(k operatorKey) bool {
			a, _ := agreements.Get(r, k.Agreement)
			if at >= a.End() {
				return true
			}
			for _, v := range relatedTo(r, a, at) {
				if over(v.Path, l) && len(out) < maxNotices {
					v.Link = id
					out = append(out, v)
				}
			}
			return len(out) < maxNotices
		})
	}
	return out
}

func over(path []string, l party.Link) bool {
	for i := 1; i < len(path); i++ {
		if step := path[i-1 : i+1]; slices.Contains(step, l.A) && slices.Contains(step, l.B) {
			return true
		}
	}
	return false
}

// relatedTo returns the developers admitted where the agreement runs that are linked with its
// operator, and how.
func relatedTo(r state.Reader, a Agreement, at wire.Time) (out []DeveloperRelated) {
	p := regime.At(r, a.Regime)
	for _, x := range party.Reach(r, a.Operator, p.List("redev_ban.links"), at) {
		if x.Party != a.Operator && everAdmitted(r, x.Party, a.Jurisdiction) {
			out = append(out, DeveloperRelated{Agreement: a.ID, Impl: a.Impl, Operator: a.Operator,
				Developer: x.Party, Path: x.Path, Banned: bans(p, a.Operator, x.Party)})
		}
	}
	return out
}

// RelatedPage is what the query related answers.
type RelatedPage struct {
	Related []DeveloperRelated `json:"related"`
}

func serveRelated(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	a, ok := agreements.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return RelatedPage{append([]DeveloperRelated{}, relatedTo(q.Store, a, q.Time)...)}, nil
}
