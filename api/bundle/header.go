package bundle

import (
	"bytes"
	"math"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/wire"
)

// maxValidators bounds the work that a hostile file can ask for.
const maxValidators = 1000

// seal is what the validators signed: the header, and who signed it.
type seal struct {
	header     types.Header
	hash       wire.Hash
	validators wire.Hash
	app        wire.Hash
	next       wire.Hash // the set that signs the next height
	signers    []Signer
	changes    []*seal // from the set the file begins with to the one that signed, proof version 2
}

// Signer is a validator and whether it signed the header. Party and Name are known from a genesis
// document only.
type Signer struct {
	PubKey      wire.Bytes
	Power       uint64
	Party, Name string
	Signed      bool
}

// message is what CometBFT's generated types have in common.
type message interface {
	Unmarshal([]byte) error
	Marshal() ([]byte, error)
}

// readProto reads b and refuses every other encoding of the same message: unknown fields, fields in
// another order, explicit zeros.
func readProto(b []byte, m message) bool {
	if len(b) == 0 || m.Unmarshal(b) != nil {
		return false
	}
	again, err := m.Marshal()
	return err == nil && bytes.Equal(again, b)
}

// openSeal checks header, validators and commit against each other: the set hashes into the
// header, every signature that is there holds, and those for the header have more than two thirds
// of the power.
func (p Proof) openSeal() (*seal, *Fault) {
	s, fault := p.openHeader()
	if fault != nil {
		return nil, fault
	}
	if s.header.Height < 2 || len(s.header.AppHash) != len(wire.Hash{}) {
		return nil, faultf("header.content", "区块头内容不成立", "the header is not a possible one")
	}
	s.app = wire.Hash(s.header.AppHash)
	s.changes, fault = openChanges(p.Changes, s)
	return s, fault
}

// openHeader opens one header with its commit and the set that signed it.
func (p Proof) openHeader() (*seal, *Fault) {
	var ph cmtproto.Header
	if !readProto(p.Header, &ph) {
		return nil, faultf("header.encoding", "区块头不是规范编码", "the header is not in its canonical encoding")
	}
	h, err := types.HeaderFromProto(&ph)
	if err != nil || h.Height < 1 || len(h.Hash()) != len(wire.Hash{}) ||
		len(h.NextValidatorsHash) != len(wire.Hash{}) {
		return nil, faultf("header.content", "区块头内容不成立", "the header is not a possible one")
	}
	if y := h.Time.Year(); y < 1971 || y > 9999 {
		return nil, faultf("header.content", "区块头时间不成立", "the header's time is not a possible one")
	}
	vals, fault := p.openValidators()
	if fault != nil {
		return nil, fault
	}
	if !bytes.Equal(vals.Hash(), h.ValidatorsHash) {
		return nil, faultf("validators.hash", "所列验证者及表决权与区块头中的验证者集不符",
			"the validators listed are not the set that the header names")
	}
	commit, fault := p.openCommit()
	if fault != nil {
		return nil, fault
	}
	s := &seal{header: h, hash: wire.Hash(h.Hash()), validators: wire.Hash(vals.Hash()),
		next: wire.Hash(h.NextValidatorsHash)}
	if fault := checkCommit(s, vals, commit); fault != nil {
		return nil, fault
	}
	for i, v := range p.Validators {
		s.signers = append(s.signers, Signer{PubKey: v.PubKey, Power: v.Power,
			Signed: commit.Signatures[i].BlockIDFlag == types.BlockIDFlagCommit})
	}
	return s, nil
}

func (p Proof) openCommit() (*types.Commit, *Fault) {
	var pc cmtproto.Commit
	if !readProto(p.Commit, &pc) {
		return nil, faultf("commit.encoding", "签名集合不是规范编码", "the commit is not in its canonical encoding")
	}
	commit, err := types.CommitFromProto(&pc)
	if err != nil {
		return nil, faultf("commit.content", "签名集合不成立：%[1]v",
			"the commit is not a possible one: %[1]v", err)
	}
	return commit, nil
}

// openValidators rebuilds the set. CometBFT panics on sets that cannot be; those are refused first.
func (p Proof) openValidators() (*types.ValidatorSet, *Fault) {
	bad := faultf("validators.list", "验证者清单不成立：公钥、表决权或次序有误",
		"the list of validators is wrong: a key, a power or the order")
	if len(p.Validators) == 0 || len(p.Validators) > maxValidators {
		return nil, bad
	}
	list := make([]*types.Validator, len(p.Validators))
	seen, total := map[string]bool{}, uint64(0)
	for i, v := range p.Validators {
		if len(v.PubKey) != ed25519.PubKeySize || v.Power == 0 || seen[string(v.PubKey)] ||
			v.Power > uint64(types.MaxTotalVotingPower)-total {
			return nil, bad
		}
		seen[string(v.PubKey)] = true
		total += v.Power
		list[i] = types.NewValidator(ed25519.PubKey(v.PubKey), int64(v.Power))
	}
	set := types.NewValidatorSet(list)
	for i, v := range set.Validators {
		if !bytes.Equal(v.PubKey.Bytes(), p.Validators[i].PubKey) {
			return nil, bad
		}
	}
	return set, nil
}

// checkCommit verifies every signature, also those for nil and those past the two thirds, so that
// no byte of the commit is left unchecked. An absent entry has no bytes at all.
func checkCommit(s *seal, vals *types.ValidatorSet, c *types.Commit) *Fault {
	if len(c.Signatures) != vals.Size() {
		return faultf("commit.size", "签名集合有 %[1]d 项，验证者有 %[2]d 个",
			"the commit has %[1]d entries for %[2]d validators", len(c.Signatures), vals.Size())
	}
	if c.Height != s.header.Height || !bytes.Equal(c.BlockID.Hash, s.hash[:]) {
		return faultf("commit.block", "签名集合签署的不是这个区块头", "the commit is not for this header")
	}
	var power, total int64
	for i, sig := range c.Signatures {
		v := vals.Validators[i]
		total += v.VotingPower
		if sig.BlockIDFlag == types.BlockIDFlagAbsent {
			continue
		}
		if !bytes.Equal(sig.ValidatorAddress, v.Address) ||
			!v.PubKey.VerifySignature(c.VoteSignBytes(s.header.ChainID, int32(i)), sig.Signature) {
			return faultf("commit.signature", "第 %[1]d 个验证者的签名不成立",
				"the signature of validator %[1]d does not hold", i+1)
		}
		if sig.BlockIDFlag == types.BlockIDFlagCommit {
			power += v.VotingPower
		}
	}
	if 3*power <= 2*total { // a set has at most MaxInt64/8 power
		return faultf("commit.power", "签署区块头的表决权为 %[1]d，须超过总数 %[2]d 的三分之二",
			"power %[1]d signed the header; more than two thirds of %[2]d is required", power, total)
	}
	return nil
}

// headerTime is how files and reports write the header's time.
func headerTime(t time.Time) string { return t.In(wire.Beijing).Format(time.RFC3339Nano) }

// lawTime is header time moved by the test clock's offset.
func lawTime(header time.Time, offset wire.Int) (wire.Time, bool) {
	at := wire.At(header)
	if offset > 0 && uint64(offset) > math.MaxUint64-uint64(at) || int64(at)+int64(offset) <= 0 {
		return 0, false
	}
	law := wire.Time(int64(at) + int64(offset))
	return law, law.Std().Year() <= 9999
}
