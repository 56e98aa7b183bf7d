package main

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// verdictFile is what one file proves, or why it proves nothing.
type verdictFile struct {
	File       string         `json:"file"`
	OK         bool           `json:"ok"`
	Fault      *faultDoc      `json:"fault,omitempty"`
	Statement  *statementDoc  `json:"statement,omitempty"`
	Extract    *extractDoc    `json:"extract,omitempty"`
	Lineage    *lineageDoc    `json:"lineage,omitempty"`
	Use        *provedUse     `json:"use,omitempty"`
	Ledger     *bundle.Ledger `json:"ledger,omitempty"`
	Trusted    string         `json:"trusted,omitempty"` // genesis, header or validators
	Signers    []signerDoc    `json:"signers,omitempty"`
	Power      uint64         `json:"power_signed,omitempty"`
	TotalPower uint64         `json:"power_total,omitempty"`
	Rows       int            `json:"rows,omitempty"`
	Ancestors  int            `json:"ancestors,omitempty"`
	Checked    int            `json:"bytes_checked,omitempty"`
	Bytes      int            `json:"bytes,omitempty"`
	Records    *recordsDoc    `json:"records,omitempty"`
	Pack       *packedDoc     `json:"pack,omitempty"`
	Signed     *signedDoc     `json:"signed,omitempty"`
	Made       *remadeDoc     `json:"made_report,omitempty"`
	report     *bundle.Report
	records    *bundle.RecordsProved
	hash       wire.Hash // that was trusted
}

type faultDoc struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

type statementDoc struct {
	Period    string    `json:"period"`
	Payer     string    `json:"payer"`
	PayerName string    `json:"payer_name"`
	Payee     string    `json:"payee"`
	PayeeName string    `json:"payee_name"`
	Opening   wire.Fen  `json:"opening"`
	Paid      wire.Fen  `json:"paid"`
	Amount    wire.Fen  `json:"amount"`
	Transfer  wire.Fen  `json:"transfer"`
	Released  wire.Fen  `json:"released"`
	Adjusted  wire.Fen  `json:"adjusted"`
	Offset    wire.Fen  `json:"offset"`
	Kept      wire.Fen  `json:"kept"`
	Closing   wire.Fen  `json:"closing"`
	Stage     string    `json:"stage"`
	Digest    wire.Hash `json:"digest"`
}

type signerDoc struct {
	PubKey wire.Bytes `json:"pub_key"`
	Party  string     `json:"party"` // "" unless a genesis document names it
	Name   string     `json:"name"`
	Power  uint64     `json:"power"`
	Signed bool       `json:"signed"`
}

func newVerdict(file string, r *bundle.Report) verdictFile {
	s := r.Statement
	v := verdictFile{File: file, OK: true, Ledger: &r.Ledger, Trusted: r.Anchor, Rows: len(r.Rows),
		Ancestors: len(r.Lines) - len(r.Rows), Checked: r.Bytes, Bytes: r.Bytes, report: r,
		Statement: &statementDoc{s.Period, s.Payer, r.Parties.Payer, s.Payee, r.Parties.Payee,
			s.Opening, s.Paid, s.Amount, s.Transfer, s.Released, s.Adjusted, s.Offset, s.Kept,
			s.Closing, r.Run.Stage, r.Digest}}
	v.sign(r.Signers)
	return v
}

// sign adds who signed.
func (v *verdictFile) sign(signers []bundle.Signer) {
	for _, g := range signers {
		v.Signers = append(v.Signers, signerDoc{g.PubKey, g.Party, g.Name, g.Power, g.Signed})
		v.TotalPower += g.Power
		if g.Signed {
			v.Power += g.Power
		}
	}
}

// rows are the report for people: a label and what was found, a line each.
func (v verdictFile) rows(c *cli) [][]string {
	if v.Made != nil {
		return v.madeRows(c)
	}
	if v.Signed != nil {
		return v.signedRows(c)
	}
	if v.Extract != nil {
		return v.extractRows(c)
	}
	if v.Lineage != nil {
		return v.lineageRows(c)
	}
	if v.Use != nil {
		return v.useRows(c)
	}
	if v.Pack != nil {
		return v.packRows(c)
	}
	if v.records != nil {
		return v.recordsRows(c)
	}
	if v.report == nil && v.Fault == nil {
		return [][]string{{c.say("✗ 未能核验", "✗ could not be verified"), v.File}}
	}
	if v.report == nil {
		return [][]string{{c.say("✗ 核验不通过", "✗ not verified"), c.say(v.Fault.Zh, v.Fault.En)}}
	}
	s := v.Statement
	head := c.say("✓ 核验通过", "✓ verified")
	if v.Fault != nil {
		head = c.say("✗ 测试账", "✗ test ledger")
	}
	out := [][]string{{head, v.File},
		{c.say("结算单", "statement"), fmt.Sprintf("%s  %s → %s", s.Period, named(s.Payer, s.PayerName),
			named(s.Payee, s.PayeeName))},
		{c.say("金额（元）", "amounts (yuan)"), fmt.Sprintf(c.say(
			"期初 %s − 已付 %s + 本期 %s + 转付 %s + 释放 %s + 调整 %s − 抵扣 %s − 自留 %s = 期末 %s",
			"opening %s − paid %s + amount %s + transfer %s + released %s + adjusted %s − offset %s"+
				" − kept %s = closing %s"), s.Opening, s.Paid, s.Amount, s.Transfer, s.Released,
			s.Adjusted, s.Offset, s.Kept, s.Closing)},
		{c.say("大写", "in words"), bundle.Capital(s.Closing)}}
	out = append(out, c.ground(v, true)...)
	return append(out, []string{c.say("复算", "recomputed"), fmt.Sprintf(c.say(
		"明细 %d 行及其来源 %d 行，逐行复算并合计",
		"%d lines and %d ancestors, each by its formula, and their sums"), v.Rows, v.Ancestors)},
		c.covered(v))
}

// ground says what a file's verification rests on: the ledger as of a height, whether it is a test,
// what was trusted and who signed.
func (c *cli) ground(v verdictFile, times bool) (out [][]string) {
	l := v.Ledger
	if l.Test {
		out = append(out, []string{c.say("标记", "mark"), bundle.TestMark})
	}
	out = append(out, []string{c.say("账本", "ledger"), fmt.Sprintf(c.say("%s  高度 %d  应用哈希 %s",
		"%s  height %d  app hash %s"), l.Chain, l.Height, l.AppHash)})
	if times {
		out = append(out, []string{c.say("时间", "times"), fmt.Sprintf(c.say(
			"区块头时间 %s  账本时间 %s", "header time %s  law time %s"), l.HeaderTime, l.LawTime)})
	}
	return append(out, []string{c.say("可信起点", "trusted"), c.anchor(v)},
		[]string{c.say("签署", "signed by"), c.signers(v)})
}

// covered says how much of a file was checked.
func (c *cli) covered(v verdictFile) []string {
	return []string{c.say("覆盖", "covered"), fmt.Sprintf(c.say("已核 %d 字节，共 %d 字节",
		"checked %d of %d bytes"), v.Checked, v.Bytes)}
}

func (c *cli) anchor(v verdictFile) string {
	switch v.Trusted {
	case "genesis":
		return fmt.Sprintf(c.say("创世文件，摘要 %s；验证者集 %s", "genesis document, digest %s; validator set %s"),
			v.Ledger.Genesis, v.Ledger.Validators)
	case "header":
		return c.say("区块头 ", "header ") + v.Ledger.HeaderHash.String()
	case "checkpoint":
		return c.say("检查点区块头 ", "checkpoint header ") + v.hash.String()
	}
	return c.say("验证者集 ", "validator set ") + v.hash.String()
}

func (c *cli) signers(v verdictFile) string {
	var names []string
	for _, s := range v.Signers {
		name := s.Party
		if s.Name != "" && s.Name != s.Party {
			name += "(" + s.Name + ")"
		}
		if name == "" {
			name = hex.EncodeToString(s.PubKey[:8]) + "…"
		}
		if !s.Signed {
			name += c.say(" 未签", " did not sign")
		}
		names = append(names, fmt.Sprintf("%s %d", name, s.Power))
	}
	return fmt.Sprintf(c.say("表决权 %d / %d：%s", "power %d of %d: %s"), v.Power, v.TotalPower,
		strings.Join(names, c.say("、", ", ")))
}

func named(id, name string) string {
	if name == "" {
		return id
	}
	return id + " (" + name + ")"
}
