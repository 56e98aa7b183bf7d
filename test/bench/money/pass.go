package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// measured is one pass over a world.
type measured struct {
	Sales     int     `json:"sales"`
	Seconds   float64 `json:"seconds"` // best of the runs
	AllocMB   float64 `json:"alloc_mb"`
	Lines     int     `json:"lines"`
	LinesRoot string  `json:"lines_root"`

	payouts map[string]int64
}

// pass settles a world runs times and keeps the best.
func pass(s size, runs int) (m measured, err error) {
	in := s.world()
	m = measured{Sales: s.Sales}
	for i := range runs {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		report, err := settlement.Compute(in)
		took := time.Since(began).Seconds()
		if err != nil {
			return m, err
		}
		runtime.ReadMemStats(&after)
		if i == 0 || took < m.Seconds {
			m.Seconds = took
		}
		m.AllocMB = float64(after.TotalAlloc-before.TotalAlloc) / 1e6
		m.Lines, m.LinesRoot = len(report.Lines), fmt.Sprintf("%x", report.LinesRoot)
		m.payouts = map[string]int64{}
		for _, p := range report.Payouts {
			m.payouts[p.Payee] = p.Amount
		}
	}
	return m, nil
}
