package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// provedDoc tells where an extract is and what it proves.
type provedDoc struct {
	Period     string    `json:"period"`
	Height     uint64    `json:"height"`
	Test       bool      `json:"test_ledger"`
	Subject    string    `json:"subject"` // line or payee
	Line       string    `json:"line,omitempty"`
	Payee      string    `json:"payee,omitempty"`
	Statements int       `json:"statements"` // that pay the payee
	File       string    `json:"file"`
	Bytes      int       `json:"bytes"`
	SHA256     wire.Hash `json:"sha256"`
}

func (c *cli) statementProve() *cobra.Command {
	var line, payee, out string
	var timeout time.Duration
	cmd := &cobra.Command{Use: "prove PERIOD", Args: cobra.ExactArgs(1),
		Short: c.say("摘录一条明细行，或一个收款方的全部结算单并证明别无其他",
			"extract one line, or all statements of a payee with the proof that there is no other"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (line == "") == (payee == "") {
				return fail(exitUsage, "须给 --line 或 --payee 之一", "give either --line or --payee")
			}
			if err := positive("timeout", timeout); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(background(cmd.Context()), timeout)
			defer cancel()
			doc, err := c.prove(ctx, c.ledger(cmd), args[0], line, payee, out)
			if err != nil {
				return exportError(err, args[0])
			}
			return c.printTable(doc, table{rows: [][]string{
				{c.say("结算期", "period"), doc.Period}, {c.say("明细行", "line"), doc.Line},
				{c.say("收款方", "payee"), doc.Payee},
				{c.say("结算单张数", "statements"), strconv.Itoa(doc.Statements)},
				{c.say("字节", "bytes"), strconv.Itoa(doc.Bytes)}, {c.say("文件", "file"), doc.File}}})
		}}
	cmd.Flags().StringVar(&line, "line", "", c.say("明细行，如 L0000012", "the line, such as L0000012"))
	cmd.Flags().StringVar(&payee, "payee", "", c.say("收款方", "the payee"))
	cmd.Flags().StringVar(&out, "out", "", c.say("写到此文件", "file to write to"))
	cmd.Flags().DurationVar(&timeout, "timeout", 30*time.Second,
		c.say("最长等待", "how long to wait at most"))
	return cmd
}

func (c *cli) prove(ctx context.Context, l ledger, period, line, payee, out string) (
	doc provedDoc, err error) {
	e, err := bundle.NewExtractor(ctx, nodeSource{l}, period)
	if err != nil {
		return doc, err
	}
	var b []byte
	if line != "" {
		b, err = e.Line(ctx, line)
	} else {
		b, err = e.Payee(ctx, payee)
	}
	if err != nil {
		return doc, asVerify(err)
	}
	x, err := bundle.OwnExtract(b)
	if err != nil {
		return doc, asVerify(err)
	}
	if out == "" {
		out = period + "+" + line + payee + ".proof.json"
	}
	if err := writeWhole(out, b); err != nil {
		return doc, err
	}
	doc = provedDoc{Period: period, Height: e.Height(), Test: x.Ledger.Test, Subject: x.Subject,
		Payee: payee, Statements: len(x.Statements), File: out, Bytes: len(b), SHA256: crypto.SHA256(b)}
	if len(x.Lines) == 1 {
		doc.Line = x.Lines[0].ID
	}
	return doc, c.testNote(doc.Test)
}

// extractDoc is what an extract proves, as verify tells it.
type extractDoc struct {
	Period     string   `json:"period"`
	Subject    string   `json:"subject"`
	Line       string   `json:"line,omitempty"`
	Amount     wire.Fen `json:"amount"` // of the line, or of all statements of the payee
	Payee      string   `json:"payee,omitempty"`
	Payers     []string `json:"payers,omitempty"` // one statement each, and there is no other
	Statements int      `json:"statements"`
}

func newExtractVerdict(file string, x *bundle.Extracted) verdictFile {
	v := verdictFile{File: file, OK: true, Ledger: &x.Ledger, Trusted: x.Anchor, Checked: x.Bytes,
		Bytes: x.Bytes, Extract: &extractDoc{Period: x.Run.Period, Subject: x.Subject, Payee: x.Payee,
			Statements: len(x.Statements)}}
	for _, l := range x.Lines {
		v.Extract.Line, v.Extract.Amount = l.ID, l.Amount
	}
	for _, s := range x.Statements {
		v.Extract.Payers = append(v.Extract.Payers, s.Payer)
		v.Extract.Amount += s.Amount
	}
	v.sign(x.Signers)
	return v
}

// extractRows are the report for people about an extract.
func (v verdictFile) extractRows(c *cli) [][]string {
	head := c.say("✓ 核验通过", "✓ verified")
	if v.Fault != nil {
		head = c.say("✗ 测试账", "✗ test ledger")
	}
	x := v.Extract
	what := fmt.Sprintf(c.say(
		"%[1]s 的明细行 %[2]s，%[3]s 元，在本期结算之中", "line %[2]s of %[1]s, %[3]s yuan, is in the run"),
		x.Period, x.Line, x.Amount)
	if x.Subject == bundle.SubjectPayee {
		what = fmt.Sprintf(c.say(
			"%[1]s 付给 %[2]s 的结算单共 %[3]d 张（付款方 %[4]s），本期应付合计 %[5]s 元，此外没有其他",
			"%[1]s: %[3]d statements pay %[2]s (payers %[4]s), amounts %[5]s yuan; there is no other"),
			x.Period, x.Payee, x.Statements, strings.Join(x.Payers, c.say("、", ", ")), x.Amount)
	}
	out := [][]string{{head, v.File}, {c.say("内容", "content"), what}}
	return append(append(out, c.ground(v, false)...), c.covered(v))
}
