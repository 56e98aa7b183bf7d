// Command report measures how long a settlement statement with many lines takes to be written as a
// workbook and as CSV, and how much memory that needs beside the lines themselves.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
)

// measured is one statement written in one form.
type measured struct {
	Format  string  `json:"format"`
	Lines   int     `json:"lines"`
	Seconds float64 `json:"seconds"`
	Bytes   int64   `json:"bytes"`
	PeakMB  uint64  `json:"peak_heap_mb"` // above what the answer of the ledger holds
}

func main() {
	lines := flag.Int("lines", 100_000, "lines of the statement")
	flag.Parse()
	out, err := measure(*lines, []string{"xlsx", "csv"})
	if err == nil {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(lines int, formats []string) (out []measured, err error) {
	ctx := context.Background()
	w := newWorld(lines)
	for _, format := range formats {
		s, err := source.At(ctx, w.ask, 0)
		if err != nil {
			return nil, err
		}
		began := time.Now()
		r, err := report.Build(ctx, s, "statement", map[string]string{"period": "2026Q1",
			"payer": "operator", "payee": "payee"})
		if err != nil {
			return nil, err
		}
		runtime.GC()
		stop := watch()
		var n counter
		if err := r.Write(ctx, &n, format, report.Options{}); err != nil {
			return nil, err
		}
		out = append(out, measured{format, lines, time.Since(began).Seconds(), int64(n), stop() >> 20})
	}
	return out, nil
}

type counter int64

// Write counts.
func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

var _ io.Writer = (*counter)(nil)

// watch looks at the heap every few milliseconds; what it returns tells the most that it held above
// its beginning.
func watch() func() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	start := m.HeapAlloc
	var most atomic.Uint64
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				if m.HeapAlloc > start && m.HeapAlloc-start > most.Load() {
					most.Store(m.HeapAlloc - start)
				}
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-ended
		return most.Load()
	}
}
