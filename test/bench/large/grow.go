package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/bench/load"
	"github.com/suyuan-ledger/suyuan/wire"
)

// leavesVar hands the number of leaves to the node that grows them.
const leavesVar = "SUYUAN_BENCH_LEAVES"

// eachBlock is how many leaves a block adds: what the end of a block may write, with room for the
// other chapters.
const eachBlock = app.EndWrites - 200

// The chapters' own places of usage batches and processing records; a test holds them together.
var (
	batches = state.NewMap[wire.ID, trace.Batch](8, 1, "trace/batches",
		"usage batches by id")
	jobs = state.NewMap[wire.ID, access.Processing](6, 5, "access/processings",
		"processing records by id")
)

var mirrored = []state.Collection{batches.Descriptor(), jobs.Descriptor()}

// machine is the standard one, whose last chapter adds leaves at the end of each block until they
// are so many. A home grown this way goes on under the standard machine.
func machine(leaves int) (*app.Machine, error) {
	chapters := slices.Clone(app.Standard().Chapters()[1:])
	last := &chapters[len(chapters)-1]
	end := last.EndBlock
	last.EndBlock = func(c *rule.Ctx) {
		if end != nil {
			end(c)
		}
		from := (int(c.Height) - 1) * eachBlock
		for i := from; i < min(from+eachBlock, leaves); i++ {
			write(c.Store, i)
		}
	}
	return app.New(chapters...)
}

// write adds leaf i: nine usage batches to one processing record, which has up to three inputs.
func write(s state.Store, i int) {
	const chained = 10_000 // records that hang together
	if n := i / 10; i%10 == 0 {
		job := access.Processing{ID: jobID(n), Maker: "gz-operator", Recorded: access.Act{At: 1}}
		for _, back := range []int{1, 7, 40} {
			if n%chained >= back {
				job.Inputs = append(job.Inputs, access.Input{Object: jobID(n - back),
					Kind: access.KindDataset})
			}
		}
		jobs.Set(s, job.ID, job)
		return
	}
	id := wire.ID{Party: "platform-1", Local: fmt.Sprintf("api-%09d", i)}
	at := wire.Time(1_770_000_000 + i)
	batches.Set(s, id, trace.Batch{ID: id, Product: wire.ID{Party: "gz-operator", Local: "visits"},
		Version: 1, Stream: "api", From: at, To: at + 1, Purpose: "industry", Use: "commercial",
		Customer: wire.Hash(crypto.SHA256([]byte("customer"))),
		Counters: []trace.Counter{{Members: []uint16{0}, Units: 7}}, Count: 7,
		Root: wire.Hash(crypto.SHA256([]byte("calls of " + id.Local))),
		Log:  crypto.DigestOf(crypto.DigestSHA256, []byte("log of "+id.Local)), Period: "2026Q1",
		Recorded: at})
}

func jobID(n int) wire.ID { return wire.ID{Party: "gz-operator", Local: fmt.Sprintf("j%09d", n)} }

// serve runs a home as a node that grows, until SIGTERM.
func serve(home string) error {
	leaves, err := strconv.Atoi(os.Getenv(leavesVar))
	if err != nil {
		return err
	}
	m, err := machine(leaves)
	if err != nil {
		return err
	}
	return load.ServeSuyuan(home, m)
}

// grow makes a network of one validator, lets it grow, and leaves it down.
func (m measurement) grow(ctx context.Context, r *report) (home string, err error) {
	manifest, err := localnet.Default(1)
	if err != nil {
		return "", err
	}
	manifest.Fast, manifest.Idle, manifest.LogLevel = true, "200ms", "error"
	manifest.Memory = m.memory
	if err := os.Setenv(leavesVar, strconv.Itoa(m.leaves)); err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	net, err := localnet.Up(localnet.Options{Dir: m.net(), Binary: self, Manifest: manifest, New: true,
		Wait: startWithin})
	if err != nil {
		return "", err
	}
	home = net.Nodes[0].Home
	last := uint64((m.leaves + eachBlock - 1) / eachBlock)
	client := localnet.Client{URLs: []string{net.Nodes[0].RPC}}
	for r.Height <= last && err == nil {
		select {
		case <-ctx.Done():
			err = ctx.Err()
		case <-time.After(200 * time.Millisecond):
			var s localnet.Status
			s, err = client.Status(ctx)
			r.Height = s.Height
		}
	}
	if err != nil {
		return "", errors.Join(err, m.down())
	}
	r.StoreBytes = onDisk(filepath.Join(home, abci.StoreDir))
	return home, m.down()
}

func (m measurement) net() string { return filepath.Join(m.dir, "net") }

func (m measurement) down() error {
	_, err := localnet.Down(m.net())
	return err
}
