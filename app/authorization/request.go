package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Request is what an operator asked about its agreement: a new term, or to leave. By itself it
// changes nothing.
type Request struct {
	At       wire.Time     `json:"at"`
	By       string        `json:"by" max:"32"`
	Reason   string        `json:"reason" max:"500"`
	Evidence rule.Evidence `json:"evidence"`
}

// GetRequest returns the request of a kind, Exit or Renewal.
func GetRequest(r state.Reader, agreement wire.ID, kind string) (Request, bool) {
	return requests.Get(r, requestKey{agreement, kind})
}

// asking returns the running agreement whose operator signs a request of a kind for the first time.
func asking(c *rule.Ctx, id wire.ID, kind string) (Agreement, error) {
	a, ok := agreements.Get(c.Store, id)
	if !ok {
		return a, ErrAgreementUnknown.At("id", "id", id)
	}
	switch {
	case !c.SignedBy(a.Operator):
		return a, ErrNotOperator.At("", "who", a.Operator)
	case c.Time >= a.End():
		return a, ErrEnded.At("id", "id", id, "at", a.End())
	case requests.Has(c.Store, requestKey{id, kind}):
		return a, ErrRequested.At("id", "id", id)
	}
	return a, nil
}
