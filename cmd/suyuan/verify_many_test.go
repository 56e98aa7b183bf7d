package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
)

const signatureDir = "../../api/bundle/testdata/signature/"

// filedVector are a statement and its signature file, frozen, and the hash that proves both.
func filedVector(t *testing.T) (statement, signature, trust string) {
	t.Helper()
	read := func(name string) string {
		b, err := os.ReadFile(signatureDir + name)
		sound(t, err)
		return string(b)
	}
	return read("statement.json"), read("statement.json" + bundle.SignatureSuffix),
		" --trust " + strings.TrimSpace(read("trust.txt"))
}

// A signature file beside a file that is verified, or in a folder, is verified as well, by name; a
// forged one fails the whole.
func TestVerifySignatureBeside(t *testing.T) {
	statement, signature, trust := filedVector(t)
	// what is shown of the signer is not what the register says
	forged := strings.Replace(signature, `"duty": "root"`, `"duty": "boss"`, 1)
	put := func(files map[string]string) string {
		dir := t.TempDir()
		for name, text := range files {
			write(t, filepath.Join(dir, name), text, 0o600)
		}
		return dir
	}
	const own, seal = "statement.json", "statement.json" + bundle.SignatureSuffix
	good := put(map[string]string{own: statement, seal: signature, "README.txt": "read"})
	bad := put(map[string]string{own: statement, seal: forged})
	junk := put(map[string]string{own: statement, seal: "{}"})
	alone := put(map[string]string{seal: signature})
	for _, v := range []struct {
		args          string
		want, ok, not int
		chat          string
	}{
		{filepath.Join(good, own), exitOK, 2, 0, ""},
		{filepath.Join(good, own) + " " + filepath.Join(good, seal), exitOK, 2, 0, ""},
		{good, exitOK, 2, 0, "README.txt"},
		{filepath.Join(bad, own), exitVerify, 1, 1, seal},
		{bad, exitVerify, 1, 1, seal},
		{filepath.Join(junk, own), exitVerify, 1, 1, seal},
		{junk, exitVerify, 1, 1, seal},
		{alone, exitNotFound, 0, 1, seal},
	} {
		code, out, chat := shell(t, strings.Fields("--output json --lang en --home "+t.TempDir()+
			" verify "+v.args+trust)...)
		var doc verifiedDoc
		oneDocument(t, out, &doc)
		if code != v.want || doc.Verified != v.ok || doc.Failed != v.not ||
			!strings.Contains(chat, v.chat) {
			t.Errorf("%s: exit %d, %d and %d: %s", v.args, code, doc.Verified, doc.Failed, chat)
		}
		if code == exitOK && doc.Files[1].Signed.By[1].Institution != "省级国库" {
			t.Errorf("%s: %+v", v.args, doc.Files[1].Signed)
		}
	}
}

// A signature file in a pack is verified with it, and said by name; a forged one, one without what
// it signs, and a filed paper without one fail the pack.
func TestVerifyPackSignatures(t *testing.T) {
	statement, signature, trust := filedVector(t)
	const own, seal = "a.json", "a.json" + bundle.SignatureSuffix
	for name, v := range map[string]struct {
		want   int
		files  map[string]string
		height string
		code   string
	}{
		"signed": {exitOK, map[string]string{"statements/" + own: statement,
			"statements/" + seal: signature}, "3", ""},
		"filed at another height": {exitVerify, map[string]string{"filed/" + own: statement,
			"filed/" + seal: signature}, "4", "pack.empty"},
		"signed at another height": {exitVerify, map[string]string{"statements/" + own: statement,
			"statements/" + seal: signature}, "4", "pack.height"},
		"filed beside": {exitOK, map[string]string{"statements/b.json": statement,
			"filed/" + own: statement, "filed/" + seal: signature}, "3", ""},
		"by the name inside": {exitOK, map[string]string{"statements/statement.json": statement,
			"statements/s.json": signature}, "3", ""},
		"forged": {exitVerify, map[string]string{"statements/" + own: statement, "statements/" +
			seal: strings.Replace(signature, "数据运营", "数据经营", 1)}, "3", "pack.signature"},
		"junk": {exitVerify, map[string]string{"statements/" + own: statement,
			"statements/" + seal: "{}"}, "3", "pack.signature"},
		"of nothing": {exitVerify, map[string]string{"statements/" + own: statement,
			"filed/" + seal: signature}, "3", "pack.signature"},
		"of another": {exitVerify, map[string]string{"statements/" + own: statement,
			"filed/x": "paper", "filed/x" + bundle.SignatureSuffix: signature}, "3", "pack.signature"},
		"unsigned": {exitVerify, map[string]string{"statements/" + own: statement,
			"filed/x": "paper"}, "3", "pack.signature"},
	} {
		var files []evidence.File
		for name, text := range v.files {
			files = append(files, evidence.File{Name: name, Data: []byte(text)})
		}
		b, err := evidence.Pack("audit", map[string]string{"chain": "vector-sign",
			"height": v.height}, files)
		sound(t, err)
		file := filepath.Join(t.TempDir(), "pack.zip")
		write(t, file, string(b), 0o600)
		code, out, chat := shell(t, strings.Fields("--output json --lang en verify "+file+trust)...)
		var doc verifiedDoc
		oneDocument(t, out, &doc)
		fault := doc.Files[0].Fault
		if code != v.want || fault != nil && fault.Code != v.code {
			t.Errorf("%s: exit %d: %s", name, code, chat)
		}
		if v.want == exitOK && (len(doc.Files[0].Pack.Signed) != 1 ||
			len(doc.Files[0].Pack.Signed[0].By) != 2) {
			t.Errorf("%s: %+v", name, doc.Files[0].Pack)
		}
		if code != exitOK {
			continue
		}
		_, text, _ := shell(t, strings.Fields("--output table --lang zh verify "+file+trust)...)
		if !strings.Contains(text, "✓ 签名") || !strings.Contains(text, "省级国库  treasury/0") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// What a pack says of itself is held against its proofs, and a pack of a whole period has every
// statement of it.
func TestVerifyPackClaims(t *testing.T) {
	statement, _, trust := filedVector(t)
	_, l, _ := bundle.Told("a.json", []byte(statement))
	for name, v := range map[string]struct{ key, value, code string }{
		"of one payer":    {"payer", "operator", ""},
		"whole":           {"payer", "", "pack.statements"},
		"another genesis": {"genesis", strings.Repeat("0", 64), "pack.about"},
		"another state":   {"app_hash", strings.Repeat("0", 64), "pack.about"},
		"another period":  {"period", "2026Q3", "pack.about"},
		"a test ledger":   {"test_ledger", "true", "pack.about"},
		"another height":  {"height", "4", "pack.height"},
		"another chain":   {"chain", "other", "pack.height"},
	} {
		about := map[string]string{"chain": l.Chain, "height": "3", "genesis": l.Genesis.String(),
			"app_hash": l.AppHash.String(), "period": "2026Q4", "test_ledger": "false",
			"payer": "operator", "payee": ""}
		about[v.key] = v.value
		b, err := evidence.Pack("audit", about, []evidence.File{{Name: "statements/a.json",
			Data: []byte(statement)}})
		sound(t, err)
		file := filepath.Join(t.TempDir(), "pack.zip")
		write(t, file, string(b), 0o600)
		code, out, chat := shell(t, strings.Fields("--output json verify "+file+trust)...)
		var doc verifiedDoc
		oneDocument(t, out, &doc)
		if f := doc.Files[0].Fault; (code == exitOK) != (v.code == "") || f != nil && f.Code != v.code {
			t.Errorf("%s: exit %d: %s", name, code, chat)
		}
	}
}
