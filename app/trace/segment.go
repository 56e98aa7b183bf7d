package trace

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Segment names the part of a period that begins on a day on which a distribution rule changes,
// such as "2026H1/2026-06-15"; the part before the first such day has the period's own name.
func Segment(period string, cut wire.Date) string {
	if cut == 0 {
		return period
	}
	return period + "/" + cut.String()
}

// periodOf is the period of a segment.
func periodOf(segment string) string {
	period, _, _ := strings.Cut(segment, "/")
	return period
}

// cutOf is the first day of the segment that a day lies in, 0 for the period's first.
func cutOf(r state.Reader, period string, day wire.Date) wire.Date {
	from, _, ok := regime.PeriodBounds(period)
	if !ok {
		return 0
	}
	return authorization.CutBefore(r, from.Date(), day)
}
