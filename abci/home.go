package abci

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
)

// Identity is the public side of a home's keys.
type Identity struct {
	NodeID  string `json:"node_id"` // what peers dial
	PubKey  string `json:"pub_key"` // base64 Ed25519, as genesis names validators
	Address string `json:"address"` // upper-case hex, as CometBFT shows validators
}

// MakeKeys gives a home its node key and its validator key; keys that are there stay. A home that
// is not among the validators has a validator key too and never uses it.
func MakeKeys(home string) (Identity, error) {
	c := homeConfig(home)
	for _, file := range []string{c.NodeKeyFile(), c.PrivValidatorStateFile()} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return Identity{}, err
		}
	}
	if _, err := p2p.LoadOrGenNodeKey(c.NodeKeyFile()); err != nil {
		return Identity{}, err
	}
	if _, err := os.Stat(c.PrivValidatorKeyFile()); errors.Is(err, os.ErrNotExist) {
		privval.GenFilePV(c.PrivValidatorKeyFile(), c.PrivValidatorStateFile()).Save()
	}
	return ReadIdentity(home)
}

// ReadIdentity reads the public side of a home's keys.
func ReadIdentity(home string) (Identity, error) {
	node, pv, err := readKeys(homeConfig(home))
	if err != nil {
		return Identity{}, err
	}
	return Identity{NodeID: string(node.ID()), Address: pv.Key.Address.String(),
		PubKey: base64.StdEncoding.EncodeToString(pv.Key.PubKey.Bytes())}, nil
}

func homeConfig(home string) *cmtcfg.Config {
	c := cmtcfg.DefaultConfig().SetRoot(home)
	c.PrivValidatorState = SignedFile
	return c
}

var errNoKey = errors.New("it holds no priv_key")

// readKeys reads both keys and the validator's sign state. CometBFT's own loader ends the process
// when a file is missing or damaged, so each is read here first. A missing sign state is never
// made up: a validator without it could sign a height twice.
func readKeys(c *cmtcfg.Config) (*p2p.NodeKey, *privval.FilePV, error) {
	node, err := p2p.LoadNodeKey(c.NodeKeyFile())
	if err == nil && node.PrivKey == nil {
		err = errNoKey
	}
	if err != nil {
		return nil, nil, say("节点密钥 %[1]s 无法读取", "the node key %[1]s cannot be read: %[2]v",
			c.NodeKeyFile(), err)
	}
	var key privval.FilePVKey
	if err = readCometJSON(c.PrivValidatorKeyFile(), &key); err == nil && key.PrivKey == nil {
		err = errNoKey
	}
	if err != nil {
		return nil, nil, say("验证人密钥 %[1]s 无法读取", "the validator key %[1]s cannot be read: %[2]v",
			c.PrivValidatorKeyFile(), err)
	}
	var last privval.FilePVLastSignState
	if err := readCometJSON(c.PrivValidatorStateFile(), &last); err != nil {
		return nil, nil, say("验证人签名状态 %[1]s 无法读取，为防止重复签名不予启动",
			"the validator's sign state %[1]s cannot be read, and without it a height could be signed "+
				"twice: %[2]v", c.PrivValidatorStateFile(), err)
	}
	return node, privval.LoadFilePV(c.PrivValidatorKeyFile(), c.PrivValidatorStateFile()), nil
}

func readCometJSON(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return cmtjson.Unmarshal(b, v)
}

// ErrInUse says that another process runs on the home.
var ErrInUse = errors.New("the home is in use")

// lock takes a home for this process, until the file is closed or the process ends however it ends.
func lock(home string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(home, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, say("目录 %[1]s 不可写", "the home %[1]s cannot be written: %[2]v", home, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		owner, _ := os.ReadFile(f.Name())
		_ = f.Close()
		busy := say("目录 %[1]s 正被进程 %[2]s 使用", "the home %[1]s is in use by process %[2]s",
			home, strings.TrimSpace(string(owner)))
		busy.Cause = ErrInUse
		return nil, busy
	}
	err = errors.Join(f.Truncate(0), writeAt(f, strconv.Itoa(os.Getpid())+"\n"))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}
