package bundle

import (
	"crypto/sha256"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// world is the worked example of settle/1 as a landed run: its lines, and a statement for each
// payer and payee. Products are collected for by their owners.
type world struct {
	leaves     [][]byte
	run        settle.Run
	last       settle.Statement // of the operator to the treasury, the period before
	statements []settle.Statement
	own        map[Pair][]int
}

func newWorld(t testing.TB) *world {
	t.Helper()
	raw, err := os.ReadFile("testdata/province.json")
	must(t, err)
	var in settlement.Input
	must(t, json.Unmarshal(raw, &in))
	report, err := settlement.Compute(in)
	must(t, err)
	must(t, report.Check(in))
	owner, remit := map[string]string{}, map[string]string{}
	for _, n := range in.Nodes {
		owner[n.ID] = n.Owner
	}
	for _, p := range in.Parties {
		remit[p.ID] = p.ID
		if p.RemitTo != "" {
			remit[p.ID] = p.RemitTo
		}
	}
	w := &world{leaves: settlement.Leaves(report.Lines), own: map[Pair][]int{}}
	w.run = settle.Run{Period: period, Seq: 2, Stage: settle.Landed, LinesRoot: report.LinesRoot,
		Lines: uint32(len(report.Lines)), Cut: 1,
		Totals: settle.Totals{Payouts: wire.Fen(report.Totals.Payouts)}}
	w.last = settle.Statement{Period: "2026Q3", Seq: 1, Payer: "operator", Payee: "treasury",
		Amount: 700, Closing: 700, LinesRoot: sha256.Sum256(nil)}
	for i, l := range report.Lines {
		pair := Pair{owner[l.Node], remit[l.To]}
		if l.Kind == "royalty" || l.Kind == "levy_pass" {
			pair.Payee = owner[l.To]
			if pair.Payee == pair.Payer {
				continue
			}
		}
		if pair.Payee != "" && l.Kind != "inflow" {
			w.own[pair] = append(w.own[pair], i)
		}
	}
	for pair, own := range w.own {
		w.statements = append(w.statements, w.statement(pair, own, report.Lines))
	}
	slices.SortFunc(w.statements, func(a, b settle.Statement) int {
		return strings.Compare(a.Payer+"/"+a.Payee, b.Payer+"/"+b.Payee)
	})
	w.run.Statements = uint32(len(w.statements))
	w.run.Directory = settlement.Root(settle.EntryLeaves(settle.Directory(w.statements)))
	return w
}

func (w *world) statement(pair Pair, own []int, lines []settlement.Line) settle.Statement {
	s := settle.Statement{Period: period, Seq: 2, Payer: pair.Payer, Payee: pair.Payee,
		Lines: uint32(len(own)), RunRoot: w.run.LinesRoot}
	if pair.Payer == w.last.Payer && pair.Payee == w.last.Payee {
		s.Previous, s.Opening = w.last.Digest(), w.last.Closing
	}
	shares := map[string]wire.Fen{}
	var leaves [][]byte
	for _, i := range own {
		leaves = append(leaves, w.leaves[i])
		if l := lines[i]; l.Kind == "royalty" || l.Kind == "levy_pass" {
			s.Transfer += wire.Fen(l.Amount)
		} else {
			s.Amount += wire.Fen(l.Amount)
			shares[l.To] += wire.Fen(l.Amount)
		}
	}
	for _, id := range slices.Sorted(func(yield func(string) bool) {
		for id := range shares {
			if !yield(id) {
				return
			}
		}
	}) {
		s.OnBehalf = append(s.OnBehalf, settle.Share{Party: id, Amount: shares[id]})
	}
	if s.Payer == s.Payee {
		s.Kept = s.Amount
	}
	s.LinesRoot = settlement.Root(leaves)
	s.Closing = s.Opening + s.Amount + s.Transfer - s.Kept
	return s
}

// chapter is settlement's place in the machine: it writes the world's result at one height.
func (w *world) chapter() rule.Chapter {
	real := settle.Chapter()
	return rule.Chapter{Number: 10, Name: "settle", Zh: "结算", En: "settlement",
		Collections: real.Collections,
		EndBlock: func(c *rule.Ctx) {
			pairs.Set(c.Store, pairKey{"every", "block", uint32(c.Height)}, periodOf{period})
			if c.Height != landing {
				return
			}
			runs.Set(c.Store, period, w.run)
			pairs.Set(c.Store, pairAt(w.last.Payer, w.last.Payee, 1), periodOf{w.last.Period})
			sheets.Set(c.Store, statementKey{w.last.Period, w.last.Payer, w.last.Payee}, w.last)
			for _, s := range w.statements {
				sheets.Set(c.Store, statementKey{s.Period, s.Payer, s.Payee}, s)
				pairs.Set(c.Store, pairAt(s.Payer, s.Payee, s.Seq), periodOf{s.Period})
			}
		},
		Queries: []rule.Query{
			{Name: "line", Zh: "一行", En: "one line", Args: args("period", "line"), Serve: w.line},
			{Name: "statements", Zh: "清单", En: "list", Args: args("period", "payer", "payee", "after"),
				Serve: func(q rule.Ask) (any, error) { return w.page(q.Args), nil }},
			{Name: "statement", Zh: "一张", En: "one", Args: args("period", "payer", "payee"),
				Serve: func(q rule.Ask) (any, error) {
					v := settle.StatementShown{Detail: []settle.LineShown{}}
					for _, i := range w.own[Pair{q.Args["payer"], q.Args["payee"]}] {
						v.Detail = append(v.Detail, settle.LineShown{Index: i, Line: w.leaves[i]})
					}
					return v, nil
				}},
		}}
}

// line answers as settlement does, from what the node keeps.
func (w *world) line(q rule.Ask) (any, error) {
	i, err := strconv.Atoi(q.Args["line"])
	if err != nil {
		return nil, err
	}
	leaf, path, ok := q.Side.Line(period, w.run.Cut, uint32(i))
	v := settle.LineProof{Period: period, Index: uint32(i), Leaf: leaf}
	for _, h := range path {
		v.Path = append(v.Path, h)
	}
	if !ok {
		return nil, rule.ErrNotFound
	}
	return v, nil
}

func args(names ...string) (out []rule.Arg) {
	for _, n := range names {
		out = append(out, rule.Arg{Name: n, Zh: n, En: n})
	}
	return out
}

// page answers two statements at a time.
func (w *world) page(args map[string]string) rule.Page[settle.Statement] {
	page := rule.Page[settle.Statement]{Items: []settle.Statement{}}
	for _, s := range w.statements {
		if args["payer"] != "" && args["payer"] != s.Payer ||
			args["payee"] != "" && args["payee"] != s.Payee ||
			s.Payer+"/"+s.Payee <= args["after"] {
			continue
		}
		if len(page.Items) == 2 {
			page.Next = page.Items[1].Payer + "/" + page.Items[1].Payee
			break
		}
		page.Items = append(page.Items, s)
	}
	return page
}

// The world answers what the node asks of the settlement chapter.
func (w *world) Waiting(state.Reader, wire.Time) []abci.Run { return nil }

func (w *world) Find(r state.Reader, p string) (abci.Run, bool) {
	return abci.Run{Period: p, Cut: w.run.Cut}, p == period && runs.Has(r, p)
}

func (w *world) Landed(r state.Reader, run abci.Run) (wire.Hash, bool) {
	v, ok := runs.Get(r, run.Period)
	return v.LinesRoot, ok
}

func (w *world) Compute(state.Reader, abci.Run) ([]byte, [][]byte, []rule.List) {
	return nil, w.leaves, nil
}

func (w *world) Input(_, _ state.Reader, _ abci.Run) ([]byte, bool) { return nil, false }
