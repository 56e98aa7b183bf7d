package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What a mark says of an agreement.
const (
	MarkRectify   = "rectifying"      // its operator was ordered to put something right
	MarkFailed    = "not_passed"      // an evaluation ended 未通过, and nobody decided on it since
	MarkIncident  = "incident"        // a security incident befell its operator
	MarkInterview = "interviewed"     // its operator was reminded or called to an interview
	Exit          = "exit_requested"  // a request: its operator asks to leave
	Renewal       = "renewal_request" // a request: its operator asks for a new term
)

// Mark is a dated cause on an agreement (rulings E6), set by the chapter that knows the fact. It
// takes nothing away by itself: readers ask for it.
type Mark struct {
	Kind   string        `json:"kind" max:"16"`
	From   wire.Time     `json:"from"`
	To     wire.Time     `json:"to"`     // 0: open
	Duty   regime.DutyID `json:"duty"`   // of a rectification: its deadline
	Failed bool          `json:"failed"` // of a rectification: assessed again and not passed
}

// SetMark puts a cause on an agreement from now on.
func SetMark(c *rule.Ctx, agreement, cause wire.ID, kind string, duty regime.DutyID) {
	marks.Set(c.Store, markKey{agreement, cause}, Mark{Kind: kind, From: c.Time, Duty: duty})
}

// EndMark ends a cause now. It does nothing when there is none.
func EndMark(c *rule.Ctx, agreement, cause wire.ID) {
	k := markKey{agreement, cause}
	if v, ok := marks.Get(c.Store, k); ok && v.To == 0 {
		v.To = c.Time
		marks.Set(c.Store, k, v)
	}
}

// FailMark says that a rectification was assessed again and is not passed.
func FailMark(c *rule.Ctx, agreement, cause wire.ID) {
	k := markKey{agreement, cause}
	if v, ok := marks.Get(c.Store, k); ok {
		v.Failed = true
		marks.Set(c.Store, k, v)
	}
}

// marked reports whether a cause of a kind was ever put on the agreement.
func marked(r state.Reader, agreement wire.ID, kind string) (yes bool) {
	marks.EachPrefix(r, []any{agreement}, func(_ markKey, v Mark) bool {
		yes = v.Kind == kind
		return !yes
	})
	return yes
}

// HeldDuring returns the failed evaluation that is open on the agreement at some time of [from,
// to): until the implementing body decides on it there is no renewal and no new grant (YN §26).
func HeldDuring(r state.Reader, agreement wire.ID, from, to wire.Time) (cause wire.ID, held bool) {
	marks.EachPrefix(r, []any{agreement}, func(k markKey, v Mark) bool {
		if v.Kind == MarkFailed && v.From < to && (v.To == 0 || v.To > from) {
			cause, held = k.Cause, true
		}
		return !held
	})
	return cause, held
}

// unrectified reports whether a rectification ordered of the agreement's operator is overdue or was
// not passed when assessed again, and is still open.
func unrectified(r state.Reader, agreement wire.ID, at wire.Time) (yes bool) {
	marks.EachPrefix(r, []any{agreement}, func(_ markKey, v Mark) bool {
		if v.Kind == MarkRectify && v.To == 0 {
			s, ok := regime.Deadline(r, v.Duty, at)
			yes = v.Failed || ok && s.Overdue
		}
		return !yes
	})
	return yes
}
