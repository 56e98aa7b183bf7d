package watch

import (
	"context"
	"strconv"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/api/source"
)

// What a node needs to be ready.
const (
	// FreeBytes and FreeShare are the room on disk below which a node is not ready: whichever is less
	// of an absolute room and a share of the disk (one in so many).
	FreeBytes = 2 << 30
	FreeShare = 20
	// Idle is how many of the chain's longest pauses may pass without a block.
	idlePauses = 6
	// answerWithin bounds a question to the application.
	answerWithin = 2 * time.Second
)

// Low reports whether so little of a disk is free that the node should be given more.
func Low(free, total uint64) bool { return free < min(FreeBytes, total/FreeShare) }

// Ready says what holds and what does not. The node is ready when all of it holds.
func (w *Watch) Ready(ctx context.Context) []api.Check {
	if w.node == nil {
		return []api.Check{{Name: "started", Zh: "节点尚在启动", En: "the node is starting"}}
	}
	return []api.Check{w.sound(), w.synced(), w.fresh(), w.clock(),
		w.answers(ctx), w.space(), w.key()}
}

func (w *Watch) sound() api.Check {
	c := api.Check{Name: "sound", OK: true, Zh: "没有使节点停止的故障", En: "no fault has ended the node"}
	if f := w.fault.Load(); f != nil {
		c.OK, c.Zh, c.En = false, "节点因故障停止："+(*f).Error(), "the node ends for a fault: "+(*f).Error()
	}
	return c
}

func (w *Watch) synced() api.Check {
	if w.node.Syncing() {
		return api.Check{Name: "synced", Zh: "仍在追赶区块", En: "it still fetches blocks"}
	}
	return api.Check{Name: "synced", OK: true, Zh: "已追上最新区块", En: "it has all blocks"}
}

func (w *Watch) fresh() api.Check {
	most := max(idlePauses*w.node.IdleEvery(), 30*time.Second)
	age, seen := w.age()
	c := api.Check{Name: "fresh", OK: seen && age <= most}
	switch {
	case !seen:
		c.Zh, c.En = "启动后尚无新区块", "no block since it started"
	default:
		c.Zh = "最新区块在 " + age.String() + " 之前，限 " + most.String()
		c.En = "the newest block is " + age.String() + " old, at most " + most.String()
	}
	return c
}

// clock fails from the first block that shows a clock too far off on; a few blocks later the node
// stops for it.
func (w *Watch) clock() api.Check {
	ahead, most, read := w.node.ClockAhead()
	c := api.Check{Name: "clock", OK: !read || ahead.Abs() <= most}
	if !read {
		c.Zh, c.En = "尚未跟随区块核对时钟", "no block has shown its clock yet"
		return c
	}
	off := ahead.Round(100 * time.Millisecond).String()
	c.Zh = "本机时钟比账本快 " + off + "，限 ±" + most.String()
	c.En = "its clock is " + off + " ahead of the ledger's, at most ±" + most.String()
	return c
}

func (w *Watch) answers(ctx context.Context) api.Check {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	got := make(chan error, 1)
	go func() {
		_, err := source.Info(ctx, w.ask)
		got <- err
	}()
	select {
	case err := <-got:
		if err != nil {
			return api.Check{Name: "answers", Zh: "账本应用回答出错：" + err.Error(),
				En: "the application answers with an error: " + err.Error()}
		}
		return api.Check{Name: "answers", OK: true, Zh: "账本应用有应答", En: "the application answers"}
	case <-ctx.Done():
		return api.Check{Name: "answers", Zh: "账本应用 " + answerWithin.String() + " 内没有应答",
			En: "the application does not answer within " + answerWithin.String()}
	}
}

func (w *Watch) space() api.Check {
	free, total, err := abci.Space(w.node.Home())
	if err != nil {
		return api.Check{Name: "disk", Zh: "磁盘空间无法读取：" + err.Error(),
			En: "the room on disk cannot be read: " + err.Error()}
	}
	if Low(free, total) {
		return api.Check{Name: "disk", Zh: "磁盘空间不足：剩余 " + megabytes(free),
			En: "the disk is almost full: " + megabytes(free) + " left"}
	}
	return api.Check{Name: "disk", OK: true, Zh: "磁盘剩余 " + megabytes(free),
		En: megabytes(free) + " of disk left"}
}

func (w *Watch) key() api.Check {
	if err := w.node.KeyLoaded(); err != nil {
		return api.Check{Name: "key", Zh: "验证人密钥没有应答：" + err.Error(),
			En: "the validator key does not answer: " + err.Error()}
	}
	return api.Check{Name: "key", OK: true, Zh: "验证人密钥可用", En: "the validator key is at hand"}
}

func megabytes(n uint64) string { return strconv.FormatUint(n>>20, 10) + " MiB" }
