package app

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
)

// Door admits papers to one block on top of one state. It remembers what it looked up of signers
// and lanes, which the papers of a block share: neither changes as long as the door stands. Not
// safe for concurrent use.
type Door struct {
	m       *Machine
	view    state.Reader
	env     Env
	signers map[signer]standing
	lanes   map[laneOf]*Window
}

// doorEntries bounds what a door remembers of each sort before it begins anew.
const doorEntries = 1 << 12

// Door opens admission for the block of env on top of view, which must not change meanwhile.
func (m *Machine) Door(view state.Reader, env Env) *Door {
	return &Door{m: m, view: view, env: env, signers: map[signer]standing{},
		lanes: map[laneOf]*Window{}}
}

// signer is who signs with which key, as a signature claims.
type signer struct {
	account tx.Account
	key     uint16
	alg     crypto.Alg
}

// standing is a key that signs, or why it does not.
type standing struct {
	public crypto.PublicKey
	no     *rule.Refusal
}

func (d *Door) standing(s signer) standing {
	is, known := d.signers[s]
	if known {
		return is
	}
	if len(d.signers) >= doorEntries {
		clear(d.signers)
	}
	is = d.lookUp(s)
	d.signers[s] = is
	return is
}

func (d *Door) lookUp(s signer) standing {
	account, ok := party.GetAccount(d.view, s.account)
	if !ok || !account.OpenAt(d.env.Time) {
		return standing{no: ErrSigner}
	}
	key, ok := party.AccountKey(d.view, s.account, s.key)
	if !ok || !key.ActiveAt(d.env.Time) {
		return standing{no: ErrKey}
	}
	if s.alg != key.Public.Alg || !party.Accepted(d.view, s.alg) {
		return standing{no: ErrAlgorithm}
	}
	return standing{public: key.Public}
}

// window is the replay window before the block, which nobody changes.
func (d *Door) window(lane laneOf) *Window {
	w := d.lanes[lane]
	if w == nil {
		if len(d.lanes) >= doorEntries {
			clear(d.lanes)
		}
		before, _ := windows.Get(d.view, lane)
		w = &before
		d.lanes[lane] = w
	}
	return w
}
