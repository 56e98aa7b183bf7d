package settle

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// lineQueries prove single lines.
var lineQueries = []rule.Query{
	{Name: "line", Zh: "结算的一条明细行及其到明细根的路径",
		En:    "one line of a settlement with its audit path to the lines root",
		Serve: askLine, Args: []rule.Arg{periodArg,
			{Name: "line", Zh: "行名如 L0000012，或序号自 0 起",
				En: "its name, such as L0000012, or its place from 0", Required: true}}}}

// LineProof is a line of a run with its RFC 6962 audit path, from the leaf up.
type LineProof struct {
	Period    string          `json:"period"`
	Index     uint32          `json:"index"`
	Lines     uint32          `json:"lines"`
	LinesRoot wire.Hash       `json:"lines_root"`
	Leaf      json.RawMessage `json:"leaf"` // verbatim: what is hashed
	Path      []wire.Hash     `json:"path"`
}

func askLine(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	index, ok := lineIndex(q.Args["line"])
	if !ok {
		return nil, rule.Malformed("line", "须如 L0000012，或为序号", "must be such as L0000012, or a number")
	}
	run, ok := GetRun(q.Store, period)
	if !ok || index >= run.Lines || q.Side == nil {
		return nil, rule.ErrNotFound
	}
	leaf, path, ok := q.Side.Line(period, run.Cut, index)
	if !ok {
		return nil, rule.ErrNotFound
	}
	out := LineProof{Period: period, Index: index, Lines: run.Lines, LinesRoot: run.LinesRoot,
		Leaf: leaf, Path: make([]wire.Hash, len(path))}
	for i, h := range path {
		out.Path[i] = h
	}
	return out, nil
}

// lineIndex reads the name of a line, which counts from 1, or its place from 0.
func lineIndex(text string) (uint32, bool) {
	name, named := strings.CutPrefix(text, "L")
	n, err := strconv.ParseUint(name, 10, 31)
	if named {
		return uint32(n - 1), err == nil && n > 0
	}
	return uint32(n), err == nil
}
