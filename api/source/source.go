// Package source is a ledger at one committed height, as reports, pages and the HTTP API read it:
// by the names of the chapters' queries. Whatever is asked through one Source is of one height, so
// that the same height gives the same document on every node.
package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ErrNotFound says that there is no such object at this height.
var ErrNotFound = errors.New("not found")

// Refused is what the ledger said no with: an unknown query, a bad argument, a pruned height.
type Refused struct{ Told rule.Told }

// Error is the English sentence after the code.
func (r *Refused) Error() string { return r.Told.Code + ": " + r.Told.En }

// Missing is ErrNotFound in the ledger's words, which say what was asked for.
type Missing struct{ Told rule.Told }

// Error is the English sentence.
func (m *Missing) Error() string { return m.Told.En }

// Is makes it an ErrNotFound.
func (m *Missing) Is(target error) bool { return target == ErrNotFound }

// Reply is a node's answer to one path.
type Reply struct {
	Code   uint32 // 0 where answered
	Log    string // a rule.Told as JSON where Code is not 0
	Height uint64 // of the state that answered
	Value  []byte // a JSON document, or the stored value of a key
	Proof  []byte // ICS-23 of a key's value or absence, where asked for
}

// Ask puts a question to a node: the application in this process, or one over RPC. Height 0 is the
// latest. An error is a failure to ask; a no of the ledger is a Reply.
type Ask func(ctx context.Context, path string, data []byte, height uint64, prove bool) (Reply,
	error)

// Ledger is where a ledger stands: the document of the node's path /info.
type Ledger struct {
	Chain    string    `json:"chain"`
	Genesis  wire.Hash `json:"genesis"`
	Height   uint64    `json:"height"`
	Header   wire.Time `json:"header_time"`
	Law      wire.Time `json:"law_time"`
	Test     bool      `json:"test_ledger"` // 测试账 (rulings E16)
	Version  string    `json:"version"`
	AppHash  wire.Hash `json:"app_hash"`
	Earliest uint64    `json:"earliest_height"`
}

// Source is one height of a ledger.
type Source struct {
	Chain   string
	Genesis wire.Hash
	Height  uint64
	Law     wire.Time // law time of Height
	Test    bool      // 测试账 (rulings E16)
	AppHash wire.Hash // of the state after Height; the header of the next height carries it

	ask Ask
}

// Info asks where the ledger stands.
func Info(ctx context.Context, ask Ask) (l Ledger, err error) {
	r, err := ask(ctx, "/info", nil, 0, false)
	if err != nil {
		return l, err
	}
	if r.Code != 0 {
		return l, refused(r)
	}
	return l, json.Unmarshal(r.Value, &l)
}

// At fixes a height, 0 for the latest. Errors: *Refused where the height is not kept.
func At(ctx context.Context, ask Ask, height uint64) (*Source, error) {
	l, err := Info(ctx, ask)
	if err != nil {
		return nil, err
	}
	s := &Source{Chain: l.Chain, Genesis: l.Genesis, Height: height, ask: ask}
	if height == 0 {
		s.Height = l.Height
	}
	a, err := s.query(ctx, "ledger", nil)
	if err != nil {
		return nil, err
	}
	s.Law, s.Test, s.AppHash = a.Time, a.Test, a.AppHash
	return s, nil
}

// Answer is what a node wraps a query's document in.
type Answer struct {
	Height  uint64          `json:"height"`
	Time    wire.Time       `json:"law_time"`
	Test    bool            `json:"test_ledger"`
	AppHash wire.Hash       `json:"app_hash"`
	Answer  json.RawMessage `json:"answer"`
}

// Query asks a query of a chapter by name; docs/book lists them. Errors: ErrNotFound, *Refused.
func (s *Source) Query(ctx context.Context, name string, args map[string]string) (json.RawMessage,
	error) {
	a, err := s.query(ctx, name, args)
	return a.Answer, err
}

func (s *Source) query(ctx context.Context, name string, args map[string]string) (Answer, error) {
	return Put(ctx, s.ask, name, args, s.Height)
}

// Put puts one question at a height, 0 for the latest. Errors: ErrNotFound, *Refused.
func Put(ctx context.Context, ask Ask, name string, args map[string]string, height uint64) (
	a Answer, err error) {
	if args == nil {
		args = map[string]string{}
	}
	data, err := json.Marshal(args)
	if err != nil {
		return a, err
	}
	r, err := ask(ctx, "/q/"+name, data, height, false)
	if err != nil {
		return a, err
	}
	if r.Code != 0 {
		return a, refused(r)
	}
	return read(r.Value)
}

// read reads what a node answers. The document comes last and may be large: it is cut out, not
// read.
func read(b []byte) (a Answer, err error) {
	const name = `,"answer":`
	i := bytes.Index(b, []byte(name))
	if i < 0 || b[len(b)-1] != '}' {
		return a, json.Unmarshal(b, &a)
	}
	err = json.Unmarshal(append(bytes.Clone(b[:i]), '}'), &a)
	a.Answer = json.RawMessage(b[i+len(name) : len(b)-1])
	return a, err
}

// Path asks any other path of the node, such as /receipt or /block, at this height.
func (s *Source) Path(ctx context.Context, path string, data []byte, prove bool) (Reply, error) {
	r, err := s.ask(ctx, path, data, s.Height, prove)
	if err == nil && r.Code != 0 {
		err = refused(r)
	}
	return r, err
}

// No is the error of a reply that says no, and nil for an answer.
func No(r Reply) error {
	if r.Code == 0 {
		return nil
	}
	return refused(r)
}

// refused reads a no. The ledger's code for what is not there is told apart.
func refused(r Reply) error {
	var t rule.Told
	if err := json.Unmarshal([]byte(r.Log), &t); err != nil || t.Code == "" {
		t = rule.Told{Code: "node", Number: r.Code, Zh: r.Log, En: r.Log}
	}
	if t.Code == "query.not_found" {
		return &Missing{t}
	}
	return &Refused{t}
}

// Into asks a query and reads its document into a T.
func Into[T any](ctx context.Context, s *Source, name string, args map[string]string) (v T,
	err error) {
	doc, err := s.Query(ctx, name, args)
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(doc, &v); err != nil {
		return v, fmt.Errorf("query %s: %w", name, err)
	}
	return v, nil
}
