package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// most is what a question may take at the 99th percentile.
const most = 50 * time.Millisecond

// chained is how many jobs hang together in one closure.
const chained = 10_000

// took is what a question takes over HTTP.
type took struct {
	What  string  `json:"what"`
	Bytes int     `json:"bytes"`
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
}

func main() {
	records := flag.Int("records", 1_000_000, "records of the state, besides the story's")
	times := flag.Int("times", 1000, "how often each question is put")
	story := flag.String("story", "localnet/stories/guizhou/story.yaml", "what is played first")
	flag.Parse()
	out, err := measure(*story, *records, *times)
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	if err = errors.Join(err, e.Encode(out)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// The chapter's own place of processing records.
var jobs = state.NewMap[wire.ID, access.Processing](6, 5, "access/processings", "")

// fill writes records of jobs under the story's ledger, 10,000 to a version.
func fill(dir string, records int) error {
	db, err := state.Open(state.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer db.Close()
	const each = 10_000
	for from := 0; from < records; from += each {
		o := state.NewOverlay(db.View())
		for n := from; n < min(from+each, records); n++ {
			rec := access.Processing{ID: id(n), Recorded: access.Act{At: wire.Time(n + 1)}}
			for _, back := range []int{1, 7, 40} {
				if n%chained >= back { // chains of so many
					rec.Inputs = append(rec.Inputs, access.Input{Object: id(n - back),
						Kind: access.KindDataset})
				}
			}
			jobs.Set(o, rec.ID, rec)
		}
		if err := commit(db, o); err != nil {
			return err
		}
	}
	return nil
}

func id(n int) wire.ID { return wire.ID{Party: "gz-operator", Local: fmt.Sprintf("zz%07d", n)} }

func measure(file string, records, times int) (out []took, err error) {
	dir, err := os.MkdirTemp("", "suyuan-bench-api-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	story, err := scenario.Load(file, nil)
	if err != nil {
		return nil, err
	}
	r, err := scenario.Run(story, scenario.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	ledger := filepath.Join(dir, "ledger")
	began := time.Now()
	if err := fill(ledger, records); err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "%d records in %.0f s\n", records, time.Since(began).Seconds())
	db, err := state.Open(state.Options{Dir: ledger, Sync: true})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	l, _ := app.GetLedger(db.View())
	at := r.Time.Std()
	index := follow.New()
	defer index.Close()
	a, err := abci.NewApplication(db, app.Standard(), abci.Options{Chain: l.Chain,
		Genesis: l.Genesis, Clock: func() time.Time { return at }, Follow: index})
	if err != nil {
		return nil, err
	}
	return served(a, db, at, records, times)
}

// served puts the questions while a block is made every 100 ms.
func served(a *abci.Application, db *state.DB, at time.Time, records, times int) (out []took,
	err error) {
	s, err := api.New(api.Options{Ask: asking(a), Chapters: app.Standard().Chapters(),
		Limits: api.Limits{PerSecond: 1e9, Burst: 1e9}})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go s.Serve(l)
	defer s.Close(context.Background())
	var stop atomic.Bool
	made := make(chan error, 1)
	go func() { made <- blocks(a, db.Version(), at, &stop) }()
	url := "http://" + l.Addr().String() + api.Prefix
	last := id(min(records, chained) - 1).String()
	for _, q := range []struct{ what, path string }{
		{"record", "/processings/" + id(records/2).String()},
		{"statement", "/statements/2026Q1/gz-operator/gz-exchange"},
		{"lineage, one hop", "/lineage/up?depth=1&node=processing:" + last},
		{"lineage, 10,000 nodes", "/lineage/up?detail=ids&limit=20000&node=processing:" + last},
	} {
		t, failed := questions(url+q.path, times)
		t.What = q.what
		out = append(out, t)
		fmt.Fprintf(os.Stderr, "%-22s %7d bytes, p50 %.2f ms, p99 %.2f ms\n", t.What, t.Bytes, t.P50,
			t.P99)
		if failed == nil && t.P99 > most.Seconds()*1e3 {
			failed = fmt.Errorf("%s: p99 %.1f ms, above %v", q.what, t.P99, most)
		}
		err = errors.Join(err, failed)
	}
	stop.Store(true)
	return out, errors.Join(err, <-made)
}

// ready waits until a question is answered: the index of a large state takes its time after a
// start.
func ready(url string) {
	for range 300 {
		if res, err := http.Get(url); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(time.Second)
	}
}

func questions(url string, times int) (t took, err error) {
	ready(url)
	var all []float64
	for i := range times + 10 {
		began := time.Now()
		res, err := http.Get(url)
		if err != nil {
			return t, err
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return t, fmt.Errorf("%s: %s %.300s %v", url, res.Status, b, err)
		}
		if t.Bytes = len(b); i >= 10 { // the first ones warm up
			all = append(all, time.Since(began).Seconds()*1e3)
		}
	}
	slices.Sort(all)
	t.P50, t.P99 = all[len(all)/2], all[len(all)*99/100]
	return t, nil
}

// blocks makes empty blocks as the engine does, one each 100 ms.
func blocks(a *abci.Application, height uint64, at time.Time, stop *atomic.Bool) error {
	ctx := context.Background()
	for !stop.Load() {
		time.Sleep(100 * time.Millisecond)
		height, at = height+1, at.Add(time.Second)
		hash := fmt.Appendf(nil, "%032d", height)
		if _, err := a.FinalizeBlock(ctx, &cmt.RequestFinalizeBlock{Height: int64(height), Time: at,
			Hash: hash}); err != nil {
			return err
		}
		if _, err := a.Commit(ctx, &cmt.RequestCommit{}); err != nil {
			return err
		}
	}
	return nil
}

func asking(a *abci.Application) source.Ask {
	return func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		res, err := a.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
			Prove: prove})
		if err != nil {
			return source.Reply{}, err
		}
		return source.Reply{Code: res.Code, Log: res.Log, Height: uint64(res.Height),
			Value: res.Value}, nil
	}
}

// commit saves a version, with what a node remembers of its block beside it: the story's last
// block under another height.
func commit(db *state.DB, o *state.Overlay) error {
	b, ok, err := db.Bulk().Get(blockKey(db.Version()))
	if err != nil || !ok {
		return fmt.Errorf("no record of block %d: %v", db.Version(), err)
	}
	var last abci.BlockRecord
	if err := json.Unmarshal(b, &last); err != nil {
		return err
	}
	last.Height, last.Papers, last.Events = db.Version()+1, nil, []abci.Told{}
	if b, err = json.Marshal(last); err != nil {
		return err
	}
	db.Apply(o)
	db.Bulk().SetWithCommit(blockKey(last.Height), b)
	return db.Commit()
}

// blockKey is where a node keeps what it remembers of a block, beside the tree.
func blockKey(height uint64) []byte { return binary.BigEndian.AppendUint64([]byte{'h'}, height) }
