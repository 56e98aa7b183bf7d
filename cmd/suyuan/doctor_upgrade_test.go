package main

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/govern"
)

// The doctor tells of an upgrade while there is still time for it.
func TestDoctorForetellsUpgrades(t *testing.T) {
	plan := govern.Upgrade{Height: 900, Plan: govern.Plan{Rules: 3}}
	for _, c := range []struct {
		knows        uint64
		running, fix string
	}{{2, version, "install the new program"}, {3, "0.0.1", "restart"}, {3, version, ""},
		{4, version, ""}} {
		f := judgeUpgrade(plan, c.knows, c.running)
		if (f.Result == checkOK) != (c.fix == "") || !strings.Contains(f.FixEn, c.fix) ||
			!strings.Contains(f.En, "height 900") {
			t.Errorf("%+v: %+v", c, f)
		}
	}
}
