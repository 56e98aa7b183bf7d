// Command traces measures how many single uses a second a ledger of four validators takes in as
// batches: each a signed paper that counts 10,000 uses, checked against product, agreement, window
// and log, added to the sums of its period, and proved by the app hash. First at an offered rate,
// for latency; then with so many papers under way that the machine is the limit.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

// report is what was measured, of uses instead of papers.
type report struct {
	Validators int     `json:"validators"`
	Batch      uint64  `json:"uses_per_batch"`
	Offered    float64 `json:"offered_traces_per_second"`
	Taken      float64 `json:"taken_traces_per_second"` // of those offered, in blocks
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	Most       float64 `json:"most_traces_per_second"` // with the machine as the limit
	PaperBytes int     `json:"paper_bytes"`
	// of each validator, per million uses: the ledger's own store, and all of its disk
	StateBytes float64 `json:"state_bytes_per_million"`
	DiskBytes  float64 `json:"disk_bytes_per_million"`
	Failed     int     `json:"failed"`
	Refused    int     `json:"refused"`
	Busy       float64 `json:"cores_busy"`
}

func main() {
	p := load.Plan{Pairs: 1, Alg: "secp256k1", Alone: true, Log: os.Stderr}
	var validators int
	var binary, output string
	flag.IntVar(&validators, "validators", 4, "1 to 4")
	flag.Uint64Var(&p.Units, "uses", 10_000, "uses that a batch counts")
	flag.IntVar(&p.Rate, "rate", 120, "batches a second in the open loop")
	flag.IntVar(&p.InFlight, "in-flight", 1000, "batches under way in the closed loop")
	flag.IntVar(&p.Papers, "papers", 20_000, "batches signed beforehand for the closed loop")
	flag.IntVar(&p.Conns, "conns", 32, "connections to all nodes together")
	flag.DurationVar(&p.Warm, "warm", 2*time.Second, "load before each window")
	flag.DurationVar(&p.Window, "window", 10*time.Second, "what is measured of each load")
	flag.StringVar(&binary, "binary", "bin/suyuan", "the program to measure")
	flag.StringVar(&output, "output", "text", "text or json")
	flag.Parse()
	p.Validators = []int{validators}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	r, err := measure(ctx, p, binary)
	if err == nil {
		err = r.print(os.Stdout, output)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// measure runs one fresh network under both loads.
func measure(ctx context.Context, p load.Plan, binary string) (r report, err error) {
	own, err := filepath.Abs(binary)
	if err != nil {
		return r, err
	}
	if _, err := os.Stat(own); err != nil {
		return r, fmt.Errorf("%w: build it with make build", err)
	}
	p.Binaries = map[string]string{load.Suyuan: own}
	if p.Dir, err = os.MkdirTemp("", "suyuan-bench-traces-"); err != nil {
		return r, err
	}
	runs, err := p.Do(ctx)
	if err != nil {
		return r, fmt.Errorf("%w\nthe nodes' homes and logs stay in %s", err, p.Dir)
	}
	return inUses(p, runs[0]), errors.Join(err, os.RemoveAll(p.Dir))
}

// inUses turns papers into uses.
func inUses(p load.Plan, run load.Run) report {
	each, nodes := float64(p.Units), float64(run.Validators)
	perMillion := 1e6 / each / nodes
	return report{Validators: run.Validators, Batch: p.Units, Offered: float64(p.Rate) * each,
		Taken: run.Offered.TxPerSecond * each, P50: run.Offered.P50, P99: run.Offered.P99,
		Most: run.Saturated.TxPerSecond * each, PaperBytes: run.PaperBytes,
		StateBytes: run.StateBytes * perMillion, DiskBytes: run.DiskBytes * perMillion,
		Failed:  run.Offered.Failed + run.Saturated.Failed,
		Refused: run.Offered.Refused + run.Saturated.Refused, Busy: run.Saturated.Busy}
}

func (r report) print(w io.Writer, output string) error {
	if output == "json" {
		b, err := json.MarshalIndent(r, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(w, string(b))
		}
		return err
	}
	_, err := fmt.Fprintf(w, "%d validators, batches of %d uses, papers of %d bytes\n"+
		"offered  %.0f uses/s: %.0f uses/s in blocks, p50 %.0f ms, p99 %.0f ms\n"+
		"most     %.0f uses/s (%.1f cores busy)\n"+
		"a million uses take %.0f bytes of ledger state and %.0f bytes of disk on each validator\n"+
		"refused %d, failed %d\n", r.Validators, r.Batch, r.PaperBytes, r.Offered, r.Taken, r.P50,
		r.P99, r.Most, r.Busy, r.StateBytes, r.DiskBytes, r.Refused, r.Failed)
	return err
}
