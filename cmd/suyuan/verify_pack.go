package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// verifyPack verifies a pack: its form to the last byte, the digests of all its files, every
// signature file and every proof file in it. Proofs must be of one ledger and, but for those that
// were filed, of the height it names.
func verifyPack(file string, b []byte, t bundle.Trust) (v verdictFile, test bool, err error) {
	m, files, err := evidence.Unpack(b)
	if err != nil {
		return v, false, packFault("pack.form", err.Error())
	}
	v = verdictFile{File: file, OK: true, Checked: len(b), Bytes: len(b),
		Pack: &packedDoc{Kind: m.Kind, About: m.About, Files: len(files)}}
	if m.Kind == "evidence" {
		return v, false, v.evidence(files)
	}
	in := map[string][]byte{}
	for _, f := range files {
		in[f.Name] = f.Data
	}
	if err := v.signatures(files, in, t); err != nil {
		return v, false, err
	}
	records, all := map[string][]bundle.RecordShown{}, tally{pairs: map[bundle.Pair]bool{}}
	for _, f := range files {
		one, proof, err := provedIn(f, in, t)
		if err != nil {
			asked := asFailure(asVerify(err))
			return v, false, packFault("pack.proof", f.Name+": "+asked.en)
		}
		if !proof {
			continue
		}
		filed := strings.HasPrefix(f.Name, filedFolder) // of the height at which it was filed
		if one.Ledger.Chain != m.About["chain"] ||
			!filed && fmt.Sprint(one.Ledger.Height) != m.About["height"] {
			return v, false, packFault("pack.height", f.Name+": not of the pack's ledger and height")
		}
		if filed {
			continue
		}
		if err := claimed(m.About, f.Name, one); err != nil {
			return v, false, err
		}
		all.add(f.Name, one)
		v.Pack.Proofs++
		if one.records != nil {
			records[f.Name] = one.records.Records
		}
		v.Ledger, v.Trusted, v.Signers = one.Ledger, one.Trusted, one.Signers
		v.Power, v.TotalPower, test = one.Power, one.TotalPower, one.Ledger.Test
	}
	if m.Kind == audit.WalkKind {
		err := audit.CheckWalk(files, func(name string) []bundle.RecordShown { return records[name] })
		if err != nil {
			return v, false, packFault("pack.walk", err.Error())
		}
	}
	if v.Ledger == nil {
		return v, false, packFault("pack.empty", "no file in it proves anything")
	}
	return v, test, all.whole(m.About)
}

// provedIn verifies one file of a pack if it is one that proves something.
func provedIn(f evidence.File, in map[string][]byte, t bundle.Trust) (v verdictFile, proof bool,
	err error) {
	switch bundle.FormatOf(f.Data) {
	case bundle.Format, bundle.ExtractFormat, bundle.LineageFormat, bundle.RecordFormat:
		v, _, err = verifyBytes(f.Name, f.Data, t)
		return v, true, err
	}
	base, table := strings.CutSuffix(f.Name, ".csv")
	if table && strings.HasPrefix(f.Name, statementsFolder) {
		r, err := bundle.VerifyCSV(f.Data, in[base+".json"], t)
		if err != nil {
			return v, false, err
		}
		return newVerdict(f.Name, r), true, nil
	}
	return v, false, nil
}

// filedFolder has the files that were put on record, as they were then, and their signatures.
const filedFolder = "filed/"

// packSigned is a signature file of a pack, verified.
type packSigned struct {
	Name string `json:"name"`
	signedDoc
}

// signatures verifies every signature file of a pack and holds the file that it signs, which must
// be beside it, against what was signed. What is called a signature file and is none is a fault.
func (v *verdictFile) signatures(files []evidence.File, in map[string][]byte,
	t bundle.Trust) error {
	signed := map[string]bool{}
	for _, f := range files {
		base, named := strings.CutSuffix(f.Name, bundle.SignatureSuffix)
		if !named && bundle.FormatOf(f.Data) != bundle.SignatureFormat {
			continue
		}
		s, err := bundle.VerifySignatures(f.Data, t)
		if err != nil {
			return packFault("pack.signature", f.Name+": "+asFailure(asVerify(err)).en)
		}
		content, ok := in[base]
		if !named || !ok {
			base = path.Join(path.Dir(f.Name), s.File.Name)
			content, ok = in[base]
		}
		if !ok {
			return packFault("pack.signature", f.Name+": the pack has no "+base+", which it signs")
		}
		of, ledger, known := signable(s.File.Name, content)
		if err := s.Hold(base, of, ledger, known); err != nil {
			return packFault("pack.signature", f.Name+": "+asFailure(asVerify(err)).en)
		}
		if s.Ledger.Chain != v.Pack.About["chain"] {
			return packFault("pack.signature", f.Name+": not of the pack's ledger")
		}
		signed[base] = true
		v.Pack.Signed = append(v.Pack.Signed, packSigned{f.Name, *newSigned(base, s)})
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name, filedFolder) && !signed[f.Name] &&
			!strings.HasSuffix(f.Name, bundle.SignatureSuffix) {
			return packFault("pack.signature", f.Name+": no signature file signs it")
		}
	}
	return nil
}

// evidence holds the index of a pack of documents against its files.
func (v *verdictFile) evidence(files []evidence.File) error {
	in := map[string][]byte{}
	for _, f := range files {
		in[f.Name] = f.Data
	}
	var entries []evidence.Entry
	if err := json.NewDecoder(bytes.NewReader(in[evidence.IndexFile])).Decode(&entries); err != nil {
		return packFault("pack.index", err.Error())
	}
	lacks := map[string]bool{}
	for _, e := range entries {
		if e.File == "" {
			lacks[e.Digest.String()] = true
			continue
		}
		if b, ok := in[e.File]; !ok || crypto.DigestOf(e.Digest.Alg, b) != e.Digest {
			return packFault("pack.document", e.File+": not the document that the ledger names")
		}
	}
	v.Pack.Missing = len(lacks)
	return nil
}

func packFault(code, why string) error {
	return &bundle.Fault{Code: code, Zh: "审计包不成立：" + why, En: "the pack does not hold: " + why}
}

// packRows are the report for people about a pack.
func (v verdictFile) packRows(c *cli) [][]string {
	head := c.say("✓ 核验通过", "✓ verified")
	if v.Fault != nil {
		head = c.say("✗ 测试账", "✗ test ledger")
	}
	out := [][]string{{head, v.File}, {c.say("内容", "content"), v.Pack.says(c)}}
	if v.Ledger != nil {
		out = append(out, c.ground(v, false)...)
	}
	for _, s := range v.Pack.Signed {
		for _, g := range s.By {
			out = append(out, []string{c.say("✓ 签名", "✓ signature"), fmt.Sprintf("%s  %s  %s", s.Name,
				g.says(c), s.At)})
		}
	}
	return append(out, c.covered(v))
}
