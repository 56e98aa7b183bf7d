package party

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
)

var invariants = []rule.Invariant{
	{Name: "party.key_owner", Check: checkOwners},
	{Name: "party.root", Check: checkRoots},
}

// checkOwners holds that every key's owner record names exactly that key (rulings E11).
func checkOwners(r state.Reader) (err error) {
	keys.Each(r, func(k keyOf, key Key) bool {
		want := KeyOwner{Account: tx.Account{Party: k.Party, Number: k.Account}, Number: k.Number}
		if got, _ := OwnerOf(r, key.Public); got != want {
			err = fmt.Errorf("key %v is recorded as owned by %v", k, got)
		}
		return err == nil
	})
	return err
}

// checkRoots holds that every party has a root account with an active key (rulings E14).
func checkRoots(r state.Reader) (err error) {
	parties.Each(r, func(id string, _ Party) bool {
		root := tx.Account{Party: id, Number: Root}
		a, ok := accounts.Get(r, root)
		if !ok || a.Closed != 0 || activeKeys(r, root) == 0 {
			err = fmt.Errorf("party %s has no working root account", id)
		}
		return err == nil
	})
	return err
}
