package main

import (
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
)

func upgradeCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "upgrade", Args: cobra.NoArgs,
		Short: c.say("规则升级：演练", "upgrades of rules: rehearse one"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.upgradeRehearse())
	return cmd
}

func (c *cli) upgradeRehearse() *cobra.Command {
	var rules, blocks, empty uint64
	var scratch string
	cmd := &cobra.Command{Use: "rehearse", Args: cobra.NoArgs,
		Short: c.say("在停机目录的副本上按新规则重算近期区块并空转，报告差异",
			"execute recent blocks again on a copy of a stopped home under new rules, then empty ones, "+
				"and report what changes"),
		RunE: func(*cobra.Command, []string) error {
			home, err := filepath.Abs(c.home)
			if err != nil {
				return err
			}
			dir, err := os.MkdirTemp(scratch, "suyuan-rehearsal-")
			if err != nil {
				return unwritable(scratch, err)
			}
			defer func() { _ = os.RemoveAll(dir) }()
			r, err := abci.Rehearse(home, dir, app.Standard(), rules, blocks, empty)
			if err != nil {
				return err
			}
			if err := c.printTable(r, c.rehearsalTable(r)); err != nil {
				return err
			}
			if len(r.Changed) > 0 || r.Broken != "" {
				return fail(exitFindings, "演练有差异，见报告", "the rehearsal found changes, see the report")
			}
			return nil
		}}
	f := cmd.Flags()
	f.Uint64Var(&rules, "rules", abci.Rules, c.say("规则版本", "rules version"))
	f.Uint64Var(&blocks, "blocks", 1000, c.say("重算的最近区块数", "recent blocks to execute again"))
	f.Uint64Var(&empty, "empty", 100, c.say("其后的空块数", "empty blocks after them"))
	f.StringVar(&scratch, "scratch", "", c.say("副本放在此目录下，缺省系统临时目录",
		"folder for the copy, the system's by default"))
	return cmd
}

func (c *cli) rehearsalTable(r *abci.Rehearsal) (t table) {
	n := func(v uint64) string { return strconv.FormatUint(v, 10) }
	t.rows = [][]string{{c.say("规则版本", "rules version"), n(r.Rules)},
		{c.say("自高度", "from height"), n(r.From)}, {c.say("重算区块", "blocks again"), n(r.Executed)},
		{c.say("其中文书", "papers in them"), n(r.Papers)}, {c.say("空块", "empty blocks"), n(r.Empty)},
		{c.say("差异", "changes"), strconv.Itoa(len(r.Changed))},
		{c.say("不成立的约束", "broken invariant"), r.Broken}}
	for _, d := range r.Changed {
		t.rows = append(t.rows, []string{n(d.Height) + " " + d.What, d.Was + " → " + d.Is})
	}
	return t
}
