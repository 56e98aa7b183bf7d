package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/test/bench/alone"
)

type plan struct{ deadlines, papers, usual int }

// report is what a run prints. Times are of executing and saving one block, in milliseconds.
type report struct {
	Deadlines int  `json:"deadlines"`
	Papers    int  `json:"papers_in_each_block"`
	Blocks    int  `json:"blocks_with_notices"`
	Most      int  `json:"most_notices_in_a_block"`
	Usual     took `json:"usual_ms"`
	Notices   took `json:"with_notices_ms"`
	// Ratio is of the medians of processor time, Worst of the most expensive blocks: about one in
	// eighty, of either sort, also writes out the store's buffer.
	Ratio float64 `json:"ratio"`
	Worst float64 `json:"ratio_of_worst"`
}

type took struct {
	CPU      float64 `json:"cpu"` // median
	CPUWorst float64 `json:"cpu_worst"`
	Wall     float64 `json:"wall"`
	WallMost float64 `json:"wall_worst"`
}

// measure opens the deadlines, then makes full blocks up to their instant and beyond.
func measure(p plan) (out report, err error) {
	opened, err := alone.Open(storyText)
	if err != nil {
		return out, err
	}
	l := &ledger{Ledger: opened}
	defer l.Close()
	if err := l.At("2026-09-24T10:00:00+08:00"); err != nil {
		return out, err
	}
	for left := p.deadlines; left > 0; left -= p.papers {
		if _, _, err := l.block(min(left, p.papers)); err != nil {
			return out, err
		}
	}
	if err := l.At("2026-10-15T09:00:00+08:00"); err != nil {
		return out, err
	}
	var usual, noticed []alone.Cost
	for range p.usual {
		took, told, err := l.block(p.papers)
		if err != nil || told != 0 {
			return out, fmt.Errorf("before the instant: %d notices, %w", told, err)
		}
		usual = append(usual, took)
	}
	if err := l.At("2026-10-16T00:00:00+08:00"); err != nil {
		return out, err
	}
	for all := 0; all < p.deadlines; {
		took, told, err := l.block(p.papers)
		if err != nil {
			return out, err
		}
		if told == 0 {
			return out, fmt.Errorf("%d of %d deadlines were told, then no more", all, p.deadlines)
		}
		all, out.Most = all+told, max(out.Most, told)
		noticed = append(noticed, took)
	}
	out.Deadlines, out.Papers, out.Blocks = p.deadlines, p.papers, len(noticed)
	out.Usual, out.Notices = sum(usual), sum(noticed)
	out.Ratio = out.Notices.CPU / out.Usual.CPU
	out.Worst = out.Notices.CPUWorst / out.Usual.CPUWorst
	return out, nil
}

func sum(blocks []alone.Cost) (t took) {
	var wall, cpu []time.Duration
	for _, b := range blocks {
		wall, cpu = append(wall, b.Wall), append(cpu, b.CPU)
	}
	t.CPU, t.CPUWorst = middle(cpu)
	t.Wall, t.WallMost = middle(wall)
	return t
}

// middle is the median and the worst, in milliseconds.
func middle(took []time.Duration) (median, worst float64) {
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return ms(took[len(took)/2]), ms(took[len(took)-1])
}
