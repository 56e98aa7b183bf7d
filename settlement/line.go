package settlement

import (
	"crypto/sha256"
	"slices"
	"strings"
)

// Line is one amount and where it came from (settlement §4). Parents are ids of the lines that the
// money came from; Why holds the numbers of the formula in the order they are told.
// Tier counts from 1; 0 stands for "no tier" and is null in JSON. Amount is fen.
type Line struct {
	ID, Kind, Node string
	Tier           int
	Name, To       string
	Amount         int64
	Parents        []string
	Why            []Fact
}

// Fact is one number, text or list of texts of a line's formula.
type Fact struct {
	Key   string
	Value FactValue
}

// FactValue is a number (sign and size, because points reach 2^64), a text, or a list.
type FactValue struct {
	Text     string
	List     []string
	Size     uint64
	Negative bool
	Sort     FactSort
}

// FactSort tells which member of a FactValue counts.
type FactSort uint8

// The sorts of facts.
const (
	FactNumber FactSort = iota
	FactText
	FactList
)

func fenFact(key string, v int64) Fact {
	if v < 0 {
		return Fact{key, FactValue{Size: -uint64(v), Negative: true}}
	}
	return Fact{key, FactValue{Size: uint64(v)}}
}

func countFact(key string, v uint64) Fact { return Fact{key, FactValue{Size: v}} }

func textFact(key, v string) Fact { return Fact{key, FactValue{Text: v, Sort: FactText}} }

func listFact(key string, v []string) Fact { return Fact{key, FactValue{List: v, Sort: FactList}} }

// Int reads a number of the line's formula; 0 when there is none.
func (l Line) Int(key string) int64 {
	v := l.fact(key)
	if v.Negative {
		return -int64(v.Size)
	}
	return int64(v.Size)
}

// Text reads a text of the line's formula; "" when there is none.
func (l Line) Text(key string) string { return l.fact(key).Text }

func (l Line) fact(key string) FactValue {
	for _, f := range l.Why {
		if f.Key == key {
			return f.Value
		}
	}
	return FactValue{}
}

// Leaf is the canonical JSON of the line: keys sorted, no spaces, UTF-8 as it is, plain integers.
func (l Line) Leaf() []byte { return l.appendLeaf(nil) }

func (l Line) appendLeaf(dst []byte) []byte {
	why := slices.Clone(l.Why)
	slices.SortStableFunc(why, func(a, b Fact) int { return strings.Compare(a.Key, b.Key) })
	return appendJSON(dst, object{
		{"amount", l.Amount}, {"id", l.ID}, {"kind", l.Kind}, {"name", l.Name}, {"node", l.Node},
		{"parents", l.parents()}, {"tier", l.tier()}, {"to", l.To}, {"why", whyObject(why)},
	})
}

// MarshalJSON writes the line in the order it is read: who, what, how much, from where, why.
func (l Line) MarshalJSON() ([]byte, error) { return appendJSON(nil, l.object()), nil }

func (l Line) object() object {
	return object{
		{"id", l.ID}, {"kind", l.Kind}, {"node", l.Node}, {"tier", l.tier()}, {"name", l.Name},
		{"to", l.To}, {"amount", l.Amount}, {"parents", l.parents()}, {"why", whyObject(l.Why)},
	}
}

func (l Line) parents() []string {
	if l.Parents == nil {
		return []string{}
	}
	return l.Parents
}

func (l Line) tier() any {
	if l.Tier == 0 {
		return nil
	}
	return l.Tier
}

func whyObject(why []Fact) object {
	o := make(object, len(why))
	for i, f := range why {
		o[i] = field{f.Key, f.Value.json()}
	}
	return o
}

func (v FactValue) json() any {
	switch {
	case v.Sort == FactText:
		return v.Text
	case v.Sort == FactList && v.List == nil:
		return []string{}
	case v.Sort == FactList:
		return v.List
	case v.Negative:
		return -int64(v.Size)
	}
	return v.Size
}

// LinesRoot is the Merkle root over the canonical lines in their order.
func LinesRoot(lines []Line) [32]byte {
	if len(lines) == 0 {
		return Root(nil)
	}
	hashes := make([][32]byte, len(lines))
	var leaf []byte
	for i, l := range lines {
		leaf = l.appendLeaf(append(leaf[:0], 0))
		hashes[i] = sha256.Sum256(leaf)
	}
	return rootOf(hashes)
}

// Leaves are the canonical lines in their order, ready for AuditPath.
func Leaves(lines []Line) [][]byte {
	leaves := make([][]byte, len(lines))
	for i, l := range lines {
		leaves[i] = l.Leaf()
	}
	return leaves
}
