package abci

import (
	"bytes"
	"context"
	"errors"
	"sync/atomic"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/privval"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// ErrDoubled says that another process signs with this home's validator key.
var ErrDoubled = errors.New("the validator key signs elsewhere")

// twin tells a validator key that is held twice, wherever the other process runs. A block carries
// the votes for the block before it, and a key signs nothing that its sign state does not hold:
// where a vote that was cast since this process began is above the own sign state, another process
// cast it. From then on this node signs nothing, so that no height is signed twice, and ends. Older
// votes are those of this home before an old copy was put back; they are decided and harmless.
// Where the sign state said at the start that the key never signed, as that of a new home does into
// which the key was put, they tell that it is not the key's own: as long as this process has cast
// no precommit for a block. A validator with a third of the power does not fetch blocks, it catches
// up in consensus and signs that it saw nothing, wherefore the home keeps what was found (disown).
type twin struct {
	abci.Application
	address []byte
	signed  func() int64 // height of the own sign state
	never   bool         // it said at the start that the key never signed
	began   time.Time
	fail    func(error)
	disown  func(vote int64)
	own     *silenced
}

// silenced signs until a twin was seen.
type silenced struct {
	types.PrivValidator
	seen atomic.Bool
	// Heights of the first precommit of this process, and of the first for a block; 0 before them.
	first, forBlock atomic.Int64
}

// watchKey puts both around what CometBFT is given. A remote signer has the sign state, and a node
// that is told to misbehave does not keep to it.
func (n *Node) watchKey(a abci.Application, signer types.PrivValidator, pv *privval.FilePV,
	o NodeOptions) (abci.Application, types.PrivValidator) {
	if o.Byzantine != "" || n.config.PrivValidatorListenAddr != "" {
		return a, signer
	}
	own := &silenced{PrivValidator: signer}
	signed := func() int64 { return pv.LastSignState.Height }
	return &twin{Application: a, address: pv.GetAddress(), signed: signed, never: signed() == 0,
		began: n.clock.own(), fail: n.fail, own: own, disown: func(vote int64) {
			if err := disown(o.Home, vote); err != nil {
				n.log.Error("what was found about the sign state was not kept", "err", err)
			}
		}}, own
}

// FinalizeBlock looks at the votes that a block carries before it is executed. Consensus signs and
// executes in one goroutine, and nothing is signed while blocks are fetched or replayed.
func (t *twin) FinalizeBlock(ctx context.Context, req *abci.RequestFinalizeBlock) (
	*abci.ResponseFinalizeBlock, error) {
	height := req.Height - 1
	newer := height > t.signed() && req.Time.After(t.began) // its time is that of those votes
	if !newer && !t.never {
		return t.Application.FinalizeBlock(ctx, req)
	}
	for _, v := range req.DecidedLastCommit.Votes {
		if v.BlockIdFlag == cmtproto.BlockIDFlagAbsent || !bytes.Equal(v.Validator.Address, t.address) {
			continue
		}
		if (newer || !t.own.since(height, v.BlockIdFlag)) && !t.own.seen.Swap(true) {
			t.found(height, newer)
		}
	}
	return t.Application.FinalizeBlock(ctx, req)
}

// found tells of a vote of this key that its sign state does not hold.
func (t *twin) found(height int64, newer bool) {
	if newer {
		t.fail(doubled(height, t.signed()))
		return
	}
	t.disown(height)
	t.fail(forgot(height))
}

func doubled(height, signed int64) error {
	s := say("本验证人密钥在别处签名：高度 %[1]d 的投票不是本目录所签（本目录签到 %[2]d）。本节点不再签名并停止：找到另一进程，两者只留一个",
		"the validator key signs elsewhere: this home signed up to height %[2]d and did not cast the "+
			"vote of height %[1]d. This node signs nothing more and stops: find the other process and keep "+
			"one of the two", height, signed)
	s.Cause = ErrDoubled
	return s
}

// since says whether this process signed a precommit of one kind at a height or below it.
func (s *silenced) since(height int64, kind cmtproto.BlockIDFlag) bool {
	first := s.first.Load()
	if kind == cmtproto.BlockIDFlagCommit {
		first = s.forBlock.Load()
	}
	return first > 0 && first <= height
}

func (s *silenced) SignVote(chain string, vote *cmtproto.Vote) error {
	if s.seen.Load() {
		return ErrDoubled
	}
	if vote.Type == cmtproto.PrecommitType {
		s.first.CompareAndSwap(0, vote.Height)
		if len(vote.BlockID.Hash) > 0 {
			s.forBlock.CompareAndSwap(0, vote.Height)
		}
	}
	return s.PrivValidator.SignVote(chain, vote)
}

func (s *silenced) SignProposal(chain string, p *cmtproto.Proposal) error {
	if s.seen.Load() {
		return ErrDoubled
	}
	return s.PrivValidator.SignProposal(chain, p)
}
