package main

import (
	"context"
	"fmt"

	"github.com/suyuan-ledger/suyuan/abci"
)

// daysLeft is how many days of growth the doctor wants the disk to have room for.
const daysLeft = 30

// checkGrowth foretells from the recorded sizes of the data when the disk is full.
func checkGrowth(_ context.Context, p *patient) finding {
	if err := abci.RecordSize(p.home, p.now()); err != nil {
		return foundErr(err, "检查数据目录", "look at the data folder")
	}
	perDay, ok := abci.Growth(abci.ReadSizes(p.home))
	if !ok {
		return skipped("数据大小的记录不足一日", "sizes of the data are on record for less than a day")
	}
	free, _, err := abci.Space(p.home)
	if err != nil {
		return foundErr(err, "检查磁盘挂载", "look at the mount")
	}
	if perDay == 0 {
		return fine("数据没有增长", "the data do not grow")
	}
	days := free / uint64(perDay)
	zh := fmt.Sprintf("每日增长 %d MiB，约 %d 日后磁盘将满", perDay>>20, days)
	en := fmt.Sprintf("the data grow by %d MiB a day: the disk is full in about %d days", perDay>>20,
		days)
	if days < daysLeft {
		return found(zh, en, "扩容，或归档后减少 app.toml [keep] 保留的区块与高度",
			"a larger disk, or fewer kept blocks and heights in app.toml [keep] once they are archived")
	}
	return fine(zh, en)
}
