package party

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

var invariants = []rule.Invariant{
	{Name: "party.key_owner", Check: checkOwners},
	{Name: "party.root", Check: checkRoots},
	{Name: "party.active_keys", Check: checkActive},
	{Name: "party.links", Check: checkLinks},
	{Name: "party.certificates", Check: checkCertificates},
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

// checkActive holds that every account counts its active keys.
func checkActive(r state.Reader) (err error) {
	accounts.Each(r, func(a tx.Account, v Account) bool {
		if n := activeKeys(r, a); n != int(v.Active) {
			err = fmt.Errorf("account %s counts %d active keys of %d", a, v.Active, n)
		}
		return err == nil
	})
	return err
}

// checkCertificates holds that every certificate is of the key it stands beside.
func checkCertificates(r state.Reader) (err error) {
	certificates.Each(r, func(k keyOf, v Certified) bool {
		leaf, bad := crypto.ParseChain(v.Chain)
		if key, _ := keys.Get(r, k); bad != nil || !leaf.Public.Equal(key.Public) {
			err = fmt.Errorf("the certificate of %v is of another key: %v", k, bad)
		}
		return err == nil
	})
	return err
}

// checkLinks holds that every link is found from both ends, and that no set of linked parties is
// beyond the bounds of a search (rulings E6).
func checkLinks(r state.Reader) (err error) {
	links.Each(r, func(id wire.ID, l Link) bool {
		l.ends(func(k linkEnd, v otherEnd) {
			if got, ok := linkEnds.Get(r, k); !ok || got != v {
				err = fmt.Errorf("link %s is not found from %s", id, k.Party)
			}
		})
		if n := len(Around(r, l.A, l.From)); err == nil && n > MaxParties {
			err = fmt.Errorf("%d parties are linked with %s", n, l.A)
		}
		return err == nil
	})
	return err
}

func activeKeys(r state.Reader, a tx.Account) (n int) {
	keys.EachPrefix(r, []any{a.Party, a.Number}, func(_ keyOf, k Key) bool {
		if k.To == 0 {
			n++
		}
		return true
	})
	return n
}
