package report

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

// products are product versions and contracts that were looked at, by node and id.
type products struct {
	nodes     map[string]product.Product
	contracts map[wire.ID]contract
}

// contract is what of an agreement papers show: an authorization agreement or one for developing.
type contract struct {
	ID          wire.ID
	Place       string
	First, Last wire.Date
	Ended       wire.Time
	RuleHash    wire.Hash
	Version     uint32
	Effective   wire.Date
}

// node returns the product version of a node such as party/local@1.
func (a *asking) node(node string) (product.Product, error) {
	if p, ok := a.known.nodes[node]; ok {
		return p, nil
	}
	name, version, ok := strings.Cut(node, "@")
	if _, err := strconv.ParseUint(version, 10, 32); !ok || err != nil {
		return product.Product{}, nil
	}
	p, _, err := maybe[product.Product](a, "product", dict{"product": name, "version": version})
	if a.known.nodes == nil {
		a.known.nodes = map[string]product.Product{}
	}
	a.known.nodes[node] = p
	return p, err
}

// contract returns an agreement by its id, of either layer.
func (a *asking) contract(of wire.ID) (c contract, err error) {
	if c, ok := a.known.contracts[of]; ok || of.IsZero() {
		return c, nil
	}
	g, ok, err := maybe[authorization.Agreement](a, "agreement", dict{"id": of.String()})
	switch {
	case err != nil:
		return c, err
	case ok:
		c = contract{g.ID, g.Jurisdiction, g.FirstDay, g.LastDay, g.EndedAt, g.RuleHash,
			max(g.Version, 1), max(g.Effective, g.FirstDay)}
	default:
		d, found, err := maybe[access.DevAgreement](a, "devagreement", dict{"id": of.String()})
		if err != nil {
			return c, err
		}
		if found {
			c = contract{d.ID, d.Jurisdiction, d.FirstDay, d.LastDay, d.EndedAt, d.RuleHash, 1,
				d.FirstDay}
		}
	}
	if a.known.contracts == nil {
		a.known.contracts = map[wire.ID]contract{}
	}
	a.known.contracts[of] = c
	return c, nil
}

// How a window of use stands to the term of the agreement: 在期, 超期, 撤销, or there is none.
const (
	termIn    = "in"
	termOut   = "out"
	termEnded = "ended"
	termNone  = "none"
)

// inTerm is one of those.
func (c contract) inTerm(first, last wire.Date) string {
	switch {
	case c.ID.IsZero():
		return termNone
	case first < c.First || last > c.Last:
		return termOut
	case c.Ended != 0 && last.End() > c.Ended && last > c.Ended.Date():
		return termEnded
	}
	return termIn
}
