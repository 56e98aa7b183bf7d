package abci

import (
	"context"
	"fmt"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	cmtcons "github.com/cometbft/cometbft/proto/tendermint/consensus"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// Ways in which a node of a test ledger may be told to break the rules, so that the others can be
// seen to bear it.
const (
	ByzantineInvalid    = "invalid"    // proposes blocks with papers nobody may accept
	ByzantineEquivocate = "equivocate" // votes for a block and for none at the same height and round
	ByzantineWithhold   = "withhold"   // announces blocks and never sends their parts
	ByzantineFlood      = "flood"      // floods its peers with papers that are refused
)

// Byzantine are all of them.
var Byzantine = []string{ByzantineInvalid, ByzantineEquivocate, ByzantineWithhold,
	ByzantineFlood}

// misbehave makes a node break the rules of consensus. It exists on test ledgers only.
func (o *NodeOptions) misbehave(g *Founding) error {
	if o.Byzantine == "" {
		return nil
	}
	if !g.Ledger.Test() {
		return say("只有测试账本的节点可以作恶", "only a node of a test ledger may be told to break the rules")
	}
	if !slices.Contains(Byzantine, o.Byzantine) {
		return say("没有作恶方式 %[1]s，可选 %[2]v", "there is no way %[1]s to break the rules, only %[2]v",
			o.Byzantine, Byzantine)
	}
	if o.Byzantine == ByzantineInvalid {
		o.wrap = func(a abci.Application) abci.Application { return invalidProposer{a} }
	}
	return nil
}

// invalidProposer fills its blocks with bytes that are no paper.
type invalidProposer struct{ abci.Application }

func (p invalidProposer) PrepareProposal(_ context.Context, req *abci.RequestPrepareProposal) (
	*abci.ResponsePrepareProposal, error) {
	return &abci.ResponsePrepareProposal{
		Txs: [][]byte{fmt.Appendf(nil, "no paper %d", req.Height)},
	}, nil
}

// equivocator signs a second vote beside each prevote and sends it to everybody.
type equivocator struct {
	types.PrivValidator
	key  crypto.PrivKey
	send func(p2p.Envelope)
}

func (e *equivocator) SignVote(chain string, vote *cmtproto.Vote) error {
	if err := e.PrivValidator.SignVote(chain, vote); err != nil {
		return err
	}
	if vote.Type != cmtproto.PrevoteType || len(vote.BlockID.Hash) == 0 || e.send == nil {
		return nil
	}
	other := *vote
	other.BlockID, other.Signature = cmtproto.BlockID{}, nil
	sig, err := e.key.Sign(types.VoteSignBytes(chain, &other))
	if err != nil {
		return err
	}
	other.Signature = sig
	e.send(p2p.Envelope{ChannelID: consensus.VoteChannel, Message: &cmtcons.Vote{Vote: &other}})
	return nil
}

// signer is the validator's key, in the hands of an equivocator where one is asked for.
func (o *NodeOptions) signer(pv *privval.FilePV) (types.PrivValidator, *equivocator) {
	if o.Byzantine != ByzantineEquivocate {
		return pv, nil
	}
	e := &equivocator{PrivValidator: pv, key: pv.Key.PrivKey}
	return e, e
}

// withholder is the consensus reactor whose peers never get a part of a block.
type withholder struct{ *consensus.Reactor }

func (w withholder) AddPeer(peer p2p.Peer) { w.Reactor.AddPeer(partless{peer}) }

type partless struct{ p2p.Peer }

func (p partless) Send(e p2p.Envelope) bool {
	if _, part := e.Message.(*cmtcons.BlockPart); part {
		return true
	}
	return p.Peer.Send(e)
}

// arm puts in place what needs CometBFT's node, before it starts.
func (n *Node) arm(o NodeOptions, e *equivocator) {
	sw := n.comet.Switch()
	n.listen()
	n.part()
	if e != nil {
		e.send = sw.BroadcastAsync
	}
	if o.Byzantine == ByzantineWithhold {
		inner := n.comet.ConsensusReactor()
		sw.RemoveReactor("CONSENSUS", inner)
		sw.AddReactor("CONSENSUS", withholder{inner})
	}
	if o.Byzantine == ByzantineFlood {
		f := flooder{node: n.app, waiting: n.comet.Mempool().ReapMaxTxs}
		go f.run(sw.Quit(), sw.TryBroadcast)
	}
}
