package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// dutyDeletion is a developer's duty to delete what it was supplied, once its rights are closed
// (YN §25(5)).
const dutyDeletion = "developer.deletion"

// MaxDeletions bounds the duties one cancellation opens: more running agreements than any developer
// has with the operators of one province.
const MaxDeletions = 32

// developmentKey is a development-use agreement of a developer with an operator.
type developmentKey struct {
	Developer string
	Operator  string
	Agreement wire.ID
}

var developments = state.NewIndex[developmentKey](chapter, 50, "access/developments",
	"Development-use agreements by developer and operator.")

func deletionOf(d DevAgreement) regime.DutyID {
	return regime.DutyID{Owner: d.Developer, Duty: dutyDeletion, Object: d.ID.String()}
}

// oweDeletion opens the duty on an agreement whose rights were closed, where the regime sets a
// time.
func oweDeletion(c *rule.Ctx, d DevAgreement) error {
	p := regime.At(c.Store, d.Regime).Within(d.Jurisdiction)
	span, ok := p.Span("developer.deletion.deadline")
	if !ok {
		return nil
	}
	if _, owed := regime.Deadline(c.Store, deletionOf(d), c.Time); owed {
		return nil
	}
	return regime.OpenFor(c, p, deletionOf(d), d.Parent, c.Time.Date(), span)
}

// OweDeletions opens the duty on every agreement of a developer that is running within a scope: an
// operator's id, or the code of a province. Chapter 11 calls it when a qualification is cancelled.
func OweDeletions(c *rule.Ctx, developer, scope string) error {
	var due []DevAgreement
	developments.EachPrefix(c.Store, []any{developer}, func(k developmentKey) bool {
		d, _ := devAgreements.Get(c.Store, k.Agreement)
		a, _ := authorization.GetAgreement(c.Store, d.Parent)
		within := k.Operator == scope || party.Province(d.Jurisdiction) == scope
		if within && c.Time < min(d.End(), a.End()) {
			due = append(due, d)
		}
		return len(due) < MaxDeletions
	})
	for _, d := range due {
		if err := oweDeletion(c, d); err != nil {
			return err
		}
	}
	return nil
}

// Deleted meets the duty on an agreement, if there is one open. Chapter 11 calls it when the
// developer's deletion is on record.
func Deleted(c *rule.Ctx, id wire.ID) error {
	d, _ := devAgreements.Get(c.Store, id)
	v, owed := regime.Deadline(c.Store, deletionOf(d), c.Time)
	if !owed || v.Met != 0 {
		return nil
	}
	return regime.Meet(c, deletionOf(d))
}
