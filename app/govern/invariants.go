package govern

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var invariants = []rule.Invariant{
	{Name: "govern.seats", Check: checkSeats},
	{Name: "govern.queue", Check: checkQueue},
	{Name: "govern.anchors", Check: checkAnchors},
	{Name: "govern.archives", Check: checkArchives},
}

// checkSeats holds that somebody votes on blocks, with power within bounds, and is a member.
func checkSeats(r state.Reader) (err error) {
	n := 0
	EachSeat(r, func(_ [32]byte, s Seat) bool {
		n++
		if s.Power < MinPower || s.Power > maxPower || !IsMember(r, s.Party) {
			err = fmt.Errorf("validator of %s: power %d, member %v", s.Party, s.Power, IsMember(r, s.Party))
		}
		return err == nil
	})
	if n == 0 {
		return fmt.Errorf("no validator is left")
	}
	return err
}

// checkQueue holds that the clock looks at exactly the proposals that wait for it.
func checkQueue(r state.Reader) (err error) {
	waiting := 0
	proposals.Each(r, func(id wire.ID, p Proposal) bool {
		at := p.Closes
		switch p.Status {
		case Passed:
			at = p.Due
		case Open:
		default:
			return true
		}
		waiting++
		if !queue.Has(r, dueAt{at, id}) {
			err = fmt.Errorf("proposal %s is %s and not in the queue", id, p.Status)
		}
		return err == nil
	})
	queue.Each(r, func(dueAt) bool {
		waiting--
		return true
	})
	if err == nil && waiting != 0 {
		err = fmt.Errorf("the queue has %d more or fewer than wait", -waiting)
	}
	return err
}
