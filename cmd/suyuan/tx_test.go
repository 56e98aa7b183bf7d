package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func testPaper(t *testing.T) tx.Paper {
	t.Helper()
	k, ok := app.Standard().Kind("resource.draft")
	if !ok {
		t.Fatal("no kind resource.draft")
	}
	body, err := encodeBody(k, []byte(strings.Replace(goodBody, "{", `{"id":"gz-health/r",`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	return tx.Paper{Chain: "c", Genesis: wire.Hash{1}, Author: tx.Account{Party: "gz-health",
		Number: 1},
		CoSigners: []tx.Account{{Party: "gz-health", Number: 2}}, Nonce: 1, Expires: lawNow + 60,
		Kind: "resource.draft", Body: body}
}

// A paper goes from hand to hand as a file: written, signed by one, signed by the other, read
// back.
func TestPaperFileRoundTrip(t *testing.T) {
	m := app.Standard()
	f, err := newPaperFile(m, testPaper(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, alg := range []crypto.Alg{crypto.SM2, crypto.Secp256k1} { // the co-signer signs first
		a := f.Paper.Signers()[1-i]
		k := crypto.FromSeed(alg, a.String())
		s, err := f.Paper.Sign(k, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.add(a, s); err != nil {
			t.Fatal(err)
		}
		b, err := f.canonical()
		if err != nil {
			t.Fatal(err)
		}
		back, err := readPaperFile(m, b)
		if err != nil {
			t.Fatal(err)
		}
		again, err := back.canonical()
		if err != nil || !bytes.Equal(b, again) {
			t.Fatalf("%v\n%s\n%s", err, b, again)
		}
		f = back
	}
	if len(f.missing()) != 0 {
		t.Error(f.missing())
	}
	raw, err := f.signed()
	if err != nil {
		t.Fatal(err)
	}
	p, err := tx.Parse(raw)
	if err != nil || p.ID != f.ID {
		t.Fatal(err)
	}
	if !app.VerifyAll(p, []crypto.PublicKey{crypto.FromSeed(crypto.Secp256k1,
		"gz-health/1").Public(),
		crypto.FromSeed(crypto.SM2, "gz-health/2").Public()}) {
		t.Error("the signatures are not in the signers' order")
	}
	fromHex, err := decodePaper(m, []byte(hex.EncodeToString(raw)+"\n"))
	if err != nil || fromHex.ID != f.ID || len(fromHex.Signatures) != 2 {
		t.Errorf("%v %+v", err, fromHex)
	}
}

// What a signer is shown must be what is signed: every tampering with the file is found.
func TestPaperFileTampered(t *testing.T) {
	m := app.Standard()
	f, err := newPaperFile(m, testPaper(t))
	if err != nil {
		t.Fatal(err)
	}
	good, err := f.canonical()
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string][2]string{
		"the shown body": {`"name":"x"`, `"name":"y"`},
		"the nonce":      {`"nonce":1`, `"nonce":2`},
		"the code":       {`"compare":"`, `"compare":"0`},
		"the format":     {paperFormat, "suyuan-paper/2"},
		"the kind":       {`"kind":"resource.draft"`, `"kind":"resource.review"`},
		"another field":  {`"format"`, `"extra":1,"format"`},
		"a stranger": {`"signatures":[]`, `"signatures":[{"account":"x/1","alg":"sm2","key":1,"rs":"` +
			strings.Repeat("00", 64) + `"}]`},
	} {
		bad := bytes.Replace(good, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(bad, good) {
			t.Fatalf("%s: nothing changed", what)
		}
		if _, err := readPaperFile(m, bad); err == nil {
			t.Errorf("%s was changed and nobody noticed", what)
		}
	}
}

// The whole way over files, through the command line: generate, sign, sign, broadcast.
func TestPaperOverFiles(t *testing.T) {
	home, password := testHome(t)
	node, url := newFakeNode(t)
	file := filepath.Join(home, "paper.json")
	base := []string{"--home", home, "--node", url, "--output", "json"}
	step := func(want int, line string) string {
		t.Helper()
		code, out, chat := shell(t, append(base, words(line)...)...)
		if code != want {
			t.Fatalf("%s: exit %d: %s%s", line, code, out, chat)
		}
		return out
	}
	step(exitOK, "tx resource.draft --from gz-health/1,gz-health/2 --id gz-health/r --body BODY "+
		"--generate-only --out "+file)
	step(exitUsage, "tx broadcast "+file)
	step(exitOK, "tx sign "+file+" --from gz-health/2 --password-file "+password)
	step(exitUsage, "tx sign "+file+" --from gz-operator/2 --password-file "+password)
	out := step(exitOK, "tx sign "+file+" --from gz-health/1 --password-file "+password)
	var signed struct {
		Compare string   `json:"compare"`
		Missing []string `json:"missing"`
	}
	if err := json.Unmarshal([]byte(out), &signed); err != nil || len(signed.Missing) != 0 ||
		len(signed.Compare) != 24 {
		t.Errorf("%s", out)
	}
	if out := step(exitOK, "tx decode "+file); !strings.Contains(out, signed.Compare) {
		t.Error(out)
	}
	step(exitOK, "tx broadcast "+file)
	step(exitConflict, "tx broadcast "+file)
	if len(node.papers) != 1 {
		t.Error(len(node.papers))
	}
	if left, _ := filepath.Glob(file + ".*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A home signs papers of its own ledger; another's only when it is told to.
func TestAPaperOfAnotherLedger(t *testing.T) {
	home, password := testHome(t)
	_, url := newFakeNode(t)
	file := filepath.Join(home, "paper.json")
	line := []string{"--home", home, "--node", url, "--output", "json"}
	draft := "tx resource.draft --from gz-health/1 --id gz-health/r --body BODY --generate-only --out "
	code, out, _ := shell(t, append(line, words(draft+file)...)...)
	if code != exitOK {
		t.Fatal(out)
	}
	g, err := os.ReadFile(otherGenesis(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(home, "config"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(home, "config/genesis.json"), string(g), 0o600)
	sign := append(line, "tx", "sign", file, "--from", "gz-health/1", "--password-file", password)
	if code, out, _ := shell(t, sign...); code != exitConfig || !strings.Contains(out, "fake") {
		t.Errorf("exit %d: %s", code, out)
	}
	if code, out, _ := shell(t, append(sign, "--force")...); code != exitOK {
		t.Errorf("exit %d: %s", code, out)
	}
}

// To standard output goes the file and nothing else.
func TestGenerateToStandardOutput(t *testing.T) {
	_, url := newFakeNode(t)
	code, out, chat := shell(t, append([]string{"--node", url, "--output", "json", "--home",
		t.TempDir()},
		words("tx resource.draft --from gz-health/1 --id gz-health/r --body BODY --generate-only")...)...)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, chat)
	}
	f, err := readPaperFile(app.Standard(), []byte(out))
	if err != nil || !strings.Contains(chat, f.Compare) {
		t.Errorf("%v %s", err, chat)
	}
}

// Every kind can be shown, has an example of its own form, and no field hides an option.
func TestEveryKindIsOnTheCommandLine(t *testing.T) {
	m := app.Standard()
	root := newRoot()
	for _, ch := range m.Chapters() {
		for _, k := range ch.Kinds {
			cmd, _, err := root.Find([]string{"tx", k.Name})
			if err != nil || cmd.Name() != k.Name {
				t.Errorf("%s: %v", k.Name, err)
				continue
			}
			for _, f := range fieldsOf(k.Body()) {
				if f.Depth == 0 {
					if _, ok := cmd.Flags().Lookup(f.flag).Value.(*fieldValue); !ok {
						t.Errorf("%s: --%s is an option", k.Name, f.flag)
					}
				}
			}
			example, err := exampleOf(k.Body())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := encodeBody(k, example); err != nil {
				t.Errorf("%s: its example is not a body: %v", k.Name, err)
			}
			if short := required(k.Body(), example); len(short) > 0 && !json.Valid(short) {
				t.Errorf("%s: %s", k.Name, short)
			}
		}
		for _, q := range ch.Queries {
			if cmd, _, err := root.Find([]string{"query", q.Name}); err != nil || cmd.Name() != q.Name ||
				cmd.GroupID == "" {
				t.Errorf("query %s: %v", q.Name, err)
			}
		}
	}
	if code, out, _ := shell(t, "tx", "resource.draft", "--help"); code != exitOK ||
		!strings.Contains(out, "own|shared (required)") || !strings.Contains(out, `"origin":"own"`) {
		t.Errorf("%d %s", code, out)
	}
	if _, out, _ := shell(t, "tx", "key.enroll", "--help"); !strings.Contains(out,
		"--from PARTY/0[,PARTY/1]") || !strings.Contains(out, "with another account") {
		t.Errorf("a root account's paper that a second account signs: %s", out)
	}
	code, out, _ := shell(t, "tx", "agreement.sign", "--help")
	if code != exitOK || !strings.Contains(out, "GZ §9") || !strings.Contains(out, "--last-day") {
		t.Errorf("%d %s", code, out)
	}
}

func TestFieldFlags(t *testing.T) {
	home := t.TempDir()
	body := filepath.Join(home, "body.json")
	if err := os.WriteFile(body, []byte(goodBody), 0o600); err != nil {
		t.Fatal(err)
	}
	_, url := newFakeNode(t)
	for _, c := range []struct{ args, want string }{
		{"--body " + body + " --id a/b", `"id":"a/b"`},
		{"--body BODY --id a/b --weight 7", `"weight":7`},
		{`--body BODY --id a/b --fields [{"name":"g","type":"t","personal":false}]`, `"name":"g"`},
		{`--body BODY --id a/b --fields {"name":"g","type":"t","personal":false} ` +
			`--fields {"name":"h","type":"t","personal":false}`, `"name":"h"`},
	} {
		code, out, chat := shell(t, append([]string{"--node", url, "--home", home, "--output", "json"},
			words("tx resource.draft --from gz-health/1 --generate-only "+c.args)...)...)
		if code != exitOK || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit %d: %s%s", c.args, code, out, chat)
		}
	}
	// Fields that carry an option's name have a prefix.
	if fieldFlag("from") != "body-from" || fieldFlag("last_day") != "last-day" {
		t.Error("field flags")
	}
}

// A key that is made and not enrolled yet signs nothing: the newest one the ledger knows does.
func TestTheNewestEnrolledKeySigns(t *testing.T) {
	home, password := testHome(t)
	a := tx.Account{Party: "gz-health", Number: 1}
	err := crypto.WriteKeyFile(filepath.Join(home, localnet.Keystore, localnet.KeyFile(a, 2)),
		crypto.FromSeed(crypto.SM2, "new"), []byte("secret"), true)
	if err != nil {
		t.Fatal(err)
	}
	node, url := newFakeNode(t)
	code, out, chat := shell(t, append([]string{"--home", home, "--node", url, "--output", "json"},
		words(draftLine+password)...)...)
	if code != exitOK || len(node.papers) != 1 {
		t.Fatalf("exit %d: %s%s", code, out, chat)
	}
	for _, p := range node.papers {
		if p.Signatures[0].Key != 1 {
			t.Errorf("key %d signed", p.Signatures[0].Key)
		}
	}
}
