package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// fileSigning are the options of statement sign.
type fileSigning struct {
	from, keys, password, out string
	force                     bool
	timeout                   time.Duration
}

func (c *cli) statementSign() *cobra.Command {
	var o fileSigning
	cmd := &cobra.Command{Use: "sign FILE --from PARTY/1[,PARTY/2]", Args: cobra.ExactArgs(1),
		Short: c.say("为存档的结算单或报表文件加 SM2 签名，写入旁边的签名文件",
			"sign the file of a statement or report with SM2, into a file beside it"),
		Long: c.say("签名覆盖文件的 SM3 与 SHA-256、所属账本与状态高度、签署账号与时刻。签名文件附有各把密钥的\n"+
			"登记证明：suyuan verify 凭创世文件离线核验，openssl 亦可核验（docs/for-finance.md）。",
			"The signature covers SM3 and SHA-256 of the file, its ledger and height, who signed and\n"+
				"when. The signature file carries the proof that the keys were enrolled: suyuan verify\n"+
				"checks it offline by a genesis document, and so does openssl (docs/for-finance.en.md)."),
		RunE: func(cmd *cobra.Command, args []string) error { return c.signStatement(cmd, args[0], o) }}
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", c.say("签署账号，以逗号分隔，密钥须为 SM2",
		"signing accounts, separated by commas; their keys must be SM2"))
	f.StringVar(&o.out, "out", "", c.say("签名文件，缺省为 FILE"+bundle.SignatureSuffix,
		"the signature file, FILE"+bundle.SignatureSuffix+" by default"))
	f.BoolVar(&o.force, "force", false, c.say("覆盖已有的签名文件",
		"write over a signature file that is there"))
	f.DurationVar(&o.timeout, "timeout", 30*time.Second, c.say("最长等待", "how long to wait at most"))
	c.signFlags(cmd, &o.keys, &o.password)
	return cmd
}

// fileSigned tells what was signed and where the signatures are.
type fileSigned struct {
	File      string            `json:"file"`
	Signature string            `json:"signature_file"`
	Of        bundle.SignedFile `json:"signed"`
	Height    uint64            `json:"height"` // of the ledger when it was signed
	At        wire.Time         `json:"law_time"`
	By        []tx.Account      `json:"by"`
	Test      bool              `json:"test_ledger"`
}

func (c *cli) signStatement(cmd *cobra.Command, file string, o fileSigning) error {
	if err := positive("timeout", o.timeout); err != nil {
		return err
	}
	signers, err := parseSigners(o.from)
	if err != nil {
		return err
	}
	if o.out == "" {
		o.out = file + bundle.SignatureSuffix
	}
	if err := c.mayWrite(o.out, o.force); err != nil {
		return err
	}
	b, err := readSigned(file)
	if err != nil {
		return err
	}
	of, ledger, ok := signable(filepath.Base(file), b)
	if !ok {
		return failf(exitUsage, "%s 不是 report make 或 statement export 写出的文件；"+
			"导出的表格（CSV）由同名 .json 证明，请签 .json",
			"%s is no file of report make or statement export; "+
				"a table (CSV) of an export is proved by the .json of its name: sign that", file)
	}
	ctx, cancel := context.WithTimeout(background(cmd.Context()), o.timeout)
	defer cancel()
	l := c.ledger(cmd)
	info, err := l.info(ctx)
	if err != nil {
		return err
	}
	if info.Chain != ledger.Chain || info.Genesis != ledger.Genesis {
		return failf(exitConflict, "%[1]s 属于账本 %[2]s，所问节点的账本是 %[3]s",
			"%[1]s is of ledger %[2]s, the node's is %[3]s", file, ledger.Chain, info.Chain)
	}
	if o.keys == "" {
		o.keys = c.enrolled(ctx, l, signers)
	}
	by, err := c.fileSigners(signers, o.keys, o.password)
	if err != nil {
		return err
	}
	doc := fileSigned{File: file, Signature: o.out, Of: of, By: signers, Test: info.Test}
	if b, err = bundle.SignFile(ctx, nodeSource{l}, of, by); err != nil {
		return exportError(asVerify(err), "")
	}
	var made bundle.SignatureFile
	if err := errors.Join(json.Unmarshal(b, &made), writeWhole(o.out, b)); err != nil {
		return err
	}
	doc.Height, doc.At = made.Ledger.Height, made.Ledger.LawTime
	c.note("已写入 %[1]s，文件的 SM3 为 %[2]s", "wrote %[1]s, the file's SM3 is %[2]s", o.out, of.SM3)
	return errors.Join(c.printDoc(doc), c.testNote(doc.Test))
}

// fileSigners opens a key of each account. The signature that finance and archives ask for is SM2
// over SM3 (rulings U2), and no other suite stands in for it.
func (c *cli) fileSigners(accounts []tx.Account, keys, password string) (by []bundle.FileSigner,
	err error) {
	r, err := c.openRing(accounts, keys, password)
	if err != nil {
		return nil, err
	}
	for i, k := range r.keys {
		if alg := k.Public().Alg; alg != crypto.SM2 {
			return nil, failf(exitForbidden, "%[1]s 的第 %[2]d 把密钥是 %[3]s，存档签名只用 SM2："+
				"请登记一把 SM2 密钥（keys add、key.enroll），或用 --key 指明",
				"key %[2]d of %[1]s is %[3]s, and files are signed with SM2 alone: enrol an SM2 key "+
					"(keys add, key.enroll), or name one with --key", accounts[i], r.numbers[i], alg)
		}
		by = append(by, bundle.FileSigner{Account: accounts[i], Number: r.numbers[i], Key: k})
	}
	return by, nil
}

// signable says what a file that this program wrote holds and of which ledger it is; ok is false
// for any other file.
func signable(name string, b []byte) (of bundle.SignedFile, l bundle.Ledger, ok bool) {
	of = bundle.Describe(name, b)
	if m, _, made := report.Known(b); made {
		of.Holds, of.Height, of.Law = m.Report, m.Height, m.Law
		return of, bundle.Ledger{Chain: m.Chain, Genesis: m.Genesis}, true
	}
	return bundle.Told(name, b)
}

// readSigned reads a file that is not larger than any report.
func readSigned(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxReport+1))
	if err != nil {
		return nil, unreadable(file, err)
	}
	if len(b) > maxReport {
		return nil, failf(exitUsage, "%[1]s 超过 %[2]d 字节", "%[1]s has more than %[2]d bytes", file,
			maxReport)
	}
	return b, nil
}

// signedFile finds the file that a signature file is about: beside it, under the signature's own
// name without its end, or as it was called when it was signed.
func signedFile(signature, name string) (string, []byte, error) {
	if path, ok := strings.CutSuffix(signature, bundle.SignatureSuffix); ok {
		if _, err := os.Stat(path); err == nil {
			b, err := readSigned(path)
			return path, b, err
		}
	}
	path := filepath.Join(filepath.Dir(signature), name)
	b, err := readSigned(path)
	return path, b, err
}
