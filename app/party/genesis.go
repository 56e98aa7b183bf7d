package party

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Genesis is the section `party` of the genesis document: the founding institutions with their
// roles, accounts and keys, and the first validators (rulings E13).
type Genesis struct {
	Parties    []Founder      `json:"parties" max:"1000"`
	Validators []GenesisVoter `json:"validators" max:"200"`
	// AcknowledgeConcentration is the document by which the founders accept that one control group
	// holds a third or more of the voting power; "" otherwise.
	AcknowledgeConcentration string `json:"acknowledge_concentration" max:"200"`
	// Authorities are root certificates of SM2 in DER under which keys may be enrolled with a
	// certificate; none: no key has one (rulings U2).
	Authorities []Authority `json:"authorities" max:"16"`
}

// Founder is a founding institution.
type Founder struct {
	ID           string           `json:"id" max:"32"`
	Name         string           `json:"name" max:"200"`
	Nature       string           `json:"nature" max:"20"`
	Jurisdiction string           `json:"jurisdiction" max:"6"`
	Group        string           `json:"group" max:"32"`
	USCC         crypto.Digest    `json:"uscc"`
	RemitTo      string           `json:"remit_to" max:"32"`
	Single       bool             `json:"single"`
	Roles        []FounderRole    `json:"roles" max:"50"`
	Accounts     []FounderAccount `json:"accounts" max:"200"`
}

// FounderRole is a role held from genesis on.
type FounderRole struct {
	Role         string `json:"role" max:"20"`
	Jurisdiction string `json:"jurisdiction" max:"6"`
}

// FounderAccount is an account open from genesis on; its keys are numbered from FirstKey in order.
type FounderAccount struct {
	Number uint16             `json:"number"`
	Duty   string             `json:"duty" max:"32"`
	Keys   []crypto.PublicKey `json:"keys" max:"10"`
}

// GenesisVoter is a first validator. Power 0 means DefaultPower.
type GenesisVoter struct {
	Party  string `json:"party" max:"32"`
	Name   string `json:"name" max:"64"`
	PubKey string `json:"pub_key" max:"44"` // base64 of the Ed25519 key
	Power  uint64 `json:"power"`
}

// Validator is the record of a founding validator, under its party and name.
type Validator struct {
	PubKey [32]byte `json:"pub_key"`
	Power  uint64   `json:"power"`
}

// DefaultPower and MinPower bound voting power: the weighted median of block time degenerates with
// small powers (rulings E5).
const (
	DefaultPower = 1000
	MinPower     = 100
	maxPower     = 1_000_000_000
)

// ParseGenesis reads and validates the section.
func ParseGenesis(section []byte) (Genesis, error) {
	var g Genesis
	if err := wire.FromJSON(section, &g); err != nil {
		return Genesis{}, fmt.Errorf("genesis section party: %w", err)
	}
	for i := range g.Validators {
		if g.Validators[i].Power == 0 {
			g.Validators[i].Power = DefaultPower
		}
	}
	if err := g.Validate(); err != nil {
		return Genesis{}, fmt.Errorf("genesis section party: %w", err)
	}
	return g, nil
}

// Key is the raw Ed25519 key of the validator.
func (v GenesisVoter) Key() (key [32]byte, err error) {
	b, err := base64.StdEncoding.Strict().DecodeString(v.PubKey)
	if err != nil || len(b) != ed25519.PublicKeySize {
		return key, fmt.Errorf("validator %s/%s: pub_key is not base64 of an Ed25519 key", v.Party,
			v.Name)
	}
	copy(key[:], b)
	return key, nil
}

func (f Founder) party() Party {
	return Party{ID: f.ID, Name: f.Name, Nature: f.Nature, Jurisdiction: f.Jurisdiction,
		Group: f.Group, USCC: f.USCC, RemitTo: f.RemitTo, Single: f.Single, Founding: true}
}

// loadGenesis writes the founders. The accepted algorithms were written before (SetAlgorithms).
func loadGenesis(c *rule.Ctx, section []byte) error {
	g, err := ParseGenesis(section)
	if err != nil {
		return err
	}
	g.trust(c.Store)
	for _, f := range g.Parties {
		if err := f.load(c); err != nil {
			return err
		}
	}
	for _, v := range g.Validators {
		key, err := v.Key()
		if err != nil {
			return err
		}
		validators.Set(c.Store, voter{v.Party, v.Name}, Validator{PubKey: key, Power: v.Power})
	}
	return nil
}

func (f Founder) load(c *rule.Ctx) error {
	p := f.party()
	p.Registered = c.Time
	put(c.Store, p)
	for _, r := range f.Roles {
		giveRole(c.Store, roleAt{f.ID, r.Role, r.Jurisdiction, c.Time}, roleEnd{Document: "genesis"})
	}
	for _, a := range f.Accounts {
		at := tx.Account{Party: f.ID, Number: a.Number}
		account := Account{Duty: a.Duty, Opened: c.Time}
		for _, k := range a.Keys {
			if !Accepted(c.Store, k.Alg) {
				return fmt.Errorf("account %s: algorithm %s is not accepted here", at, k.Alg)
			}
			account.LastKey++
			account.Active++
			addKey(c.Store, at, account.LastKey, k, c.Time)
		}
		accounts.Set(c.Store, at, account)
	}
	return nil
}

// EachValidator visits the founding validators in order of party and name.
func EachValidator(r state.Reader, fn func(party, name string, v Validator) bool) {
	validators.Each(r, func(k voter, v Validator) bool { return fn(k.Party, k.Name, v) })
}
