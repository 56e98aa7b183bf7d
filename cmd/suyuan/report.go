package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// reportCommand makes reports of a node's ledger, and files for banks and accounting programs.
func reportCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "report", Args: cobra.NoArgs,
		Short: c.say("报表：结算单、对账、凭证、付款文件、法定报表", "reports: statements, vouchers, payment files")}
	cmd.AddCommand(c.reportList(), c.reportMake(), c.reportReconcile(), c.reportVoucher(),
		c.reportPay(), c.reportAccount(), c.reportSlips(), c.reportDigest())
	return cmd
}

func (c *cli) reportList() *cobra.Command {
	return &cobra.Command{Use: "list", Args: cobra.NoArgs,
		Short: c.say("全部报表及其参数", "all reports with their arguments"),
		RunE: func(*cobra.Command, []string) error {
			t := table{head: []string{c.say("报表", "report"), c.say("名称", "title"),
				c.say("依据", "law"), c.say("参数", "arguments"), c.say("格式", "formats")}}
			for _, e := range report.Index() {
				args := []string{}
				for _, a := range e.Args {
					if a.Required {
						args = append(args, a.Name)
					} else {
						args = append(args, "["+a.Name+"]")
					}
				}
				t.rows = append(t.rows, []string{e.Name, c.say(e.Title.Zh, e.Title.En), e.Law,
					strings.Join(args, " "), strings.Join(e.Forms, " ")})
			}
			return c.printRows(t)
		}}
}

// reportFlags say where a report goes and what of the ledger it is about.
type reportFlags struct {
	out, format, font, accounts string
	height                      uint64
}

func (f *reportFlags) on(c *cli, cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVarP(&f.out, "out", "o", "",
		c.say("写入的文件，格式随扩展名；缺省写到标准输出", "file to write; its ending is the format"))
	cmd.Flags().StringVar(&f.format, "format", "", c.say("格式 json、csv、xlsx、pdf",
		"format: json, csv, xlsx, pdf"))
	cmd.Flags().StringVar(&f.font, "font", "", c.say("PDF 的 TrueType 字体文件，缺省用软件包 "+
		report.FontPackage, "TrueType font of a PDF; by default that of the package "+
		report.FontPackage))
	cmd.Flags().StringVar(&f.accounts, "accounts", "", c.say(
		"本地账户簿 CSV：party,name,bank,code,number,salt[,uscc]；给出则结算单写明账号等",
		"local book: party,name,bank,code,number,salt[,uscc]; puts them on statements in clear"))
	cmd.Flags().Uint64Var(&f.height, "height", 0, c.say("账本高度，缺省为最新", "height; the newest by default"))
	return cmd
}

// options reads the font where the format needs one.
func (f *reportFlags) options() (o report.Options, err error) {
	places := report.FontPlaces
	if f.font != "" {
		places = []string{f.font}
	}
	for _, place := range places {
		if o.Font, err = os.ReadFile(place); err == nil {
			return o, nil
		}
	}
	if f.font != "" {
		return o, unreadable(f.font, err)
	}
	return o, nil // the writer refuses a PDF without one, and names the package
}

func (f *reportFlags) form() string {
	if f.format != "" {
		return f.format
	}
	if i := strings.LastIndexByte(f.out, '.'); i >= 0 {
		return f.out[i+1:]
	}
	return "json"
}

// reportOut puts bytes into the file or on standard output.
func (c *cli) reportOut(file string, b []byte) error {
	return c.reportTo(file, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

// reportTo writes beside the file, and puts it in its place when it is whole. Without a file it
// goes to standard output, whole too.
func (c *cli) reportTo(file string, write func(io.Writer) error) (err error) {
	if at, err := os.Stat(file); err == nil && !at.Mode().IsRegular() { // a pipe, a device
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if err != nil {
			return unwritable(file, err)
		}
		defer f.Close()
		return write(f)
	}
	dir := os.TempDir()
	if file != "" {
		dir = filepath.Dir(file)
	}
	f, err := os.CreateTemp(dir, ".suyuan-report-")
	if err != nil {
		return unwritable(cmp.Or(file, dir), err)
	}
	defer os.Remove(f.Name()) // gone already where it became the file
	defer f.Close()
	sum := sha256.New()
	if err := write(io.MultiWriter(f, sum)); err != nil {
		return err
	}
	n, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return unwritable(f.Name(), err)
	}
	if file == "" {
		c.printed = true
		if _, err = f.Seek(0, io.SeekStart); err == nil {
			_, err = io.Copy(c.out, f)
		}
		return err
	}
	if err = f.Close(); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return unwritable(file, err)
	}
	c.note("已写入 %s，%d 字节，SHA-256 %x", "wrote %s, %d bytes, SHA-256 %x", file, n, sum.Sum(nil))
	return nil
}

// reportError gives a problem of a report its exit code.
func reportError(err error) error {
	var p *report.Problem
	var no *source.Refused
	var missing *source.Missing
	switch {
	case errors.As(err, &p):
		exit := exitUsage
		switch p.Code {
		case "report.not_found", "report.unknown", "report.no_lines":
			exit = exitNotFound
		case "report.no_font", "report.font", "report.other_font":
			exit = exitConfig
		case "report.account", "report.unregistered", "report.uscc", "report.lines":
			exit = exitVerify
		}
		return fail(exit, p.Zh, p.En)
	case errors.As(err, &no):
		return refusedBy(queryExits, no.Told)
	case errors.As(err, &missing):
		return refused(missing.Told)
	case errors.Is(err, source.ErrNotFound):
		return failf(exitNotFound, "账本没有所问的内容", "the ledger has no such thing")
	}
	return err
}

// at opens a height of the ledger of the nodes asked.
func (c *cli) reportSource(cmd *cobra.Command, height uint64) (*source.Source, context.Context,
	error) {
	ctx := background(cmd.Context())
	s, err := source.At(ctx, c.ledger(cmd).source(), height)
	if err != nil {
		return nil, ctx, reportError(err)
	}
	return s, ctx, nil
}

func pairs(list []string) (map[string]string, error) {
	out := map[string]string{}
	for _, v := range list {
		name, value, ok := strings.Cut(v, "=")
		if !ok {
			return nil, failf(exitUsage, "参数 %q 须如 名称=值", "argument %q must be NAME=VALUE", v)
		}
		out[name] = value
	}
	return out, nil
}

// reportArgs are a report's arguments; its language is that of the command unless they say one.
func (c *cli) reportArgs(args []string) (map[string]string, error) {
	given, err := pairs(args)
	if err == nil && given["lang"] == "" && c.language() == "en" {
		given["lang"] = "en"
	}
	return given, err
}

func (c *cli) build(cmd *cobra.Command, name string, args []string, f reportFlags) (*report.Report,
	context.Context, error) {
	var local report.Local
	if f.accounts != "" {
		b, err := os.ReadFile(f.accounts)
		if err != nil {
			return nil, nil, unreadable(f.accounts, err)
		}
		local.Accounts = b
	}
	given, err := c.reportArgs(args)
	if err != nil {
		return nil, nil, err
	}
	s, ctx, err := c.reportSource(cmd, f.height)
	if err != nil {
		return nil, nil, err
	}
	r, err := report.BuildWith(ctx, s, name, given, local)
	return r, ctx, reportError(err)
}

// showSteps tells a person at a terminal how many rows of a long report are written.
func (c *cli) showSteps(r *report.Report) (done func()) {
	f, ok := c.chat.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	n := 0
	r.Step = func() {
		if n++; n%5000 == 0 {
			fmt.Fprintf(c.chat, c.say("\r已写 %d 行", "\r%d rows"), n)
		}
	}
	return func() {
		if n >= 5000 {
			fmt.Fprintln(c.chat)
		}
	}
}

func (c *cli) reportMake() *cobra.Command {
	var f reportFlags
	return f.on(c, &cobra.Command{Use: "make REPORT [NAME=VALUE]...", Args: cobra.MinimumNArgs(1),
		Short: c.say("生成报表，如 report make r2 period=2026Q1 -o r2.xlsx",
			"make a report, such as report make r2 period=2026Q1 -o r2.xlsx"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, ctx, err := c.build(cmd, args[0], args[1:], f)
			if err != nil {
				return err
			}
			o, err := f.options()
			if err != nil {
				return err
			}
			return c.writeReport(ctx, r, f, o)
		}})
}

func (c *cli) writeReport(ctx context.Context, r *report.Report, f reportFlags,
	o report.Options) error {
	if !slices.Contains(append(report.Formats, "journal"), f.form()) {
		return failf(exitUsage, "没有格式 %s", "there is no format %s", f.form())
	}
	done := c.showSteps(r)
	return c.reportTo(f.out, func(w io.Writer) error {
		defer done()
		if f.form() == "journal" {
			return reportError(r.WriteJournal(w))
		}
		return reportError(r.Write(ctx, w, f.form(), o))
	})
}

func (c *cli) reportReconcile() *cobra.Command {
	var f reportFlags
	return f.on(c, &cobra.Command{
		Use:  "reconcile FILE what=payments|receipts party=… [with=…] [period=…]",
		Args: cobra.MinimumNArgs(2),
		Short: c.say("对账：与银行或对方账簿的清单（CSV、XLSX）逐笔核对，不符时退出码 10",
			"compare with a bank's or the other side's list; exit 10 where they differ"),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := os.ReadFile(args[0])
			if err != nil {
				return unreadable(args[0], err)
			}
			given, err := c.reportArgs(args[1:])
			if err != nil {
				return err
			}
			s, ctx, err := c.reportSource(cmd, f.height)
			if err != nil {
				return err
			}
			r, off, err := report.Reconcile(ctx, s, given, list)
			if err != nil {
				return reportError(err)
			}
			o, err := f.options()
			if err != nil {
				return err
			}
			if err := c.writeReport(ctx, r, f, o); err != nil || off == 0 {
				return err
			}
			return failf(exitFindings, "%d 笔不一致", "%d rows do not match", off)
		}})
}

func (c *cli) reportDigest() *cobra.Command {
	return &cobra.Command{Use: "digest FILE", Args: cobra.ExactArgs(1),
		Short: c.say("报表文件的摘要，写入 report.submit 等文书的证据", "digest of a file, for papers' evidence"),
		RunE: func(_ *cobra.Command, args []string) error {
			b, err := os.ReadFile(args[0])
			if err != nil {
				return unreadable(args[0], err)
			}
			m, format, ok := report.Known(b)
			t := table{head: []string{c.say("文件", "file"), c.say("摘要", "digest"), "SM3",
				c.say("报表", "report"), c.say("格式", "format"), c.say("账本高度", "height")}}
			row := []string{args[0], crypto.DigestOf(crypto.DigestSHA256, b).String(),
				crypto.DigestOf(crypto.DigestSM3, b).String(), "", "", ""}
			if ok {
				row[3], row[4], row[5] = m.Report, format, fmt.Sprint(m.Height)
			}
			t.rows = append(t.rows, row)
			return c.printRows(t)
		}}
}
