package load

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Report is everything a comparison showed.
type Report struct {
	At      time.Time `json:"at"`
	CPUs    int       `json:"cpus"`
	Go      string    `json:"go"`
	Plan    Plan      `json:"plan"`
	Runs    []Run     `json:"runs"`
	Summary []Summary `json:"summary"`
	Missed  []string  `json:"missed"` // limits that were not kept
}

// Summary holds medians over the runs of one number of validators.
type Summary struct {
	Validators int              `json:"validators"`
	Pairs      int              `json:"pairs"`
	Systems    map[string]Line  `json:"systems"`
	Ratios     map[string]Ratio `json:"ratios"` // of suyuan's rate to that of another system
}

// Ratio is suyuan's saturated rate over that of another system.
type Ratio struct {
	Median float64 `json:"median"` // of the median rates
	Low    float64 `json:"low"`    // of single pairs
	High   float64 `json:"high"`
}

// Line is the medians of one system.
type Line struct {
	PaperBytes  int     `json:"paper_bytes"`
	TxPerSecond float64 `json:"tx_per_second"`
	Low         float64 `json:"low"` // the slowest run
	High        float64 `json:"high"`
	Blocks      float64 `json:"blocks_per_second"`
	SatP50      float64 `json:"saturated_p50_ms"`
	SatP99      float64 `json:"saturated_p99_ms"`
	CPU         float64 `json:"cpu_us_per_tx"`
	Driver      float64 `json:"driver_cpu_us_per_tx"`
	Busy        float64 `json:"cores_busy"`
	Wire        float64 `json:"wire_bytes_per_tx"`
	Disk        float64 `json:"disk_bytes_per_tx"`
	Peak        float64 `json:"peak_memory_bytes"`
	P50         float64 `json:"offered_p50_ms"`
	P99         float64 `json:"offered_p99_ms"`
	Refused     int     `json:"refused"` // sums, not medians
	Failed      int     `json:"failed"`
	Lost        int     `json:"lost"`
}

// NewReport sums runs up.
func NewReport(p Plan, runs []Run) Report {
	r := Report{At: time.Now().Truncate(time.Second), CPUs: runtime.NumCPU(), Go: runtime.Version(),
		Plan: p, Runs: runs, Missed: []string{}}
	for _, v := range p.Validators {
		s := Summary{Validators: v, Systems: map[string]Line{}, Ratios: map[string]Ratio{}}
		for _, name := range Systems {
			if of := pick(runs, name, v); len(of) > 0 {
				s.Systems[name] = lineOf(of)
			}
		}
		own := pick(runs, Suyuan, v)
		s.Pairs = len(own)
		for _, name := range Systems[1:] {
			s.compare(own, name, pick(runs, name, v))
		}
		r.Summary = append(r.Summary, s)
		r.Missed = append(r.Missed, s.missed(p)...)
	}
	return r
}

func pick(runs []Run, system string, validators int) (out []Run) {
	for _, r := range runs {
		if r.System == system && r.Validators == validators {
			out = append(out, r)
		}
	}
	return out
}

func (s *Summary) compare(own []Run, name string, other []Run) {
	var each []float64
	for i := range min(len(own), len(other)) {
		if of := other[i].Saturated.TxPerSecond; of > 0 {
			each = append(each, own[i].Saturated.TxPerSecond/of)
		}
	}
	if len(each) > 0 {
		s.Ratios[name] = Ratio{Low: slices.Min(each), High: slices.Max(each),
			Median: s.Systems[Suyuan].TxPerSecond / s.Systems[name].TxPerSecond}
	}
}

func lineOf(runs []Run) Line {
	m := func(of func(Run) float64) float64 {
		var all []float64
		for _, r := range runs {
			all = append(all, of(r))
		}
		return median(all)
	}
	rate := func(r Run) float64 { return r.Saturated.TxPerSecond }
	l := Line{PaperBytes: runs[0].PaperBytes, TxPerSecond: m(rate),
		Blocks: m(func(r Run) float64 { return r.Saturated.BlocksPerSecond }),
		SatP50: m(func(r Run) float64 { return r.Saturated.P50 }),
		SatP99: m(func(r Run) float64 { return r.Saturated.P99 }),
		CPU:    m(func(r Run) float64 { return r.Saturated.CPU }),
		Driver: m(func(r Run) float64 { return r.Saturated.DriverCPU }),
		Busy:   m(func(r Run) float64 { return r.Saturated.Busy }),
		Wire:   m(func(r Run) float64 { return r.WireBytes }),
		Disk:   m(func(r Run) float64 { return r.DiskBytes }),
		Peak:   m(func(r Run) float64 { return float64(r.PeakBytes) }),
		P50:    m(func(r Run) float64 { return r.Offered.P50 }),
		P99:    m(func(r Run) float64 { return r.Offered.P99 }),
		Low:    rate(runs[0]), High: rate(runs[0])}
	for _, r := range runs {
		l.Low, l.High = min(l.Low, rate(r)), max(l.High, rate(r))
		l.Refused += r.Saturated.Refused + r.Offered.Refused
		l.Failed += r.Saturated.Failed + r.Offered.Failed
		l.Lost += r.Saturated.Lost + r.Offered.Lost
	}
	return l
}

// median of an even number is the lower of the two in the middle.
func median(all []float64) float64 {
	slices.Sort(all)
	return quantile(all, float64((len(all)-1)/2)/float64(max(len(all), 1)))
}

// String is one line for people who wait.
func (r Run) String() string {
	s := r.Saturated
	line := fmt.Sprintf("%d validators, pair %d, %-14s %7.0f tx/s  %6.2f blocks/s  p50 %5.0f ms  "+
		"p99 %5.0f ms  cpu %5.0f µs/tx  | offered: p50 %3.0f ms  p99 %3.0f ms", r.Validators, r.Pair,
		r.System, s.TxPerSecond, s.BlocksPerSecond, s.P50, s.P99, s.CPU, r.Offered.P50, r.Offered.P99)
	if n := s.Refused + s.Failed + s.Lost; n > 0 {
		line += fmt.Sprintf("  | %d refused, failed or lost %s", n, s.Why)
	}
	if s.Exhausted {
		line += "  | papers ran out"
	}
	return line
}

// Text writes the summary as tables.
func (r Report) Text(w io.Writer) {
	p := r.Plan
	for _, s := range r.Summary {
		fmt.Fprintf(w, "\n%d validator(s), %d runs each in turn, %d CPUs shared by nodes and driver; "+
			"%d in flight, then %d tx/s offered\n\n", s.Validators, max(s.Pairs, 1), r.CPUs, p.InFlight,
			p.Rate)
		fmt.Fprintln(w, "| median of runs | "+strings.Join(r.names(s), " | ")+" |")
		fmt.Fprintln(w, "|---|"+strings.Repeat("---:|", len(s.Systems)))
		for _, row := range rows {
			fmt.Fprintf(w, "| %s |", row.name)
			for _, name := range r.names(s) {
				fmt.Fprintf(w, " %s |", row.of(s.Systems[name]))
			}
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w)
		for _, name := range Systems {
			if q, ok := s.Ratios[name]; ok {
				fmt.Fprintf(w, "ratio suyuan / %s: %.2f (single pairs %.2f to %.2f)\n", name, q.Median,
					q.Low, q.High)
			}
		}
	}
	for _, what := range r.Missed {
		fmt.Fprintln(w, "limit not kept:", what)
	}
}

func (r Report) names(s Summary) (out []string) {
	for _, name := range Systems {
		if _, ok := s.Systems[name]; ok {
			out = append(out, name)
		}
	}
	return out
}

var rows = []struct {
	name string
	of   func(Line) string
}{
	{"finalized tx/s, saturated", func(l Line) string { return whole(l.TxPerSecond) }},
	{"slowest to fastest run", func(l Line) string { return whole(l.Low) + " to " + whole(l.High) }},
	{"blocks/s, saturated", func(l Line) string { return fmt.Sprintf("%.2f", l.Blocks) }},
	{"p50 / p99 ms, saturated", func(l Line) string {
		return whole(l.SatP50) + " / " +
			whole(l.SatP99)
	}},
	{"p50 / p99 ms, offered rate", func(l Line) string { return whole(l.P50) + " / " + whole(l.P99) }},
	{"CPU µs per tx, all nodes", func(l Line) string { return whole(l.CPU) }},
	{"CPU µs per tx, driver", func(l Line) string { return whole(l.Driver) }},
	{"cores busy, saturated", func(l Line) string { return fmt.Sprintf("%.2f", l.Busy) }},
	{"bytes of one paper", func(l Line) string { return fmt.Sprint(l.PaperBytes) }},
	{"bytes sent between nodes per tx", func(l Line) string { return whole(l.Wire) }},
	{"bytes on disk per tx, all nodes", func(l Line) string { return whole(l.Disk) }},
	{"largest memory, all nodes, MB", func(l Line) string { return whole(l.Peak / 1e6) }},
	{"refused, failed, lost", func(l Line) string {
		return fmt.Sprintf("%d, %d, %d", l.Refused, l.Failed, l.Lost)
	}},
}

func whole(v float64) string { return fmt.Sprintf("%.0f", v) }
