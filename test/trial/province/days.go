package province

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Calendars are the lists of the State Council's office for 2025 and 2026.
func Calendars() []regime.GenesisCalendar {
	return []regime.GenesisCalendar{
		{Year: 2025, Title: "2025", Issuer: "office", Off: days("2025-01-01", "2025-01-28/2025-02-04",
			"2025-04-04/2025-04-06", "2025-05-01/2025-05-05", "2025-05-31/2025-06-02",
			"2025-10-01/2025-10-08"),
			Worked: days("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")},
		{Year: 2026, Title: "2026", Issuer: "office", Off: days("2026-01-01/2026-01-03",
			"2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05",
			"2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07"),
			Worked: days("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
				"2026-10-10")},
	}
}

// days lists days and spans "first/last" of days.
func days(spans ...string) (out []wire.Date) {
	for _, s := range spans {
		first, last, whole := strings.Cut(s, "/")
		if !whole {
			last = first
		}
		for d := trial.Date(first); d <= trial.Date(last); d = d.Add(1) {
			out = append(out, d)
		}
	}
	return out
}
