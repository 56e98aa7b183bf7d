package main

import (
	"context"
	"encoding/json"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// restated asks what the ledger recorded of the closed periods that a landed run restated.
func (l ledger) restated(ctx context.Context, e settle.Exported, run exportedRun) (
	out []settle.Restated, err error) {
	if len(e.Restated) == 0 || run.InputHash.IsZero() {
		return nil, nil
	}
	args := map[string]string{"period": run.Period}
	for {
		a, err := l.query(ctx, "restatements", args, run.Height)
		if err != nil {
			return nil, err
		}
		var page settle.Restatements
		if err := json.Unmarshal(a.Answer, &page); err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if page.Next == "" {
			return out, nil
		}
		args["after"] = page.Next
	}
}

// compareRestated settles the closed periods that an exported run restated, as they were and as
// corrected, and holds the roots to those on the ledger.
func (c *cli) compareRestated(run exportedRun, e settle.Exported) error {
	if len(run.Restated) != len(e.Restated) {
		return failf(exitVerify, "账本记有 %[1]d 个重结算期间，导出文件有 %[2]d 个",
			"the ledger restated %[1]d periods, the export has %[2]d", len(run.Restated), len(e.Restated))
	}
	for i, told := range run.Restated {
		again := e.Restated[i]
		if told.Period != again.Period {
			return failf(exitVerify, "账本重结算 %[1]s，导出文件为 %[2]s",
				"the ledger restated %[1]s, the export has %[2]s", told.Period, again.Period)
		}
		for _, side := range []struct {
			again settle.Again
			root  wire.Hash
		}{{again.Was, told.Was}, {again.Now, told.Now}} {
			r, err := side.again.Settle()
			if err != nil || wire.Hash(r.LinesRoot) != side.root {
				return failf(exitVerify, "重结算 %[1]s 复算的明细根 %[2]s 与账本所记 %[3]s 不符",
					"%[1]s restated: computed again the lines root is %[2]s, the ledger says %[3]s",
					told.Period, wire.Hash(r.LinesRoot), side.root)
			}
		}
		c.note("重结算复算与账本一致：%[1]s 原明细根 %[2]s，现 %[3]s",
			"as on the ledger: %[1]s restated, lines root was %[2]s, is %[3]s", told.Period, told.Was,
			told.Now)
	}
	return nil
}
