package regime

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/state"
)

// checkLists holds that the lists hold every duty at its places and nothing else, and that an open
// duty of the lists is either noticed or to be noticed.
func checkLists(r state.Reader) (err error) {
	want := 0
	duties.Each(r, func(id DutyID, d Duty) bool {
		for _, at := range d.places(id) {
			want++
			if !lists.Has(r, at) {
				err = fmt.Errorf("duty %v is missing in list %d of %d %q", id, at.List, at.By, at.Value)
			}
		}
		return err == nil
	})
	have := 0
	lists.Each(r, func(listed) bool {
		have++
		return true
	})
	if err == nil && have != want {
		err = fmt.Errorf("the lists hold %d places, the duties have %d", have, want)
	}
	notices.Each(r, func(at noticeAt) bool {
		if d, ok := duties.Get(r, at.ID); !ok || d.in() != listOpen || d.Due != at.Due {
			err = fmt.Errorf("a notice of %v waits for %s", at.ID, at.Due)
		}
		return err == nil
	})
	return err
}
