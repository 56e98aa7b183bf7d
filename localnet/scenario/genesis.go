package scenario

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Genesis is the document of a ledger on which the story can be played, with the given validators.
// Its genesis time is the law time of the beginning; for a network of real nodes use GenesisAt, or
// the engine would leap from there to now.
func (s *Story) Genesis(validators ...party.GenesisVoter) (*genesis.Document, error) {
	return s.GenesisAt(s.Start, validators...)
}

// GenesisAt is Genesis with another header time: law time still begins at Start, by the test clock.
func (s *Story) GenesisAt(header wire.Time, validators ...party.GenesisVoter) (
	*genesis.Document, error) {
	spec := genesis.Spec{ChainID: s.Chain, GenesisTime: header, TestStart: s.Start, Regimes: s.Regimes,
		Overlays: s.Overlays, Calendars: s.Calendars, More: s.More,
		Parameters: s.Parameters, Validators: validators, Authorities: s.Authorities,
		Files: genesis.FilesWith(s.Own)}
	for _, p := range s.Parties {
		if !p.Later {
			spec.Parties = append(spec.Parties, s.founder(p))
		}
	}
	doc, err := genesis.Build(spec)
	if err != nil {
		// A story may have fewer validators than a ledger that matters; the document says so.
		spec.AcknowledgeConcentration = "测试账：少于四个控制组 / test ledger of few control groups"
		if again, err := genesis.Build(spec); err == nil {
			return &again, nil
		}
		return nil, err
	}
	return &doc, nil
}

func (s *Story) founder(p Party) party.Founder {
	out := party.Founder{ID: p.ID, Name: p.Name, Nature: p.Nature, Jurisdiction: p.Jurisdiction,
		Group: p.Group, RemitTo: p.RemitTo, Single: p.Single, Roles: p.Roles}
	if p.CreditCode != "" {
		out.USCC = crypto.DigestOf(crypto.DigestSHA256, []byte(p.CreditCode))
	}
	for _, a := range p.Accounts {
		k := s.key(tx.Account{Party: p.ID, Number: a.Number}, party.FirstKey)
		out.Accounts = append(out.Accounts, party.FounderAccount{Number: a.Number, Duty: a.Duty,
			Keys: []crypto.PublicKey{k.Public()}})
	}
	return out
}
