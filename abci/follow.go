package abci

import (
	"encoding/json"
	"iter"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Follower is a read index beside the state, such as api/follow's. It is told of every committed
// block and reads what it needs in the background; no consensus reads it.
type Follower interface {
	rule.Follow
	// Start gives the state that the blocks to come follow, and where to ask for a paper's height.
	Start(r state.Reader, height uint64, heights func(paper wire.Hash) (uint64, bool))
	// Block gives the state after a block, and the events of its papers by name, as JSON.
	Block(r state.Reader, height uint64, events iter.Seq2[string, []byte])
	Close()
}

// followFrom gives the tree object of queries: a walk over the whole state neither waits for a
// block nor is waited for, and leaves the writer's nodes in memory. follow gives the writer's,
// which hold what the block wrote.
func (a *Application) followFrom(h *head) {
	if a.o.Follow != nil {
		a.o.Follow.Start(a.db.QueryView(), h.height, a.heightOf)
	}
}

func (a *Application) follow(h *head, b *block) {
	if a.o.Follow == nil {
		return
	}
	a.o.Follow.Block(h.store, h.height, func(yield func(string, []byte) bool) {
		for _, r := range b.receipts {
			for _, e := range r.Events {
				if !yield(e.Event, e.Data) {
					return
				}
			}
		}
	})
}

// heightOf is the height of the block that a paper is in, where the node has its receipt.
func (a *Application) heightOf(paper wire.Hash) (uint64, bool) {
	b, ok, err := a.db.Bulk().Get(receiptKey(paper))
	if err != nil || !ok {
		return 0, false
	}
	var r struct {
		Height uint64 `json:"height"`
	}
	err = json.Unmarshal(b, &r)
	return r.Height, err == nil
}
