package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A key's whole life: made, listed, shown, exported, imported elsewhere, its password changed,
// deleted.
func TestKeys(t *testing.T) {
	home, other := t.TempDir(), t.TempDir()
	first, second := filepath.Join(home, "first"), filepath.Join(home, "second")
	write(t, first, "one\n", 0o600)
	write(t, second, "two\r\n", 0o600)
	keys := func(home, line string) (int, keyDoc, string) {
		t.Helper()
		args := append([]string{"--output", "json", "--home", home, "keys"}, strings.Fields(line)...)
		code, out, chat := shell(t, args...)
		var doc keyDoc
		if code == exitOK {
			oneDocument(t, out, &doc)
		} else {
			oneDocument(t, out, new(failureDoc))
		}
		return code, doc, out + chat
	}
	must := func(home, line string) keyDoc {
		t.Helper()
		code, doc, text := keys(home, line)
		if code != exitOK {
			t.Fatalf("keys %s: exit %d: %s", line, code, text)
		}
		return doc
	}
	for _, alg := range []string{"sm2", "secp256k1"} {
		account := "gz-" + alg + "/1"
		made := must(home, "add --light --account "+account+" --alg "+alg+" --password-file "+first)
		if made.Public.Alg.String() != alg || made.Account.String() != account ||
			made.Key != party.FirstKey {
			t.Errorf("%+v", made)
		}
		info, err := os.Stat(made.File)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		if shown := must(home,
			"show --account "+account); shown.Public.String() != made.Public.String() {
			t.Errorf("%+v", shown)
		}
		out := filepath.Join(other, alg+".json")
		must(home, "export --light --account "+account+" --out "+out+" --password-file "+first+
			" --new-password-file "+second)
		moved := must(other, "import --light --account x/2 --key "+"3 "+out+" --password-file "+second+
			" --new-password-file "+first)
		if !moved.Public.Equal(made.Public) || moved.Key != 3 {
			t.Errorf("%+v", moved)
		}
		must(home, "change-password --light --account "+account+" --password-file "+first+
			" --new-password-file "+second)
		if _, err := crypto.ReadKeyFile(made.File, []byte("two")); err != nil {
			t.Error(err)
		}
		if code, _, _ := keys(home, "change-password --account "+account+" --password-file "+first+
			" --new-password-file "+second); code != exitForbidden {
			t.Errorf("the old password: exit %d", code)
		}
		must(other, "delete --yes --account x/2 --key 3")
	}
	code, out, _ := shell(t, "--output", "json", "--home", home, "keys", "list")
	var list []keyDoc
	oneDocument(t, out, &list)
	if code != exitOK || len(list) != 2 || list[0].Account.Party != "gz-secp256k1" {
		t.Errorf("%d %s", code, out)
	}
}

func TestKeysRefuse(t *testing.T) {
	home, password := testHome(t)
	empty, open := filepath.Join(home, "empty"), filepath.Join(home, "open")
	write(t, empty, "\n", 0o600)
	write(t, open, "x\n", 0o640)
	write(t, filepath.Join(home, "garbage"), "{}", 0o600)
	write(t, filepath.Join(home, "zeros"), strings.Repeat("00", 32), 0o600)
	exists := filepath.Join(home, localnet.Keystore, "gz-health_1_1.json")
	p := " --password-file " + password
	again := p + " --new-password-file " + password
	for line, want := range map[string]int{
		"add --account gz-health/1 --alg sm2" + p:                 exitConflict,
		"add --account gz-health --alg sm2" + p:                   exitUsage,
		"add --alg sm2" + p:                                       exitUsage,
		"add --account a/1 --alg rsa" + p:                         exitUsage,
		"add --account a/1 --alg sm2 --password secret":           exitUsage,
		"add --account a/1 --alg sm2":                             exitForbidden,
		"add --account a/1 --password-file " + empty:              exitForbidden,
		"add --account a/1 --password-file " + open:               exitForbidden,
		"add --account a/1 --password-file " + home:               exitUsage,
		"add --account a/1 --password-file none":                  exitNotFound,
		"show --account a/1":                                      exitNotFound,
		"show --account gz-health/1 --key 2":                      exitNotFound,
		"delete --account gz-health/1":                            exitUsage,
		"delete --yes --account a/1":                              exitNotFound,
		"export --account gz-health/1" + p:                        exitUsage,
		"export --account gz-health/1 --out " + exists + again:    exitConflict,
		"import --account a/1 " + home + "/garbage" + p:           exitConfig,
		"import --account a/1 none" + p:                           exitNotFound,
		"import --account a/1 --alg sm2 " + home + "/zeros" + p:   exitConfig,
		"import --account a/1 --alg sm2 " + home + "/garbage" + p: exitUsage,
		"prove --account gz-health/1" + p:                         exitUsage,
		"destroy":                                                 exitUsage,
	} {
		args := append([]string{"--output", "json", "--home", home, "keys"}, strings.Fields(line)...)
		code, out, chat := shell(t, args...)
		if code != want {
			t.Errorf("keys %s: exit %d, want %d: %s%s", line, code, want, out, chat)
		}
		var doc failureDoc
		oneDocument(t, out, &doc)
		if doc.Error.Exit != want || strings.Contains(doc.Error.Zh+doc.Error.En, "%!") {
			t.Errorf("keys %s: %s", line, out)
		}
	}
	if err := os.Chmod(exists, 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, chat := shell(t, append([]string{"--home", home, "keys", "change-password", "--account",
		"gz-health/1", "--new-password-file", password}, strings.Fields(p)...)...)
	if code != exitForbidden || !strings.Contains(chat, "0600") {
		t.Errorf("a key file that others may read: exit %d: %s", code, chat)
	}
}

// A secret in hex, such as another program prints, becomes the same key.
func TestImportHex(t *testing.T) {
	home, password := testHome(t)
	k := crypto.FromSeed(crypto.SM2, "import")
	file := filepath.Join(home, "secret")
	write(t, file, "0x"+hex.EncodeToString(crypto.Secret(k))+"\n", 0o600)
	code, out, chat := shell(t, "--output", "json", "--home", home, "keys", "import", file, "--alg",
		"sm2",
		"--account", "a/1", "--light", "--new-password-file", password)
	var doc keyDoc
	if code != exitOK {
		t.Fatalf("exit %d: %s%s", code, out, chat)
	}
	oneDocument(t, out, &doc)
	if !doc.Public.Equal(k.Public()) {
		t.Error(out)
	}
}

func TestProofOfPossession(t *testing.T) {
	home, password := testHome(t)
	code, out, chat := shell(t, "--output", "json", "--home", home, "keys", "prove", "--account",
		"gz-health/2", "--chain", "c", "--password-file", password)
	if code != exitOK {
		t.Fatalf("exit %d: %s%s", code, out, chat)
	}
	var doc struct {
		Account tx.Account       `json:"account"`
		Number  uint16           `json:"number"`
		Public  crypto.PublicKey `json:"public"`
		Proof   tx.RS            `json:"proof"`
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	if !doc.Public.Verify(party.EnrolPreimage("c", doc.Account, doc.Number, doc.Public), doc.Proof) {
		t.Error("the proof does not verify")
	}
	if (wire.Hash{}) == wire.Hash(doc.Proof[:32]) {
		t.Error("no proof")
	}
}
