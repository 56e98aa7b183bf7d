package localnet

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Keystore is the folder of key files inside a home, or inside a network's directory.
const Keystore = "keystore"

// KeyFile names the key file of an account's key inside a keystore: "gz-bureau_1_1.json".
func KeyFile(a tx.Account, key uint16) string {
	return fmt.Sprintf("%s_%d_%d.json", a.Party, a.Number, key)
}

var keyFileName = regexp.MustCompile(`^(.+)_(\d{1,5})_(\d{1,5})\.json$`)

// ParseKeyFile reads the account and the key number from a key file's name.
func ParseKeyFile(name string) (a tx.Account, key uint16, ok bool) {
	m := keyFileName.FindStringSubmatch(name)
	if m == nil || !wire.IsName(m[1]) {
		return a, 0, false
	}
	n, err1 := strconv.ParseUint(m[2], 10, 16)
	k, err2 := strconv.ParseUint(m[3], 10, 16)
	a = tx.Account{Party: m[1], Number: uint16(n)}
	return a, uint16(k), err1 == nil && err2 == nil && KeyFile(a, uint16(k)) == name
}

// writeKeys seals every key once under a new password, for the network and for its nodes' homes.
func (n *Network) writeKeys(keys []AccountKey) error {
	var random [16]byte
	if _, err := rand.Read(random[:]); err != nil {
		return err
	}
	password := []byte(hex.EncodeToString(random[:]))
	if err := os.WriteFile(n.PasswordFile(), append(password, '\n'), 0o600); err != nil {
		return err
	}
	for _, dir := range n.keystores() {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	for _, k := range keys {
		doc, err := crypto.EncryptKey(k.Key, password, true)
		if err != nil {
			return err
		}
		dirs := []string{filepath.Join(n.Dir, Keystore)}
		for _, node := range n.Nodes {
			if node.Party == k.Account.Party {
				dirs = append(dirs, filepath.Join(node.Home, Keystore))
			}
		}
		for _, dir := range dirs {
			err = errors.Join(err, os.WriteFile(filepath.Join(dir, KeyFile(k.Account, k.Number)), doc,
				0o600))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) keystores() []string {
	out := []string{filepath.Join(n.Dir, Keystore)}
	for _, node := range n.Nodes {
		out = append(out, filepath.Join(node.Home, Keystore))
	}
	return out
}

// admission is what a node signs admissions with: the machine account of its institution, where the
// network has its key.
func (n *Network) admission(node *Node) abci.Admission {
	a := tx.Account{Party: node.Party, Number: machine}
	file := filepath.Join(node.Home, Keystore, KeyFile(a, party.FirstKey))
	if _, err := os.Stat(file); err != nil {
		return abci.Admission{}
	}
	return abci.Admission{Account: a.String(), Key: party.FirstKey, KeyFile: file,
		Password: n.PasswordFile()}
}

// PasswordFile opens every key file of the network.
func (n *Network) PasswordFile() string { return filepath.Join(n.Dir, "password") }
