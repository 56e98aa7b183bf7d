// Command large measures what a ledger of many leaves asks of its operator: how long a real node
// takes from its start until it answers, how long a snapshot takes beside the blocks, and how long
// a second node takes that joins by state sync over p2p. docs/bench.md says how to read it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// report is what was measured. Seconds of a start are from the command on, memory is resident at
// most, mapped files included.
type report struct {
	Leaves     int     `json:"leaves"`
	Height     uint64  `json:"height"`
	Grown      float64 `json:"grown_seconds"` // making it, all in blocks of a running node
	StoreBytes int64   `json:"store_bytes"`   // on disk
	Cold       started `json:"start_from_disk"`
	Warm       started `json:"start_from_memory"` // files still in the system's cache
	Joined     *joined `json:"joined,omitempty"`
}

// started is one start of a node.
type started struct {
	Answers float64 `json:"answers_seconds"` // RPC tells its height
	Ready   float64 `json:"ready_seconds"`   // /readyz is content
	Memory  int64   `json:"peak_memory_bytes"`
}

// joined is one snapshot and one node that began at it.
type joined struct {
	Snapshot      float64 `json:"snapshot_seconds"`
	SnapshotBytes uint64  `json:"snapshot_bytes"` // as it is
	FileBytes     int64   `json:"file_bytes"`     // as it lies on disk and travels
	Chunks        int     `json:"chunks"`
	Slowest       float64 `json:"slowest_block_seconds"` // between two blocks meanwhile
	Join          float64 `json:"join_seconds"`          // from start until it follows
	Memory        int64   `json:"peak_memory_bytes"`     // of the joining node
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "start" {
		exit(serve(os.Args[3]))
	}
	m := measurement{}
	flag.IntVar(&m.leaves, "leaves", 1_000_000, "leaves of the state, such as 10000000")
	join := flag.Bool("join", true, "take a snapshot and have a second node join from it")
	flag.StringVar(&m.memory, "memory", "2GiB", "memory that a node tries to keep below")
	flag.StringVar(&m.binary, "binary", "bin/suyuan", "the program to measure")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	r, err := m.run(ctx, *join)
	if err == nil {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	}
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// measurement is what is measured with which program, in a folder that goes away.
type measurement struct {
	leaves int
	memory string
	binary string
	dir    string
}

func (m measurement) run(ctx context.Context, join bool) (r report, err error) {
	if m.binary, err = filepath.Abs(m.binary); err != nil {
		return r, err
	}
	if _, err := os.Stat(m.binary); err != nil {
		return r, fmt.Errorf("%w: build it with make build", err)
	}
	if m.dir, err = os.MkdirTemp("", "suyuan-bench-large-"); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(m.dir)) }()
	r.Leaves = m.leaves
	began := time.Now()
	home, err := m.grow(ctx, &r)
	if err != nil {
		return r, err
	}
	r.Grown = time.Since(began).Seconds()
	if err := forget(home); err != nil {
		return r, err
	}
	if r.Cold, err = m.start(); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, m.down()) }()
	if err := m.down(); err != nil {
		return r, err
	}
	if r.Warm, err = m.start(); err != nil || !join {
		return r, err
	}
	r.Joined, err = m.join(ctx)
	return r, err
}
