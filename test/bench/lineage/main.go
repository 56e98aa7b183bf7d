package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/test/bench/postgres"
)

// report is what a run prints.
type report struct {
	Graphs []measured `json:"graphs"`
	HTTP   served     `json:"http"`
}

// measured is one graph with its closures.
type measured struct {
	loaded
	Closures []closure `json:"closures"`
}

// closure is one question put to both. Depth -1 is to the end.
type closure struct {
	Down         bool    `json:"down"`
	Depth        int     `json:"depth"`
	Nodes        int     `json:"nodes"`
	FirstSeconds float64 `json:"first_seconds"`
	Seconds      float64 `json:"seconds"`
	SQLSeconds   float64 `json:"postgresql_seconds,omitempty"`
	Ratio        float64 `json:"ratio,omitempty"`
}

func main() {
	runs := flag.Int("runs", 5, "times each closure is asked, the best counts")
	sql := flag.Bool("postgresql", true, "compare with PostgreSQL")
	flag.Parse()
	out, err := measure([]size{{100_000, 288_000}, {350_000, 1_000_000}}, *runs, *sql, os.Stderr)
	if err == nil {
		out.HTTP, err = overHTTP(10_000, 300)
		fmt.Fprintf(os.Stderr, "10,000 nodes over HTTP: first %.1f ms, p50 %.1f ms, p99 %.1f ms, "+
			"%d bytes\n", out.HTTP.First, out.HTTP.P50, out.HTTP.P99, out.HTTP.Bytes)
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	if err = errors.Join(err, e.Encode(out)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// measure asks both of every graph. It fails when their sets differ in size, or when the index is
// less than 50 times as fast at depth 20.
func measure(sizes []size, runs int, sql bool, say io.Writer) (out report, err error) {
	var p *postgres.Server
	if sql {
		if p, err = postgres.Start(); errors.Is(err, postgres.ErrNoServer) {
			fmt.Fprintln(say, err)
			err = nil
		} else if err != nil {
			return out, err
		} else {
			defer func() { err = errors.Join(err, p.Stop()) }()
		}
	}
	for _, s := range sizes {
		m := measured{loaded: load(s)}
		fmt.Fprintf(say, "%d nodes, %d edges: loaded in %.3f s, %.0f MB\n", m.Nodes, m.Edges, m.Seconds,
			m.MB)
		if p != nil {
			if err := store(p, m.inputs); err != nil {
				return out, err
			}
		}
		for _, q := range m.questions([]int{5, 10, 20, follow.ToTheEnd}) {
			c, err := m.compare(p, q, runs)
			if err != nil {
				return out, err
			}
			fmt.Fprintf(say, "  down %-5v depth %2d: %7d nodes in %.2f ms, first %.2f ms, PostgreSQL "+
				"%.1f ms, ratio %.0f\n", c.Down, c.Depth, c.Nodes, c.Seconds*1e3, c.FirstSeconds*1e3,
				c.SQLSeconds*1e3, c.Ratio)
			m.Closures = append(m.Closures, c)
		}
		out.Graphs = append(out.Graphs, m)
	}
	return out, out.slow()
}

func (m measured) compare(p *postgres.Server, q question, runs int) (c closure, err error) {
	c.Down, c.Depth = q.Down, q.Depth
	c.Nodes, c.FirstSeconds, c.Seconds = m.answer(q, 4*runs)
	if p == nil {
		return c, nil
	}
	nodes, took, err := ask(p, q, runs)
	if err == nil && nodes != c.Nodes {
		err = fmt.Errorf("down %v depth %d: PostgreSQL finds %d nodes, the index %d", q.Down, q.Depth,
			nodes, c.Nodes)
	}
	c.SQLSeconds, c.Ratio = took, took/c.Seconds
	return c, err
}

// slow tells of a closure at depth 20 that is not fast enough.
func (r report) slow() (err error) {
	for _, m := range r.Graphs {
		for _, c := range m.Closures {
			if c.Depth == 20 && c.Ratio > 0 && c.Ratio < 50 {
				err = errors.Join(err, fmt.Errorf("%d edges, down %v: only %.0f times PostgreSQL", m.Edges,
					c.Down, c.Ratio))
			}
		}
	}
	return err
}
