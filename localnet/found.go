package localnet

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AccountKey is a key of an account, with its number inside the account.
type AccountKey struct {
	Account tx.Account
	Number  uint16
	Key     crypto.PrivateKey
}

// Founding is the ledger a network begins with, where it is not the manifest's own: that of a
// story.
type Founding struct {
	// Validators are the institutions that run one validator each; none: those of the manifest.
	Validators []string
	// Genesis makes the document of a chain that begins now with these validators; law time of a
	// test ledger begins where its story does.
	Genesis func(now wire.Time, voters []party.GenesisVoter) (genesis.Document, error)
	// Keys are the keys of all accounts, for the key files.
	Keys []AccountKey
}

// duties are the accounts of every founding institution of a manifest, from number 0.
var duties = []string{party.DutyRoot, party.DutyMaker, party.DutyChecker, party.DutyMachine}

// machine is the number of the account of an institution's machines.
const machine = 3

// algs are the suites of accounts 0 to 3.
func (p PartySpec) algs() ([4]crypto.Alg, error) {
	const k, s = crypto.Secp256k1, crypto.SM2
	switch p.Alg {
	case "both", "":
		return [4]crypto.Alg{s, k, s, k}, nil
	case "secp256k1":
		return [4]crypto.Alg{k, k, k, k}, nil
	case "sm2":
		return [4]crypto.Alg{s, s, s, s}, nil
	}
	return [4]crypto.Alg{}, fmt.Errorf("alg %q is none of secp256k1, sm2, both", p.Alg)
}

func (p PartySpec) found() (party.Founder, []AccountKey, error) {
	f := party.Founder{ID: p.ID, Name: p.Name, Nature: p.Nature, Jurisdiction: p.At, Group: p.Group}
	for _, r := range p.Roles {
		f.Roles = append(f.Roles, party.FounderRole{Role: r, Jurisdiction: p.At})
	}
	algs, err := p.algs()
	if err != nil {
		return f, nil, err
	}
	var keys []AccountKey
	for i, duty := range duties {
		k, err := crypto.Generate(algs[i])
		if err != nil {
			return f, nil, err
		}
		at := tx.Account{Party: p.ID, Number: uint16(i)}
		f.Accounts = append(f.Accounts, party.FounderAccount{Number: at.Number, Duty: duty,
			Keys: []crypto.PublicKey{k.Public()}})
		keys = append(keys, AccountKey{Account: at, Number: party.FirstKey, Key: k})
	}
	return f, keys, nil
}

// Founding makes the ledger of the manifest's own institutions, with new keys.
func (m Manifest) Founding() (*Founding, error) {
	var founders []party.Founder
	out := &Founding{}
	for _, p := range m.Parties {
		f, keys, err := p.found()
		if err != nil {
			return nil, fmt.Errorf("%w: party %s: %w", ErrManifest, p.ID, err)
		}
		founders, out.Keys = append(founders, f), append(out.Keys, keys...)
	}
	start, err := wire.ParseTime(m.LawStart)
	if err != nil {
		return nil, fmt.Errorf("%w: law_start: %w", ErrManifest, err)
	}
	out.Genesis = func(now wire.Time, voters []party.GenesisVoter) (genesis.Document, error) {
		s := genesis.Spec{ChainID: m.Chain, GenesisTime: now, TestStart: start, Calendars: m.Calendars,
			Overlays: m.Overlays, Parties: founders, Validators: voters}
		for _, name := range m.Regimes {
			s.Regimes = append(s.Regimes, genesis.RegimeSpec{Name: name})
		}
		for _, g := range party.PowerByGroup(party.Genesis{Parties: founders, Validators: voters}) {
			if g.Third() {
				s.AcknowledgeConcentration = "a network on one machine, for trials"
			}
		}
		return genesis.Build(s)
	}
	return out, nil
}
