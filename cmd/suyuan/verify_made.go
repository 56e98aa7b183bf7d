package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxReport bounds what of a report's file is read.
const maxReport = 1 << 28

// remadeDoc is what a report's file says of itself and what the ledger says of the file.
type remadeDoc struct {
	Report string            `json:"report"`
	Args   map[string]string `json:"args"`
	Format string            `json:"format"`
	Chain  string            `json:"chain"`
	Height uint64            `json:"height"`
	File   wire.Hash         `json:"file_sha256"`
	Filed  []report.Filing   `json:"filed"` // where it was filed or made public
}

// localFlags name the files that a report rests on beside the ledger.
type localFlags struct{ accounts, list, font string }

func (f *localFlags) on(c *cli, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.accounts, "accounts", "", c.say("报表所依据的本地账户簿",
		"local account book that a report rests on"))
	cmd.Flags().StringVar(&f.list, "list", "", c.say("对账单所依据的对方清单",
		"the other side's list that a reconciliation rests on"))
	cmd.Flags().StringVar(&f.font, "font", "", c.say("PDF 报表的字体文件", "font of a report in PDF"))
}

func (f localFlags) options() (o report.Options, err error) {
	if o, err = (&reportFlags{font: f.font}).options(); err != nil {
		return o, err
	}
	for file, to := range map[string]*[]byte{f.accounts: &o.Accounts, f.list: &o.List} {
		if file == "" {
			continue
		}
		if *to, err = os.ReadFile(file); err != nil {
			return o, unreadable(file, err)
		}
	}
	return o, nil
}

// madeReport reads a file that carries the manifest of a report.
func madeReport(file string) ([]byte, bool) {
	f, err := os.Open(file)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxReport))
	if err != nil {
		return nil, false
	}
	_, _, ok := report.Known(b)
	return b, ok
}

func isReport(file string) bool {
	_, ok := madeReport(file)
	return ok
}

// verifyEither verifies a report by a node, and anything else by what is trusted.
func (c *cli) verifyEither(cmd *cobra.Command, file, proof string, t bundle.Trust, known bool,
	local localFlags, allowTest bool) (verdictFile, error) {
	if b, ok := madeReport(file); ok {
		return c.verifyMade(cmd, file, b, local, allowTest)
	}
	if !known {
		return verdictFile{File: file}, failf(exitUsage,
			"%s：须以 --genesis 给出创世文件，或以 --trust 给出可信哈希",
			"%s: give the genesis document with --genesis or a trusted hash with --trust", file)
	}
	return c.verify(file, proof, t, allowTest)
}

// verifyMade has a report made again by the node that is asked, and compares. What the node says is
// believed: whoever does not trust it asks another one or verifies a proof file.
func (c *cli) verifyMade(cmd *cobra.Command, file string, b []byte, f localFlags, allowTest bool) (
	verdictFile, error) {
	v := verdictFile{File: file}
	o, err := f.options()
	if err != nil {
		return v, err
	}
	ctx, ask := background(cmd.Context()), c.ledger(cmd).source()
	found, err := report.Verify(ctx, func(ctx context.Context, height uint64) (*source.Source, error) {
		return source.At(ctx, ask, height)
	}, b, o)
	if err != nil {
		return v, c.notMade(file, reportError(err))
	}
	m := found.Manifest
	v.Made = &remadeDoc{m.Report, m.Args, found.Format, m.Chain, m.Height, found.File,
		[]report.Filing{}}
	name := filepath.Base(file)
	switch {
	case !found.True:
		f := failf(exitVerify, "%s：与账本不一致：%s", "%s: it is not what the ledger gives: %s", name,
			c.say(found.Zh, found.En))
		v.Fault = &faultDoc{"report.differs", name + "：" + found.Zh, name + ": " + found.En}
		return v, f
	case m.Test && !allowTest:
		f := failf(exitVerify, "%s：来自测试账；确需接受请加 --allow-test",
			"%s: it is of a test ledger; add --allow-test to accept it", name)
		v.Fault = &faultDoc{"ledger.test", asFailure(f).zh, asFailure(f).en}
		return v, f
	}
	v.OK = true
	s, err := source.At(ctx, ask, 0)
	if err != nil {
		return v, reportError(err)
	}
	filed, err := report.Filed(ctx, s, b)
	v.Made.Filed = append(v.Made.Filed, filed...)
	return v, reportError(err)
}

// notMade says what a person does where no node made the report again.
func (c *cli) notMade(file string, err error) error {
	f := asFailure(err)
	if f.exit != exitUnreachable {
		return err
	}
	return &failure{exit: f.exit, cause: errors.Unwrap(err),
		zh: filepath.Base(file) + "：核验报表须有能访问的节点按清单重新生成，请用 --node 指定；离线请核验结算单的证明文件。" + f.zh,
		en: filepath.Base(file) + ": a node must make the report again, name one with --node; offline, " +
			"verify the statement's proof file. " + f.en}
}

// madeRows tell people what was found.
func (v verdictFile) madeRows(c *cli) [][]string {
	head := []string{c.say("✓ 与账本一致", "✓ as the ledger gives it"), v.File}
	if v.Fault != nil { // its sentence names the file
		head = []string{"✗ " + c.say(v.Fault.Zh, v.Fault.En)}
	}
	m := v.Made
	args := []string{}
	for _, name := range slices.Sorted(maps.Keys(m.Args)) {
		args = append(args, name+"="+m.Args[name])
	}
	out := [][]string{head,
		{c.say("报表", "report"), m.Report + " " + strings.Join(args, " ")},
		{c.say("账本", "ledger"), fmt.Sprintf(c.say("%s  高度 %d", "%s  height %d"), m.Chain, m.Height)},
		{c.say("文件摘要", "digest"), "sha256:" + m.File.String()}}
	if !v.OK {
		return out
	}
	for _, f := range m.Filed {
		kind := c.say("报送", "filed")
		if f.Kind == "disclosure" {
			kind = c.say("披露", "made public")
		}
		out = append(out, []string{kind, fmt.Sprintf("%s  %s  %s", f.ID, f.By, f.At.Date())})
	}
	if len(m.Filed) == 0 {
		out = append(out, []string{c.say("报送", "filed"),
			c.say("账本没有记录报送或披露过本文件", "the ledger has no record that this file was filed")})
	}
	return out
}
