package abci

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// block is an executed block that is not saved yet.
type block struct {
	height      uint64
	header, law wire.Time
	root        [32]byte
	receipts    []Receipt
	events      []Told
	raws        [][]byte
	changes     int           // net, of the tree
	took        time.Duration // to execute it
}

// FinalizeBlock executes a decided block: each paper in order, then the chapters' ends. The app
// hash it returns is of the working tree; nothing is saved before Commit, and calling it again for
// the same height gives the same answer.
func (a *Application) FinalizeBlock(_ context.Context, req *abci.RequestFinalizeBlock) (
	res *abci.ResponseFinalizeBlock, err error) {
	defer a.guard("FinalizeBlock", &err)
	began := time.Now()
	if a.o.Decided != nil {
		a.o.Decided(req.Height, req.Time)
	}
	h := a.head.Load()
	if err := a.follows(h, req.Height); err != nil {
		return nil, a.fail(err)
	}
	if err := a.known(h); err != nil {
		return nil, a.fail(err)
	}
	env := a.env(h, wire.At(req.Time))
	a.warm(h, env, req)
	env.Bulk, env.Hash, env.Proposer = a.runs, wire.Hash{}, req.ProposerAddress
	copy(env.Hash[:], req.Hash)
	env.Misbehaved, env.Emergency = misbehaved(req.Misbehavior), h.emergency
	run := a.m.Begin(h.store, env)
	b := &block{height: env.Height, header: wire.At(req.Time), law: env.Time,
		raws: req.Txs, receipts: make([]Receipt, len(req.Txs))}
	res = &abci.ResponseFinalizeBlock{TxResults: make([]*abci.ExecTxResult, len(req.Txs))}
	for i, raw := range req.Txs {
		r := run.Deliver(raw)
		b.receipts[i] = newReceipt(r, b, i)
		res.TxResults[i] = txResult(r, b.receipts[i])
	}
	b.events = tellEvents(run.End())
	for _, alarm := range run.Alarms() {
		a.o.Log.Error("internal error of the ledger", "height", b.height, "what", alarm)
	}
	b.root = a.db.Apply(a.aboveDisk(run.Overlay()))
	b.changes = a.db.Pending()
	a.work = b
	res.ValidatorUpdates = validatorUpdates(run.Overlay(), b.height)
	if next := govern.RulesAt(run.Overlay(), b.height+1); next != env.Rules || h.emergency != nil {
		res.ConsensusParamUpdates = appVersion(next)
	}
	res.Events, res.AppHash = abciEvents(b.events), b.root[:]
	b.took = time.Since(began)
	return res, nil
}

func (a *Application) follows(h *head, height int64) error {
	switch {
	case a.initial == nil && (h.height == 0 || a.carried.Load()):
		return fmt.Errorf("block %d came before InitChain", height)
	case height64(h.height)+1 != height:
		return fmt.Errorf("block %d does not follow height %d", height, h.height)
	}
	return nil
}

// warm verifies signatures that this node has not seen in a proposal (it follows by blocks) on all
// processors, before papers are delivered one by one.
func (a *Application) warm(h *head, env app.Env, req *abci.RequestFinalizeBlock) {
	if len(req.Txs) > 1 && !bytes.Equal(a.admitted[:], req.Hash) {
		a.admitAll(h, env, req.Txs)
	}
}

// aboveDisk puts genesis under the first block, so that one version holds both.
func (a *Application) aboveDisk(o *state.Overlay) *state.Overlay {
	if a.initial == nil {
		return o
	}
	both := state.NewOverlay(a.db.View())
	a.initial.Flush(both)
	o.Flush(both)
	return both
}

func txResult(r app.Result, receipt Receipt) *abci.ExecTxResult {
	out := &abci.ExecTxResult{Code: r.Code, Data: r.Data, GasWanted: r.GasWanted,
		GasUsed: r.GasUsed, Events: abciEvents(receipt.Events), Codespace: Codespace}
	if r.Refusal != nil {
		out.Log = told(*r.Refusal)
	}
	return out
}

// abciEvents gives CometBFT's form: the event's name, and its fields as attributes in their order.
// Text is bare, everything else is JSON.
func abciEvents(events []Told) []abci.Event {
	out := make([]abci.Event, 0, len(events))
	for _, e := range events {
		out = append(out, abci.Event{Type: e.Event, Attributes: attributes(e.Data)})
	}
	return out
}

// attributes are the fields of an event's JSON, which is compact and ours: keys are plain names.
func attributes(data []byte) []abci.EventAttribute {
	if len(data) < 2 || data[0] != '{' {
		return []abci.EventAttribute{{Key: "value", Value: string(data)}}
	}
	out := make([]abci.EventAttribute, 0, 8)
	for rest := data[1 : len(data)-1]; len(rest) > 0; {
		key := jsonEnd(rest)
		if key < 2 || key == len(rest) || rest[key] != ':' {
			return out // not a document of ours
		}
		value := rest[key+1:]
		end := jsonEnd(value)
		out = append(out, abci.EventAttribute{Key: string(rest[1 : key-1]), Value: bare(value[:end])})
		rest = value[min(end+1, len(value)):] // past the comma
	}
	return out
}

// jsonEnd is where the value that b begins with ends.
func jsonEnd(b []byte) int {
	depth, text := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		case depth == 0 && (c == ',' || c == ':'):
			return i
		}
	}
	return len(b)
}

// bare is a text without its quotes, and any other value as it is.
func bare(v []byte) string {
	if len(v) < 2 || v[0] != '"' {
		return string(v)
	}
	if inside := v[1 : len(v)-1]; bytes.IndexByte(inside, '\\') < 0 {
		return string(inside)
	}
	var s string
	if json.Unmarshal(v, &s) != nil {
		return string(v)
	}
	return s
}
