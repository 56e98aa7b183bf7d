package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
)

// auditExport writes the blocks of a ledger for auditors who execute them again.
func (c *cli) auditExport() *cobra.Command {
	var out string
	var to uint64
	cmd := &cobra.Command{Use: "export", Args: cobra.NoArgs,
		Short: c.say("导出全部区块及创世文件，供重放", "write all blocks and the genesis document, to be replayed"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, n := background(cmd.Context()), nodeSource{c.ledger(cmd)}
			top, err := n.Height(ctx)
			if err != nil {
				return err
			}
			if to == 0 {
				to = top - 1
			}
			if to == 0 || to >= top {
				return failf(exitNotFound, "高度 %[1]d 之后还没有区块头", "no header follows height %[1]d yet", to)
			}
			f, err := os.Create(out)
			if err != nil {
				return unwritable(out, err)
			}
			p := c.progress("导出，区块", "blocks written")
			if err := errors.Join(n.blocks(ctx, f, to, p.at), f.Close()); err != nil {
				return err
			}
			return c.printDoc(map[string]any{"file": out, "last": to})
		}}
	cmd.Flags().StringVar(&out, "out", "blocks.jsonl", c.say("写到此文件", "file to write to"))
	cmd.Flags().Uint64Var(&to, "to", 0, c.say("最后的高度，缺省为最近", "the last height; the newest by default"))
	return cmd
}

// blocks writes a file of blocks.
func (n nodeSource) blocks(ctx context.Context, f *os.File, last uint64, tell abci.Tell) error {
	doc, err := n.genesis(ctx)
	if err != nil {
		return err
	}
	g, err := types.GenesisDocFromJSON(doc)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = n.writeBlocks(ctx, w, audit.Head{Format: audit.BlocksFormat, Chain: g.ChainID,
		First: uint64(g.InitialHeight), Last: last, Genesis: doc}, tell)
	if err != nil {
		return err
	}
	return w.Flush()
}

// auditReplay executes a file of blocks again.
func (c *cli) auditReplay() *cobra.Command {
	var genesis, carried string
	var emergencies []string
	cmd := &cobra.Command{Use: "replay FILE...", Args: cobra.MinimumNArgs(1),
		Short: c.say("从创世起重新执行每个区块，核对每个高度的应用哈希，重新清点",
			"execute every block again from genesis, compare every app hash, count everything anew"),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, closeAll, err := openAll(args)
			defer closeAll()
			if err != nil {
				return err
			}
			var founding *types.GenesisDoc
			if genesis != "" {
				if founding, err = types.GenesisDocFromFile(genesis); err != nil {
					return unreadable(genesis, err)
				}
			}
			plans, err := readEmergencies(emergencies)
			if err != nil {
				return err
			}
			dir, err := os.MkdirTemp("", "suyuan-replay-*")
			if err != nil {
				return err
			}
			defer func() { _ = os.RemoveAll(dir) }()
			db, err := state.Open(state.Options{Dir: dir})
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if carried != "" {
				g, err := readGenesis(genesis)
				if err == nil {
					err = abci.FillSuccession(db, carried, g,
						c.progress("装入状态，片", "chunks of the state").at)
				}
				if err != nil {
					return err
				}
			}
			r, err := audit.ReplayFiles(background(cmd.Context()), files, db, app.Standard(), founding,
				plans, c.progress("重放，区块", "blocks replayed").at)
			if err != nil {
				return failf(exitVerify, "重放中断：%v", "the replay broke off: %v", err)
			}
			if err := c.printTable(r, c.replayTable(r)); err != nil {
				return err
			}
			if !r.Sound() {
				return fail(exitFindings, "重放有出入，见报告", "the replay found differences, see the report")
			}
			return nil
		}}
	cmd.Flags().StringVar(&carried, "state", "", c.say("所延续账本的状态文件，须同时给出 --genesis",
		"state file of the ledger that this one goes on from; needs --genesis"))
	cmd.Flags().StringSliceVar(&emergencies, "emergency", nil, c.say(
		"账本执行过的应急方案文件，见 suyuan emergency fetch",
		"files of emergency plans that the ledger went on under: suyuan emergency fetch"))
	cmd.Flags().StringVar(&genesis, "genesis", "",
		c.say("审计方自己的创世文件；缺省用文件中的，仅核对其自身",
			"the auditor's own genesis document; by default the file's, which then proves itself alone"))
	return cmd
}

// openAll opens files; what is open is closed by the function it returns, after an error too.
func openAll(names []string) (files []io.Reader, closeAll func(), err error) {
	var open []*os.File
	closeAll = func() {
		for _, f := range open {
			_ = f.Close()
		}
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, closeAll, unreadable(name, err)
		}
		open, files = append(open, f), append(files, f)
	}
	return files, closeAll, nil
}

func (c *cli) replayTable(r *audit.Report) (t table) {
	n := func(v uint64) string { return strconv.FormatUint(v, 10) }
	t.rows = [][]string{{c.say("账本", "ledger"), r.Chain}, {c.say("创世摘要", "genesis digest"),
		r.Genesis.String()}, {c.say("区块", "blocks"), n(r.Blocks)}, {c.say("文书", "papers"), n(r.Papers)},
		{c.say("拒绝", "refused"), n(r.Refused)}, {c.say("事件", "events"), n(r.Events)},
		{c.say("应用哈希", "app hash"), r.AppHash}, {c.say("末块头", "last header"),
			strings.ToLower(r.LastHeader)}}
	if d := r.Differs; d != nil {
		t.rows = append(t.rows, []string{c.say("首个差异", "first difference"),
			fmt.Sprintf(c.say("高度 %d 的 %s：重放 %s，链上 %s",
				"%[2]s of height %[1]d: replayed %[3]s, on chain %[4]s"),
				d.Height, d.What, d.Ours, d.Theirs)})
	}
	for _, v := range r.Chapters {
		t.rows = append(t.rows, []string{c.say("章 ", "chapter ") + v.Name, n(v.Records)})
	}
	for _, p := range r.Periods {
		text := fmt.Sprintf(c.say("%s  重数结算单 %d，账本 %d；明细 %d 行；期初 %s 本期 %s 转付 %s 已付 %s 期末 %s",
			"%s  statements %d, said %d; lines %d; opening %s amount %s transfer %s paid %s closing %s"),
			p.Stage, p.Statements, p.Said, p.Lines, p.Opening, p.Amount, p.Transfer, p.Paid, p.Closing)
		if !p.Holds {
			text += c.say("  不成立", "  does not hold")
		}
		t.rows = append(t.rows, []string{c.say("结算期 ", "period ") + p.Period, text})
	}
	for _, v := range r.Records {
		t.rows = append(t.rows, []string{v.Name, n(v.Records)})
	}
	for _, v := range r.Checks {
		text := c.say("成立", "holds")
		if v.Broken != "" {
			text = v.Broken
		}
		t.rows = append(t.rows, []string{v.Chapter + ": " + v.Name, text})
	}
	return t
}
