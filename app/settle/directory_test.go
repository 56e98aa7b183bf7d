package settle_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The run's directory names every statement that the ledger lists, by payee, then payer.
func TestDirectory(t *testing.T) {
	n := province(t)
	n.land()
	all := n.ask("statements", "period", "2026Q2").(rule.Page[settle.Statement]).Items
	entries := settle.Directory(all)
	if !slices.IsSortedFunc(entries, func(a, b settle.Entry) int {
		if a.Payee < b.Payee || a.Payee == b.Payee && a.Payer < b.Payer {
			return -1
		}
		return 1
	}) {
		t.Errorf("%+v", entries)
	}
	run := n.run("2026Q2")
	root := wire.Hash(settlement.Root(settle.EntryLeaves(entries)))
	if len(entries) != int(run.Statements) || len(entries) < 5 || root != run.Directory {
		t.Errorf("%d entries with root %s; run %+v", len(entries), root, run)
	}
}

// A line is proved against the run's root, by its place or by its name.
func TestLineProof(t *testing.T) {
	n := province(t)
	n.land()
	run := n.run("2026Q2")
	for _, name := range []string{"L0000007", "6", "0"} {
		v := n.ask("line", "period", "2026Q2", "line", name).(settle.LineProof)
		path := make([][32]byte, len(v.Path))
		for i, h := range v.Path {
			path[i] = h
		}
		if !settlement.VerifyPath(run.LinesRoot, v.Leaf, int(v.Index), int(run.Lines), path) {
			t.Errorf("%s: %+v", name, v)
		}
	}
	for _, name := range []string{"", "x", "-1", "L0000000", "100000"} {
		if n.answers("line", "period", "2026Q2", "line", name) {
			t.Errorf("%q is a line", name)
		}
	}
}
