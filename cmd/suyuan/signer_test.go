package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
)

// A paper is signed by keys that only the signer opens, over its socket.
func TestExternalSigner(t *testing.T) {
	home, other := t.TempDir(), t.TempDir()
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(home, name) }
	if err := os.MkdirAll(at(localnet.Keystore), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at("password"), []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	public := map[uint16]crypto.PublicKey{}
	for n, alg := range map[uint16]crypto.Alg{1: crypto.SM2, 2: crypto.Secp256k1} {
		a := tx.Account{Party: "gz-health", Number: n}
		k := crypto.FromSeed(alg, a.String())
		public[n] = k.Public()
		file := filepath.Join(at(localnet.Keystore), localnet.KeyFile(a, 1))
		if err := crypto.WriteKeyFile(file, k, []byte("secret"), true); err != nil {
			t.Fatal(err)
		}
	}
	f, err := newPaperFile(app.Standard(), testPaper(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.canonical()
	if err != nil {
		t.Fatal(err)
	}
	paper := filepath.Join(other, "paper.json")
	if err := os.WriteFile(paper, b, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan int, 1)
	go func() {
		code, _, _ := shell(t, "signer", "serve", "--home", home, "--socket", at("s"), "--account",
			"gz-health/1,gz-health/2", "--password-file", at("password"))
		done <- code
	}()
	for i := 0; ; i++ {
		if _, err := os.Stat(at("s")); err == nil {
			break
		}
		if i == 200 {
			t.Fatal("the signer does not start")
		}
		time.Sleep(20 * time.Millisecond)
	}
	sign := func(from, signer string) (int, string) {
		code, _, chat := shell(t, "tx", "sign", paper, "--home", other, "--from", from, "--signer",
			signer)
		return code, chat
	}
	if code, chat := sign("gz-health/1,gz-health/2", "unix:"+at("s")); code != 0 {
		t.Fatal(chat)
	}
	if b, err = os.ReadFile(paper); err != nil {
		t.Fatal(err)
	}
	if f, err = decodePaper(app.Standard(), b); err != nil || len(f.missing()) != 0 {
		t.Fatal(err, f.missing())
	}
	raw, err := f.signed()
	if err != nil {
		t.Fatal(err)
	}
	p, err := tx.Parse(raw)
	if err != nil || !app.VerifyAll(p, []crypto.PublicKey{public[1], public[2]}) {
		t.Fatal("the signatures are not those of the signer's keys", err)
	}
	if code, _ := sign("gz-health/1", "tcp:1"); code != exitUsage {
		t.Errorf("another address: exit %d", code)
	}
	if code, _ := sign("gz-health/1", "unix:"+at("none")); code != exitUnreachable {
		t.Errorf("no signer: exit %d", code)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := <-done; code != 0 {
		t.Errorf("the signer ends with %d", code)
	}
}

var (
	secretWord = regexp.MustCompile(`(?i)pass|secret|private|seed|mnemonic|token|pin$`)
	textFlag   = regexp.MustCompile(`(?m)^\s+(?:-\w, )?--([a-z-]+) string`)
	fileWord   = regexp.MustCompile(`-file$`)
	envWord    = regexp.MustCompile(`(?:env|Getenv|LookupEnv)\("([A-Z_]+)"`)
)

// No secret is taken from a flag's value or from the environment, which other processes can read:
// flags name files, and the environment holds places and preferences.
func TestNoSecretInFlagsOrEnvironment(t *testing.T) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, m := range textFlag.FindAllStringSubmatch(cmd.Flags().FlagUsages(), -1) {
			if secretWord.MatchString(m[1]) && !fileWord.MatchString(m[1]) {
				t.Errorf("%s --%s takes a secret", cmd.CommandPath(), m[1])
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range envWord.FindAllStringSubmatch(string(b), -1) {
			if secretWord.MatchString(m[1]) {
				t.Errorf("%s reads %s from the environment", file, m[1])
			}
		}
	}
}
