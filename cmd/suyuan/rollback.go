package main

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
)

func rollbackCommand(c *cli) *cobra.Command {
	var to uint64
	var yes, keep bool
	cmd := &cobra.Command{Use: "rollback", Args: cobra.NoArgs,
		Short: c.say("停机后把账本与共识引擎一同退回较早高度", "take a stopped home back to an earlier height, "+
			"ledger and consensus engine together"),
		Long: c.say("先列出将删除的内容；加 --yes 才执行。验证人签名状态永不退回。",
			"Lists what it would delete; --yes does it. The validator's sign state never goes back."),
		RunE: func(*cobra.Command, []string) error {
			home, err := filepath.Abs(c.home)
			if err != nil {
				return err
			}
			r, err := abci.RollbackHome(home, to, keep, false)
			if err != nil {
				return err
			}
			c.noteRollback(r)
			if yes {
				p := c.progress("退回，区块", "blocks gone back")
				if r, err = abci.RollbackHome(home, r.To, keep, true, p.at); err != nil {
					return err
				}
			}
			return c.printTable(r, c.rollbackTable(r))
		}}
	f := cmd.Flags()
	f.Uint64Var(&to, "to", 0, c.say("退到的高度，缺省为上一高度",
		"height to go back to; the one before by default"))
	f.BoolVar(&keep, "keep-blocks", false, c.say("保留区块与共识状态，启动时重新执行",
		"keep blocks and the engine's state; the next start executes the blocks again"))
	f.BoolVar(&yes, "yes", false, c.say("执行", "do it"))
	return cmd
}

// noteRollback says what will go before anything goes.
func (c *cli) noteRollback(r *abci.Rollback) {
	c.note("将删除高度 %[1]d 至 %[2]d 的账本状态与 %[3]d 份回执",
		"this deletes the ledger's state of heights %[1]d to %[2]d and %[3]d receipts", r.To+1,
		max(r.Ledger, r.To+1), r.Papers)
	if r.KeepsUpTo < r.Blocks {
		c.note("将删除高度 %[1]d 至 %[2]d 的区块，启动后从其他节点取回",
			"this deletes blocks %[1]d to %[2]d, which come back from the other nodes", r.KeepsUpTo+1,
			r.Blocks)
	}
	for _, f := range r.Removes {
		c.note("将删除 %s", "this deletes %s", f)
	}
}

func (c *cli) rollbackTable(r *abci.Rollback) (t table) {
	n := func(v uint64) string { return strconv.FormatUint(v, 10) }
	done := c.say("未执行，加 --yes 执行", "nothing was changed, --yes does it")
	if r.Done {
		done = c.say("已完成", "done")
	}
	t.rows = [][]string{{c.say("退到高度", "goes back to"), n(r.To)},
		{c.say("账本状态原在", "the ledger was at"), n(r.Ledger)},
		{c.say("共识引擎原在", "the engine was at"), n(r.Engine)},
		{c.say("保留区块至", "blocks stay up to"), n(r.KeepsUpTo)},
		{c.say("删除的回执", "receipts removed"), n(r.Papers)},
		{c.say("删除的文件", "files removed"), strings.Join(r.Removes, " ")},
		{c.say("已签到高度", "signed up to"), n(r.Signed)}, {c.say("结果", "result"), done}}
	return t
}
