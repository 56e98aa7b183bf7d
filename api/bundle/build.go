package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The paths that a node is asked; package abci serves them.
const (
	pathKey        = "/key"
	pathLines      = "/lines"
	pathStatement  = "/q/statement"
	pathStatements = "/q/statements"
)

// Source is a node. Nothing it says is believed: a file is verified before it is handed out.
type Source interface {
	// Height is that of the newest block whose header and commit can be had.
	Height(ctx context.Context) (uint64, error)
	// Ask asks a path of the state after a height. With prove, proof is the ICS-23 proof of the key in
	// data; a value of no bytes is absent.
	Ask(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		value, proof []byte, err error)
	// First is the lowest height whose header and commit can be had.
	First(ctx context.Context) (uint64, error)
	// Signed is the header of a height with its commit and the validators whose commit it is.
	Signed(ctx context.Context, height uint64) (types.SignedHeader, []*types.Validator, error)
}

// Errors of an export. Each leaves it to a later try or another node.
var (
	ErrNotLanded = errors.New("the period's settlement is not complete")
	ErrNoLines   = errors.New("the node has not got the lines of this settlement")
)

// Pair names a statement of a period.
type Pair struct {
	Payer string `json:"payer"`
	Payee string `json:"payee"`
}

// Exporter makes the statement files of one period, all of them proved by one header.
type Exporter struct {
	src    Source
	period string
	height uint64 // of the state that is proved
	seal   Proof  // header, commit and validators
	run    settle.Run
	leaves [][]byte
	lines  []settlement.Line
	known  map[string]Record
	bare   bool // reads no lines

	directory []settle.Entry // of the run's statements, once asked for
	sheets    map[wire.Hash]settle.Statement
}

// NewExporter finds a height at which the period's settlement has landed. The app hash of a height
// is in the header of the next one, so a settlement that has just landed waits for one more block,
// as long as ctx allows.
func NewExporter(ctx context.Context, src Source, period string) (*Exporter, error) {
	return newExporter(ctx, &Exporter{src: src, period: period, known: map[string]Record{}})
}

// NewExporterAt makes the files of a height, 0 for the newest one whose header has the commit that
// the chain keeps: nodes that are asked for the same height then give the same bytes.
func NewExporterAt(ctx context.Context, src Source, period string, height uint64) (*Exporter,
	error) {
	if height == 0 {
		top, err := src.Height(ctx)
		if err != nil {
			return nil, err
		}
		height = max(top, 3) - 2
	}
	e := &Exporter{src: src, period: period, known: map[string]Record{}}
	return e, e.at(ctx, height)
}

func newExporter(ctx context.Context, e *Exporter) (*Exporter, error) {
	first, err := e.src.Height(ctx)
	if err != nil {
		return nil, err
	}
	for top := first; ; {
		if top >= 2 {
			if err := e.at(ctx, top-1); err == nil || !errors.Is(err, ErrNotLanded) || top > first {
				return e, err
			}
		}
		if top, err = e.newer(ctx, top); err != nil {
			return nil, err
		}
	}
}

// newer waits for a block above top.
func (e *Exporter) newer(ctx context.Context, top uint64) (uint64, error) {
	for {
		now, err := e.src.Height(ctx)
		if err != nil || now > top {
			return now, err
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("no block after %d: %w", top, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// at reads what all files of the period share.
func (e *Exporter) at(ctx context.Context, height uint64) error {
	e.height = height
	value, _, err := e.src.Ask(ctx, pathKey, runs.Key(e.period), height, false)
	if err != nil {
		return err
	}
	if len(value) > 0 {
		if e.run, err = runs.DecodeValue(value); err != nil {
			return err
		}
	}
	if e.run.Stage != settle.Landed && e.run.Stage != settle.Final {
		return ErrNotLanded
	}
	signed, vals, err := e.src.Signed(ctx, height+1)
	if err != nil {
		return err
	}
	if err := e.sealed(ctx, signed, vals); err != nil {
		return err
	}
	return e.readLines(ctx)
}

// sealed keeps the header with what makes it trusted: commit, validators, and the changes of their
// set since the first block that the node has.
func (e *Exporter) sealed(ctx context.Context, signed types.SignedHeader,
	vals []*types.Validator) error {
	head, err := sealOf(signed, vals)
	if err != nil {
		return fmt.Errorf("height %d: %w", e.height+1, err)
	}
	changes, err := changesTo(ctx, e.src, signed)
	e.seal = Proof{Header: head.Header, Commit: head.Commit, Validators: head.Validators,
		Changes: changes}
	return err
}

func (e *Exporter) readLines(ctx context.Context) error {
	if e.run.Lines == 0 || e.bare {
		return nil
	}
	value, _, err := e.src.Ask(ctx, pathLines, []byte(e.period), e.height, false)
	if err != nil {
		return err
	}
	var doc struct {
		Leaves []json.RawMessage `json:"leaves"`
	}
	if err := json.Unmarshal(value, &doc); err != nil {
		return err
	}
	for _, leaf := range doc.Leaves {
		l, err := settlement.ParseLine(leaf)
		if err != nil {
			return err
		}
		e.leaves, e.lines = append(e.leaves, leaf), append(e.lines, l)
	}
	if settlement.Root(e.leaves) != e.run.LinesRoot {
		return ErrNoLines
	}
	return nil
}

// Height is that of the state the files prove.
func (e *Exporter) Height() uint64 { return e.height }

// Run is the settlement of the period.
func (e *Exporter) Run() settle.Run { return e.run }

// query asks a query of a chapter and reads the answer inside its envelope.
func (e *Exporter) query(ctx context.Context, path string, args map[string]string, v any) error {
	data, err := wire.ToJSON(args)
	if err != nil {
		return err
	}
	value, _, err := e.src.Ask(ctx, path, data, e.height, false)
	if err != nil {
		return err
	}
	var doc struct {
		Answer json.RawMessage `json:"answer"`
	}
	if err := json.Unmarshal(value, &doc); err != nil {
		return err
	}
	return json.Unmarshal(doc.Answer, v)
}

// Statements lists the period's statements, only those of a payer or a payee where one is named.
func (e *Exporter) Statements(ctx context.Context, payer, payee string) (
	all []settle.Statement, err error) {
	args := map[string]string{"period": e.period}
	for name, v := range map[string]string{"payer": payer, "payee": payee} {
		if v != "" {
			args[name] = v
		}
	}
	for {
		var page rule.Page[settle.Statement]
		if err := e.query(ctx, pathStatements, args, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		args["after"] = page.Next
	}
}

// Export makes the file of one statement and verifies it.
func (e *Exporter) Export(ctx context.Context, pair Pair) ([]byte, error) {
	var shown struct {
		Detail []struct {
			Index uint32 `json:"index"`
		} `json:"detail"`
	}
	args := map[string]string{"period": e.period, "payer": pair.Payer, "payee": pair.Payee}
	if err := e.query(ctx, pathStatement, args, &shown); err != nil {
		return nil, err
	}
	p := e.seal
	own := make([]uint32, len(shown.Detail))
	for i, d := range shown.Detail {
		if own[i] = d.Index; int(d.Index) >= len(e.lines) {
			return nil, ErrNoLines
		}
	}
	if err := e.addLines(&p, own); err != nil {
		return nil, err
	}
	s, err := e.addRecords(ctx, &p, pair)
	if err != nil {
		return nil, err
	}
	if p.Previous, err = e.previous(ctx, s); err != nil {
		return nil, err
	}
	seal, fault := p.openSeal()
	if fault != nil {
		return nil, fault
	}
	c, fault := p.open(TrustHash(seal.hash))
	if fault != nil {
		return nil, fault
	}
	return c.file(p).encode()
}

func (e *Exporter) addLines(p *Proof, own []uint32) error {
	indexes, err := ancestors(e.lines, own)
	if err != nil {
		return err
	}
	mine := make(map[uint32]bool, len(own))
	for _, i := range own {
		mine[i] = true
	}
	for _, i := range indexes {
		p.Lines = append(p.Lines, Line{Index: i, Own: mine[i], Leaf: string(e.leaves[i])})
	}
	p.Path = jointPath(e.leaves, indexes)
	return nil
}

// addRecords proves the state records. Those that all files share are asked for once.
func (e *Exporter) addRecords(ctx context.Context, p *Proof, pair Pair) (
	s settle.Statement, err error) {
	named := settle.Statement{Period: e.period, Payer: pair.Payer, Payee: pair.Payee}
	for i, key := range keysOf(named) {
		r, err := e.record(ctx, recordNames[i], key)
		if err != nil {
			return s, err
		}
		p.Records = append(p.Records, r)
		if r.Name == "statement" {
			if s, err = sheets.DecodeValue(r.Value); err != nil {
				return s, fmt.Errorf("statement of %s to %s: %w", pair.Payer, pair.Payee, err)
			}
		}
	}
	return s, nil
}

// record proves one key.
func (e *Exporter) record(ctx context.Context, name string, key []byte) (Record, error) {
	r, known := e.known[string(key)]
	if !known {
		value, proof, err := e.src.Ask(ctx, pathKey, key, e.height, true)
		if err != nil {
			return r, err
		}
		r = Record{Key: key, Value: value, Proof: proof}
		e.known[string(key)] = r
	}
	r.Name = name
	return r, nil
}

// previous finds the pair's statement before this one.
func (e *Exporter) previous(ctx context.Context, s settle.Statement) (wire.Bytes, error) {
	if s.Previous.IsZero() {
		return nil, nil
	}
	for seq := s.Seq - 1; seq > 0; seq-- {
		key := pairs.Key(pairAt(s.Payer, s.Payee, seq))
		value, _, err := e.src.Ask(ctx, pathKey, key, e.height, false)
		if err != nil {
			return nil, err
		}
		if len(value) == 0 {
			continue
		}
		at, err := pairs.DecodeValue(value)
		if err != nil {
			return nil, err
		}
		key = sheets.Key(statementKey{at.Period, s.Payer, s.Payee})
		if value, _, err = e.src.Ask(ctx, pathKey, key, e.height, false); err != nil {
			return nil, err
		}
		last, err := sheets.DecodeValue(value)
		if err != nil {
			return nil, err
		}
		return wire.Encode(last)
	}
	return nil, state.ErrProof
}
