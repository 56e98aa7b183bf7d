package abci

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/proto/tendermint/crypto"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Paths of Query. Answers are JSON documents except that of PathKey, which is the stored value.
const (
	PathQuery   = "/q/"      // + a query's name; data: a JSON object of its arguments
	PathKey     = "/key"     // data: a raw key; with prove, ICS-23 of its value or its absence
	PathReceipt = "/receipt" // data: the 32 bytes of a paper's id
	PathBlock   = "/block"   // what this node remembers of the block at the asked height
	PathLines   = "/lines"   // data: a period's name, or one/PLACE; leaves of its settlement run
	PathInfo    = "/info"
	// PathAdmission signs that this node took a paper (rulings E15); data: the 32 bytes of its id
	PathAdmission = "/admission"
	// PathSnapshots lists the snapshots that this node offers.
	PathSnapshots = "/snapshots"
)

// ProofType is the type of the one proof operator of PathKey.
const ProofType = "ics23:iavl"

// Answer wraps the document of a query with the height it was asked of.
type Answer struct {
	Height  uint64          `json:"height"`
	Time    wire.Time       `json:"law_time"`
	Test    bool            `json:"test_ledger"` // 测试账 (rulings E16)
	AppHash wire.Hash       `json:"app_hash"`    // of the state that answered
	Answer  json.RawMessage `json:"answer"`
}

// State is the document of PathInfo.
type State struct {
	Chain    string    `json:"chain"`
	Genesis  wire.Hash `json:"genesis"`
	Height   uint64    `json:"height"`
	Header   wire.Time `json:"header_time"`
	Law      wire.Time `json:"law_time"`
	Offset   int64     `json:"offset_seconds"` // law time minus header time
	Test     bool      `json:"test_ledger"`
	Rules    uint64    `json:"rules"`
	Version  string    `json:"version"`
	AppHash  wire.Hash `json:"app_hash"`
	Earliest uint64    `json:"earliest_height"`
	Waiting  int       `json:"waiting_papers"`
}

// Query answers from a committed height: 0 asks of the latest.
func (a *Application) Query(_ context.Context, req *abci.RequestQuery) (
	res *abci.ResponseQuery, err error) {
	defer func() {
		if p := recover(); p != nil {
			res, err = a.queryPanic(p)
		}
	}()
	if a.closing.Load() {
		return queryRefused(ErrClosing.At(""), req.Height), nil
	}
	at, refused := a.asOf(req.Height)
	if refused != nil {
		return queryRefused(refused, req.Height), nil
	}
	var value []byte
	switch {
	case strings.HasPrefix(req.Path, PathQuery):
		value, err = a.ask(at, strings.TrimPrefix(req.Path, PathQuery), req.Data)
	case req.Path == PathKey:
		return a.key(at, req.Data, req.Prove)
	case req.Path == PathReceipt:
		value, err = a.receipt(req.Data)
	case req.Path == PathBlock:
		value, err = a.block(at.height)
	case req.Path == PathLines:
		value, err = a.lines(at, string(req.Data))
	case req.Path == PathAdmission:
		value, err = a.admission(req.Data)
	case req.Path == PathRange:
		value, err = a.ranged(at, req.Data)
	case req.Path == PathSnapshots:
		value, err = a.snapshots()
	case req.Path == PathInfo:
		value = mustJSON(a.State())
	default:
		err = ErrNotFound.At("path", "what", req.Path)
	}
	if err != nil {
		return queryError(err, at.height)
	}
	return &abci.ResponseQuery{Height: height64(at.height), Key: req.Data, Value: value,
		Codespace: Codespace}, nil
}

// queryPanic keeps the node up for a question about a height that was pruned under it, and for a
// query that broke by itself: neither touches what the chain agrees on. A store fault stops the
// node.
func (a *Application) queryPanic(p any) (*abci.ResponseQuery, error) {
	fault, ok := p.(state.Fault)
	if !ok {
		a.o.Log.Error("a query failed", "panic", p)
		return queryRefused(rule.Internal.At("", "what", p), 0), nil
	}
	var gone state.PrunedError
	if errors.As(fault.Err, &gone) {
		return queryRefused(pruned(gone), int64(gone.Height)), nil
	}
	return nil, a.fail(fault)
}

// asOf finds the state at a height, and the height's times.
func (a *Application) asOf(height int64) (head, *rule.Refused) {
	now := a.head.Load()
	if height == 0 || uint64(height) == now.height {
		h := *now
		if a.db.Version() == h.height && h.height > 0 {
			h.store = a.db.QueryView()
		}
		return h, nil
	}
	if height < 0 {
		return head{}, ErrQuery.At("height", "zh", "高度为负", "en", "the height is negative")
	}
	view, err := a.db.ViewAt(uint64(height))
	var gone state.PrunedError
	if errors.As(err, &gone) {
		return head{}, pruned(gone)
	}
	if err != nil {
		panic(err)
	}
	h := head{height: uint64(height), store: view, hash: view.Root()}
	b, ok, err := a.blockRecord(h.height)
	if err != nil {
		panic(state.Fault{Err: err})
	}
	if !ok {
		return head{}, ErrNotFound.At("height", "what", "height "+strconv.FormatUint(h.height, 10))
	}
	h.header = b.Time
	return h, nil
}

func pruned(e state.PrunedError) *rule.Refused {
	return ErrPruned.At("height", "earliest", e.Earliest, "latest", e.Latest)
}

// ask serves a query of a chapter.
func (a *Application) ask(at head, name string, data []byte) ([]byte, error) {
	args := map[string]string{}
	if len(data) > 0 {
		if err := json.Unmarshal(data, &args); err != nil {
			return nil, ErrQuery.At("", "zh", "参数须为字符串值的 JSON 对象",
				"en", "the arguments are a JSON object of strings")
		}
	}
	law := regime.LawTime(at.store, at.header)
	q := rule.Ask{Store: at.store, Height: at.height, Time: law, Args: args, Side: a.runs}
	if a.o.Follow != nil {
		q.Follow = a.o.Follow
	}
	doc, err := a.m.Query(name, q)
	if errors.Is(err, rule.ErrNotFound) {
		return nil, ErrNotFound.At("", "what", a.asked(name, args))
	}
	if err != nil {
		return nil, err
	}
	_, test := regime.TestClock(at.store)
	head := mustJSON(Answer{Height: at.height, Time: law, Test: test, AppHash: at.hash,
		Answer: json.RawMessage("0")})
	// The document is JSON already: it is put in place, not read again.
	return append(append(head[:len(head)-len("0}")], doc...), '}'), nil
}

// asked names what a question is about: "party nobody", "product gz-operator/index version 3".
func (a *Application) asked(name string, args map[string]string) string {
	text := name
	for _, c := range a.m.Chapters() {
		for _, q := range c.Queries {
			if q.Name != name {
				continue
			}
			for _, arg := range q.Args {
				switch v := args[arg.Name]; {
				case v == "" || arg.Name == "lang" || arg.Name == "limit":
				case arg.Required:
					text += " " + v
				default:
					text += " " + arg.Name + " " + v
				}
			}
		}
	}
	return text
}

// key serves a raw value with its proof: ICS-23 against the app hash of that height, which the
// header of the next height carries. An absent key has a proof as well.
func (a *Application) key(at head, key []byte, prove bool) (*abci.ResponseQuery, error) {
	if len(key) == 0 {
		return queryRefused(ErrQuery.At("data", "zh", "键为空", "en", "the key is empty"), 0), nil
	}
	res := &abci.ResponseQuery{Height: height64(at.height), Key: key, Codespace: Codespace}
	view, onDisk := at.store.(*state.View)
	if !prove || !onDisk {
		res.Value, _ = at.store.Get(key)
		return res, nil
	}
	p, err := view.Prove(key)
	if err != nil {
		return nil, err
	}
	res.Value = p.Value
	res.ProofOps = &crypto.ProofOps{Ops: []crypto.ProofOp{{Type: ProofType, Key: key, Data: p.Proof}}}
	return res, nil
}

func (a *Application) receipt(id []byte) ([]byte, error) {
	if len(id) != 32 {
		return nil, ErrQuery.At("data", "zh", "交易编号为 32 字节", "en", "a paper's id has 32 bytes")
	}
	return a.sideDocument(receiptKey(wire.Hash(id)), "tx "+hex.EncodeToString(id))
}

func (a *Application) block(height uint64) ([]byte, error) {
	return a.sideDocument(blockKey(height), "block "+strconv.FormatUint(height, 10))
}

func (a *Application) sideDocument(key []byte, what string) ([]byte, error) {
	b, ok, err := a.db.Bulk().Get(key)
	if err != nil {
		return nil, state.Fault{Err: err}
	}
	if !ok {
		return nil, ErrNotFound.At("data", "what", what)
	}
	return b, nil
}

// State describes the ledger as this node sees it.
func (a *Application) State() State {
	h := a.head.Load()
	offset, test := regime.TestClock(h.store)
	papers, _ := a.pending.size()
	return State{Chain: a.o.Chain, Genesis: a.o.Genesis, Height: h.height, Header: h.header,
		Law: regime.LawTime(h.store, h.header), Offset: int64(offset), Test: test, Rules: h.rules,
		Version: Version, AppHash: h.hash, Earliest: a.db.Earliest(), Waiting: papers}
}

func queryRefused(r *rule.Refused, height int64) *abci.ResponseQuery {
	return &abci.ResponseQuery{Code: r.Code, Codespace: Codespace, Log: told(r.Tell()), Height: height}
}

// queryError tells what a query said no with. Only a store fault is an error of the method.
func queryError(err error, height uint64) (*abci.ResponseQuery, error) {
	var refused *rule.Refused
	var fault state.Fault
	switch {
	case errors.As(err, &refused):
		return queryRefused(refused, height64(height)), nil
	case errors.Is(err, rule.ErrNotFound):
		return queryRefused(ErrNotFound.At("", "what", "lines"), height64(height)), nil
	case errors.As(err, &fault):
		panic(fault)
	}
	return queryRefused(rule.Internal.At("", "what", err), height64(height)), nil
}
