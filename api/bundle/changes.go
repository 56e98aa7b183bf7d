package bundle

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Change is a height at which the validator set changed (rulings E17): its header, signed by the
// set before, commits to the set after with next_validators_hash. The changes of a file lead from
// the set that a reader trusts to the one that signed the file's header, each signed by the set
// that the one before it named, so that trusting the first is trusting the last.
type Change struct {
	Header     wire.Bytes  `json:"header"`
	Commit     wire.Bytes  `json:"commit"`
	Validators []Validator `json:"validators"` // who signed it
}

// maxChanges bounds the work that a hostile file can ask for.
const maxChanges = 1000

// checkVersion holds that a proof of version 2 has a list of changes and one of version 1 none.
func checkVersion(version uint32, changes []Change) *Fault {
	if version == 0 || version > ProofVersion || version != versionOf(changes) {
		return faultf("file.format", "证明版本 %[1]d 不能识别，或与验证者集变更清单不符",
			"proof version %[1]d is not known, or does not go with the list of changes", version)
	}
	return nil
}

// openChanges checks the sequence up to the header that the file is about. A change that changes
// nothing, or is not before the next, is refused: nothing idle travels in a file.
func openChanges(changes []Change, last *seal) ([]*seal, *Fault) {
	if len(changes) > maxChanges {
		return nil, faultf("changes.count", "验证者集变更有 %[1]d 项，超过 %[2]d 项",
			"there are %[1]d changes of the validator set, above %[2]d", len(changes), maxChanges)
	}
	var out []*seal
	for i, c := range changes {
		s, fault := Proof{Header: c.Header, Commit: c.Commit, Validators: c.Validators}.openHeader()
		if fault != nil {
			fault.Code = "changes." + fault.Code
			return nil, fault
		}
		if s.next == s.validators {
			return nil, faultf("changes.idle", "第 %[1]d 项验证者集变更没有改变什么",
				"change %[1]d of the validator set changes nothing", i+1)
		}
		out = append(out, s)
	}
	for i, s := range out {
		after := last
		if i+1 < len(out) {
			after = out[i+1]
		}
		if s.header.ChainID != last.header.ChainID || s.header.Height >= after.header.Height ||
			s.next != after.validators {
			return nil, faultf("changes.broken", "验证者集变更在第 %[1]d 项之后断开",
				"the sequence of validator sets breaks after change %[1]d", i+1)
		}
	}
	return out, nil
}

// sealOf writes a header with its commit and validators as files have them.
func sealOf(signed types.SignedHeader, vals []*types.Validator) (c Change, err error) {
	if signed.Header == nil || signed.Commit == nil {
		return c, errors.New("the node gives no header")
	}
	if c.Header, err = signed.Header.ToProto().Marshal(); err != nil {
		return c, err
	}
	if c.Commit, err = signed.Commit.ToProto().Marshal(); err != nil {
		return c, err
	}
	for _, v := range vals {
		c.Validators = append(c.Validators,
			Validator{PubKey: v.PubKey.Bytes(), Power: uint64(v.VotingPower)})
	}
	return c, nil
}

// changesTo finds changes that lead from the set of the first header that a node has to the set of
// the given one. Halving finds a sequence in as many headers as there are changes, times the
// logarithm of the height: a set that came and went again between two equal ones need not be told.
func changesTo(ctx context.Context, src Source, last types.SignedHeader) ([]Change, error) {
	low, err := src.First(ctx)
	if err != nil {
		return nil, err
	}
	out := []Change{}
	at := max(int64(low), 1)
	for at < last.Height {
		first, vals, err := src.Signed(ctx, uint64(at))
		if err != nil {
			return nil, err
		}
		if first.Header == nil {
			return nil, errors.New("the node gives no header")
		}
		if bytes.Equal(first.ValidatorsHash, last.ValidatorsHash) {
			return out, nil
		}
		left, right := at, last.Height // left has the set, right has another
		for right-left > 1 {
			middle := left + (right-left)/2
			h, v, err := src.Signed(ctx, uint64(middle))
			if err != nil {
				return nil, err
			}
			if h.Header != nil && bytes.Equal(h.ValidatorsHash, first.ValidatorsHash) {
				left, first, vals = middle, h, v
			} else {
				right = middle
			}
		}
		c, err := sealOf(first, vals)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
		at = right
	}
	return slices.Clip(out), nil
}
