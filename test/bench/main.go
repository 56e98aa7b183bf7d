// Command bench measures suyuan against two others on this machine: CometBFT's own kvstore
// application, and a kvstore with suyuan's signature check and one proved write. The same number of
// node processes, the same configuration, transactions of the same size, in turn. It prints
// finalized transactions per second, latency, processor time, memory and bytes per transaction, and
// the ratios, and ends with 1 when a limit is not kept. docs/bench.md says how to read it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

type flags struct {
	load.Plan
	validators string
	binary     string
	output     string
	save       string
	quick      bool
}

func read() (flags, error) {
	f := flags{}
	flag.StringVar(&f.validators, "validators", "1,4", "numbers of validators, each 1 to 4")
	flag.IntVar(&f.Pairs, "pairs", 5, "runs of each system, in turn")
	flag.StringVar(&f.Profile, "profile", "",
		"folder for processor profiles of one node of each system")
	flag.IntVar(&f.InFlight, "in-flight", 3000, "papers under way in the closed loop; 0: no such load")
	flag.IntVar(&f.Rate, "rate", 100, "papers a second in the open loop; 0: no such load")
	flag.DurationVar(&f.Warm, "warm", 2*time.Second, "load before each window")
	flag.DurationVar(&f.Window, "window", 12*time.Second, "what is measured of each load")
	flag.IntVar(&f.Papers, "papers", 80_000, "suyuan papers signed beforehand for the closed loop")
	flag.IntVar(&f.Conns, "conns", 64, "connections to all nodes together")
	flag.StringVar(&f.Alg, "alg", "secp256k1", "of the accounts that file: secp256k1 or sm2")
	flag.StringVar(&f.Kind, "kind", load.OneRecord, "of suyuan's papers: "+load.OneRecord+" or "+
		load.Batch)
	flag.IntVar(&f.Threads, "threads", 0, "GOMAXPROCS of each node; 0: all")
	flag.BoolVar(&f.Alone, "alone", false, "suyuan only, nothing beside it")
	flag.StringVar(&f.binary, "binary", "bin/suyuan", "the program to measure")
	flag.StringVar(&f.output, "output", "text", "text or json, on stdout")
	flag.StringVar(&f.save, "save", "", "write the JSON report to this file as well")
	flag.BoolVar(&f.quick, "quick", false,
		"one pair on one validator for a few seconds: a smoke test, no limits")
	flag.Parse()
	if f.quick {
		f.validators, f.Pairs, f.InFlight = "1", 1, min(f.InFlight, 200)
		f.Warm, f.Window, f.Papers = time.Second/2, 2*time.Second, min(f.Papers, 10_000)
	}
	for _, text := range strings.Split(f.validators, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 4 {
			return f, fmt.Errorf("-validators: %q is none of 1 to 4", text)
		}
		f.Validators = append(f.Validators, n)
	}
	if f.Kind != load.OneRecord && f.Kind != load.Batch {
		return f, fmt.Errorf("-kind: %q is neither of the two", f.Kind)
	}
	if flag.NArg() > 0 || f.Pairs < 1 || f.output != "text" && f.output != "json" {
		return f, errors.New("see -help")
	}
	return f, nil
}

func main() {
	f, err := read()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	missed, err := run(f)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil || missed && !f.quick {
		os.Exit(1)
	}
}

func run(f flags) (missed bool, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	dir, err := os.MkdirTemp("", "suyuan-bench-")
	if err != nil {
		return false, err
	}
	if missed, err = compare(ctx, f, dir); err == nil || ctx.Err() != nil {
		return missed, errors.Join(err, os.RemoveAll(dir))
	}
	return missed, fmt.Errorf("%w\nthe nodes' homes and logs stay in %s", err, dir)
}

// compare builds the other systems' nodes, carries the plan out in dir, and prints what was
// measured. Limits that were missed are no error: they are told in the report.
func compare(ctx context.Context, f flags, dir string) (missed bool, err error) {
	own, err := filepath.Abs(f.binary)
	if err != nil {
		return false, err
	}
	if _, err := os.Stat(own); err != nil {
		return false, fmt.Errorf("%w: build it with make build", err)
	}
	f.Binaries = map[string]string{load.Suyuan: own}
	for name, command := range map[string]string{load.KVStore: "kvstorenode",
		load.Signed: "signednode"} {
		f.Binaries[name] = filepath.Join(dir, command)
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", f.Binaries[name],
			"./test/bench/"+command)
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			return false, fmt.Errorf("build %s (from the repository's root): %w", command, err)
		}
	}
	f.Dir, f.Log = dir, os.Stderr
	runs, err := f.Do(ctx)
	if len(runs) == 0 {
		return false, err
	}
	r := load.NewReport(f.Plan, runs)
	return len(r.Missed) > 0, errors.Join(err, f.print(r))
}

func (f flags) print(r load.Report) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if f.save != "" {
		if err := os.WriteFile(f.save, append(b, '\n'), 0o644); err != nil {
			return err
		}
	}
	if f.output == "json" {
		_, err = fmt.Println(string(b))
		return err
	}
	r.Text(os.Stdout)
	return nil
}
