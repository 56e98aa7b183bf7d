package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
)

// A key that was made and never enrolled: the sentence says which paper is missing.
func TestAccountThatTheLedgerLacks(t *testing.T) {
	home, password := testHome(t)
	a := tx.Account{Party: "gz-health", Number: 3}
	sound(t, crypto.WriteKeyFile(filepath.Join(home, localnet.Keystore, localnet.KeyFile(a, 1)),
		crypto.FromSeed(crypto.SM2, a.String()), []byte("secret"), true))
	_, url := newFakeNode(t)
	code, out, _ := shell(t, append([]string{"--output", "json", "--home", home, "--node", url},
		words(strings.Replace(draftLine+password, "/1", "/3", 1))...)...)
	if code != exitNotFound || !strings.Contains(out, "account.open") {
		t.Errorf("exit %d %s", code, out)
	}
}
