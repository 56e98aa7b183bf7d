package scenario

import (
	"encoding/json"
	"fmt"
	"strconv"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// recompute settles a landed period again, from the state at its cut and from its export, and
// compares root and totals.
func (c *chain) recompute(period string) (string, error) {
	run, ok := settle.GetRun(c.db.View(), period)
	if !ok || run.LandedAt == 0 {
		return fmt.Sprintf("period %s has not landed", period), nil
	}
	view, err := c.db.ViewAt(run.Cut)
	if err != nil {
		return "", err
	}
	again := settle.Compute(view, period)
	switch {
	case again.Fault != "":
		return "the pass fails with " + again.Fault, nil
	case again.LinesRoot != run.LinesRoot || settlement.Root(again.Leaves) != run.LinesRoot:
		return fmt.Sprintf("lines root %s landed, %s computed again", run.LinesRoot, again.LinesRoot), nil
	case again.InputHash != run.InputHash:
		return fmt.Sprintf("input hash %s landed, %s computed again", run.InputHash, again.InputHash), nil
	case again.Totals != run.Totals:
		return fmt.Sprintf("totals %+v landed, %+v computed again", run.Totals, again.Totals), nil
	}
	request, err := settle.Export(view, period)
	if err != nil {
		return "", err
	}
	return elsewhere(request, run)
}

// elsewhere settles an exported period as a stranger does: from the text alone.
func elsewhere(request []byte, run settle.Run) (string, error) {
	e, err := settle.ReadExported(request)
	if err != nil {
		return "", err
	}
	answer, _ := settlement.Run(request)
	var got struct {
		LinesRoot wire.Hash `json:"lines_root"`
		Errors    []string  `json:"errors"`
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return "", err
	}
	switch {
	case len(got.Errors) > 0:
		return fmt.Sprintf("the exported input is refused: %q", got.Errors), nil
	case e.Hash() != run.InputHash:
		return fmt.Sprintf("input hash %s landed, %s exported", run.InputHash, e.Hash()), nil
	case got.LinesRoot != run.LinesRoot:
		return fmt.Sprintf("lines root %s landed, %s from the export", run.LinesRoot, got.LinesRoot), nil
	}
	return "", nil
}

// recompute on a network checks the leaves that a node serves against the root in state, and
// settles the period again from the input that the node hands out.
func (n *network) recompute(period string) (string, error) {
	res, err := n.abciQuery(abci.PathLines, []byte(period), 0)
	if err != nil {
		return "", err
	}
	if res.Code != 0 {
		return fmt.Sprintf("no lines of %s: %s", period, res.Log), nil
	}
	if difference, err := checkLeaves(n, period, res); difference != "" || err != nil {
		return difference, err
	}
	return n.exported(period)
}

// exported fetches the input of a period piece by piece and settles it here.
func (n *network) exported(period string) (string, error) {
	var request []byte
	var run settle.Run
	for piece, pieces := 0, 1; piece < pieces; piece++ {
		got, err := n.ask("settlement_input", map[string]string{"period": period,
			"piece": strconv.Itoa(piece)}, 0)
		if err != nil || got.refusal != nil {
			return "no input of " + period, err
		}
		var v settle.InputPiece
		if err := json.Unmarshal(got.doc, &v); err != nil {
			return "", err
		}
		request, pieces = append(request, v.Text...), int(v.Pieces)
		run.InputHash, run.LinesRoot = v.InputHash, v.LinesRoot
	}
	return elsewhere(request, run)
}

func checkLeaves(n *network, period string, res *cmt.ResponseQuery) (string, error) {
	var lines abci.Lines
	if err := json.Unmarshal(res.Value, &lines); err != nil {
		return "", err
	}
	leaves := make([][]byte, len(lines.Leaves))
	for i, l := range lines.Leaves {
		leaves[i] = l
	}
	got, err := n.ask("run", map[string]string{"period": period}, 0)
	if err != nil || got.refusal != nil {
		return "no run of " + period, err
	}
	var run settle.Run
	if err := json.Unmarshal(got.doc, &run); err != nil {
		return "", err
	}
	if root := settlement.Root(leaves); root != run.LinesRoot || len(leaves) != int(run.Lines) {
		return fmt.Sprintf("lines root %s landed, the %d leaves have %x", run.LinesRoot, len(leaves),
			root), nil
	}
	return "", nil
}
