package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// walkDoc is a way that was walked, and the file that proves it.
type walkDoc struct {
	oversight.Walk
	Height uint64    `json:"height"`
	Test   bool      `json:"test_ledger"`
	File   string    `json:"file"`
	Proofs int       `json:"proofs"`
	Bytes  int       `json:"bytes"`
	SHA256 wire.Hash `json:"sha256"`
}

// auditWalk goes from a line of a settlement to the approval of its plan, with a proof at each hop.
func (c *cli) auditWalk() *cobra.Command {
	var line, out, dir string
	var timeout time.Duration
	cmd := &cobra.Command{Use: "walk PERIOD --line LINE", Args: cobra.ExactArgs(1),
		Short: c.say("从一条结算明细行逐步走到实施方案批准，每一步附证明和当时的责任签署人",
			"from one line of a settlement to the approval of its plan, with a proof and who was\n"+
				"responsible at each hop"),
		Long: c.say("路径：付款去向、明细行、分配规则（协议与方案一致）、收款、交易所编号、使用批次、产品版本、合规审核、登记、"+
			"使用权限、应用申请、同意、协议、公示、选择、方案批准。各步的证明装入一个 ZIP，suyuan verify 离线核验。"+
			"明细行见 suyuan query statement_lines。有一步不成立时退出码 10。",
			"The way: routing, entry, rule (of agreement and plan alike), receipts, exchange, traces,\n"+
				"product, review, registration, grant, application, consent, agreement, publicity,\n"+
				"selection, plan. The proofs of all hops go into one ZIP that suyuan verify checks\n"+
				"offline. suyuan query statement_lines shows the lines. Exit 10 where a hop does not hold."),
		RunE: func(cmd *cobra.Command, args []string) error {
			if line == "" {
				return fail(exitUsage, "须给 --line，如 L0000012", "give --line, such as L0000012")
			}
			if err := positive("timeout", timeout); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(background(cmd.Context()), timeout)
			defer cancel()
			w, err := audit.Walk(ctx, nodeSource{c.ledger(cmd)}, args[0], line)
			if err != nil {
				return exportError(asVerify(err), args[0])
			}
			return c.walked(w, out, dir)
		}}
	cmd.Flags().StringVar(&line, "line", "", c.say("明细行，如 L0000012", "the line, such as L0000012"))
	cmd.Flags().StringVar(&out, "out", "", c.say("写到此文件", "file to write to"))
	cmd.Flags().StringVar(&dir, "dir", "", c.say("另将各步的证明逐个写入此目录",
		"also write the proof of each hop into this folder"))
	cmd.Flags().DurationVar(&timeout, "timeout", time.Minute,
		c.say("最长等待", "how long to wait at most"))
	return cmd
}

// walked writes the files of a walk and tells of it.
func (c *cli) walked(w *audit.Walked, out, dir string) error {
	b, err := w.Pack()
	if err != nil {
		return err
	}
	if out == "" {
		out = "walk+" + w.Period + "+" + w.Line + ".zip"
	}
	if err := writeWhole(out, b); err != nil {
		return err
	}
	if err := writeEach(dir, w.Files); err != nil {
		return err
	}
	doc := walkDoc{w.Walk, w.Height, w.Test, out, len(w.Files), len(b), crypto.SHA256(b)}
	if err := c.printTable(doc, c.walkTable(doc)); err != nil {
		return err
	}
	if err := c.testNote(w.Test); err != nil || w.Holds {
		return err
	}
	return fail(exitFindings, "有的步骤不成立", "some hop does not hold")
}

// writeEach writes files into a folder, nothing where none is named.
func writeEach(dir string, files []evidence.File) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unwritable(dir, err)
	}
	for _, f := range files {
		if err := writeWhole(filepath.Join(dir, f.Name), f.Data); err != nil {
			return err
		}
	}
	return nil
}

// stepZh names the sixteen hops in Chinese.
var stepZh = map[string]string{"routing": "付款去向", "entry": "结算明细行", "rule": "分配规则",
	"receipts": "收款", "exchange": "交易所编号", "traces": "使用批次", "product": "产品版本",
	"review": "合规审核", "registration": "登记", "grant": "使用权限", "application": "应用申请审核",
	"consent": "同意", "agreement": "授权运营协议", "publicity": "公示", "selection": "选择运营机构",
	"plan": "实施方案批准"}

func (c *cli) walkTable(doc walkDoc) table {
	t := table{head: []string{"", c.say("步骤", "hop"), c.say("结果", "found"),
		c.say("责任签署人", "responsible")}}
	for _, h := range doc.Hops {
		mark := "✓ "
		if !h.Holds {
			mark = "✗ "
		}
		var who []string
		for i, r := range h.Responsible {
			if i == 6 {
				who = append(who, fmt.Sprintf("… %d", len(h.Responsible)))
				break
			}
			who = append(who, c.responsible(r))
		}
		t.rows = append(t.rows, []string{mark + strconv.Itoa(h.No), c.say(stepZh[h.Step], h.Step),
			c.say(h.Zh, h.En),
			strings.Join(who, "; ")})
	}
	t.rows = append(t.rows, []string{"", c.say("文件", "file"), doc.File,
		fmt.Sprintf(c.say("证明 %d 份", "%d proofs"), doc.Proofs)})
	return t
}

// responsible says who signed what, with which accounts, and when.
func (c *cli) responsible(r oversight.Responsible) string {
	what, _, _ := strings.Cut(r.What, " ")
	text := what + " " + r.Name + "（" + r.Party + "） " + r.At.String()
	if len(r.Accounts) > 0 {
		text += " " + strings.Join(r.Accounts, " ")
	}
	if r.Attested {
		text += c.say(" 代录", " attested")
	}
	return text
}
