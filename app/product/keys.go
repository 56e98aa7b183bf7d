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
)

var collections = []state.Collection{products.Descriptor(), numbers.Descriptor()}

// numberKey: each registry counts for itself, so two provinces may give the same number.
type numberKey struct {
	Jurisdiction string
	Number       string
}

type nodeKey struct {
	ID      wire.ID
	Version uint32
}

type numberOf struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
}
