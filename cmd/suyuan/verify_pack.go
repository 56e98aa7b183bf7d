package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// verifyPack verifies a pack: its form to the last byte, the digests of all its files, and every
// proof file in it. Proofs must be of one ledger and, in an audit pack, of the height it names.
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
	records := map[string][]bundle.RecordShown{}
	for _, f := range files {
		one, proof, err := provedIn(f, in, t)
		if err != nil {
			asked := asFailure(asVerify(err))
			return v, false, packFault("pack.proof", f.Name+": "+asked.en)
		}
		if !proof {
			continue
		}
		if one.Ledger.Chain != m.About["chain"] || fmt.Sprint(one.Ledger.Height) != m.About["height"] {
			return v, false, packFault("pack.height", f.Name+": not of the pack's ledger and height")
		}
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
	return v, test, nil
}

// provedIn verifies one file of a pack if it is one that proves something.
func provedIn(f evidence.File, in map[string][]byte, t bundle.Trust) (v verdictFile, proof bool,
	err error) {
	switch bundle.FormatOf(f.Data) {
	case bundle.Format, bundle.ExtractFormat, bundle.LineageFormat, bundle.RecordFormat:
		v, _, err = verifyBytes(f.Name, f.Data, t)
		return v, true, err
	}
	if base, ok := strings.CutSuffix(f.Name, ".csv"); ok && strings.HasPrefix(f.Name, "statements/") {
		r, err := bundle.VerifyCSV(f.Data, in[base+".json"], t)
		if err != nil {
			return v, false, err
		}
		return newVerdict(f.Name, r), true, nil
	}
	return v, false, nil
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
	return append(out, c.covered(v))
}
