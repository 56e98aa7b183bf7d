package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/bundle"
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
			r, err := abci.Rehearse(home, dir, app.Standard(), rules, blocks, empty,
				c.progress("复制，MiB", "MiB of the copy").bytes, c.progress("演练，区块", "blocks rehearsed").at)
			if err != nil {
				return err
			}
			readRecords(r)
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

// readRecords tells changed records by their fields instead of their digests.
func readRecords(r *abci.Rehearsal) {
	for i := range r.Changed {
		d := &r.Changed[i]
		if d.What != "record" {
			continue
		}
		before, err1 := bundle.ShowStored(d.Key, d.Before)
		after, err2 := bundle.ShowStored(d.Key, d.After)
		if err1 == nil && err2 == nil {
			d.Was, d.Is = fieldsApart(before.Fields, after.Fields)
		}
	}
}

// fieldsApart names the fields of two records that are not the same in both.
func fieldsApart(a, b []bundle.Field) (was, is string) {
	only := func(mine, other []bundle.Field) string {
		var out []string
		for _, f := range mine {
			if !slices.Contains(other, f) {
				out = append(out, f.Field+"="+f.Value)
			}
		}
		return strings.Join(out, " ")
	}
	return only(a, b), only(b, a)
}

func (c *cli) rehearsalTable(r *abci.Rehearsal) (t table) {
	n := func(v uint64) string { return strconv.FormatUint(v, 10) }
	t.rows = [][]string{{c.say("规则版本", "rules version"), n(r.Rules)},
		{c.say("自高度", "from height"), n(r.From)}, {c.say("重算区块", "blocks again"), n(r.Executed)},
		{c.say("其中文书", "papers in them"), n(r.Papers)}, {c.say("空块", "empty blocks"), n(r.Empty)},
		{c.say("状态不同的区块", "blocks of another state"), n(r.Parted)},
		{c.say("结果不同的文书", "papers of another outcome"), n(r.Outcomes)},
		{c.say("不成立的约束", "broken invariant"), r.Broken}}
	for _, d := range r.Changed {
		what := []string{n(d.Height), d.What, d.Record}
		if d.Paper >= 0 {
			what[2] = strconv.Itoa(d.Paper)
		}
		t.rows = append(t.rows, []string{strings.TrimSpace(strings.Join(what, " ")),
			d.Was + " → " + d.Is})
	}
	return t
}
