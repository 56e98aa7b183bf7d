package oversight

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// show names a record once, up to the most of a hop; false when there is no room for it.
func (w *walking) show(collection string, key ...string) bool {
	v := Shown{collection, key}
	switch {
	case slices.ContainsFunc(w.hop.Records, func(o Shown) bool {
		return o.Collection == v.Collection && slices.Equal(o.Key, v.Key)
	}):
		return true
	case len(w.hop.Records) >= 4*maxShown:
		w.hop.More = true
		return false
	}
	w.hop.Records = append(w.hop.Records, v)
	return true
}

// signed names who answers for a step: by the accounts that signed, else by the party that the
// record names. Each party's record and the roles that it held then are shown with it.
func (w *walking) signed(what, who string, by []tx.Account, at wire.Time, attested bool) {
	if at == 0 {
		return
	}
	var parties []string
	accounts := map[string][]string{}
	for _, a := range by {
		if !slices.Contains(parties, a.Party) {
			parties = append(parties, a.Party)
		}
		accounts[a.Party] = append(accounts[a.Party], w.account(a, at))
	}
	if len(parties) == 0 && who != "" {
		parties = []string{who}
	}
	for _, id := range parties {
		p, _ := party.Get(w.store(), id)
		v := Responsible{What: what, Party: id, Name: p.Name, Roles: w.roles(id, at),
			Accounts: accounts[id], At: at, Attested: attested}
		if v.Accounts == nil {
			v.Accounts = []string{}
		}
		w.hop.Responsible = append(w.hop.Responsible, v)
		w.show("party/parties", id)
	}
}

func (w *walking) act(what string, a access.Act) { w.signed(what, "", a.By, a.At, a.Attested) }

// roles are those that a party held at an instant.
func (w *walking) roles(id string, at wire.Time) []string {
	out := []string{}
	for _, v := range party.Roles(w.store(), id) {
		if v.From <= at && (v.To == 0 || at < v.To) {
			out = append(out, v.Role+"@"+v.Jurisdiction)
			w.show("party/roles", id, v.Role, v.Jurisdiction, strconv.FormatUint(uint64(v.From), 10))
		}
	}
	return out
}

// maxKeys bounds the keys of an account that are looked at.
const maxKeys = 100

// account is an account with the keys that were valid at an instant: gd-price/1#1.
func (w *walking) account(a tx.Account, at wire.Time) string {
	var valid []string
	for n := uint16(1); n <= maxKeys; n++ {
		k, ok := party.AccountKey(w.store(), a, n)
		if !ok {
			break
		}
		if k.ActiveAt(at) {
			valid = append(valid, strconv.Itoa(int(n)))
			w.show("party/keys", a.Party, strconv.Itoa(int(a.Number)), strconv.Itoa(int(n)))
		}
	}
	return a.String() + "#" + strings.Join(valid, ",")
}

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// named joins a few ids for a sentence.
func named(ids []wire.ID) string {
	var out []string
	for i, id := range ids {
		if i == 8 {
			return strings.Join(out, "、") + "…（" + strconv.Itoa(len(ids)) + "）"
		}
		out = append(out, id.String())
	}
	return strings.Join(out, "、")
}
