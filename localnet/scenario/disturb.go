package scenario

import (
	"encoding/json"
	"fmt"
	"slices"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Attempt is a paper as it is about to be filed: a kind, who signs, author first, and the body.
type Attempt struct {
	Kind rule.Kind
	By   []tx.Account
	Body rule.Msg
	At   wire.Time // law time when it is filed
}

// disturb files whatever Disturb makes of a step's paper, all in one block.
func (r *run) disturb(s Step) error {
	if err := r.moveTo(s); err != nil {
		return err
	}
	chain, ok := r.ledger.(*chain)
	if !ok {
		return fmt.Errorf("only a chain in this process can be disturbed")
	}
	body, err := r.build(s)
	if err != nil {
		return nil // it refers to what was never filed
	}
	by, _ := r.signers(s.by, s.Paper.Kind)
	tries := r.o.Disturb(Attempt{s.Paper.Kind, by, body, r.clock})
	filed := map[wire.Hash]Attempt{}
	var ids []wire.Hash
	used := map[tx.Account]uint64{}
	for _, a := range tries {
		raw, id, err := r.envelope(a, used)
		if err != nil {
			return err
		}
		told, err := chain.enqueue(raw)
		switch {
		case err != nil:
			return err
		case told != nil:
			r.told(a, told)
		default:
			filed[id], ids = a, append(ids, id)
		}
	}
	if err := chain.block(chain.header); err != nil {
		return err
	}
	for _, id := range ids {
		receipt, ok, err := chain.app.Receipt(id)
		if err != nil || !ok {
			return fmt.Errorf("an admitted paper is not in block %d: %w", chain.height, err)
		}
		r.told(filed[id], receipt.Refusal)
		if receipt.Refusal == nil && filed[id].Kind.Name == "resource.draft" {
			r.remember(filed[id].Body)
		}
	}
	return nil
}

func (r *run) told(a Attempt, refusal *rule.Told) {
	if refusal == nil {
		r.result.Papers++
	} else {
		r.result.Refused++
	}
	if r.o.Told != nil {
		r.o.Told(a, refusal)
	}
}

// envelope signs an attempt with the first keys of its accounts and the author's next nonce.
func (r *run) envelope(a Attempt, used map[tx.Account]uint64) ([]byte, wire.Hash, error) {
	nonce, err := r.nonceOf(a.By[0], "0")
	if err != nil {
		return nil, wire.Hash{}, err
	}
	nonce = max(nonce, used[a.By[0]]+1)
	used[a.By[0]] = nonce
	now, err := r.ledger.now()
	if err != nil {
		return nil, wire.Hash{}, err
	}
	p := tx.Paper{Author: a.By[0], CoSigners: slices.Clone(a.By[1:]), Nonce: nonce, Kind: a.Kind.Name,
		Body: wire.MustEncode(a.Body), Expires: now + expiry}
	p.Chain, p.Genesis = r.ledger.identity()
	full := tx.Tx{Paper: p}
	for _, at := range a.By {
		sig, err := p.Sign(r.story.key(at, 1), 1)
		if err != nil {
			return nil, wire.Hash{}, err
		}
		full.Signatures = append(full.Signatures, sig)
	}
	raw, err := wire.Encode(full)
	if err != nil {
		return nil, wire.Hash{}, err
	}
	id, err := p.ID()
	return raw, id, err
}

// enqueue checks a paper as the mempool does and keeps it for the next block, or tells why not.
func (c *chain) enqueue(raw []byte) (*rule.Told, error) {
	check, err := c.app.CheckTx(ctx, &cmt.RequestCheckTx{Tx: raw, Type: cmt.CheckTxType_New})
	if err != nil {
		return nil, err
	}
	if check.Code != 0 {
		var told rule.Told
		return &told, json.Unmarshal([]byte(check.Log), &told)
	}
	c.queue = append(c.queue, raw)
	return nil, nil
}
