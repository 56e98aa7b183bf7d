package scenario

import (
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// when is a law time as a story writes it: a day and hour at +08:00, or a distance from the step
// before.
type when struct {
	given    bool
	relative bool
	time     wire.Time
	after    wire.Time // seconds
}

// implicit is how far a step without a time is after the one before.
const implicit wire.Time = 60

var timeLayouts = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", time.DateOnly,
	time.RFC3339}

// parseTime reads a law time such as "2026-01-05 10:00".
func parseTime(text string) (wire.Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, text, wire.Beijing); err == nil {
			return wire.At(t), t.Unix() > 0
		}
	}
	return 0, false
}

var unitSeconds = map[byte]uint64{'s': 1, 'm': 60, 'h': 3600, 'd': 86400}

// parseSpan reads "+2d", "+3h", "+10m" or "+30s".
func parseSpan(text string) (wire.Time, bool) {
	rest, ok := strings.CutPrefix(text, "+")
	if !ok || len(rest) < 2 {
		return 0, false
	}
	unit, known := unitSeconds[rest[len(rest)-1]]
	n, err := strconv.ParseUint(rest[:len(rest)-1], 10, 16)
	return wire.Time(n * unit), known && err == nil
}

func parseWhen(s source) (when, error) {
	if !s.given() {
		return when{}, nil
	}
	text, err := s.text()
	if err != nil {
		return when{}, err
	}
	if after, ok := parseSpan(text); ok {
		return when{given: true, relative: true, after: after}, nil
	}
	if t, ok := parseTime(text); ok {
		return when{given: true, time: t}, nil
	}
	return when{}, s.err("%q is no time: write 2026-01-05 10:00, or +2d, +3h, +10m", text)
}

// from is the instant meant, for a step that follows one at last.
func (w when) from(last wire.Time) wire.Time {
	switch {
	case !w.given:
		return last + implicit
	case w.relative:
		return last + w.after
	}
	return w.time
}

var periodMonths = map[string]int{regime.Month: 1, regime.Quarter: 3, regime.Half: 6,
	regime.Year: 12}

// periodEnds lists the ends of settlement periods that are frozen between two instants.
func (s *Story) periodEnds(from, to wire.Time) (out []wire.Time) {
	months := periodMonths[s.Parameters.Period]
	wait := wire.Time(s.Parameters.FreezeAfterDays) * 86400
	y, m, _ := (from - wait).Std().Date()
	month := time.Date(y, (m-1)/time.Month(months)*time.Month(months)+1, 1, 0, 0, 0, 0, wire.Beijing)
	for end := wire.At(month); end+wait <= to; {
		if end+wait > from {
			out = append(out, end)
		}
		month = month.AddDate(0, months, 0)
		end = wire.At(month)
	}
	return out
}
