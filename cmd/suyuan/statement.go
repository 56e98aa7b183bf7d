package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// pick are the flags that choose among the statements of a period.
type pick struct{ payer, payee string }

func (p *pick) flags(c *cli, cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&p.payer, "payer", "", c.say("只看此付款方", "only of this payer"))
	cmd.Flags().StringVar(&p.payee, "payee", "", c.say("只看此收款方", "only of this payee"))
	return cmd
}

func statementCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "statement", Args: cobra.NoArgs,
		Short: c.say("结算单：清单、内容、带证明的文件、金额由来",
			"statements: list, content, files with proof, where an amount comes from"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.statementList(), c.statementShow(), c.statementExport(), c.statementExplain(),
		c.statementProve(), c.statementSign())
	return cmd
}

// statementsDoc is a list of statements with the height it was asked at.
type statementsDoc struct {
	Period     string             `json:"period"`
	Height     uint64             `json:"height"`
	Test       bool               `json:"test_ledger"`
	Statements []settle.Statement `json:"statements"`
}

func (c *cli) statementList() *cobra.Command {
	var p pick
	return p.flags(c, &cobra.Command{Use: "list PERIOD", Args: cobra.ExactArgs(1),
		Short: c.say("一个结算期的结算单", "the statements of a period"),
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := c.statements(cmd.Context(), c.ledger(cmd), args[0], p)
			if err != nil {
				return err
			}
			if len(doc.Statements) == 0 {
				return noStatement(args[0])
			}
			t := table{head: []string{c.say("付款方", "payer"), c.say("收款方", "payee"),
				c.say("期初", "opening"), c.say("本期应付", "amount"), c.say("转付", "transfer"),
				c.say("抵扣", "offset"), c.say("自留", "kept"), c.say("期末", "closing"),
				c.say("行数", "lines")}}
			for _, s := range doc.Statements {
				t.rows = append(t.rows, []string{s.Payer, s.Payee, s.Opening.String(), s.Amount.String(),
					s.Transfer.String(), s.Offset.String(), s.Kept.String(), s.Closing.String(),
					strconv.FormatUint(uint64(s.Lines), 10)})
			}
			return c.printTable(doc, t)
		}})
}

// statements asks for all pages of a period's list, at the height of the first.
func (c *cli) statements(ctx context.Context, l ledger, period string, p pick) (
	doc statementsDoc, err error) {
	doc = statementsDoc{Period: period, Statements: []settle.Statement{}}
	args := map[string]string{"period": period}
	if p.payer != "" {
		args["payer"] = p.payer
	}
	if p.payee != "" {
		args["payee"] = p.payee
	}
	for {
		a, err := l.query(background(ctx), "statements", args, doc.Height)
		if err != nil {
			return doc, err
		}
		var page rule.Page[settle.Statement]
		if err := json.Unmarshal(a.Answer, &page); err != nil {
			return doc, err
		}
		doc.Height, doc.Test = a.Height, a.Test
		doc.Statements = append(doc.Statements, page.Items...)
		if page.Next == "" {
			return doc, c.testNote(doc.Test)
		}
		args["after"] = page.Next
	}
}

func (c *cli) testNote(test bool) error {
	if test {
		c.note("%s", "%s", bundle.TestMark)
	}
	return nil
}

func background(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}

func noStatement(period string) error {
	return failf(exitNotFound, "%s 没有符合条件的结算单", "%s has no such statement", period)
}

// exportDoc tells where the files are.
type exportDoc struct {
	Period string       `json:"period"`
	Height uint64       `json:"height"` // of the state they prove
	Test   bool         `json:"test_ledger"`
	Files  []exportFile `json:"files"`
}

type exportFile struct {
	Payer   string    `json:"payer"`
	Payee   string    `json:"payee"`
	Closing wire.Fen  `json:"closing"`
	JSON    string    `json:"json"`
	CSV     string    `json:"csv"`
	Bytes   int       `json:"bytes"` // of the JSON file
	SHA256  wire.Hash `json:"sha256"`
}

func (c *cli) statementExport() *cobra.Command {
	var p pick
	var dir string
	var timeout time.Duration
	cmd := p.flags(c, &cobra.Command{Use: "export PERIOD", Args: cobra.ExactArgs(1),
		Short: c.say("写出带证明的结算单文件（JSON）及其表格（CSV）",
			"write statement files with their proof (JSON) and their tables (CSV)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := positive("timeout", timeout); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(background(cmd.Context()), timeout)
			defer cancel()
			doc, err := c.export(ctx, c.ledger(cmd), args[0], p, dir)
			if err != nil {
				return exportError(err, args[0])
			}
			t := table{head: []string{c.say("付款方", "payer"), c.say("收款方", "payee"),
				c.say("期末", "closing"), c.say("证明", "proof"), c.say("表格", "table")}}
			for _, f := range doc.Files {
				t.rows = append(t.rows, []string{f.Payer, f.Payee, f.Closing.String(), f.JSON, f.CSV})
			}
			return c.printTable(doc, t)
		}})
	cmd.Flags().StringVar(&dir, "dir", ".", c.say("写到此目录", "folder to write to"))
	cmd.Flags().DurationVar(&timeout, "timeout", 30*time.Second,
		c.say("最长等待", "how long to wait at most"))
	return cmd
}

func exportError(err error, period string) error {
	switch {
	case errors.Is(err, bundle.ErrNotLanded):
		return failf(exitNotFound, "%[1]s 的结算尚未完整入账",
			"the settlement of %[1]s has not landed completely", period)
	case errors.Is(err, bundle.ErrNoLines):
		return failf(exitUnreachable, "所问节点没有 %[1]s 的结算明细行，请换一个节点",
			"the node has not got the lines of %[1]s; ask another node", period)
	case errors.Is(err, context.DeadlineExceeded):
		return failf(exitUnreachable, "等待超时：%[1]v", "timed out: %[1]v", err)
	}
	return err
}

func (c *cli) export(ctx context.Context, l ledger, period string, p pick, dir string) (
	doc exportDoc, err error) {
	e, err := bundle.NewExporter(ctx, nodeSource{l}, period)
	if err != nil {
		return doc, err
	}
	all, err := e.Statements(ctx, p.payer, p.payee)
	if err != nil {
		return doc, err
	}
	if len(all) == 0 {
		return doc, noStatement(period)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return doc, unwritable(dir, err)
	}
	doc = exportDoc{Period: period, Height: e.Height(), Files: []exportFile{}}
	for _, s := range all {
		b, err := e.Export(ctx, bundle.Pair{Payer: s.Payer, Payee: s.Payee})
		if err != nil {
			return doc, asVerify(err)
		}
		r, err := bundle.Own(b)
		if err != nil {
			return doc, asVerify(err)
		}
		// A plus sign can be in no party's name, so that no two statements share a file.
		base := filepath.Join(dir, period+"+"+s.Payer+"+"+s.Payee)
		f := exportFile{Payer: s.Payer, Payee: s.Payee, Closing: s.Closing, JSON: base + ".json",
			CSV: base + ".csv", Bytes: len(b), SHA256: crypto.SHA256(b)}
		if err := writeWhole(f.JSON, b); err != nil {
			return doc, err
		}
		if err := writeWhole(f.CSV, bundle.CSV(r, b)); err != nil {
			return doc, err
		}
		doc.Test = r.Ledger.Test
		doc.Files = append(doc.Files, f)
	}
	return doc, c.testNote(doc.Test)
}

// writeWhole writes a file so that nobody ever reads half of it.
func writeWhole(file string, b []byte) error {
	part := file + ".part"
	err := os.WriteFile(part, b, 0o644)
	if err == nil {
		err = os.Rename(part, file)
	}
	if err != nil {
		return unwritable(file, err)
	}
	return nil
}

// nodeSource lets package bundle ask a node.
type nodeSource struct{ ledger }

// Height is that of the newest block.
func (n nodeSource) Height(ctx context.Context) (uint64, error) {
	s, err := n.Status(ctx)
	return s.Height, nodeError(err)
}

// First is the lowest height whose block the node still has.
func (n nodeSource) First(ctx context.Context) (uint64, error) {
	var status struct {
		Sync struct {
			Earliest string `json:"earliest_block_height"`
		} `json:"sync_info"`
	}
	if err := n.Call(ctx, "status", map[string]any{}, &status); err != nil {
		return 0, nodeError(err)
	}
	return strconv.ParseUint(status.Sync.Earliest, 10, 64)
}

// Ask asks the ledger.
func (n nodeSource) Ask(ctx context.Context, path string, data []byte, height uint64, prove bool) (
	value, proof []byte, err error) {
	a, err := n.Query(ctx, path, data, height, prove)
	if err != nil {
		return nil, nil, nodeError(err)
	}
	if a.Code != 0 {
		return nil, nil, refusedQuery(a)
	}
	if len(a.Proof) == 1 {
		proof = a.Proof[0].Data
	}
	return a.Value, proof, nil
}

// Signed asks CometBFT for a header with its commit and validators.
func (n nodeSource) Signed(ctx context.Context, height uint64) (
	types.SignedHeader, []*types.Validator, error) {
	var commit struct {
		Signed types.SignedHeader `json:"signed_header"`
	}
	at := map[string]any{"height": strconv.FormatUint(height, 10)}
	if err := n.comet(ctx, "commit", at, &commit); err != nil {
		return commit.Signed, nil, err
	}
	var all []*types.Validator
	for page := 1; ; page++ {
		var vals struct {
			Validators []*types.Validator `json:"validators"`
			Total      int                `json:"total"`
		}
		at["page"], at["per_page"] = strconv.Itoa(page), "100"
		if err := n.comet(ctx, "validators", at, &vals); err != nil {
			return commit.Signed, nil, err
		}
		all = append(all, vals.Validators...)
		if len(all) >= vals.Total || len(vals.Validators) == 0 {
			return commit.Signed, all, nil
		}
	}
}

// comet asks a method whose answer is in CometBFT's own JSON.
func (n nodeSource) comet(ctx context.Context, method string, params map[string]any, v any) error {
	var raw json.RawMessage
	if err := n.Call(ctx, method, params, &raw); err != nil {
		return nodeError(err)
	}
	if err := cmtjson.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}
