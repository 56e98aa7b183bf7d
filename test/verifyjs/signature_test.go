package verifyjs

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const signatureDir = "../../api/bundle/testdata/signature/"

// ask runs a script of this folder with a document on standard input and reads its answer.
func ask(t *testing.T, script string, in, out any) {
	t.Helper()
	doc, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", script)
	c.Stdin = bytes.NewReader(doc)
	answer, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%.2000s", err, answer)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatalf("%v\n%.2000s", err, answer)
	}
}

// signed is one signature under a key, in hex, and whether JavaScript takes it.
type signed struct {
	Why, Key, Message, Signature string
	Holds                        bool
}

// TestSM2 holds SM2 in JavaScript to that in Go: over signatures that Go made, good and changed,
// and over those that JavaScript made, among them such as no signer writes.
func TestSM2(t *testing.T) {
	var made []signed
	for i := range 24 {
		key := crypto.FromSeed(crypto.SM2, fmt.Sprint("sm2 ", i))
		message := bytes.Repeat([]byte{byte(i)}, 7*i)
		rs, err := key.Sign(message)
		if err != nil {
			t.Fatal(err)
		}
		one := signed{Key: hex.EncodeToString(key.Public().Bytes), Message: hex.EncodeToString(message),
			Signature: hex.EncodeToString(rs[:])}
		made = append(made, one)
		for _, at := range []int{i, 32 + i, 63} {
			other := rs
			other[at] ^= 1 << (i % 8)
			one.Signature = hex.EncodeToString(other[:])
			made = append(made, one)
		}
		one.Signature = made[len(made)-4].Signature
		one.Key = map[bool]string{true: "03", false: "02"}[one.Key[:2] == "02"] + one.Key[2:]
		made = append(made, one)
	}
	var all []signed
	ask(t, "sm2_test.js", made, &all)
	holds := 0
	for _, s := range all {
		key, err1 := hex.DecodeString(s.Key)
		message, err2 := hex.DecodeString(s.Message)
		sig, err3 := hex.DecodeString(s.Signature)
		if err := errors.Join(err1, err2, err3); err != nil || len(sig) != crypto.SignatureSize {
			t.Fatal(err, s)
		}
		want := crypto.PublicKey{Alg: crypto.SM2, Bytes: key}.Verify(message, [64]byte(sig))
		if want != s.Holds {
			t.Errorf("%s: Go says %v of %+v", s.Why, want, s)
		}
		if want {
			holds++
		}
	}
	if len(all) < len(made)+10 || holds < 24+2 || holds == len(all) {
		t.Errorf("%d of %d signatures hold", holds, len(all))
	}
	t.Logf("%d of %d signatures hold, as Go says", holds, len(all))
}

// paired is a signature file with the file beside it, as both verifiers are given them.
type paired struct {
	Name, Text, Trust, Beside string // Beside in hex
	Want                      string // code, "" for none
}

// TestForgedSignatureFiles gives both verifiers the same forged files: each is refused by the same
// code. The signers' keys are known here, so that what is changed is signed again where that could
// deceive.
func TestForgedSignatureFiles(t *testing.T) {
	text, trust := read(t, "statement.json"+bundle.SignatureSuffix), read(t, "trust.txt")
	beside := hex.EncodeToString([]byte(read(t, "statement.json")))
	list := []paired{{"as it was signed", text, trust, beside, ""},
		{"without the file", text, trust, "", "file.missing"},
		{"another file", text, trust, beside[:len(beside)-2] + "20", "file.signed"},
		{"a longer file", text, trust, beside + "0a", "file.signed"}}
	for _, v := range forgeries {
		var f bundle.SignatureFile
		if err := wire.FromJSON([]byte(text), &f); err != nil {
			t.Fatal(err)
		}
		v.change(&f)
		if v.signed {
			signAgain(t, &f)
		}
		list = append(list, paired{v.name, written(t, f), trust, beside, v.code})
	}
	frozen, err := filepath.Glob(signatureDir + "forged/*.json")
	if err != nil || len(frozen) < 5 {
		t.Fatalf("%d frozen files: %v", len(frozen), err)
	}
	for _, file := range frozen {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		code, _, _ := strings.Cut(name, "+")
		list = append(list, paired{name, read(t, "forged/"+filepath.Base(file)),
			read(t, "forged/trust.txt"), hex.EncodeToString([]byte("paper")), code})
	}
	var codes []string
	ask(t, "signature_test.js", list, &codes)
	if len(codes) != len(list) {
		t.Fatalf("%d answers to %d files", len(codes), len(list))
	}
	for i, v := range list {
		if got := inGo(t, v); got != v.Want || codes[i] != v.Want {
			t.Errorf("%s: %q in Go, %q in JavaScript, not %q", v.Name, got, codes[i], v.Want)
		}
	}
}

// forgeries are changes of a signature file and the code that refuses them; signed: every signer
// has signed what is said now.
var forgeries = []struct {
	name, code string
	signed     bool
	change     func(f *bundle.SignatureFile)
}{
	{"another digest", "signatures.signature", false,
		func(f *bundle.SignatureFile) { f.File.SM3[0]++ }},
	{"another time", "signatures.signature", false,
		func(f *bundle.SignatureFile) { f.File.Law++ }},
	{"a signature of the other", "signatures.signature", false, func(f *bundle.SignatureFile) {
		f.Signatures[0].Signature = f.Signatures[1].Signature
	}},
	{"the digest of another file, signed", "file.signed", true,
		func(f *bundle.SignatureFile) { f.File.SM3[0]++ }},
	{"other bytes, signed", "file.signed", true, func(f *bundle.SignatureFile) { f.File.SHA256[9]++ }},
	{"another size, signed", "file.signed", true, func(f *bundle.SignatureFile) { f.File.Bytes++ }},
	{"another height, signed", "file.describes", true,
		func(f *bundle.SignatureFile) { f.File.Height++ }},
	{"another law time, signed", "file.describes", true,
		func(f *bundle.SignatureFile) { f.File.Law = 0 }},
	{"another content, signed", "file.describes", true,
		func(f *bundle.SignatureFile) { f.File.Holds = bundle.ExtractFormat }},
	{"called a report, signed", "file.describes", true,
		func(f *bundle.SignatureFile) { f.File.Holds = "statement" }},
	{"a name with lines, signed", "file.name", true,
		func(f *bundle.SignatureFile) { f.File.Name = "a\nsm3: 00" }},
	{"a name with a folder, signed", "file.name", true,
		func(f *bundle.SignatureFile) { f.File.Name = "../a" }},
	{"a name of 256 bytes, signed", "file.name", true, func(f *bundle.SignatureFile) {
		f.File.Name = strings.Repeat("据", 85) + "a"
	}},
	{"no name", "file.name", false, func(f *bundle.SignatureFile) { f.File.Name = "" }},
	{"no signature", "signatures.count", false, func(f *bundle.SignatureFile) { f.Signatures = nil }},
	{"one signature left out", "signatures.count", false,
		func(f *bundle.SignatureFile) { f.Signatures = f.Signatures[:1] }},
	{"in another order", "signatures.records", false, func(f *bundle.SignatureFile) {
		s := f.Signatures
		s[0], s[1] = s[1], s[0]
	}},
	{"another account, signed", "signatures.records", true,
		func(f *bundle.SignatureFile) { f.Signatures[1].Account.Number = 1 }},
	{"another key, signed", "signatures.records", true,
		func(f *bundle.SignatureFile) { f.Signatures[0].Key = 2 }},
	{"one signer twice", "signatures.twice", false, func(f *bundle.SignatureFile) {
		f.Signatures[1] = f.Signatures[0]
		copy(f.Proof.Records[4:], f.Proof.Records[:4])
	}},
	{"a record of another value", "records.proof", false, func(f *bundle.SignatureFile) {
		v := bytes.Clone(f.Proof.Records[0].Value)
		v[len(v)-1] ^= 1
		f.Proof.Records[0].Value = v
	}},
	{"another institution's name", "file.bytes", false,
		func(f *bundle.SignatureFile) { f.Signatures[0].Institution += "局" }},
	{"another key for other programs", "file.bytes", false,
		func(f *bundle.SignatureFile) { f.Signatures[0].PublicPEM = f.Signatures[1].PublicPEM }},
	{"another signature for other programs", "file.bytes", false,
		func(f *bundle.SignatureFile) { f.Signatures[0].SignatureDER[20]++ }},
	{"another text shown", "file.bytes", false, func(f *bundle.SignatureFile) {
		f.Signatures[1].Signed = strings.Replace(f.Signatures[1].Signed, "key: 1", "key: 2", 1)
	}},
	{"a mark of a test", "file.bytes", false,
		func(f *bundle.SignatureFile) { f.Mark = bundle.TestMark }},
	{"signed at another time", "file.bytes", false,
		func(f *bundle.SignatureFile) { f.Ledger.LawTime++ }},
}

// signAgain has every account sign what the file says now, with the key of its seed.
func signAgain(t *testing.T, f *bundle.SignatureFile) {
	t.Helper()
	for i, s := range f.Signatures {
		lines := strings.Split(s.Signed, "\n")
		l := f.File
		for at, line := range map[int]string{6: "file: " + l.Name, 7: "holds: " + l.Holds,
			8: fmt.Sprint("state_height: ", l.Height), 9: "state_law_time: " + l.Law.String(),
			10: fmt.Sprint("bytes: ", l.Bytes), 11: "sm3: " + l.SM3.String(),
			12: "sha256: " + l.SHA256.String(), 13: "account: " + s.Account.String(),
			14: fmt.Sprint("key: ", s.Key)} {
			lines[at] = line
		}
		s.Signed = strings.Join(lines, "\n")
		rs, err := crypto.FromSeed(crypto.SM2, s.Account.Party).Sign([]byte(s.Signed))
		if err != nil {
			t.Fatal(err)
		}
		s.Signature = tx.RS(rs)
		if s.SignatureDER, err = crypto.SignatureDER(rs); err != nil {
			t.Fatal(err)
		}
		f.Signatures[i] = s
	}
}

// inGo is the code by which the verifier in Go refuses; the file beside is held as verify does.
func inGo(t *testing.T, v paired) string {
	t.Helper()
	h, err := hex.DecodeString(strings.TrimSpace(v.Trust))
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(v.Beside)
	if err != nil {
		t.Fatal(err)
	}
	s, err := bundle.VerifySignatures([]byte(v.Text), bundle.TrustHash(wire.Hash(h)))
	if err == nil && len(b) == 0 {
		return "file.missing"
	}
	if err == nil {
		of, l, ok := bundle.Told(s.File.Name, b)
		err = s.Hold(of.Name, of, l, ok)
	}
	var f *bundle.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return ""
}

func written(t *testing.T, f bundle.SignatureFile) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(signatureDir + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
