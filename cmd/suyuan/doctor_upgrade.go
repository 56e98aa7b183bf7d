package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
)

// checkUpgrade tells of a rules version to come that this program does not know, long before the
// node would stop for it, and of a new program that is installed and does not run yet.
func checkUpgrade(ctx context.Context, p *patient) finding {
	l, ok := p.anybody()
	if !ok {
		return skipped("没有可询问的节点", "there is no node to ask")
	}
	a, err := l.query(ctx, "upgrades", map[string]string{}, 0)
	var plans govern.UpgradesAnswer
	if err == nil {
		err = json.Unmarshal(a.Answer, &plans)
	}
	if err != nil {
		return skipped("节点没有应答", "the node does not answer")
	}
	running := version
	if s, err := p.own().info(ctx); p.self != nil && err == nil {
		running = s.Version
	}
	for _, u := range plans.Plans {
		if u.Cancelled == 0 && u.Height > a.Height {
			return judgeUpgrade(u, abci.Rules, running)
		}
	}
	return fine(fmt.Sprintf("规则版本 %d，没有待生效的升级", plans.Rules),
		fmt.Sprintf("rules version %d, no upgrade is planned", plans.Rules))
}

// judgeUpgrade holds a plan to come against what this program knows and the version that runs.
func judgeUpgrade(u govern.Upgrade, knows uint64, running string) finding {
	zh := fmt.Sprintf("高度 %d 起执行规则版本 %d", u.Height, u.Rules)
	en := fmt.Sprintf("from height %d on rules version %d holds", u.Height, u.Rules)
	switch {
	case u.Rules > knows:
		return found(fmt.Sprintf("%s，本程序只到版本 %d", zh, knows),
			fmt.Sprintf("%s and this program knows %d at most", en, knows),
			"在此高度之前换用新程序，见手册“升级”",
			"install the new program before that height: \"Upgrade\" in the runbook")
	case running != version:
		return found(fmt.Sprintf("%s，运行中的程序是 %s，已安装 %s", zh, running, version),
			fmt.Sprintf("%s, program %s runs and %s is installed", en, running, version),
			"重启节点", "restart the node")
	}
	return fine(zh+"，本程序支持", en+", and this program knows it")
}
