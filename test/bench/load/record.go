package load

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The kinds of paper that suyuan can be loaded with.
const (
	OneRecord = "customer.register" // leaves one record: what the ledger itself costs
	Batch     = "trace.record"      // leaves some ten, and asks for everything behind a product
)

// record is the paper number turn of a seat that leaves one record, the pseudonym of a customer of
// its own.
func (n *Net) record(s seat, turn int) ([]byte, error) {
	name := s.account.String() + "/" + strconv.Itoa(int(s.lane)) + "/" + strconv.Itoa(turn)
	body := trace.CustomerRegister{Customer: wire.Hash(crypto.SHA256([]byte(name)))}
	return sign(s, tx.Paper{Chain: n.Chain, Genesis: n.Genesis, Author: s.account, Lane: s.lane,
		Nonce: uint64(turn) + 1, Expires: n.law + 20*86400, Kind: OneRecord,
		Body: wire.MustEncode(&body)})
}
