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

// ErrForgot says that this home's sign state is not that of its validator key.
var ErrForgot = errors.New("the sign state is not the validator key's")

// twin tells a validator key that is held twice, wherever the other process runs. A block carries
// the votes for the block before it, and a key signs nothing that its sign state does not hold:
// where a vote that was cast since this process began is above the own sign state, another process
// cast it. From then on this node signs nothing, so that no height is signed twice, and ends. Older
// votes are those of this home before an old copy was put back; they are decided and harmless.
// Where the sign state said at the start that the key never signed, as that of a new home does into
// which the key was put, they tell that it is not the key's own: as long as this process has no
// precommit in a block. A validator with a third of the power catches up in consensus and may have
// signed something else by then.
type twin struct {
	abci.Application
	address []byte
	signed  func() int64 // height of the own sign state
	never   bool         // it said at the start that the key never signed
	began   time.Time
	fail    func(error)
	own     *silenced
}

// silenced signs until a twin was seen.
type silenced struct {
	types.PrivValidator
	seen  atomic.Bool
	first atomic.Int64 // height of the first precommit of this process, 0 before it
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
	return &twin{a, pv.GetAddress(), signed, signed() == 0, n.clock.own(), n.fail, own}, own
}

// FinalizeBlock looks at the votes that a block carries before it is executed. Consensus signs and
// executes in one goroutine, and nothing is signed while blocks are fetched or replayed.
func (t *twin) FinalizeBlock(ctx context.Context, req *abci.RequestFinalizeBlock) (
	*abci.ResponseFinalizeBlock, error) {
	newer := req.Height-1 > t.signed() && req.Time.After(t.began) // its time is that of those votes
	if newer || t.never && !t.own.since(req.Height-1) {
		for _, v := range req.DecidedLastCommit.Votes {
			if v.BlockIdFlag != cmtproto.BlockIDFlagAbsent &&
				bytes.Equal(v.Validator.Address, t.address) && !t.own.seen.Swap(true) {
				t.fail(unheld(req.Height-1, t.signed(), newer))
			}
		}
	}
	return t.Application.FinalizeBlock(ctx, req)
}

// unheld is the sentence about a vote of this key that its sign state does not hold.
func unheld(height, signed int64, newer bool) error {
	if newer {
		return doubled(height, signed)
	}
	s := say("本验证人密钥签过高度 %[1]d，而本目录的 signed.json 说它从未签名：那是新目录的。停机后执行 "+
		"suyuan restore --home 本目录 --node 其他节点 --yes，或放回该密钥自己的 signed.json",
		"the validator key signed height %[1]d, and the signed.json of this home says that it never "+
			"signed: it is a new home's. Run suyuan restore --home HOME --node another node's --yes, or "+
			"put the key's own signed.json back", height)
	s.Cause = ErrForgot
	return s
}

func doubled(height, signed int64) error {
	s := say("本验证人密钥在别处签名：高度 %[1]d 的投票不是本目录所签（本目录签到 %[2]d）。本节点不再签名并停止：找到另一进程，两者只留一个",
		"the validator key signs elsewhere: this home signed up to height %[2]d and did not cast the "+
			"vote of height %[1]d. This node signs nothing more and stops: find the other process and keep "+
			"one of the two", height, signed)
	s.Cause = ErrDoubled
	return s
}

// since says whether this process signed precommits at a height or below it.
func (s *silenced) since(height int64) bool {
	first := s.first.Load()
	return first > 0 && first <= height
}

func (s *silenced) SignVote(chain string, vote *cmtproto.Vote) error {
	if s.seen.Load() {
		return ErrDoubled
	}
	if vote.Type == cmtproto.PrecommitType {
		s.first.CompareAndSwap(0, vote.Height)
	}
	return s.PrivValidator.SignVote(chain, vote)
}

func (s *silenced) SignProposal(chain string, p *cmtproto.Proposal) error {
	if s.seen.Load() {
		return ErrDoubled
	}
	return s.PrivValidator.SignProposal(chain, p)
}
