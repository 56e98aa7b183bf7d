package main

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

type plan struct {
	lines int
	form  string
	drop  bool
	uses  int
	procs int
	dir   string
}

// report is what is printed.
type report struct {
	Lines            int     `json:"lines"`
	Form             string  `json:"form"`
	Processors       int     `json:"processors"`
	LogBytes         int64   `json:"log_bytes"`
	Batches          int     `json:"batches"`
	WallSeconds      float64 `json:"wall_seconds"`
	ProcessorSeconds float64 `json:"processor_seconds"` // user and system, of all threads
	PerSecond        float64 `json:"traces_per_second"` // by the clock
	PerCore          float64 `json:"traces_per_processor_second"`
	PeakMegabytes    float64 `json:"peak_resident_megabytes"`
	StoreBytes       int64   `json:"store_bytes"`
	BytesPerTrace    float64 `json:"store_bytes_per_trace"`
	ProofsChecked    int     `json:"proofs_checked"`
	ProofMillis      float64 `json:"proof_milliseconds"` // to make and check one
}

// taker is a ledger that takes every batch at once.
type taker struct {
	sync.Mutex
	batches map[wire.ID]trace.Batch
	units   uint64
	nonces  uint64
}

func (l *taker) Where(context.Context) (collect.Where, error) {
	return collect.Where{Chain: "test-bench", Law: wire.At(time.Now())}, nil
}

func (l *taker) Highest(context.Context, tx.Account, uint16) (uint64, error) { return 0, nil }

func (l *taker) Send(_ context.Context, raw []byte) (*rule.Told, error) {
	p, err := tx.Parse(raw)
	if err != nil {
		return nil, err
	}
	var m trace.Record
	if err := wire.Decode(p.Paper.Body, &m); err != nil {
		return nil, err
	}
	l.Lock()
	defer l.Unlock()
	l.units += m.Count
	l.batches[m.ID] = trace.Batch{ID: m.ID, From: m.From, To: m.To, Counters: m.Counters,
		Count: m.Count, Root: m.Root, Log: m.Log}
	return nil, m.Check()
}

func (l *taker) Outcome(context.Context, wire.Hash) (*collect.Outcome, error) {
	return &collect.Outcome{Height: 1}, nil
}

func (*taker) Ends(context.Context, wire.ID, uint32) ([]wire.Time, error) { return nil, nil }

func (*taker) Consents(context.Context, []uint64) (map[uint64]access.ConsentSpan, error) {
	return nil, nil
}

func (*taker) Grant(context.Context, wire.ID) (g access.Grant, ok bool, err error) {
	return g, false, nil
}

func (l *taker) Batch(context.Context, wire.ID) (trace.Batch, bool, error) {
	return trace.Batch{}, false, nil
}

// measure writes a log, collects it, and checks proofs of what was collected.
func measure(ctx context.Context, p plan) (r report, err error) {
	dir := p.dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "suyuan-bench-collect-"); err != nil {
			return r, err
		}
		defer os.RemoveAll(dir)
	}
	file := filepath.Join(dir, "access."+p.form)
	if err := writeLog(file, p); err != nil {
		return r, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return r, err
	}
	ledger := &taker{batches: map[wire.ID]trace.Batch{}}
	key := crypto.FromSeed(crypto.Secp256k1, "bench")
	store := filepath.Join(dir, "store")
	c, err := collect.Open(collect.Options{Dir: store,
		Account: tx.Account{Party: "operator", Number: 3}, Lane: 1, Ledger: ledger,
		Limits: collect.Limits{BatchUses: p.uses, BatchAge: time.Minute},
		Signer: func(paper tx.Paper) ([]byte, error) {
			s, err := paper.Sign(key, 1)
			if err != nil {
				return nil, err
			}
			return wire.Encode(tx.Tx{Paper: paper, Signatures: []tx.Signature{s}})
		}})
	if err != nil {
		return r, err
	}
	began, used := time.Now(), processorSeconds()
	if err := c.Follow(ctx, gateway(file, p), false); err != nil {
		return r, err
	}
	if err := c.Seal(); err != nil {
		return r, err
	}
	for {
		s, err := c.Status()
		if err != nil {
			return r, err
		}
		if s.Final == uint64(p.lines) {
			break
		}
		if s.Jobs.Refused > 0 || s.Parked > 0 || s.Fault != "" {
			return r, fmt.Errorf("not all lines were collected: %+v", s)
		}
		time.Sleep(5 * time.Millisecond)
	}
	r = report{Lines: p.lines, Form: p.form, Processors: p.procs, LogBytes: info.Size(),
		Batches: len(ledger.batches), WallSeconds: time.Since(began).Seconds(),
		ProcessorSeconds: processorSeconds() - used}
	if ledger.units != uint64(p.lines) {
		return r, fmt.Errorf("%d lines, the ledger counts %d", p.lines, ledger.units)
	}
	r.PerSecond = float64(p.lines) / r.WallSeconds
	r.PerCore = float64(p.lines) / r.ProcessorSeconds
	r.PeakMegabytes = peakMegabytes()
	if err := r.prove(c, ledger); err != nil {
		return r, err
	}
	if err := c.Close(); err != nil {
		return r, err
	}
	r.StoreBytes, err = size(store)
	r.BytesPerTrace = float64(r.StoreBytes) / float64(p.lines)
	return r, err
}

// prove makes and checks a proof of a use in each of up to 200 batches.
func (r *report) prove(c *collect.Collector, l *taker) error {
	began := time.Now()
	for id, b := range l.batches {
		unit := uint64(r.ProofsChecked*7919) % b.Count
		p, err := c.Prove(collect.Wanted{Batch: id, Unit: &unit})
		if err != nil {
			return err
		}
		if _, err := p.Verify(b); err != nil {
			return err
		}
		if r.ProofsChecked++; r.ProofsChecked == 200 {
			break
		}
	}
	r.ProofMillis = time.Since(began).Seconds() * 1000 / float64(max(r.ProofsChecked, 1))
	return nil
}

func gateway(file string, p plan) collect.Gateway {
	g := collect.Gateway{Name: "gw", File: file, Form: p.form, Time: "ts", Key: "id", NoLine: p.drop,
		Routes: []collect.Route{
			{Match: map[string][]string{"path": {"/v1/credit*"}, "status": {"200"}},
				Product: "operator/credit", Purpose: "finance", MembersFrom: "inputs"},
			{Match: map[string][]string{"path": {"/v1/civil*"}, "status": {"200"}},
				Product: "operator/credit", Purpose: "governance", MembersFrom: "inputs"}}}
	if p.form == "csv" {
		g.Columns = strings.Fields("ts id path status inputs client ms")
	}
	return g
}

// writeLog writes lines as a gateway does, in the order of their times, about 2,000 a second.
func writeLog(file string, p plan) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	inputs := []string{"0", "0;1", "1;2", "0;1;2;3"}
	start := time.Date(2026, 5, 4, 6, 0, 0, 0, wire.Beijing)
	seed := uint64(1)
	for i := range p.lines {
		seed = seed*6364136223846793005 + 1442695040888963407
		at := start.Add(time.Duration(i) * time.Second / 2000).Format(time.RFC3339)
		path := "/v1/credit/score"
		if seed>>60 == 0 {
			path = "/v1/civil/aid"
		}
		id := strconv.FormatUint(seed, 16)
		in, client, ms := inputs[seed>>40%4], seed>>32%4096, seed>>20%300
		if p.form == "csv" {
			_, err = fmt.Fprintf(w, "%s,%s,%s,200,%s,10.1.%d.%d,%d\n", at, id, path, in, client>>6,
				client&63, ms)
		} else {
			_, err = fmt.Fprintf(w, `{"ts":"%s","id":"%s","path":"%s","status":200,"inputs":"%s",`+
				`"client":"10.1.%d.%d","ms":%d}`+"\n", at, id, path, in, client>>6, client&63, ms)
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

func processorSeconds() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// peakMegabytes is the most memory that was resident.
func peakMegabytes() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Maxrss) / 1024
}

// size adds up what the files of a folder take on disk: Badger's logs are sparse.
func size(dir string) (n int64, err error) {
	return n, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if s, ok := info.Sys().(*syscall.Stat_t); err == nil && ok {
			n += s.Blocks * 512
		}
		return err
	})
}
