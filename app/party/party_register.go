package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
)

// maxAccounts caps the first accounts of a party, the root account apart.
const maxAccounts = 8

// Register enters an institution with its root key and its first accounts (rulings E11, E14). The
// bureau of its jurisdiction authors it; every key proves that its secret is held. Roles are
// granted apart, by role.grant.
type Register struct {
	ID           string           `json:"id" max:"32"`
	Name         string           `json:"name" max:"200"`
	Nature       string           `json:"nature" max:"20" words:"administrative|institution|state_enterprise|enterprise" need:"yes"`
	Jurisdiction string           `json:"jurisdiction" max:"6"`
	Group        string           `json:"group" max:"32"`
	USCC         crypto.Digest    `json:"uscc"`
	RemitTo      string           `json:"remit_to" max:"32"`
	RootKey      crypto.PublicKey `json:"root_key"`
	RootProof    tx.RS            `json:"root_proof"`
	Accounts     []FirstAccount   `json:"accounts" max:"8"`
}

// FirstAccount is an account opened with the party; Proof is over EnrolPreimage with FirstKey.
type FirstAccount struct {
	Number uint16           `json:"number"`
	Duty   string           `json:"duty" max:"32"`
	Key    crypto.PublicKey `json:"key"`
	Proof  tx.RS            `json:"proof"`
}

func (m *Register) party() Party {
	return Party{ID: m.ID, Name: m.Name, Nature: m.Nature, Jurisdiction: m.Jurisdiction,
		Group: m.Group, USCC: m.USCC, RemitTo: m.RemitTo}
}

// Check refuses malformed fields, numbers out of order and a key given twice.
func (m *Register) Check() error {
	if err := m.party().check(); err != nil {
		return err
	}
	if err := checkKey("root_key", m.RootKey); err != nil {
		return err
	}
	if len(m.Accounts) == 0 {
		return rule.Malformed("accounts", "至少须有一个账号", "at least one account is needed")
	}
	last, seen := uint16(Root), map[keyBytes]bool{keyBytesOf(m.RootKey): true}
	for _, a := range m.Accounts {
		if a.Number <= last {
			return rule.Malformed("accounts", "账号序号须自 1 起递增", "numbers ascend from 1")
		}
		if a.Duty == "" {
			return rule.Malformed("accounts.duty", "不能为空", "it is empty")
		}
		if err := checkKey("accounts.key", a.Key); err != nil {
			return err
		}
		if k := keyBytesOf(a.Key); seen[k] {
			return rule.Malformed("accounts.key", "同一公钥出现两次", "one key appears twice")
		} else {
			seen[k] = true
		}
		last = a.Number
	}
	return nil
}

func checkKey(field string, k crypto.PublicKey) error {
	if k.Check() == nil {
		return nil
	}
	return rule.Malformed(field, "不是所标算法的公钥", "not a public key of its algorithm")
}

// Apply registers the party.
func (m *Register) Apply(c *rule.Ctx) error {
	bureau, err := SignerWith(c, "bureau", m.Jurisdiction)
	if err != nil {
		return err
	}
	if parties.Has(c.Store, m.ID) {
		return ErrExists.At("id", "party", m.ID)
	}
	if err := m.requireTreasury(c); err != nil {
		return err
	}
	if err := m.requireRoom(c); err != nil {
		return err
	}
	root := tx.Account{Party: m.ID, Number: Root}
	if err := requireKey(c, "root_key", root, FirstKey, m.RootKey, m.RootProof); err != nil {
		return err
	}
	for _, a := range m.Accounts {
		at := tx.Account{Party: m.ID, Number: a.Number}
		if err := requireKey(c, "accounts.key", at, FirstKey, a.Key, a.Proof); err != nil {
			return err
		}
	}

	p := m.party()
	p.Registered = c.Time
	put(c.Store, p)
	openAccount(c, root, DutyRoot, m.RootKey)
	for _, a := range m.Accounts {
		openAccount(c, tx.Account{Party: m.ID, Number: a.Number}, a.Duty, a.Key)
	}

	c.Emit(Registered{Party: p.ID, Name: p.Name, Jurisdiction: p.Jurisdiction, By: bureau})
	return nil
}

// requireTreasury refuses remit_to when it names no treasury of the party's own level (同级国库, GZ
// §22¶3).
func (m *Register) requireTreasury(c *rule.Ctx) error {
	if m.RemitTo == "" {
		return nil
	}
	if !parties.Has(c.Store, m.RemitTo) {
		return ErrUnknown.At("remit_to", "party", m.RemitTo)
	}
	for _, held := range Roles(c.Store, m.RemitTo) {
		if held.Role == "treasury" && held.Jurisdiction == m.Jurisdiction &&
			covers(held.From, held.To, c.Time) {
			return nil
		}
	}
	return ErrTreasury.At("remit_to", "party", m.RemitTo, "jurisdiction", m.Jurisdiction)
}

// requireRoom refuses a control group that would make too many linked parties (rulings E6).
func (m *Register) requireRoom(c *rule.Ctx) (err error) {
	groups.EachPrefix(c.Store, []any{m.Group}, func(k groupKey) bool {
		err = withinBounds(c, "group", k.Party, m.ID)
		return false
	})
	return err
}

func openAccount(c *rule.Ctx, a tx.Account, duty string, k crypto.PublicKey) {
	accounts.Set(c.Store, a, Account{Duty: duty, Opened: c.Time, LastKey: FirstKey, Active: 1})
	addKey(c.Store, a, FirstKey, k, c.Time)
}
