package main

import (
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// signedDoc is what a signature file proves of the file beside it.
type signedDoc struct {
	File   string            `json:"file"`
	Of     bundle.SignedFile `json:"signed"`
	At     wire.Time         `json:"law_time"` // not before it
	Height uint64            `json:"height"`
	By     []signedBy        `json:"by"`
}

type signedBy struct {
	Account     tx.Account `json:"account"`
	Key         uint16     `json:"key"`
	Institution string     `json:"institution"`
	Duty        string     `json:"duty"`
	Certificate string     `json:"certificate,omitempty"`
}

// verifySigned verifies a signature file and holds the file beside it against what was signed: its
// bytes, and what it says of itself. Whether that is true `verify` of the file itself says.
func verifySigned(file string, b []byte, t bundle.Trust) (v verdictFile, test bool, err error) {
	s, err := bundle.VerifySignatures(b, t)
	if err != nil {
		return v, false, err
	}
	path, content, err := signedFile(file, s.File.Name)
	if err != nil {
		return v, false, err
	}
	of, ledger, ok := signable(s.File.Name, content)
	if err := s.Hold(path, of, ledger, ok); err != nil {
		return v, false, err
	}
	v = verdictFile{File: file, OK: true, Ledger: &s.Ledger, Trusted: s.Anchor, Checked: s.Bytes,
		Bytes: s.Bytes, Signed: newSigned(path, s)}
	v.sign(s.Signers)
	return v, s.Ledger.Test, nil
}

func newSigned(path string, s *bundle.SignaturesProved) *signedDoc {
	d := &signedDoc{File: path, Of: s.File, At: s.Ledger.LawTime, Height: s.Ledger.Height}
	for _, g := range s.Signatures {
		d.By = append(d.By, signedBy{g.Account, g.Key, g.Institution, g.Duty, g.Certificate})
	}
	return d
}

// signedRows are the report for people about a signature file.
func (v verdictFile) signedRows(c *cli) [][]string {
	head := c.say("✓ 签名核验通过", "✓ signatures verified")
	if v.Fault != nil {
		head = c.say("✗ 测试账", "✗ test ledger")
	}
	s := v.Signed
	out := [][]string{{head, v.File},
		{c.say("所签文件", "signed file"), fmt.Sprintf(c.say("%s  %d 字节  SM3 %s", "%s  %d bytes  SM3 %s"),
			s.File, s.Of.Bytes, s.Of.SM3)},
		{c.say("内容", "holds"), fmt.Sprintf(c.say("%s  账本高度 %d  %s", "%s  at height %d  %s"), s.Of.Holds,
			s.Of.Height, s.Of.Law)},
		{c.say("签署时间", "signed at"), fmt.Sprintf(c.say("%s（高度 %d，此前不可能签出）",
			"%s (height %d; not before it)"), s.At, s.Height)}}
	for _, g := range s.By {
		out = append(out, []string{c.say("签名人", "signature"), g.says(c)})
	}
	return append(append(out, c.ground(v, false)...), c.covered(v))
}

func (g signedBy) says(c *cli) string {
	who := fmt.Sprintf(c.say("%s  %s（%s）第 %d 把密钥", "%s  %s (%s), key %d"),
		g.Institution, g.Account, g.Duty, g.Key)
	if g.Certificate != "" {
		who += c.say("  证书 ", "  certificate ") + strings.TrimSpace(g.Certificate)
	}
	return who
}
