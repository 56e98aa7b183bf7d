package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestMain fails when a refusal of the chapter was met by no test.
func TestMain(m *testing.M) { seen.Main(m, access.Chapter().Refusals) }

func TestTable(t *testing.T) {
	trial.CheckTable(t, access.Chapter(), access.Application{}, access.DevAgreement{}, access.Grant{},
		access.Processing{}, access.Offered{}, access.Opening{})
}

func (b *book) ask(name string, args ...string) (any, error) {
	b.Helper()
	ask := rule.Ask{Store: b.store, Time: b.time}
	return trial.Ask(b, access.Chapter().Queries, ask, name, args...)
}

// offered puts a product of the operator at developers' disposal, as chapter 7 does on publication.
func (b *book) offered(product string, agreement wire.ID, resources ...string) {
	o := access.Offered{Object: id(product), Version: 1, Maker: id(product).Party,
		Agreement: agreement, Fields: []string{"month", "n"}}
	for _, r := range resources {
		o.Resources = append(o.Resources, id(r))
	}
	access.Offer(b.ctx(b.store, nil), o)
}

func resourceItem(name string, fields ...string) access.Item {
	return access.Item{Object: id(name), Kind: access.KindResource, Fields: fields}
}

func productItem(name string, fields ...string) access.Item {
	return access.Item{Object: id(name), Kind: access.KindProduct, Fields: fields}
}
