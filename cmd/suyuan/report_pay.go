package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// columnMap reads a column map, or gives the usual one.
func columnMap(file string, usual report.Columns) (report.Columns, error) {
	if file == "" {
		return usual, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	m, err := report.ReadColumns(bytes.NewReader(b))
	return m, reportError(err)
}

func (c *cli) reportVoucher() *cobra.Command {
	var f reportFlags
	var file string
	cmd := f.on(c, &cobra.Command{Use: "voucher --columns FILE period=… party=…",
		Args: cobra.MinimumNArgs(2),
		Short: c.say("记账凭证，按列映射文件生成财务软件的导入 CSV",
			"voucher as a CSV for an accounting program, by a column map"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := columnMap(file, voucherColumns)
			if err != nil {
				return err
			}
			r, _, err := c.build(cmd, "voucher", args, f)
			if err != nil {
				return err
			}
			var out bytes.Buffer
			if err := report.WriteColumns(&out, r.Tables[0], m, nil); err != nil {
				return reportError(err)
			}
			return c.reportOut(f.out, out.Bytes())
		}})
	cmd.Flags().StringVar(&file, "columns", "", c.say("列映射文件，每行 列名 = 来源",
		"column map, a line for each: NAME = FROM"))
	return cmd
}

var voucherColumns = report.Columns{{Name: "凭证字号", From: "number"}, {Name: "日期", From: "day"},
	{Name: "摘要", From: "text"}, {Name: "总账科目", From: "account"},
	{Name: "明细科目", From: "detail"}, {Name: "借方", From: "debit"}, {Name: "贷方", From: "credit"},
	{Name: "附件", From: "attached"}}

func (c *cli) reportPay() *cobra.Command {
	var f reportFlags
	var file string
	var pain bool
	cmd := f.on(c, &cobra.Command{Use: "pay --accounts FILE payer=…", Args: cobra.MinimumNArgs(1),
		Short: c.say("批量付款文件：账号取自本地账户簿，逐一与账本登记的摘要核对后才写出",
			"bank file for payments: accounts of the local book are checked against the ledger first"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := columnMap(file, report.PaymentColumns)
			if err != nil {
				return err
			}
			book := cmp.Or(f.accounts, "accounts.csv")
			b, err := os.ReadFile(book)
			if err != nil {
				return unreadable(book, err)
			}
			known, err := report.ReadAccounts(b)
			if err != nil {
				return reportError(err)
			}
			r, ctx, err := c.build(cmd, "payments", args, reportFlags{height: f.height})
			if err != nil {
				return err
			}
			checked, err := r.Checked(known)
			if err != nil {
				return reportError(err)
			}
			var out bytes.Buffer
			if pain {
				// the message is numbered by the report's digest
				if err = r.Write(ctx, new(bytes.Buffer), "csv", report.Options{}); err == nil {
					err = r.WritePain(&out, checked, known[r.Manifest.Args["payer"]])
				}
			} else {
				err = r.WritePayments(&out, checked, m)
			}
			if err != nil {
				return reportError(err)
			}
			return c.reportOut(f.out, out.Bytes())
		}})
	cmd.Flags().StringVar(&file, "columns", "", c.say("银行模板的列映射文件", "column map of the bank"))
	cmd.Flags().BoolVar(&pain, "pain001", false, c.say("写成 ISO 20022 pain.001 形式",
		"write the shape of ISO 20022 pain.001"))
	return cmd
}

func (c *cli) reportAccount() *cobra.Command {
	return &cobra.Command{Use: "account SALT NUMBER", Args: cobra.ExactArgs(2),
		Short: c.say("账号的加盐摘要，用于 bank.register", "salted digest of an account, for bank.register"),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.printRows(table{head: []string{c.say("摘要", "digest")},
				rows: [][]string{{report.AccountDigest(args[0], args[1]).String()}}})
		}}
}

// reportSlips turns a treasury's list into papers' bodies, one file each; nothing is signed here.
func (c *cli) reportSlips() *cobra.Command {
	var dir string
	cmd := &cobra.Command{Use: "slips FILE --dir FOLDER", Args: cobra.ExactArgs(1),
		Short: c.say("把缴款书清单（CSV）变成 nontax.import 文书的内容，不签名",
			"bodies of nontax.import papers of a CSV of slips, unsigned"),
		RunE: func(_ *cobra.Command, args []string) error {
			b, err := os.ReadFile(args[0])
			if err != nil {
				return unreadable(args[0], err)
			}
			rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
			if err != nil || len(rows) < 2 {
				return failf(exitUsage, "清单须为 CSV，首行为 %s", "the list is a CSV that begins with %s",
					strings.Join(slipColumns, ","))
			}
			for i, row := range rows[1:] {
				body, err := slipBody(rows[0], row)
				if err != nil {
					return failf(exitUsage, "第 %d 行：%v", "row %d: %v", i+2, err)
				}
				file := filepath.Join(dir, "nontax.import-"+strings.ReplaceAll(body.ID.String(), "/", "-")+
					".json")
				doc, err := wire.ToJSON(body)
				if err != nil {
					return err
				}
				if err := c.reportOut(file, doc); err != nil {
					return err
				}
			}
			return nil
		}}
	cmd.Flags().StringVar(&dir, "dir", ".", c.say("写入的目录", "folder to write to"))
	return cmd
}

var slipColumns = []string{"id", "period", "payer", "payee", "unit", "slip", "date", "amount",
	"level", "account"}

// slipBody reads a row under its head and checks it as the ledger will.
func slipBody(head, row []string) (body settle.NontaxImport, err error) {
	doc := map[string]string{}
	for i, name := range head {
		if i < len(row) {
			doc[strings.TrimSpace(name)] = strings.TrimSpace(row[i])
		}
	}
	raw, err := wire.ToJSON(doc)
	if err != nil {
		return body, err
	}
	if err := wire.FromJSON(raw, &body); err != nil {
		return body, err
	}
	return body, body.Check()
}
