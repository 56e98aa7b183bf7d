package catalog

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	resources = state.NewMap[wire.ID, Resource](4, 1, "catalog/resources",
		"catalogue entries by id; the party of the id is the provider")
	sequence = state.NewItem[Sequence](4, 2, "catalog/sequence",
		"the last number given to a lineage node")
)

var collections = []state.Collection{resources.Descriptor(), sequence.Descriptor()}
