package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// auditPack puts what an auditor takes away of a period into one file.
func (c *cli) auditPack() *cobra.Command {
	var p pick
	var f reportFlags
	var out string
	var filed []string
	var timeout time.Duration
	cmd := p.flags(c, &cobra.Command{Use: "pack PERIOD", Args: cobra.ExactArgs(1),
		Short: c.say("将一个结算期的结算单及证明、纸质件、明细、溯源、创世文件打成一个 ZIP，同一高度各节点逐字节相同",
			"one ZIP of a period: statements with proofs, papers, details, lineage, genesis document;\n"+
				"the same height gives the same bytes on every node"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := positive("timeout", timeout); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeout(background(cmd.Context()), timeout)
			defer cancel()
			o, err := f.options()
			if err != nil {
				return err
			}
			l := c.ledger(cmd)
			e, err := bundle.NewExporterAt(ctx, nodeSource{l}, args[0], f.height)
			if err != nil {
				return exportError(err, args[0])
			}
			k := &packing{c: c, cmd: cmd, ctx: ctx, l: l, e: e, period: args[0], font: o,
				filed: filed}
			b, err := k.pack(p)
			if err != nil {
				return exportError(reportError(err), args[0])
			}
			if out == "" {
				out = "audit+" + args[0] + "+" + strconv.FormatUint(e.Height(), 10) + ".zip"
			}
			if err := writeWhole(out, b); err != nil {
				return err
			}
			return c.printDoc(packDoc{File: out, Height: e.Height(), Files: len(k.files), Bytes: len(b),
				SHA256: crypto.SHA256(b), SM3: crypto.SM3(b)})
		}})
	cmd.Flags().Uint64Var(&f.height, "height", 0, c.say("账本高度，缺省为最新", "height; the newest by default"))
	cmd.Flags().StringVar(&f.font, "font", "",
		c.say("PDF 的 TrueType 字体文件", "TrueType font of the PDFs"))
	cmd.Flags().StringVar(&out, "out", "", c.say("写到此文件", "file to write to"))
	cmd.Flags().StringArrayVar(&filed, "filed", nil, c.say("另装入已签名存档的文件及其签名文件，可多次",
		"also a file that was signed and put on record, with its signature file; may be given again"))
	cmd.Flags().DurationVar(&timeout, "timeout", 5*time.Minute,
		c.say("最长等待", "how long to wait at most"))
	return cmd
}

// packing gathers the files of a pack, all of one height.
type packing struct {
	c      *cli
	cmd    *cobra.Command
	ctx    context.Context
	l      ledger
	e      *bundle.Exporter
	period string
	font   report.Options
	files  []evidence.File
	chain  string
	nodes  map[string]bool // products that the statements' money comes from
	filed  []string        // signed files to take in
}

func (k *packing) add(name string, b []byte) {
	k.files = append(k.files, evidence.File{Name: name, Data: b})
}

func (k *packing) pack(p pick) ([]byte, error) {
	k.nodes = map[string]bool{}
	all, err := k.e.Statements(k.ctx, p.payer, p.payee)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, noStatement(k.period)
	}
	s, err := source.At(k.ctx, k.l.source(), k.e.Height())
	if err != nil {
		return nil, err
	}
	k.chain = s.Chain
	for _, v := range all {
		if err := k.statement(s, bundle.Pair{Payer: v.Payer, Payee: v.Payee}); err != nil {
			return nil, err
		}
	}
	for _, node := range slices.Sorted(maps.Keys(k.nodes)) {
		if err := k.lineage(node); err != nil {
			return nil, err
		}
	}
	genesis, err := nodeSource{k.l}.genesis(k.ctx)
	if err != nil {
		return nil, err
	}
	if err := k.addFiled(genesis); err != nil {
		return nil, err
	}
	k.add("genesis.json", genesis)
	k.add("README.txt", k.readme())
	about := map[string]string{"chain": s.Chain, "genesis": s.Genesis.String(), "period": k.period,
		"height": strconv.FormatUint(s.Height, 10), "app_hash": s.AppHash.String(),
		"law_time": s.Law.String(), "test_ledger": strconv.FormatBool(s.Test), "payer": p.payer,
		"payee": p.payee}
	return evidence.Pack("audit", about, k.files)
}

// statement adds the proof of a statement, its table, its papers and its detail.
func (k *packing) statement(s *source.Source, p bundle.Pair) error {
	b, err := k.e.Export(k.ctx, p)
	if err != nil {
		return asVerify(err)
	}
	r, err := bundle.Own(b)
	if err != nil {
		return asVerify(err)
	}
	for row := range r.Rows {
		for _, node := range r.Products(row + 1) {
			k.nodes[node] = true
		}
	}
	base := k.period + "+" + p.Payer + "+" + p.Payee
	k.add("statements/"+base+".json", b)
	k.add("statements/"+base+".csv", bundle.CSV(r, b))
	args := map[string]string{"period": k.period, "payer": p.Payer, "payee": p.Payee}
	for _, v := range []struct{ kind, form string }{{"statement", "pdf"}, {"statement", "xlsx"},
		{"detail", "csv"}} {
		r, err := report.Build(k.ctx, s, v.kind, args)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := r.Write(k.ctx, &out, v.form, k.font); err != nil {
			return err
		}
		k.add("papers/"+v.kind+"+"+base+"."+v.form, out.Bytes())
	}
	return nil
}

// lineage adds what a product was made of: with its proof, and as W3C PROV.
func (k *packing) lineage(node string) error {
	at, ok := product.ParsePlace("product:" + node)
	if !ok {
		return failf(exitUnexpected, "节点名 %q 不能识别", "the node's name %q cannot be read", node)
	}
	b, err := bundle.ProveLineage(k.ctx, nodeSource{k.l}, at, false, 0, k.e.Height())
	if err != nil {
		return asVerify(err)
	}
	name := "lineage/" + strings.NewReplacer("/", "+", "@", "+").Replace(node)
	k.add(name+".json", b)
	all, _, err := k.c.closure(k.cmd, node, "up", lineageFlags{height: k.e.Height()})
	if err != nil {
		return err
	}
	if b, err = follow.Export("prov-json", k.chain, all); err != nil {
		return err
	}
	k.add(name+".prov.json", b)
	return nil
}

// addFiled adds the files that were signed and put on record, each with its signature file, which
// must verify as it does in the pack.
func (k *packing) addFiled(genesis []byte) error {
	if len(k.filed) == 0 {
		return nil
	}
	t, err := bundle.TrustDocument(genesis)
	if err != nil {
		return asVerify(err)
	}
	for _, file := range k.filed {
		content, err := readSigned(file)
		if err != nil {
			return err
		}
		b, err := readBounded(file + bundle.SignatureSuffix)
		if err != nil {
			return asVerify(err)
		}
		if _, _, err := verifySigned(file+bundle.SignatureSuffix, b, t); err != nil {
			return asVerify(err)
		}
		name := filedFolder + filepath.Base(file)
		k.add(name, content)
		k.add(name+bundle.SignatureSuffix, b)
	}
	return nil
}

// genesis is the ledger's genesis.json as its nodes hold it.
func (n nodeSource) genesis(ctx context.Context) ([]byte, error) {
	var g struct {
		Genesis *types.GenesisDoc `json:"genesis"`
	}
	if err := n.comet(ctx, "genesis", map[string]any{}, &g); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "genesis-*.json")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := errors.Join(f.Close(), g.Genesis.SaveAs(f.Name())); err != nil {
		return nil, err
	}
	return os.ReadFile(f.Name())
}

const packReadme = `溯源账本审计包  %[1]s  结算期 %[2]s  高度 %[3]d
%[4]s
MANIFEST.json   全部文件的 SHA-256 与 SM3
statements/     结算单及其证明（JSON）和表格（CSV）
papers/         结算单 PDF、XLSX 和分账明细 CSV
lineage/        各产品由什么做成：证明（.json）和 W3C PROV（.prov.json）
genesis.json    本账本的创世文件。应与审计方自行取得的一份对照，不以包内为准

核验整包（离线，无需节点）：
    suyuan verify 本文件.zip --genesis 自行取得的genesis.json
核验单个文件：
    suyuan verify statements/*.json statements/*.csv lineage/*+[0-9].json --genesis genesis.json
纸质件由节点在同一高度重新生成后逐字节比较：
    suyuan verify papers/* --node 节点地址

Audit pack of the ledger %[1]s, settlement period %[2]s, height %[3]d
MANIFEST.json has the SHA-256 and SM3 of every file. statements/ are proved, papers/ are for people,
lineage/ is proved and as W3C PROV. Hold genesis.json against your own copy: trust that one.

Verify the whole, offline, without a node:
    suyuan verify THIS.zip --genesis YOUR-genesis.json
Single files:
    suyuan verify statements/*.json statements/*.csv lineage/*+[0-9].json --genesis genesis.json
Papers are made again by a node at the same height and compared byte by byte:
    suyuan verify papers/* --node ADDRESS
`

const packFiled = `
filed/          存档文件原样及其签名文件（.sm3sig.json），核验整包时一并核验
filed/ has the files that were put on record, as they were then, with their signature files; verifying
the whole verifies them too.
`

func (k *packing) readme() []byte {
	mark := ""
	if strings.HasPrefix(k.chain, "test-") {
		mark = bundle.TestMark + "\n"
	}
	b := fmt.Appendf(nil, packReadme, k.chain, k.period, k.e.Height(), mark)
	if len(k.filed) > 0 {
		b = append(b, packFiled...)
	}
	return b
}
