package app

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
)

// Standard is the machine of every chapter, in order. A chapter reads only those before it. Its
// tables are fixed when the binary is built, so a contradiction among them panics; a test builds
// it.
func Standard() *Machine {
	m, err := New(party.Chapter(), regime.Chapter(), govern.Chapter(), catalog.Chapter(),
		authorization.Chapter(), access.Chapter(), product.Chapter(), trace.Chapter(), market.Chapter(),
		settle.Chapter(),
		oversight.Chapter())
	if err != nil {
		panic(err)
	}
	return m
}
