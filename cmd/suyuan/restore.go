package main

import (
	"context"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
)

func restoreCommand(c *cli) *cobra.Command {
	var yes bool
	var wait time.Duration
	cmd := &cobra.Command{Use: "restore [COPY]", Args: cobra.MaximumNArgs(1),
		Short: c.say("由冷备份恢复停机的节点，或使丢失签名状态的验证人安全地重新签署",
			"put a cold copy of the data back, and let a validator without its sign state sign again"),
		Long: c.say(
			"COPY 为 data 目录或整个节点目录的副本；不给则数据不动。签名状态一律作废：--node 各节点在没有\n"+
				"本密钥的情况下又议定一块之后，本密钥只签其后的高度。执行须加 --yes，即确认没有\n"+
				"别的进程持有该密钥。",
			"COPY is a copy of data or of a whole home; without it the data stay. The sign state is\n"+
				"always dropped: once the nodes of --node decided another block without this key, it\n"+
				"signs only the heights above. --yes does it, and acknowledges that no other process\n"+
				"holds the key.",
		),
		RunE: func(cmd *cobra.Command, args []string) error {
			home, err := filepath.Abs(c.home)
			if err != nil {
				return err
			}
			var from string
			if len(args) == 1 {
				from = args[0]
			}
			r, err := abci.Restore(home, from, 0, false)
			if err != nil {
				return err
			}
			if yes {
				above, err := c.decidedWithout(background(cmd.Context()), cmd, wait)
				if err != nil {
					return err
				}
				p := c.progress("复制数据，MiB", "MiB of the copy")
				if r, err = abci.Restore(home, from, above, true, p.bytes); err != nil {
					return err
				}
				c.logged("restore", "signs above "+strconv.FormatInt(r.Signs, 10)+" "+r.Copy)
			}
			return c.printTable(r, c.restoreTable(r))
		}}
	f := cmd.Flags()
	f.BoolVar(&yes, "yes", false, c.say("执行，并确认没有别的进程以该密钥签名",
		"do it, and acknowledge that no other process signs with this key"))
	f.DurationVar(&wait, "timeout", 2*time.Minute, c.say("等待其他节点出块的时间",
		"how long to wait for a block of the others"))
	return cmd
}

// skew is how far clocks of the others may be behind this one.
const skew = 5 * time.Second

// decidedWithout is a height that the others decided while this home stood still. A block has the
// time of the votes for the one before it: where these were cast after the start, this key took no
// part in that one, however far behind the node that is asked may be.
func (c *cli) decidedWithout(ctx context.Context, cmd *cobra.Command, wait time.Duration) (int64,
	error) {
	n, began := nodeSource{c.ledger(cmd)}, time.Now()
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	c.note("等待其他节点出块", "waiting for a block of the others")
	last := int64(0)
	for {
		height, at, err := n.newest(ctx)
		last = max(last, height)
		switch {
		case err == nil && at.After(began.Add(skew)):
			return height, nil
		case ctx.Err() == nil:
			time.Sleep(200 * time.Millisecond)
		case last == 0:
			return 0, nodeError(err)
		default:
			return 0, failf(exitUnreachable, "其他节点停在高度 %[1]d：没有本验证人就不出块，"+
				"须用原来的 signed.json，或表决换用新密钥",
				"the others stay at height %[1]d: without this validator there are no blocks. Put its own "+
					"signed.json back, or give it a new key by vote", last)
		}
	}
}

// newest is the last block of a node, and its time.
func (n nodeSource) newest(ctx context.Context) (int64, time.Time, error) {
	var status struct {
		Sync struct {
			Height int64     `json:"latest_block_height,string"`
			Time   time.Time `json:"latest_block_time"`
		} `json:"sync_info"`
	}
	err := n.Call(ctx, "status", map[string]any{}, &status)
	return status.Sync.Height, status.Sync.Time, err
}

func (c *cli) restoreTable(r abci.Restored) (t table) {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	done, above := c.say("未执行，加 --yes 执行", "nothing was changed, --yes does it"), "-"
	if r.Done {
		done, above = c.say("已完成", "done"), n(r.Signs)
	}
	t.rows = [][]string{{c.say("节点目录", "home"), r.Home},
		{c.say("数据取自", "data from"), or(r.Copy, "-")},
		{c.say("原签名状态的高度", "sign state was at"), n(r.Signed)},
		{c.say("只签此高度之后", "signs only above"), above}, {c.say("结果", "result"), done}}
	return t
}
