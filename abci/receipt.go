package abci

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Told is an event as receipts and answers carry it.
type Told struct {
	Event string          `json:"event"`
	Data  json.RawMessage `json:"data"`
}

// Receipt says what became of a paper. It is kept beside the tree, written with the block's
// version, and follows from the block alone.
type Receipt struct {
	ID      wire.Hash  `json:"id"`
	Height  uint64     `json:"height"`
	Index   uint32     `json:"index"`
	Header  wire.Time  `json:"header_time"`
	Time    wire.Time  `json:"law_time"`
	Kind    string     `json:"kind"` // "" when it was not admissible
	Code    uint32     `json:"code"` // 0: done
	Refusal *rule.Told `json:"refusal,omitempty"`
	Writes  int64      `json:"writes"`
	Events  []Told     `json:"events"`
}

// BlockRecord is what the node remembers of a block beside CometBFT's own store.
type BlockRecord struct {
	Height uint64      `json:"height"`
	Time   wire.Time   `json:"header_time"`
	Law    wire.Time   `json:"law_time"`
	Papers []wire.Hash `json:"papers"`
	Events []Told      `json:"events"` // of the block's end
}

// Keys beside the tree: one byte says what, then the paper's id or the height.
const (
	sideReceipt byte = 'r'
	sideBlock   byte = 'h'
	sideLines   byte = 'l'
	sideInput   byte = 'i'
)

func receiptKey(id wire.Hash) []byte { return append([]byte{sideReceipt}, id[:]...) }

func blockKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{sideBlock}, height)
}

// Receipt returns what became of a paper, if it is in a block.
func (a *Application) Receipt(id wire.Hash) (Receipt, bool, error) {
	var r Receipt
	ok, err := a.side(receiptKey(id), &r)
	return r, ok, err
}

func (a *Application) blockRecord(height uint64) (BlockRecord, bool, error) {
	var b BlockRecord
	ok, err := a.side(blockKey(height), &b)
	return b, ok, err
}

func (a *Application) side(key []byte, v any) (bool, error) {
	b, ok, err := a.db.Bulk().Get(key)
	if err != nil || !ok {
		return false, err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return false, fmt.Errorf("the record %x beside the tree is damaged: %w", key, err)
	}
	return true, nil
}

func tellEvents(events []rule.Event) []Told {
	out := make([]Told, len(events))
	for i, e := range events {
		data, err := wire.ToJSON(e)
		if err != nil {
			panic(err) // events are wire structs, checked when the machine was made
		}
		out[i] = Told{Event: e.Event(), Data: data}
	}
	return out
}

func newReceipt(r app.Result, b *block, index int) Receipt {
	return Receipt{ID: r.TxID, Height: b.height, Index: uint32(index), Header: b.header,
		Time: b.law, Kind: r.Kind, Code: r.Code, Refusal: r.Refusal, Writes: r.GasUsed,
		Events: tellEvents(r.Events)}
}
