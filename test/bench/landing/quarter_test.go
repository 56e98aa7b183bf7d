package main

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/bench/alone"
)

// Rows are laid out as their chapters lay them out.
func TestRowsAreTheChapters(t *testing.T) {
	for _, own := range mirrored {
		found := false
		for _, c := range app.Standard().Chapters() {
			found = found || slices.ContainsFunc(c.Collections, func(v state.Collection) bool {
				own.Doc = v.Doc
				return v == own
			})
		}
		if !found {
			t.Errorf("%s is laid out otherwise by its chapter", own.Name)
		}
	}
}

// The pass reads every row.
func TestRowsAreRead(t *testing.T) {
	q := quarter{Owners: 5, Products: 20, Inputs: 4, Signatures: 3, Sales: 100}
	l, err := alone.Open(storyText)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := state.NewOverlay(l.DB.View())
	for i := range q.rows() {
		q.write(s, i)
	}
	in := settle.Inputs(s, period)
	if len(in.Sales) != q.Sales || len(in.Traces) == 0 || len(in.Nodes) <= 20 {
		t.Errorf("%d sales, %d traces, %d nodes", len(in.Sales), len(in.Traces), len(in.Nodes))
	}
}
