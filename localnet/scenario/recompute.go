package scenario

import (
	"encoding/json"
	"fmt"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// recompute settles a landed period again from the state at its cut and compares root and totals.
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
	return "", nil
}

// recompute on a network checks the leaves that a node serves against the root in state: a client
// has no state of its own to run the pass on.
func (n *network) recompute(period string) (string, error) {
	res, err := n.abciQuery(abci.PathLines, []byte(period), 0)
	if err != nil {
		return "", err
	}
	if res.Code != 0 {
		return fmt.Sprintf("no lines of %s: %s", period, res.Log), nil
	}
	return checkLeaves(n, period, res)
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
