package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
)

// A plan given to join is of the ledger that is joined, and under rules that this program knows.
func TestPlanForALedger(t *testing.T) {
	g := &abci.Founding{Doc: &types.GenesisDoc{ChainID: "suyuan-1"}}
	g.Digest[0] = 7
	plan := func(chain string, rules uint64) string {
		file := filepath.Join(t.TempDir(), "plan.json")
		e := govern.Emergency{Plan: govern.EmergencyPlan{Chain: chain, Genesis: g.Digest, Height: 6,
			Rules: rules, Reason: "why"}, Approvals: []govern.Approval{}}
		if err := writeEmergency(file, e); err != nil {
			t.Fatal(err)
		}
		return file
	}
	if e, err := planFor(g, ""); e != nil || err != nil {
		t.Error(e, err)
	}
	if e, err := planFor(g, plan("suyuan-1", abci.Rules)); err != nil || e.Plan.Height != 6 {
		t.Error(e, err)
	}
	for file, want := range map[string]struct {
		exit int
		says string
	}{
		plan("suyuan-2", abci.Rules):         {exitConfig, "is not of ledger suyuan-1"},
		plan("suyuan-1", abci.Rules+1):       {exitConfig, "from height 6 on"},
		filepath.Join(t.TempDir(), "absent"): {exitNotFound, "there is no file"},
	} {
		_, err := planFor(g, file)
		if err == nil || asFailure(err).exit != want.exit || !strings.Contains(err.Error(), want.says) {
			t.Errorf("%v, not %q with exit %d", err, want.says, want.exit)
		}
	}
}
