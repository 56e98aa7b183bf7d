package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// tallyOf names what a party did on one day about one kind of duty.
type tallyOf struct {
	Owner string
	Day   wire.Date
	Duty  string
}

// Tally counts duties.
type Tally struct {
	Opened    uint64 `json:"opened"`
	MetInTime uint64 `json:"met_in_time"`
	MetLate   uint64 `json:"met_late"`
	DaysLate  uint64 `json:"days_late"` // working days by which the late ones were late, summed
	Waived    uint64 `json:"waived"`
}

func (t *Tally) add(o Tally) {
	t.Opened += o.Opened
	t.MetInTime += o.MetInTime
	t.MetLate += o.MetLate
	t.DaysLate += o.DaysLate
	t.Waived += o.Waived
}

// count changes the owner's tally of today.
func count(c *rule.Ctx, id DutyID, change func(*Tally)) { countOn(c, c.Time.Date(), id, change) }

func countOn(c *rule.Ctx, day wire.Date, id DutyID, change func(*Tally)) {
	k := tallyOf{id.Owner, day, id.Duty}
	t, _ := tallies.Get(c.Store, k)
	change(&t)
	tallies.Set(c.Store, k, t)
}
