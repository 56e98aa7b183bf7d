package scenario

import (
	"encoding/json"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ledger is where a story happens: a chain in this process or a live network.
type ledger interface {
	// identity returns what papers are bound to.
	identity() (chain string, genesis wire.Hash)
	// move makes law time at least to. A time that the story only implies may be left to the network.
	move(to wire.Time, stated bool) error
	// until makes blocks without papers up to law time to.
	until(to wire.Time) error
	// now is the law time that the next paper is judged by at the earliest.
	now() (wire.Time, error)
	// send files a paper and waits for what becomes of it.
	send(raw []byte, id wire.Hash) (outcome, error)
	// ask answers a query at a height, 0 for the newest.
	ask(name string, args map[string]string, height uint64) (answer, error)
	// heightAt is the last height whose law time is not after t.
	heightAt(t wire.Time) (uint64, error)
	// patient says that an answer may need another moment to come true.
	patient() bool
	restart() error
	recompute(period string) (difference string, err error)
	head() (height uint64, appHash wire.Hash, law wire.Time)
	close() error
}

// outcome is what became of a paper: refused by a node before any block, or the receipt of its
// block.
type outcome struct {
	refusal *rule.Told
	events  []abci.Told
	height  uint64
}

// answer is a query's document, or why there is none.
type answer struct {
	doc     json.RawMessage
	refusal *rule.Told
}

// nonceOf asks for the next free nonce of an author.
func (r *run) nonceOf(a tx.Account, lane string) (uint64, error) {
	var v struct {
		Highest uint64 `json:"highest"`
	}
	got, err := r.ledger.ask("nonce", map[string]string{"account": a.String(), "lane": lane}, 0)
	if err != nil || got.refusal != nil {
		return 1, err // an account the ledger does not know: the paper will be refused for that
	}
	err = json.Unmarshal(got.doc, &v)
	return v.Highest + 1, err
}
