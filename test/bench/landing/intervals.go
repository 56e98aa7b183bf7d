package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/app/settle"
)

// quarterReport is how blocks went while a whole quarter was frozen, computed and landed. An
// interval is the time, in milliseconds, between the ends of two blocks' execution at a node; of
// each kind of block the node with the largest is told.
type quarterReport struct {
	quarter
	Edges      int       `json:"edges"`
	Validators int       `json:"validators"`
	Blocks     int       `json:"blocks"`
	Usual      took      `json:"usual_interval_ms"`  // before the quarter is frozen
	Freeze     float64   `json:"freezing_block_ms"`  // worst node
	Pass       took      `json:"while_computing_ms"` // between freezing and landing
	Landing    []float64 `json:"landing_blocks_ms"`  // worst node; the first may wait for the pass
	After      took      `json:"after_landing_ms"`
	Written    uint32    `json:"records_landed"`
	Lines      uint32    `json:"lines"`
	// the worst of all nodes; must stay under 2
	Ratio float64 `json:"worst_other_block_to_usual"`
}

// blocks are a node's intervals by what happened in each block.
type blocks struct {
	usual, pass, after []time.Duration
	freeze             time.Duration
	landing            []time.Duration
	last               instant
}

// sorted tells blocks apart by the stage the run had after them; those before from are left out: in
// them law time moved.
func sorted(all []instant, from time.Time) (b blocks, err error) {
	for i := 1; i < len(all); i++ {
		v, before := all[i], all[i-1]
		if before.Nanos < from.UnixNano() {
			continue
		}
		d := time.Duration(v.Nanos - before.Nanos)
		switch {
		case v.Stage == "":
			b.usual = append(b.usual, d)
		case before.Stage == "":
			b.freeze = d
		case v.Written != before.Written || v.Stage != before.Stage && v.Stage != settle.Final:
			b.landing = append(b.landing, d)
		case v.Stage == settle.Frozen || v.Stage == settle.Landing:
			b.pass = append(b.pass, d)
		default:
			b.after = append(b.after, d)
		}
		b.last = v
	}
	if len(b.usual) == 0 || len(b.pass) == 0 || len(b.landing) == 0 || len(b.after) == 0 {
		err = errors.New("too few blocks to compare")
	}
	return b, err
}

// land takes a quarter over its settlement on a network of its own.
func (a across) land(ctx context.Context) (out quarterReport, err error) {
	dir, err := os.MkdirTemp("", "suyuan-bench-landing-")
	if err != nil {
		return out, err
	}
	defer os.RemoveAll(dir)
	n, err := a.up(dir)
	if err != nil {
		return out, err
	}
	err = a.through(ctx, n)
	if err = errors.Join(err, n.down()); err != nil {
		return out, err
	}
	out = quarterReport{quarter: a.quarter, Edges: a.quarter.Products * a.quarter.Inputs,
		Validators: a.validators}
	var usual, pass, after []time.Duration
	var worst time.Duration
	for _, node := range n.Nodes {
		all, err := instantsOf(node.Home)
		if err != nil {
			return out, err
		}
		b, err := sorted(all, n.began.Add(5*time.Second))
		if err != nil {
			return out, fmt.Errorf("node %s: %w", node.Name, err)
		}
		usual, pass, after = append(usual, b.usual...), append(pass, b.pass...), append(after, b.after...)
		out.Freeze = max(out.Freeze, ms(b.freeze))
		for i, d := range b.landing {
			if i == len(out.Landing) {
				out.Landing = append(out.Landing, 0)
			}
			out.Landing[i] = max(out.Landing[i], ms(d))
		}
		worst = max(worst, b.freeze, slices.Max(b.pass), slices.Max(b.after))
		out.Written, out.Lines, out.Blocks = b.last.Written, b.last.Lines, len(all)
	}
	out.Usual, out.Pass, out.After = middle(usual), middle(pass), middle(after)
	out.Ratio = ms(worst) / out.Usual.Median
	return out, nil
}
