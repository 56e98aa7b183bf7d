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
// votes may be those of this home before its sign state was lost; they are decided and harmless.
type twin struct {
	abci.Application
	address []byte
	signed  func() int64 // height of the own sign state
	began   time.Time
	fail    func(error)
	seen    *atomic.Bool
}

// silenced signs until a twin was seen.
type silenced struct {
	types.PrivValidator
	seen *atomic.Bool
}

// watchKey puts both around what CometBFT is given. A remote signer has the sign state, and a node
// that is told to misbehave does not keep to it.
func (n *Node) watchKey(a abci.Application, signer types.PrivValidator, pv *privval.FilePV,
	o NodeOptions) (abci.Application, types.PrivValidator) {
	if o.Byzantine != "" || n.config.PrivValidatorListenAddr != "" {
		return a, signer
	}
	seen := new(atomic.Bool)
	signed := func() int64 { return pv.LastSignState.Height }
	return &twin{a, pv.GetAddress(), signed, n.clock.own(), n.fail, seen}, silenced{signer, seen}
}

// FinalizeBlock looks at the votes that a block carries before it is executed. Consensus signs and
// executes in one goroutine, and nothing is signed while blocks are fetched or replayed.
func (t *twin) FinalizeBlock(ctx context.Context, req *abci.RequestFinalizeBlock) (
	*abci.ResponseFinalizeBlock, error) {
	if req.Height-1 > t.signed() && req.Time.After(t.began) { // its time is that of those votes
		for _, v := range req.DecidedLastCommit.Votes {
			if v.BlockIdFlag != cmtproto.BlockIDFlagAbsent &&
				bytes.Equal(v.Validator.Address, t.address) && !t.seen.Swap(true) {
				t.fail(doubled(req.Height-1, t.signed()))
			}
		}
	}
	return t.Application.FinalizeBlock(ctx, req)
}

func doubled(height, signed int64) error {
	s := say("本验证人密钥在别处签名：高度 %[1]d 的投票不是本目录所签（本目录签到 %[2]d）。本节点不再签名并停止：找到另一进程，两者只留一个",
		"the validator key signs elsewhere: this home signed up to height %[2]d and did not cast the "+
			"vote of height %[1]d. This node signs nothing more and stops: find the other process and keep "+
			"one of the two", height, signed)
	s.Cause = ErrDoubled
	return s
}

func (s silenced) SignVote(chain string, vote *cmtproto.Vote) error {
	if s.seen.Load() {
		return ErrDoubled
	}
	return s.PrivValidator.SignVote(chain, vote)
}

func (s silenced) SignProposal(chain string, p *cmtproto.Proposal) error {
	if s.seen.Load() {
		return ErrDoubled
	}
	return s.PrivValidator.SignProposal(chain, p)
}
