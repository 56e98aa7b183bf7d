package product

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const chapter = 7

var (
	products = state.NewMap[nodeKey, Product](chapter, 1, "product/versions",
		"A version of a data product with its inputs, reviews, registration and publication.")
	numbers = state.NewMap[numberKey, numberOf](chapter, 2, "product/registry_numbers",
		"The product version that holds a registration number of a jurisdiction's registry.")
	downstream = state.NewLog[sourceKey](chapter, 3, 4, "product/downstream",
		"The product versions made of a resource or product version (rulings E9).")
)

var collections = append([]state.Collection{products.Descriptor(), numbers.Descriptor()},
	downstream.Descriptors()...)

// numberKey: each registry counts for itself, so two provinces may give the same number.
type numberKey struct {
	Jurisdiction string
	Number       string
}

type nodeKey struct {
	ID      wire.ID
	Version uint32
}

type sourceKey struct {
	Kind    string
	Object  wire.ID
	Version uint32
}

type numberOf struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
}

// Use is an entry of a downstream log: a product version was made of the log's node.
type Use struct {
	Product wire.ID   `json:"product"`
	Version uint32    `json:"version"`
	Seq     uint64    `json:"seq"`
	At      wire.Time `json:"at"`
}
