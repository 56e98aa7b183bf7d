package party

import (
	"fmt"
	"slices"

	"github.com/suyuan-ledger/suyuan/tx"
)

// Validate reports the first contradiction of the section.
func (g Genesis) Validate() error {
	if len(g.Parties) == 0 {
		return fmt.Errorf("no founding party")
	}
	byID := map[string]Founder{}
	owner := map[keyBytes]string{}
	for _, f := range g.Parties {
		if _, twice := byID[f.ID]; twice {
			return fmt.Errorf("party %s appears twice", f.ID)
		}
		byID[f.ID] = f
		if err := f.validate(owner); err != nil {
			return fmt.Errorf("party %s: %w", f.ID, err)
		}
	}
	members := map[string]int{}
	for _, f := range g.Parties {
		if members[f.Group]++; f.Group != "" && members[f.Group] > MaxParties {
			return fmt.Errorf("control group %s has more than %d parties", f.Group, MaxParties)
		}
		if f.RemitTo == "" {
			continue
		}
		if !slices.Contains(byID[f.RemitTo].Roles, FounderRole{"treasury", f.Jurisdiction}) {
			return fmt.Errorf("party %s: remit_to %s holds no treasury role in %s", f.ID, f.RemitTo,
				f.Jurisdiction)
		}
	}
	if err := g.validateAuthorities(); err != nil {
		return err
	}
	return g.ValidateVoters(func(id string) bool { _, known := byID[id]; return known })
}

func (f Founder) validate(owner map[keyBytes]string) error {
	if err := f.party().check(); err != nil {
		return err
	}
	for i, r := range f.Roles {
		if !IsRole(r.Role) || !IsJurisdiction(r.Jurisdiction) {
			return fmt.Errorf("role %q in %q is unknown", r.Role, r.Jurisdiction)
		}
		if slices.Contains(f.Roles[:i], r) {
			return fmt.Errorf("role %s in %s appears twice", r.Role, r.Jurisdiction)
		}
	}
	if len(f.Accounts) == 0 || f.Accounts[0].Number != Root {
		return fmt.Errorf("the first account must be the root account, number 0")
	}
	for i, a := range f.Accounts {
		if i > 0 && a.Number <= f.Accounts[i-1].Number {
			return fmt.Errorf("account numbers must ascend")
		}
		if a.Duty == "" || len(a.Keys) == 0 {
			return fmt.Errorf("account %d needs a duty and a key", a.Number)
		}
		for _, k := range a.Keys {
			if err := k.Check(); err != nil {
				return fmt.Errorf("account %d: %w", a.Number, err)
			}
			if of, taken := owner[keyBytesOf(k)]; taken {
				return fmt.Errorf("account %d: its key belongs to %s already", a.Number, of)
			}
			owner[keyBytesOf(k)] = tx.Account{Party: f.ID, Number: a.Number}.String()
		}
	}
	return nil
}
