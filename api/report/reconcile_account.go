package report

import (
	"cmp"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// runsAsked are the runs of a period, all of them in the order of time where none is given.
func (a *asking) runsAsked(period string) (out []settle.RunShown, err error) {
	if period != "" {
		v, found, err := maybe[settle.RunShown](a, "run", dict{"period": period})
		if found {
			out = append(out, v)
		}
		return out, err
	}
	err = each(a, "runs", nil, func(v settle.RunShown) error {
		out = append(out, v)
		return nil
	})
	slices.SortFunc(out, func(x, y settle.RunShown) int { return cmp.Compare(x.From, y.From) })
	return out, err
}

// ofParty visits the statements of a period that a party pays or is paid by, of one other side
// where it is given. What a party keeps is none of them.
func (a *asking) ofParty(period, who, with string, fn func(settle.Statement) error) error {
	for _, args := range []dict{{"period": period, "payer": with, "payee": who},
		{"period": period, "payer": who, "payee": with}} {
		for _, name := range []string{"payer", "payee"} {
			if args[name] == "" {
				delete(args, name)
			}
		}
		err := each(a, "statements", args, func(v settle.Statement) error {
			if v.Payer == v.Payee {
				return nil
			}
			return fn(v)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// payersTo are who owes a party by the statements of a period, of all periods where none is given.
func (a *asking) payersTo(who, period string) (out []dict, err error) {
	runs, err := a.runsAsked(period)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{who: true}
	for _, run := range runs {
		err = a.ofParty(run.Period, who, "", func(v settle.Statement) error {
			if !seen[v.Payer] {
				seen[v.Payer] = true
				out = append(out, dict{"payer": v.Payer, "payee": who})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// standing is what a payer owed a payee over some periods.
type standing struct{ opening, due, paid, adjusted, closing wire.Fen }

// account (往来余额) is how what is owed between our side and others came from its opening to its
// closing: a row for each payer and payee.
func (a *asking) account() (*Table, error) {
	t := &Table{Name: "account", Label: Label{"往来余额", "balances"}, Columns: []Column{
		words("payer", "付款方", "payer", 24), words("payee", "收款方", "payee", 24),
		yuan("opening", "期初余额", "opening"), yuan("due", "本期应付", "due"),
		yuan("paid", "本期已付", "paid"), yuan("adjusted", "调整", "adjusted"),
		yuan("closing", "期末余额", "closing")}}
	runs, err := a.runsAsked(a.args["period"])
	if err != nil {
		return t, err
	}
	type pair struct{ payer, payee string }
	order, all := []pair{}, map[pair]standing{}
	for _, run := range runs {
		err := a.ofParty(run.Period, a.args["party"], a.args["with"], func(v settle.Statement) error {
			k := pair{v.Payer, v.Payee}
			s, known := all[k]
			if !known {
				order = append(order, k)
				s.opening = v.Opening
			}
			s.due += v.Amount + v.Transfer + v.Released - v.Offset - v.Kept
			s.paid, s.adjusted, s.closing = s.paid+v.Paid, s.adjusted+v.Adjusted, v.Closing
			all[k] = s
			return nil
		})
		if err != nil {
			return t, err
		}
	}
	for _, k := range order {
		s := all[k]
		t.add(Text(a.called(k.payer)), Text(a.called(k.payee)), Fen(s.opening), Fen(s.due),
			Fen(s.paid), Fen(s.adjusted), Fen(s.closing))
	}
	return t, nil
}
