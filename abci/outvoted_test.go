package abci

import (
	"bytes"
	"context"
	"io"
	"sync/atomic"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/mempool"
)

// proposer is a validator that puts a paper of its choice into every block it proposes.
type proposer struct {
	abci.Application
	paper []byte
	tried *atomic.Int64
}

func (p proposer) PrepareProposal(context.Context, *abci.RequestPrepareProposal) (
	*abci.ResponsePrepareProposal, error) {
	p.tried.Add(1)
	return &abci.ResponsePrepareProposal{Txs: [][]byte{p.paper}}, nil
}

func (p proposer) ProcessProposal(context.Context, *abci.RequestProcessProposal) (
	*abci.ResponseProcessProposal, error) {
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
}

// Four validators, one of which proposes a wrongly signed paper: it is outvoted each time, and an
// honest paper is final all the same.
func TestMaliciousProposerIsOutvoted(t *testing.T) {
	homes, g := newNetwork(t, 4)
	c := &chain{t: t, g: g, now: time.Now(), nonces: map[string]uint64{}}
	forged := c.sign("beta/1", c.body("alpha/1", "note.put", "forged", "", 1))
	var tried atomic.Int64
	var nodes []*Node
	for i, home := range homes {
		o := NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{}, LogTo: io.Discard}
		if i == 0 {
			o.wrap = func(a abci.Application) abci.Application { return proposer{a, forged, &tried} }
		}
		n, err := Start(o)
		if err != nil {
			t.Fatal(err)
		}
		defer n.Stop()
		nodes = append(nodes, n)
	}
	honest := c.paper("beta/1", "note.put", "honest", "")
	if err := nodes[1].comet.Mempool().CheckTx(honest, nil, mempool.TxInfo{}); err != nil {
		t.Fatal(err)
	}
	end := time.Now().Add(12 * time.Second)
	for tried.Load() < 3 || !has(nodes, "honest") {
		if time.Sleep(20 * time.Millisecond); time.Now().After(end) {
			t.Fatalf("proposed %d times, heights %d", tried.Load(), nodes[1].App().State().Height)
		}
	}
	blocks := nodes[1].comet.BlockStore()
	for h := int64(1); h <= blocks.Height(); h++ {
		for _, raw := range blocks.LoadBlock(h).Txs {
			if bytes.Equal(raw, forged) {
				t.Fatalf("the forged paper is in block %d", h)
			}
		}
	}
	t.Logf("proposed %d times in %d blocks", tried.Load(), blocks.Height())
}

func has(nodes []*Node, key string) bool {
	for _, n := range nodes {
		if _, ok := notes.Get(n.App().head.Load().store, key); !ok {
			return false
		}
	}
	return true
}
