package product_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/test/trial"
)

// TestMain fails when a refusal of the chapter was met by no test.
func TestMain(m *testing.M) { seen.Main(m, product.Chapter().Refusals) }

func TestTable(t *testing.T) {
	trial.CheckTable(t, product.Chapter(), product.Product{})
}

func (b *book) ask(name string, args ...string) (any, error) {
	b.Helper()
	ask := rule.Ask{Store: b.store, Time: b.time}
	return trial.Ask(b, product.Chapter().Queries, ask, name, args...)
}
