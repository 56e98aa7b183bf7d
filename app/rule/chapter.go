package rule

import (
	"reflect"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Msg is the body of a paper. Check sees the body alone; Apply reads, requires, writes and emits,
// in this order, and refuses nothing after its first write. Both return nil or a *Refused.
type Msg interface {
	Check() error
	Apply(c *Ctx) error
}

// Bounded is a body whose lists decide how many keys it may change: its paper costs what its own
// lists allow instead of the kind's maximum, so that a short paper takes a short share of a block
// (rulings E4). Writes follows from the body alone and is never above the kind's maximum.
type Bounded interface {
	Msg
	Writes() uint32
}

// Weight orders papers inside a proposal (rulings E15).
type Weight uint8

const (
	// Bulk papers fill what others leave: usage batches, processing records.
	Bulk Weight = iota
	// Ordinary papers come before bulk.
	Ordinary
	// Urgent papers come first: decisions, filings, objections, revocations.
	Urgent
)

// Kind is one sort of paper.
type Kind struct {
	Name   string
	Zh, En string // what it does, one sentence each
	Law    string // articles it carries out, such as "GZ §9(4)"
	New    func() Msg
	Writes uint32 // most keys one Apply changes (rulings E4); a body may be Bounded further
	Weight Weight
	Dual   bool   // maker–checker: two accounts of each signing party (rulings L3)
	Since  uint64 // rules version that adds it; 0 from the first
	Until  uint64 // rules version that ends it; 0 never
	Test   bool   // exists only on test-clock ledgers (rulings E16)
	Root   bool   // signed by root accounts (number 0)
}

// Body returns the wire struct type of the kind.
func (k Kind) Body() reflect.Type { return reflect.TypeOf(k.New()).Elem() }

// Query answers a question from a view of state.
type Query struct {
	Name   string // such as "party" or "lineage"
	Zh, En string
	Args   []Arg
	Serve  func(q Ask) (any, error) // a JSON-able answer, ErrNotFound, or a *Refused
}

// Arg is an argument of a query.
type Arg struct {
	Name     string
	Zh, En   string
	Required bool
}

// Ask is one question: the view it is asked of and its arguments by name.
type Ask struct {
	Store  state.Reader
	Height uint64
	Time   wire.Time // law time of Height
	Args   map[string]string
	Side   Side
	Follow Follow // nil where no index is kept
}

// Follow is a read index that a node may keep beside its state (package api/follow): no consensus
// reads it, and its answers equal those of the state in q.
type Follow interface {
	Answer(name string, q Ask) (any, error)
}

// Side reads bulk records kept beside the tree (settlement lines). They are proved by a root that
// is in the tree.
type Side interface {
	// Lines returns the leaves of a settlement run in order, or false when this node has not got them.
	Lines(period string, cut uint64) ([][]byte, bool)
	// Listed returns the places of the lines that a run lists under a name, in order; false when this
	// node has not got the lists.
	Listed(period string, cut uint64, name string) (places []uint32, ok bool)
	// Leaves returns the leaves at some places as they are kept, unproved; false when one is missing.
	Leaves(period string, cut uint64, places []uint32) (leaves [][]byte, ok bool)
	// Line returns one of those leaves with its RFC 6962 audit path, from the leaf up.
	Line(period string, cut uint64, index uint32) (leaf []byte, path [][32]byte, ok bool)
	// Input returns a piece, from 0, of the text of a settlement run's input, and how many there are;
	// false when this node has not got it or there is no such piece.
	Input(period string, cut uint64, piece uint32) (text []byte, pieces uint32, ok bool)
}

// List names some lines of a settlement run by their places, ascending. Nodes keep lists beside the
// lines, so that a question about one statement reads its lines alone.
type List struct {
	Name   string
	Places []uint32
}

// Chapter is one part of the subject. The table is the whole registration: CLI, queries, docs and
// schema derive from it.
type Chapter struct {
	Number      byte
	Name        string
	Zh, En      string
	Kinds       []Kind
	Refusals    []*Refusal
	Events      []Event // one zero value each
	Collections []state.Collection
	Queries     []Query
	Genesis     func(c *Ctx, section []byte) error // section: the chapter's part of the document, JSON
	EndBlock    func(c *Ctx)                       // bounded work, each item through Try
	Invariants  []Invariant
}

// Invariant must hold after every block; tests check it.
type Invariant struct {
	Name  string
	Check func(r state.Reader) error
}
