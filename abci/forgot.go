package abci

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"

	"github.com/suyuan-ledger/suyuan/wire"
)

// ErrForgot says that this home's sign state is not that of its validator key.
var ErrForgot = errors.New("the sign state is not the validator key's")

// foreign names a sign state that was found not to be its key's own. By the time it was found it
// may say that something was signed, as that of a validator with a third of the power does, and a
// second start would take it for the key's: so the home keeps this until there is another one.
type foreign struct {
	Vote   int64     `json:"vote"`       // height of a vote of the key that it does not hold
	Signed wire.Hash `json:"sign_state"` // SHA-256 of the file
}

// disown keeps which sign state is not the key's.
func disown(home string, vote int64) error {
	signed, err := fileSum(filepath.Join(home, SignedFile))
	if err != nil {
		return err
	}
	b, err := json.Marshal(foreign{vote, signed})
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(home, foreignFile), append(b, '\n'))
}

// ownKeys reads the keys that a node is to run with.
func ownKeys(c *cmtcfg.Config) (*p2p.NodeKey, *privval.FilePV, error) {
	node, pv, err := readKeys(c)
	return node, pv, cmp.Or(err, disowned(c.RootDir))
}

// disowned refuses a start while the sign state is one that was disowned.
func disowned(home string) error {
	file := filepath.Join(home, foreignFile)
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var f foreign
	if err := errors.Join(err, json.Unmarshal(b, &f)); err != nil {
		return say("%[1]s 无法读取", "%[1]s cannot be read: %[2]v", file, err)
	}
	signed, err := fileSum(filepath.Join(home, SignedFile))
	if err != nil {
		return say("验证人签名状态无法读取", "the validator's sign state cannot be read: %v", err)
	}
	if signed == f.Signed {
		return forgot(f.Vote)
	}
	return nil
}

func fileSum(file string) (wire.Hash, error) {
	b, err := os.ReadFile(file)
	return sha256.Sum256(b), err
}

// forgot is the sentence about a vote of the key that its sign state does not know of.
func forgot(height int64) error {
	s := say("本验证人密钥签过高度 %[1]d，而本目录的 signed.json 没有记载：那是新目录的。停机后执行 "+
		"suyuan restore --home 本目录 --node 其他节点 --yes，或放回该密钥自己的 signed.json",
		"the validator key signed height %[1]d, and the signed.json of this home does not say so: it is "+
			"a new home's. Run suyuan restore --home HOME --node another node's --yes, or put the key's "+
			"own signed.json back", height)
	s.Cause = ErrForgot
	return s
}
