package access

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// KindProcessing is the kind of a lineage node that is a processing record.
const KindProcessing = "processing"

// Node names a node of lineage. Processing records and imported data have no version.
type Node struct {
	Kind    string
	Object  wire.ID
	Version uint32
}

// Onward is an entry of a node's log: what was directly made of the node, a processing record whose
// job read it or a product version that it is part of.
type Onward struct {
	Kind    string    `json:"kind" max:"10"`
	Object  wire.ID   `json:"object"`
	Version uint32    `json:"version"` // 0 of a processing record
	At      wire.Time `json:"at"`
}

// downstream has the edges downwards, each the reverse of one that the record of what was made
// names: a job is in it from the first, whether or not it ever becomes part of a product.
var downstream = state.NewLog[Node](chapter, 10, 11, "access/downstream",
	"What was directly made of a node: jobs that read it, product versions (rulings E9).")

// Node is the node that an input is: a dataset is the processing record that made it.
func (in Input) Node() Node {
	if in.Kind == KindDataset {
		return Node{Kind: KindProcessing, Object: in.Object}
	}
	return Node{in.Kind, in.Object, in.Version}
}

// Lead tells a node's log of what was made of it at c.Time. Chapter 7 calls it for product
// versions; it is two writes.
func Lead(c *rule.Ctx, from, to Node) {
	downstream.Append(c.Store, from, wire.MustEncode(Onward{to.Kind, to.Object, to.Version, c.Time}))
}

// Downstream is the number of entries in a node's log and their root.
func Downstream(r state.Reader, n Node) (count uint64, root wire.Hash) {
	count, sum := downstream.Head(r, n)
	return count, sum
}

// EachDownstream visits the entries of a node's log from an index on, in order, until fn returns
// false. An entry that cannot be read panics: this program wrote it.
func EachDownstream(r state.Reader, n Node, from uint64, fn func(Onward) bool) {
	downstream.Each(r, n, from, func(i uint64, entry []byte) bool {
		var u Onward
		if err := wire.DecodeTrusted(entry, &u); err != nil {
			panic(fmt.Sprintf("access: downstream log of %v at %d: %v", n, i, err))
		}
		return fn(u)
	})
}
