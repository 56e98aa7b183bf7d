package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// served is what a closure takes over HTTP, with everything that its answer needs: the question
// read, the closure, its counts, its order, the JSON of all nodes with levels and dates.
type served struct {
	Nodes int     `json:"nodes"`
	Bytes int     `json:"bytes"`
	First float64 `json:"first_ms"` // with the index not loaded yet
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
}

// The chapter's own place of processing records.
var jobs = state.NewMap[wire.ID, access.Processing](6, 5, "access/processings", "")

// chained is a state of jobs, each of which read up to three before it.
func chained(nodes int) (s *state.MemStore, last string) {
	s = state.NewMemStore()
	id := func(n int) wire.ID { return wire.ID{Party: "gz-operator", Local: fmt.Sprintf("j%06d", n)} }
	for n := range nodes {
		rec := access.Processing{ID: id(n), Recorded: access.Act{At: wire.Time(n + 1)}}
		for _, back := range []int{1, 7, 40} {
			if n >= back {
				rec.Inputs = append(rec.Inputs, access.Input{Object: id(n - back),
					Kind: access.KindDataset})
			}
		}
		jobs.Set(s, rec.ID, rec)
	}
	return s, product.KindProcessing + ":" + id(nodes-1).String()
}

// overHTTP asks for whole closures of so many nodes, all nodes on one page.
func overHTTP(nodes, times int) (out served, err error) {
	store, root := chained(nodes)
	x := follow.New()
	defer x.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := rule.Ask{Store: store, Height: 1, Time: wire.Time(nodes + 1), Args: map[string]string{}}
		for name, v := range r.URL.Query() {
			q.Args[name] = v[0]
		}
		doc, err := x.Answer("lineage_closure", q)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(doc)
	}))
	defer s.Close()
	var took []float64
	began := time.Now()
	x.Start(store, 1, nil)
	for range times {
		b, err := get(s.URL + "/?detail=ids&limit=20000&node=" + root)
		if err != nil {
			return out, err
		}
		took = append(took, time.Since(began).Seconds()*1e3)
		out.Bytes = len(b)
		var c follow.Closure
		if err := json.Unmarshal(b, &c); err != nil {
			return out, fmt.Errorf("%w: %.200s", err, b)
		}
		if out.Nodes = len(c.IDs); out.Nodes != nodes || c.Total.Nodes != nodes {
			return out, fmt.Errorf("%d nodes of %d", out.Nodes, nodes)
		}
		began = time.Now()
	}
	out.First, took = took[0], took[1:]
	slices.Sort(took)
	out.P50, out.P99 = took[len(took)/2], took[len(took)*99/100]
	return out, nil
}

func get(url string) ([]byte, error) {
	res, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return io.ReadAll(res.Body)
}
