package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/wire"
)

// trustFlags say where a verification begins.
type trustFlags struct{ genesis, hash string }

func (f *trustFlags) flags(c *cli, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.genesis, "genesis", "",
		c.say("可信的创世文件；默认为本目录节点的创世文件", "genesis document to trust; default that of the home"))
	cmd.Flags().StringVar(&f.hash, "trust", "",
		c.say("可信的区块头（含检查点）哈希或验证者集哈希（64 位十六进制）",
			"hash of a header (a checkpoint too) or of a validator set to trust, 64 hex digits"))
	cmd.MarkFlagsMutuallyExclusive("genesis", "trust")
}

// trust reads what is trusted; known is false when nothing was given and the home has no genesis
// document.
func (f trustFlags) trust(c *cli) (t bundle.Trust, known bool, err error) {
	if f.hash != "" {
		b, err := hex.DecodeString(f.hash)
		if err != nil || len(b) != len(wire.Hash{}) {
			return t, false, failf(exitUsage, "--trust 须为 64 位十六进制", "--trust takes 64 hex digits")
		}
		return bundle.TrustHash(wire.Hash(b)), true, nil
	}
	file := f.genesis
	if file == "" {
		file = filepath.Join(c.home, abci.GenesisFile)
		if _, err := os.Stat(file); err != nil {
			return t, false, nil
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return t, false, unreadable(file, err)
	}
	t, err = bundle.TrustDocument(b)
	if err == nil {
		return t, true, nil
	}
	if _, err := abci.ReadGenesis(file); err != nil { // it tells what is wrong
		return t, false, err
	}
	return t, false, asVerify(err)
}

// asVerify gives a fault of a file its exit code.
func asVerify(err error) error {
	var f *bundle.Fault
	if errors.As(err, &f) {
		return &failure{exit: exitVerify, zh: f.Zh, en: f.En, cause: err}
	}
	return err
}

// verifiedDoc is the answer about all files.
type verifiedDoc struct {
	Verified int           `json:"verified"`
	Failed   int           `json:"failed"`
	Files    []verdictFile `json:"files"`
}

func verifyCommand(c *cli) *cobra.Command {
	var trust trustFlags
	var allowTest bool
	var proof string
	var local localFlags
	cmd := &cobra.Command{Use: "verify FILE|FOLDER...", Args: cobra.MinimumNArgs(1),
		Short: c.say("离线核验证明文件、审计包和报表", "verify files of proof and packs offline; reports by a node"),
		Long: c.say("离线核验结算单（JSON，或其表格 CSV，证明文件取同名 .json 或 --proof）、摘录、溯源、\n"+
			"记录及其不存在、一次使用、旁有原件的签名文件，以及审计包、证据包和逐步核查包（ZIP）：\n"+
			"验证者签名、应用哈希、状态记录、明细行、合计，直到文件的每个字节。文件旁或包内的签名文件一并核验；\n"+
			"给目录则核验其中能核验的文件。\n"+
			"报表文件（xlsx、pdf、csv、json）由 --node 的节点按文件中的清单重新生成并逐字节比较。",
			"Verifies statements (JSON, or their tables, CSV, proved by the .json of the same name or by\n"+
				"--proof), extracts, lineage, records and their absence, single uses, signature files\n"+
				"beside what they sign, and packs of an audit, of evidence and of a walk (ZIP) offline:\n"+
				"signatures of the validators, app hash, state records, lines, sums, and at last every byte\n"+
				"of the file. Signature files beside a file or in a pack are verified with it; of a folder,\n"+
				"every file that can be. Reports (xlsx, pdf, csv, json) are made again by the node of --node\n"+
				"after the manifest in the file, and compared byte by byte."),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, known, err := trust.trust(c)
			if err != nil {
				return err
			}
			files, err := c.gather(args, cmd.Flags().Changed("node"))
			if err != nil {
				return err
			}
			if !known && !slices.ContainsFunc(files, isReport) {
				return failf(exitUsage, "须以 --genesis 给出创世文件，或以 --trust 给出可信哈希",
					"give the genesis document with --genesis or a trusted hash with --trust")
			}
			doc := verifiedDoc{Files: []verdictFile{}}
			var first error
			for _, file := range files {
				v, err := c.verifyEither(cmd, file, proof, t, known, local, allowTest)
				if err == nil {
					doc.Verified++
				} else {
					doc.Failed++
					if first == nil {
						first = err
					}
				}
				doc.Files = append(doc.Files, v)
			}
			return errors.Join(c.printVerdicts(doc), first)
		}}
	trust.flags(c, cmd)
	local.on(c, cmd)
	cmd.Flags().BoolVar(&allowTest, "allow-test", false, c.say("接受测试账", "accept a test ledger"))
	cmd.Flags().StringVar(&proof, "proof", "", c.say("表格的证明文件", "statement file that proves a table"))
	return cmd
}

// verify checks one file; the verdict is filled as far as it goes.
func (c *cli) verify(file, proof string, t bundle.Trust, allowTest bool) (verdictFile, error) {
	v, test, err := verifyFile(file, proof, t)
	v.hash = t.Hash()
	if err != nil {
		f := asFailure(asVerify(err))
		code := exitNames[f.exit]
		var fault *bundle.Fault
		if errors.As(err, &fault) {
			code = fault.Code
		}
		f.zh, f.en = filepath.Base(file)+"："+f.zh, filepath.Base(file)+": "+f.en
		return verdictFile{File: file, Fault: &faultDoc{code, f.zh, f.en}}, f
	}
	if test && !allowTest {
		f := failf(exitVerify, "%[1]s：来自测试账，账本时间 %[2]s 不是真实时间 %[3]s；确需接受请加 --allow-test",
			"%[1]s: it is of a test ledger, whose law time %[2]s is not real time %[3]s; "+
				"add --allow-test to accept it",
			filepath.Base(file), v.Ledger.LawTime, v.Ledger.HeaderTime)
		v.OK, v.Fault = false, &faultDoc{"ledger.test", asFailure(f).zh, asFailure(f).en}
		return v, f
	}
	return v, nil
}

// verifyFile verifies a statement file, a table or an extract, each by what it says it is.
func verifyFile(file, proof string, t bundle.Trust) (v verdictFile, test bool, err error) {
	if strings.EqualFold(filepath.Ext(file), ".zip") {
		b, err := os.ReadFile(file)
		if err != nil {
			return v, false, unreadable(file, err)
		}
		return verifyPack(file, b, t)
	}
	b, err := readBounded(file)
	if err != nil {
		return v, false, err
	}
	if strings.EqualFold(filepath.Ext(file), ".csv") {
		r, err := verifyTable(file, b, proof, t)
		if err != nil {
			return v, false, err
		}
		return newVerdict(file, r), r.Ledger.Test, nil
	}
	return verifyBytes(file, b, t)
}

// verifyBytes verifies a file that carries its own proof, by what it says it is.
func verifyBytes(file string, b []byte, t bundle.Trust) (v verdictFile, test bool, err error) {
	if bundle.FormatOf(b) == bundle.ExtractFormat {
		x, err := bundle.VerifyExtract(b, t)
		if err != nil {
			return v, false, err
		}
		return newExtractVerdict(file, x), x.Ledger.Test, nil
	}
	if bundle.FormatOf(b) == bundle.SignatureFormat {
		return verifySigned(file, b, t)
	}
	if bundle.FormatOf(b) == bundle.LineageFormat {
		x, err := bundle.VerifyLineage(b, t)
		if err != nil {
			return v, false, err
		}
		return newLineageVerdict(file, x), x.Ledger.Test, nil
	}
	if bundle.FormatOf(b) == collect.ProofFormat {
		return verifyUse(file, b, t)
	}
	if bundle.FormatOf(b) == bundle.RecordFormat {
		x, err := bundle.VerifyRecords(b, t)
		if err != nil {
			return v, false, err
		}
		return newRecordsVerdict(file, x), x.Ledger.Test, nil
	}
	r, err := bundle.Verify(b, t)
	if err != nil {
		return v, false, err
	}
	return newVerdict(file, r), r.Ledger.Test, nil
}

func verifyTable(file string, b []byte, proof string, t bundle.Trust) (*bundle.Report, error) {
	ext := filepath.Ext(file)
	if proof == "" {
		proof = strings.TrimSuffix(file, ext) + ".json"
	}
	j, err := readBounded(proof)
	if err != nil {
		return nil, err
	}
	return bundle.VerifyCSV(b, j, t)
}

// readBounded reads a file that is not larger than any statement file.
func readBounded(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	if info.IsDir() {
		return nil, unreadable(file, syscall.EISDIR)
	}
	if info.Size() > bundle.MaxBytes {
		return nil, &bundle.Fault{Code: "file.size",
			Zh: fmt.Sprintf("文件有 %d 字节，超过 %d 字节", info.Size(), bundle.MaxBytes),
			En: fmt.Sprintf("the file has %d bytes, above %d", info.Size(), bundle.MaxBytes)}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	return b, nil
}

func (c *cli) printVerdicts(doc verifiedDoc) error {
	if c.output == "json" {
		return c.printDoc(doc)
	}
	var t table
	for _, v := range doc.Files {
		t.rows = append(t.rows, v.rows(c)...)
	}
	if c.output == "csv" {
		return c.printRows(t)
	}
	c.printed = true
	for _, row := range t.rows {
		if _, err := fmt.Fprintln(c.out, strings.Join(row, "  ")); err != nil {
			return err
		}
	}
	return nil
}
