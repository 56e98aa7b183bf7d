package report

import (
	"cmp"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/tx"
)

// signer is a place on a paper where somebody signs, and the duty of the account that does.
type signer struct {
	Label
	duty string
}

var signers = []signer{{Label{"制单", "prepared by"}, party.DutyMaker},
	{Label{"复核", "checked by"}, party.DutyChecker},
	{Label{"财务负责人", "head of finance"}, party.DutyFinance}}

// signs are filled from the accounts that confirmed the statement, by their duties (rulings U3):
// the payer's, who makes it, before the payee's. Accounts of the payer with other duties prepare
// and check in the order in which they signed.
func (s *statement) signs() ([]Field, error) {
	by, others := map[string]string{}, []string{}
	for _, who := range slices.Compact([]string{s.shown.Payer, s.shown.Payee}) {
		for _, m := range s.shown.Signatures {
			if m.Party != who {
				continue
			}
			for _, account := range m.By {
				duty, err := s.a.duty(account)
				if err != nil {
					return nil, err
				}
				text := account.String() + " " + m.At.Date().String()
				switch {
				case slices.ContainsFunc(signers, func(f signer) bool { return f.duty == duty }):
					by[duty] = cmp.Or(by[duty], text)
				case account.Party == s.shown.Payer:
					others = append(others, text)
				}
			}
		}
	}
	out := []Field{}
	for _, f := range signers {
		text := by[f.duty]
		if text == "" && f.duty != party.DutyFinance && len(others) > 0 {
			text, others = others[0], others[1:]
		}
		out = append(out, Field{f.Label, Text(cmp.Or(text, s.a.say("（未签署）", "(not signed)")))})
	}
	return out, nil
}

// duty is the duty of an account: maker, checker, finance or another.
func (a *asking) duty(of tx.Account) (string, error) {
	v, _, err := maybe[party.AccountView](a, "account", dict{"account": of.String()})
	return v.Duty, err
}
