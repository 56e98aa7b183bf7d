package trace

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// again answers a batch whose id is taken: the same batch gets its first result and changes
// nothing, another one under the same id is a conflict that somebody must look at.
func (m *Record) again(c *rule.Ctx, b Batch) error {
	if field := m.differs(b); field != "" {
		return ErrConflict.At(field, "id", m.ID, "field", field)
	}
	c.Emit(BatchRepeated{ID: b.ID, Product: product.Node(b.Product, b.Version), Period: b.Period,
		Use: b.Use, Count: b.Count, Flags: b.Flags, Recorded: b.Recorded})
	return nil
}

// differs names the first field in which the paper is not the batch recorded, "" for none.
func (m *Record) differs(b Batch) string {
	same := func(x, y Counter) bool {
		return x.Units == y.Units && slices.Equal(x.Members, y.Members)
	}
	switch {
	case m.Product != b.Product:
		return "product"
	case m.Version != b.Version:
		return "version"
	case m.Stream != b.Stream:
		return "stream"
	case m.From != b.From:
		return "from"
	case m.To != b.To:
		return "to"
	case m.Purpose != b.Purpose:
		return "purpose"
	case m.Customer != b.Customer:
		return "customer"
	case !slices.EqualFunc(m.Counters, b.Counters, same):
		return "counters"
	case m.Root != b.Root:
		return "root"
	case m.Log != b.Log:
		return "log"
	case m.consentsRoot() != b.ConsentsRoot:
		return "consents"
	}
	return ""
}

// product reads the product version that was used and its contract, and refuses inputs that it has
// not got.
func (m *Record) product(c *rule.Ctx) (product.Product, Contract, error) {
	p, ok := product.Get(c.Store, m.Product, m.Version)
	if !ok {
		return p, Contract{}, ErrUnknownProduct.At("product", "product",
			product.Node(m.Product, m.Version))
	}
	k, ok := ContractOf(c.Store, p)
	if !ok {
		return p, k, ErrUnknownProduct.At("product", "product", p.Node())
	}
	for i, n := range m.Counters {
		if last := n.Members[len(n.Members)-1]; int(last) >= len(p.Inputs) {
			return p, k, ErrCounter.At("counters["+strconv.Itoa(i)+"].members", "index", i,
				"zh", "该产品版本没有此输入", "en", "the product version has no such input")
		}
	}
	return p, k, nil
}
