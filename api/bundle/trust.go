package bundle

import (
	"bytes"
	"encoding/base64"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Trust is where a verification begins: what the reader knows already and the file cannot change.
// Either the founding of the ledger, or the hash of a header or of a validator set.
type Trust struct {
	chain   string
	genesis wire.Hash
	voters  []party.GenesisVoter
	hash    wire.Hash
	hashed  bool // hash is given, be it zero
}

// TrustGenesis trusts the validators of a genesis document with this chain id and digest, and the
// sets that they and their successors handed over to.
func TrustGenesis(chain string, digest wire.Hash, voters []party.GenesisVoter) Trust {
	return Trust{chain: chain, genesis: digest, voters: voters}
}

// TrustHash trusts the header with this hash, that of the file or of a change in it (a checkpoint),
// or whatever a validator set with this hash signed.
func TrustHash(h wire.Hash) Trust { return Trust{hash: h, hashed: true} }

// Hash is the trusted hash, zero where a genesis document is trusted.
func (t Trust) Hash() wire.Hash { return t.hash }

// anchor checks the seal against what is trusted and names what held. It also gives the signers the
// names that the genesis document has for them.
func (t Trust) anchor(s *seal) (string, *Fault) {
	switch {
	case t.chain != "":
		return "genesis", t.anchorGenesis(s)
	case !t.hashed:
		return "", faultf("trust.none", "没有可信的起点：须给出创世文件或可信哈希",
			"nothing is trusted: give the genesis document or a trusted hash")
	case t.hash == s.hash:
		return "header", nil
	case t.hash == s.validators:
		return "validators", nil
	}
	for _, c := range s.changes {
		switch t.hash {
		case c.hash:
			return "checkpoint", nil
		case c.validators:
			return "validators", nil
		}
	}
	return "", faultf("trust.hash", "可信哈希 %[1]s 既不是本文件的区块头也不是其验证者集",
		"the trusted hash %[1]s is neither this file's header nor its validator set", t.hash)
}

func (t Trust) anchorGenesis(s *seal) *Fault {
	if s.header.ChainID != t.chain {
		return faultf("trust.chain", "文件属于账本 %[1]s，创世文件属于 %[2]s",
			"the file is of chain %[1]s, the genesis document of %[2]s", s.header.ChainID, t.chain)
	}
	list := make([]*types.Validator, len(t.voters))
	for i, v := range t.voters {
		key, err := base64.StdEncoding.DecodeString(v.PubKey)
		if err != nil || len(key) != ed25519.PubKeySize {
			return faultf("trust.genesis", "创世文件的验证者公钥有误",
				"a validator's key in the genesis document is wrong")
		}
		list[i] = types.NewValidator(ed25519.PubKey(key), int64(v.Power))
		for k := range s.signers {
			if bytes.Equal(s.signers[k].PubKey, key) {
				s.signers[k].Party, s.signers[k].Name = v.Party, v.Name
			}
		}
	}
	first := s
	if len(s.changes) > 0 {
		first = s.changes[0]
	}
	if !bytes.Equal(types.NewValidatorSet(list).Hash(), first.validators[:]) {
		return faultf("trust.validators", "文件起始的验证者集不是创世文件的验证者集",
			"the validator set that the file begins with is not that of the genesis document")
	}
	return nil
}

// checkLedger holds the genesis digest that the state names against the document's.
func (t Trust) checkLedger(digest wire.Hash) *Fault {
	if t.chain != "" && digest != t.genesis {
		return faultf("trust.digest", "账本的创世摘要为 %[1]s，创世文件的为 %[2]s",
			"the ledger's genesis digest is %[1]s, the document's is %[2]s", digest, t.genesis)
	}
	return nil
}
