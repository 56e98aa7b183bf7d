package bundle

import (
	"bytes"
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const signatureDir = "testdata/signature"

// rootOf is the root account of a founder, whose key is of SM2.
func rootOf(id string) FileSigner {
	return FileSigner{tx.Account{Party: id}, party.FirstKey, crypto.FromSeed(crypto.SM2, id)}
}

func describe(name, content string) SignedFile {
	f := Describe(name, []byte(content))
	f.Holds, f.Height, f.Law = "statement", 2, at(1)
	return f
}

func TestSignatures(t *testing.T) {
	c := newChain(t, "test-sign", 4)
	ctx, file := context.Background(), describe("结算单.pdf", "paper")
	b, err := SignFile(ctx, c, file, []FileSigner{rootOf("operator"), rootOf("treasury")})
	must(t, err)
	s, err := VerifySignatures(b, c.trust())
	must(t, err)
	if s.Bytes != len(b) || s.File != file || s.Mark != TestMark || len(s.Signatures) != 2 ||
		s.Anchor != "genesis" || s.Signatures[1].Institution != "省级国库" ||
		s.Signatures[0].Duty != "root" {
		t.Errorf("%+v", s)
	}
	for _, line := range []string{"suyuan/file/1\nchain: test-sign\n", "\nfile: 结算单.pdf\n",
		"\nsm3: " + hex.EncodeToString(file.SM3[:]) + "\n", "\naccount: operator/0\nkey: 1\n"} {
		if !strings.Contains(s.Signatures[0].Signed, line) {
			t.Errorf("the text has no %q:\n%s", line, s.Signatures[0].Signed)
		}
	}
	if _, err := VerifySignatures(b, TrustHash(wire.Hash{1})); err == nil {
		t.Error("it verifies by a hash of something else")
	}
	// Every byte counts.
	for i := 0; i < len(b); i += 11 {
		changed := bytes.Clone(b)
		changed[i] ^= 1
		if _, err := VerifySignatures(changed, c.trust()); err == nil {
			t.Fatalf("byte %d may change: %s", i, b[max(0, i-20):i+20])
		}
	}
}

// What may not be signed, and what does not verify.
func TestSignaturesRefused(t *testing.T) {
	c := newChain(t, "test-sign", 3)
	ctx, file := context.Background(), describe("a.pdf", "paper")
	one := rootOf("operator")
	other := func(change func(*FileSigner)) []FileSigner {
		s := one
		change(&s)
		return []FileSigner{s}
	}
	secp := crypto.FromSeed(crypto.Secp256k1, "operator")
	for _, v := range []struct {
		want string
		file SignedFile
		by   []FileSigner
	}{
		{"records.count", file, nil},
		{"signatures.twice", file, []FileSigner{one, one}},
		{"signatures.enrolled", file, other(func(s *FileSigner) { s.Number = 2 })},
		{"signatures.enrolled", file, other(func(s *FileSigner) { s.Account.Party = "nobody" })},
		{"signatures.signature", file, other(func(s *FileSigner) { s.Key = rootOf("treasury").Key })},
		{"signatures.signature", file, other(func(s *FileSigner) { s.Key = secp })},
		{"file.name", describe("", "x"), []FileSigner{one}},
		{"file.name", describe("a/b", "x"), []FileSigner{one}},
		{"file.name", describe("a\nsm3: 00", "x"), []FileSigner{one}},
		{"file.name", describe("a\u0085b", "x"), []FileSigner{one}},
	} {
		if _, err := SignFile(ctx, c, v.file, v.by); code(err) != v.want {
			t.Errorf("%q by %v: %v, want %s", v.file.Name, v.by, err, v.want)
		}
	}
	f := SignatureFile{Ledger: Ledger{LawTime: 100}}
	for want, e := range map[string]entry{
		"signatures.algorithm": {key: party.Key{Public: secp.Public()}},
		"signatures.key":       {key: party.Key{Public: one.Key.Public(), To: 100}},
		"signatures.signature": {key: party.Key{Public: one.Key.Public(), From: 100}},
	} {
		if _, fault := f.check(FileSignature{}, e); fault == nil || fault.Code != want {
			t.Errorf("%v, want %s", fault, want)
		}
	}
	closed := entry{key: party.Key{Public: one.Key.Public()}, account: party.Account{Closed: 100}}
	if _, fault := f.check(FileSignature{}, closed); fault == nil || fault.Code != "signatures.key" {
		t.Errorf("a closed account: %v", fault)
	}
}

// The records of another key prove nothing.
func TestSignatureOfAnotherEntry(t *testing.T) {
	c := newChain(t, "test-sign", 3)
	b, err := SignFile(context.Background(), c, describe("a.pdf", "paper"),
		[]FileSigner{rootOf("operator"), rootOf("treasury")})
	must(t, err)
	var f SignatureFile
	must(t, readAs(b, SignatureFormat, &f))
	slices.Reverse(f.Signatures)
	again, err := f.encode()
	must(t, err)
	if _, err := VerifySignatures(again, c.trust()); code(err) != "signatures.records" {
		t.Error(err)
	}
}

// A signature file once written verifies for ever; test/referee asks openssl about the same one.
func TestSignatureVector(t *testing.T) {
	name := filepath.Join(signatureDir, "statement.json")
	if *update {
		c := newChain(t, "vector-sign", 4)
		b := c.export("operator", "treasury")
		r, err := Verify(b, c.trust())
		must(t, err)
		file := Describe("statement.json", b)
		file.Holds, file.Height, file.Law = Format, r.Ledger.Height, r.Ledger.LawTime
		s, err := SignFile(context.Background(), c, file,
			[]FileSigner{rootOf("operator"), rootOf("treasury")})
		must(t, err)
		proved, err := VerifySignatures(s, c.trust())
		must(t, err)
		must(t, os.MkdirAll(signatureDir, 0o755))
		must(t, os.WriteFile(name, b, 0o644))
		must(t, os.WriteFile(name+SignatureSuffix, s, 0o644))
		must(t, os.WriteFile(filepath.Join(signatureDir, "trust.txt"),
			[]byte(proved.Ledger.HeaderHash.String()+"\n"), 0o644))
	}
	read := func(name string) []byte {
		b, err := os.ReadFile(name)
		must(t, err)
		return b
	}
	h, err := hex.DecodeString(strings.TrimSpace(string(read(filepath.Join(signatureDir,
		"trust.txt")))))
	must(t, err)
	s, err := VerifySignatures(read(name+SignatureSuffix), TrustHash(wire.Hash(h)))
	must(t, err)
	if of := Describe("statement.json", read(name)); of.SM3 != s.File.SM3 ||
		of.SHA256 != s.File.SHA256 || of.Bytes != s.File.Bytes || len(s.Signatures) != 2 {
		t.Errorf("%+v", s.File)
	}
}

// The places of the register are those of the chapter.
func TestRegisterPlaces(t *testing.T) {
	have := map[string]state.Collection{}
	for _, c := range party.Chapter().Collections {
		have[c.Name] = c
	}
	for _, c := range []state.Collection{keyRegister.Descriptor(), accounts.Descriptor(),
		certificates.Descriptor(), parties.Descriptor()} {
		if real, ok := have[c.Name]; !ok || real != c {
			t.Errorf("%s: %+v, the chapter's %+v", c.Name, c, real)
		}
	}
}
