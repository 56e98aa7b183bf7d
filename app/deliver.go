package app

import (
	"crypto/sha256"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Result is the outcome of one paper of a block, one to one with the block's papers. CometBFT
// hashes Code, Data, GasWanted and GasUsed into the next header.
type Result struct {
	Code      uint32     // 0, or the code of Refusal
	Data      []byte     // EventsHash of Events when Code is 0, else empty
	Refusal   *rule.Told // why not; nil when Code is 0
	Events    []rule.Event
	TxID      wire.Hash // zero when the bytes hold no paper
	Kind      string
	GasWanted int64 // declared writes
	GasUsed   int64 // keys changed
}

// Deliver runs one paper: admission against the state before the block, the nonce marked for good,
// then Apply on an overlay of its own. A refusal, a panic and a kind that writes more than it
// declares drop the overlay; only the nonce stays. An inadmissible paper, which no honest majority
// lets into a block, changes nothing at all.
func (b *BlockRun) Deliver(raw []byte) Result {
	v := b.door.Admit(raw)
	r := Result{TxID: v.Parsed.ID, GasWanted: int64(v.Cost)}
	if v.Refused == nil {
		v.Refused = b.use(v)
	}
	if v.Refused != nil {
		return b.refuse(r, v.Refused)
	}
	r.Kind, r.GasUsed = v.Kind.Name, 1

	o := b.paper
	o.Reset()
	events, data, refused := b.apply(v, o)
	if refused != nil {
		return b.refuse(r, refused)
	}
	changes := o.Changes()
	if uint64(len(changes))+1 > uint64(v.Cost) {
		return b.refuse(r, rule.Internal.At("", "what",
			fmt.Sprintf("%s wrote %d keys, declared %d", r.Kind, len(changes), v.Cost-1)))
	}
	state.Write(b.overlay, changes)
	r.Events, r.Data, r.GasUsed = events, data, int64(len(changes))+1
	return r
}

func (b *BlockRun) refuse(r Result, why *rule.Refused) Result {
	told := why.Tell()
	r.Code, r.Refusal = why.Code, &told
	if why.Refusal == rule.Internal {
		b.alarms = append(b.alarms, fmt.Sprintf("paper %s: %s", r.TxID, told.En))
	}
	return r
}

// place identifies a nonce inside a block.
type place struct {
	lane  laneOf
	nonce uint64
}

// use marks the author's nonce in the block's state. Admission looked at the window before the
// block; within the block no nonce counts twice, even one that the window has passed meanwhile.
func (b *BlockRun) use(v Verdict) *rule.Refused {
	p := &v.Parsed.Paper
	lane := laneOf{p.Author.Party, p.Author.Number, p.Lane}
	if b.used[place{lane, p.Nonce}] {
		return replayed(p)
	}
	b.used[place{lane, p.Nonce}] = true
	w := b.marks[lane]
	if w == nil {
		before := *b.door.window(lane)
		w = &before
		b.marks[lane], b.order = w, append(b.order, lane)
	}
	w.mark(p.Nonce)
	return nil
}

// saveWindows writes the windows that papers marked: once for each, however many papers there were.
func (b *BlockRun) saveWindows() {
	for _, lane := range b.order {
		windows.Set(b.overlay, lane, *b.marks[lane])
	}
}

// apply runs the paper on o and encodes its events, which may fail like any rule.
func (b *BlockRun) apply(v Verdict, o *state.Overlay) (
	events []rule.Event, data []byte, refused *rule.Refused) {
	defer func() {
		if p := recover(); p != nil {
			events, data, refused = nil, nil, rule.Internal.At("", "what", recovered(p))
		}
	}()
	c := b.ctx(o)
	c.Kind, c.TxID, c.Signers = v.Kind.Name, v.Parsed.ID, v.Parsed.Paper.Signers()
	if err := v.message().Apply(c); err != nil {
		return nil, nil, asRefused(err)
	}
	hash := EventsHash(c.Events())
	return c.Events(), hash[:], nil
}

const maxEventName = 64

type eventRecord struct {
	Name string     `json:"name" max:"64"`
	Body wire.Bytes `json:"body" max:"1000000"`
}

type eventList struct {
	Events []eventRecord `json:"events" max:"100000"`
}

// EventsHash is the SHA-256 of the strict RLP of [[[name, body], …]]: a list holding one list, of
// one pair per event in order of emission; body is the event struct's own strict RLP as a byte
// string. It is the Data of a paper's result, so the next header commits to what happened. An event
// outside its limits panics.
func EventsHash(events []rule.Event) wire.Hash {
	l := eventList{Events: make([]eventRecord, len(events))}
	for i, e := range events {
		l.Events[i] = eventRecord{Name: e.Event(), Body: wire.MustEncode(e)}
	}
	return sha256.Sum256(wire.MustEncode(l))
}
