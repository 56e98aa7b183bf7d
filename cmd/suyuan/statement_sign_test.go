package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/tx"
)

// A finance department signs the files that it puts on record; whoever has the genesis document
// verifies them offline, under any name, and no other file.
func TestStatementSign(t *testing.T) {
	url, genesis := playedNode(t, "../../localnet/stories/guizhou/story.yaml")
	home := t.TempDir()
	sound(t, os.MkdirAll(filepath.Join(home, localnet.Keystore), 0o700))
	password := filepath.Join(home, "password")
	write(t, password, "secret\n", 0o600)
	for who, alg := range map[tx.Account]crypto.Alg{
		{Party: "gz-bureau", Number: 1}: crypto.SM2, {Party: "gz-bureau", Number: 2}: crypto.SM2,
		{Party: "gz-operator", Number: 1}: crypto.Secp256k1} {
		sound(t, crypto.WriteKeyFile(filepath.Join(home, localnet.Keystore, localnet.KeyFile(who, 1)),
			crypto.FromSeed(alg, scenario.Seed(who, 1)), []byte("secret"), true))
	}
	t.Chdir(t.TempDir())
	ask := func(line string) (int, string, string) {
		return shell(t, append([]string{"--node", url, "--home", home, "--output", "json"},
			strings.Fields(line)...)...)
	}
	for _, line := range []string{
		"report make statement period=2026Q1 payer=gz-operator payee=gz-treasury -o 结算单.csv",
		"statement export 2026Q1 --payer gz-operator --payee gz-treasury"} {
		if code, _, chat := ask(line); code != exitOK {
			t.Fatal(chat)
		}
	}
	table := "2026Q1+gz-operator+gz-treasury"
	sign := func(file, from, more string) (int, string, string) {
		return ask("statement sign " + file + " --from " + from + " --password-file " + password + more)
	}
	for _, file := range []string{"结算单.csv", table + ".json"} {
		code, out, chat := sign(file, "gz-bureau/1,gz-bureau/2", "")
		var doc fileSigned
		if oneDocument(t, out, &doc); code != exitOK || doc.Signature != file+bundle.SignatureSuffix ||
			len(doc.By) != 2 || !doc.Test {
			t.Fatalf("exit %d: %s%s", code, out, chat)
		}
		var verdict verifiedDoc
		code, out, chat = ask("verify " + doc.Signature + " --allow-test --genesis " + genesis)
		if oneDocument(t, out, &verdict); code != exitOK || verdict.Verified != 1 ||
			verdict.Files[0].Signed.By[1].Account != doc.By[1] || verdict.Files[0].Signed.Of != doc.Of {
			t.Fatalf("exit %d: %s%s", code, out, chat)
		}
	}
	packsFiled(t, ask, genesis, []string{"结算单.csv", table + ".json"}, password)
	for _, c := range []struct {
		want             int
		file, from, more string
	}{
		{exitConflict, "结算单.csv", "gz-bureau/1", ""},                 // it is signed already
		{exitForbidden, "结算单.csv", "gz-operator/1", " --out o.json"}, // another suite
		{exitForbidden, "结算单.csv", "gz-bureau/3", " --out o.json"},   // no key here
		{exitUsage, table + ".csv", "gz-bureau/1", ""},               // proved by its .json
		{exitUsage, password, "gz-bureau/1", " --out o.json"},        // any file
		{exitNotFound, "none.pdf", "gz-bureau/1", ""},                // no file
		{exitUnreachable, "结算单.csv", "gz-bureau/1", " --out o.json --node http://127.0.0.1:1"},
	} {
		if code, _, chat := sign(c.file, c.from, c.more); code != c.want {
			t.Errorf("%s by %s: exit %d, not %d: %s", c.file, c.from, code, c.want, chat)
		}
	}
	signed := "结算单.csv" + bundle.SignatureSuffix
	check := func(file string) (int, string) {
		code, out, _ := shell(t, "verify", file, "--genesis", genesis, "--allow-test", "--output",
			"table", "--lang", "zh")
		return code, out
	}
	code, text := check(signed)
	for _, want := range []string{"签名核验通过", "贵州省大数据发展管理局  gz-bureau/2（checker）第 1 把密钥", "测试账"} {
		if code != exitOK || !strings.Contains(text, want) {
			t.Errorf("exit %d: %q is not in\n%s", code, want, text)
		}
	}
	if code, _, _ := ask("verify " + signed + " --genesis " + genesis); code != exitVerify {
		t.Errorf("of a test ledger: exit %d", code)
	}
	sound(t, os.Rename(signed, "filed.json")) // found by the name inside
	if code, text := check("filed.json"); code != exitOK {
		t.Error(text)
	}
	sound(t, os.Rename("filed.json", "其他.csv"+bundle.SignatureSuffix))
	b, err := os.ReadFile("结算单.csv")
	sound(t, err)
	sound(t, os.Rename("结算单.csv", "其他.csv"))
	if code, text := check("其他.csv" + bundle.SignatureSuffix); code != exitOK {
		t.Error(text)
	}
	b[len(b)/2] ^= 1
	write(t, "其他.csv", string(b), 0o600)
	if code, text := check("其他.csv" + bundle.SignatureSuffix); code != exitVerify ||
		!strings.Contains(text, "不是所签的文件") {
		t.Errorf("a changed file: exit %d %s", code, text)
	}
	sound(t, os.Remove("其他.csv"))
	if code, text := check("其他.csv" + bundle.SignatureSuffix); code != exitNotFound {
		t.Errorf("no file: exit %d %s", code, text)
	}
}

// packsFiled takes signed files into a pack, which verifies them with it; a file that is not signed
// is not taken.
func packsFiled(t *testing.T, ask func(string) (int, string, string), genesis string,
	filed []string, other string) {
	t.Helper()
	document, err := os.ReadFile(genesis)
	sound(t, err)
	k := packing{filed: filed}
	sound(t, k.addFiled(document))
	proof, err := os.ReadFile(filed[1])
	sound(t, err)
	k.add("statements/a.json", proof)
	_, l, _ := bundle.Told("a.json", proof)
	b, err := evidence.Pack("audit", map[string]string{"chain": l.Chain,
		"height": fmt.Sprint(l.Height)}, k.files)
	sound(t, err)
	write(t, "pack.zip", string(b), 0o600)
	code, text, chat := ask("verify pack.zip --allow-test --lang zh --output table --genesis " +
		genesis)
	for _, want := range []string{"filed/" + filed[0] + bundle.SignatureSuffix,
		"filed/" + filed[1] + bundle.SignatureSuffix, "gz-bureau/2（checker）第 1 把密钥"} {
		if code != exitOK || !strings.Contains(text, want) {
			t.Errorf("exit %d: %q is not in\n%s%s", code, want, text, chat)
		}
	}
	if err := (&packing{filed: []string{other}}).addFiled(document); asFailure(err).exit !=
		exitNotFound {
		t.Errorf("a file without signature: %v", err)
	}
}
