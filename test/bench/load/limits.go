package load

import "fmt"

// What four validators must do on any machine. Ratios are to systems measured in the same run,
// which write one record for each paper; so they count for papers of one record. Latency counts
// where exactly offeredRate papers a second are offered.
const (
	limitedAt   = 4 // validators
	offeredRate = 100
	p50Below    = 150 // ms
	p99Below    = 400
)

var leastRatio = map[string]float64{Signed: 0.80, KVStore: 0.30}

// missed says which limits were not kept. What was not measured misses none.
func (s Summary) missed(p Plan) (out []string) {
	if s.Validators != limitedAt {
		return nil
	}
	for _, name := range Systems {
		q, measured := s.Ratios[name]
		if measured && p.Kind == OneRecord && q.Median < leastRatio[name] {
			out = append(out, fmt.Sprintf("%d validators: suyuan / %s is %.3f, at least %.2f is wanted",
				s.Validators, name, q.Median, leastRatio[name]))
		}
	}
	own := s.Systems[Suyuan]
	if p.Rate != offeredRate || own.P50 < p50Below && own.P99 < p99Below {
		return out
	}
	return append(out, fmt.Sprintf("%d validators, %d tx/s: p50 %.0f ms and p99 %.0f ms, below %d "+
		"and %d are wanted", s.Validators, p.Rate, own.P50, own.P99, p50Below, p99Below))
}
