package evidence

import (
	"context"
	"errors"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// world is an agreement with its text, a report asked for under it, and a grant of a development
// agreement that was revoked by a document.
type world struct{ *state.MemStore }

func newWorld() world {
	w := world{state.NewMemStore()}
	id := func(party, local string) wire.ID { return wire.ID{Party: party, Local: local} }
	agreements := state.NewMap[wire.ID, authorization.Agreement](5, 6, "agreements", "doc")
	agreements.Set(w, id("bureau", "a1"), authorization.Agreement{ID: id("bureau", "a1"),
		Plan: id("bureau", "p1"), Signed: 1000, Document: doc("n1", "text")})
	devs := state.NewMap[wire.ID, access.DevAgreement](6, 3, "devs", "doc")
	devs.Set(w, id("operator", "d1"), access.DevAgreement{ID: id("operator", "d1"),
		Parent: id("bureau", "a1")})
	grants := state.NewMap[wire.ID, access.Grant](6, 4, "grants", "doc")
	grants.Set(w, id("operator", "g1"), access.Grant{ID: id("operator", "g1"),
		Agreement: id("operator", "d1"), Opened: access.Act{At: 2000},
		Revocation: access.Act{At: 9000, By: []tx.Account{{Party: "bureau", Number: 1}},
			Evidence: doc("", "grant end")}})
	asked := state.NewMap[wire.ID, oversight.Request](11, 10, "requests", "doc")
	asked.Set(w, id("bureau", "r1"), oversight.Request{ID: id("bureau", "r1"),
		Agreement: id("bureau", "a1"), From: "operator", What: "uses", Evidence: doc("n2", "notice"),
		Asked: 5000})
	return w
}

func (w world) walk(_ context.Context, from, to []byte, fn func(Pair) error) (err error) {
	w.Iterate(from, to, func(key, value []byte) bool {
		err = errors.Join(err, fn(Pair{key, value}))
		return err == nil
	})
	return err
}
