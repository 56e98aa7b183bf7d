package scenario

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Party is an institution of a story.
type Party struct {
	ID           string
	Name         string
	Nature       string
	Jurisdiction string
	Group        string
	RemitTo      string
	CreditCode   string // 统一社会信用代码; the ledger gets its digest
	Roles        []party.FounderRole
	Accounts     []Account
	Validator    bool
	Single       bool // maker–checker off
	Later        bool // not in genesis: a party.register step enters it

	src source
}

// Account is a seat of a party with its suite.
type Account struct {
	Number uint16
	Duty   string
	Alg    crypto.Alg
}

// Key is an account's key as stories derive it.
type Key struct {
	Account tx.Account
	Duty    string
	Private crypto.PrivateKey
}

// The accounts every party has unless it lists its own.
var usual = []Account{{Number: 0, Duty: party.DutyRoot}, {Number: 1, Duty: party.DutyMaker},
	{Number: 2, Duty: party.DutyChecker}, {Number: 3, Duty: party.DutyMachine}}

const (
	makerNumber   = 1
	checkerNumber = 2
	machineNumber = 3
)

// Seed is what the key of an account follows from: anyone who reads a story holds its keys.
func Seed(a tx.Account, key uint16) string {
	seed := "scenario/" + a.Party + "/" + strconv.Itoa(int(a.Number))
	if key != party.FirstKey {
		seed += "#" + strconv.Itoa(int(key))
	}
	return seed
}

// key returns key number n of an account of the story.
func (s *Story) key(a tx.Account, n uint16) crypto.PrivateKey {
	alg := crypto.Secp256k1
	if p := s.party(a.Party); p != nil {
		alg = p.algOf(a.Number)
	}
	return crypto.FromSeed(alg, Seed(a, n))
}

func (p *Party) algOf(number uint16) crypto.Alg {
	for _, a := range p.Accounts {
		if a.Number == number {
			return a.Alg
		}
	}
	return p.Accounts[0].Alg
}

// Keys returns the first key of every account of every party, in the order of the story.
func (s *Story) Keys() []Key {
	var out []Key
	for _, p := range s.Parties {
		for _, a := range p.Accounts {
			at := tx.Account{Party: p.ID, Number: a.Number}
			out = append(out, Key{Account: at, Duty: a.Duty, Private: s.key(at, party.FirstKey)})
		}
	}
	return out
}

func (s *Story) party(id string) *Party {
	for i := range s.Parties {
		if s.Parties[i].ID == id {
			return &s.Parties[i]
		}
	}
	return nil
}

func (s *Story) partyNames() (out []string) {
	for _, p := range s.Parties {
		out = append(out, p.ID)
	}
	return out
}

var partyFields = []string{"name", "nature", "at", "roles", "alg", "group", "remit_to", "validator",
	"accounts", "single", "later", "uscc"}

func (s *Story) readParties(p page) error {
	for _, e := range p.parties {
		v, err := s.lets.expand(e.value)
		if err != nil {
			return err
		}
		one, err := s.readParty(e.name, e.key, v)
		if err != nil {
			return err
		}
		s.Parties = append(s.Parties, one)
	}
	if len(s.Parties) == 0 {
		return p.whole.err("parties is required: the institutions of the story")
	}
	return nil
}

func (s *Story) readParty(id string, key, v source) (out Party, err error) {
	if !wire.IsName(id) {
		return out, key.err("%q is no party id: 1 to 32 letters, digits or . _ -", id)
	}
	f, err := v.fields("party "+id, partyFields...)
	if err != nil {
		return out, err
	}
	out = Party{ID: id, Name: id, Nature: party.Enterprise, src: key}
	alg := "secp256k1"
	for name, into := range map[string]*string{"name": &out.Name, "nature": &out.Nature,
		"at": &out.Jurisdiction, "group": &out.Group, "remit_to": &out.RemitTo, "alg": &alg,
		"uscc": &out.CreditCode} {
		if f[name].given() {
			if *into, err = f[name].text(); err != nil {
				return out, err
			}
		}
	}
	for name, into := range map[string]*bool{"validator": &out.Validator, "single": &out.Single,
		"later": &out.Later} {
		if f[name].given() {
			if *into, err = f[name].flag(); err != nil {
				return out, err
			}
		}
	}
	if !party.IsJurisdiction(out.Jurisdiction) {
		return out, key.err("party %s: `at` is the six digits of its division, such as \"520000\"", id)
	}
	if out.CreditCode != "" && !party.IsCreditCode(out.CreditCode) {
		return out, f["uscc"].err("%q is no unified social credit code (GB 32100)", out.CreditCode)
	}
	if out.Roles, err = readRoles(f["roles"], out.Jurisdiction); err != nil {
		return out, err
	}
	out.Accounts, err = readAccounts(f["accounts"], f["alg"], alg)
	return out, err
}

func (s source) flag() (bool, error) {
	text, err := s.text()
	if err != nil || text != "true" && text != "false" {
		return false, s.err("true or false is wanted here")
	}
	return text == "true", nil
}

// readRoles reads role names, each for the party's own place or for another as role@520100.
func readRoles(v source, home string) (out []party.FounderRole, err error) {
	for _, item := range v.list() {
		text, err := item.text()
		if err != nil {
			return nil, err
		}
		role, at, other := strings.Cut(text, "@")
		if !other {
			at = home
		}
		if !party.IsRole(role) || !party.IsJurisdiction(at) {
			return nil, item.err("%q is no role such as bureau or provider@520100", text)
		}
		out = append(out, party.FounderRole{Role: role, Jurisdiction: at})
	}
	return out, nil
}

// suites says which suite each usual account has. With both, the maker signs with secp256k1 and the
// checker with SM2.
func suites(alg string, number uint16) (crypto.Alg, bool) {
	switch alg {
	case "secp256k1":
		return crypto.Secp256k1, true
	case "sm2":
		return crypto.SM2, true
	case "both":
		if number == checkerNumber || number == party.Root {
			return crypto.SM2, true
		}
		return crypto.Secp256k1, true
	}
	return 0, false
}

func readAccounts(v, algSource source, alg string) (out []Account, err error) {
	if !v.given() {
		out = slices.Clone(usual)
	}
	for _, item := range v.list() {
		f, err := item.fields("an account", "number", "duty", "alg")
		if err != nil {
			return nil, err
		}
		text, err := f["number"].optional()
		n, bad := strconv.ParseUint(text, 10, 16)
		if err != nil || bad != nil {
			return nil, item.err("an account has a number from 0")
		}
		a := Account{Number: uint16(n), Duty: "officer"}
		if f["duty"].given() {
			if a.Duty, err = f["duty"].text(); err != nil {
				return nil, err
			}
		}
		if f["alg"].given() {
			own, err := f["alg"].text()
			if err != nil {
				return nil, err
			}
			if a.Alg, _ = suites(own, a.Number); a.Alg == 0 {
				return nil, f["alg"].err("%q is neither secp256k1 nor sm2", own)
			}
		}
		out = append(out, a)
	}
	for i := range out {
		if out[i].Alg != 0 {
			continue
		}
		var ok bool
		if out[i].Alg, ok = suites(alg, out[i].Number); !ok {
			return nil, algSource.err("%q is none of secp256k1, sm2, both", alg)
		}
	}
	return out, nil
}

// voters are validators with keys of the story's own, for chains without a consensus engine.
func (s *Story) voters() (out []party.GenesisVoter) {
	none := !slices.ContainsFunc(s.Parties, func(p Party) bool { return p.Validator })
	for _, p := range s.Parties {
		if (p.Validator || none) && !p.Later {
			seed := sha256.Sum256([]byte("scenario/validator/" + p.ID))
			pub := ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
			out = append(out, party.GenesisVoter{Party: p.ID, Name: "node", Power: party.DefaultPower,
				PubKey: base64.StdEncoding.EncodeToString(pub)})
		}
	}
	return out
}
