package regime

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type settingKey struct {
	Jurisdiction string
	Version      uint32
	Key          string
}

type pastYear struct {
	Jurisdiction string
	Year         uint16
	Version      uint32
}

type objectionAt struct {
	Jurisdiction string
	Version      uint32
	Party        string
}

var (
	issues = state.NewMap[Ref, Issue](number, 1, "regime/issues",
		"a profile version: its document and the days it is in force")
	settings = state.NewMap[settingKey, Setting](number, 2, "regime/settings",
		"one key of a profile version, one leaf each, so that each is proved alone")
	calendars = state.NewMap[YearOf, Calendar](number, 3, "regime/calendars",
		"the calendar of a year in force; jurisdiction empty: the whole country")
	pastCalendars = state.NewMap[pastYear, Calendar](number, 4, "regime/calendars_past",
		"calendars that an amendment replaced")
	duties = state.NewMap[DutyID, Duty](number, 5, "regime/duties",
		"deadlines opened, with how they are counted and when they were met or fell away")
	lists = state.NewIndex[listed](number, 10, "regime/duty_lists",
		"the duties of everybody, an owner, an agreement or a place, by state and due day")
	notices = state.NewIndex[noticeAt](number, 11, "regime/duty_notices",
		"open duties whose overdue notice is still to come, by due day")
	rederivations = state.NewMap[YearOf, Rederivation](number, 12, "regime/rederivations",
		"calendars that are being carried to open duties, and how far")
	tallies = state.NewMap[tallyOf, Tally](number, 13, "regime/duty_tallies",
		"what a party opened, met and had waived on one day, by duty")
	parameters = state.NewItem[Parameters](number, 6, "regime/parameters",
		"the ledger's period and its lead times")
	frozen = state.NewMap[string, Freezing](number, 7, "regime/frozen",
		"settlement periods that take no more rows")
	testClock = state.NewItem[Clock](number, 8, "regime/test_clock",
		"offset of law time from header time on a test ledger")
	objections = state.NewMap[objectionAt, Objection](number, 9, "regime/objections",
		"objections of members to a profile version, recorded during its timelock")
)

// Clock is the test ledger's clock: law time = header time + Offset.
type Clock struct {
	Offset wire.Int `json:"offset"` // seconds
}
