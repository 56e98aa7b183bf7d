package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RoutingShown is where a party is paid, and under which codes.
type RoutingShown struct {
	Party    string         `json:"party"`
	Treasury string         `json:"treasury"` // its income goes to, "" to itself
	Accounts []AccountShown `json:"accounts"`
	Codes    []CodeShown    `json:"codes"`
}

// AccountShown is an account from a day on.
type AccountShown struct {
	From wire.Date `json:"from"`
	BankAccount
}

// CodeShown is codes from a day on.
type CodeShown struct {
	From wire.Date `json:"from"`
	Code
}

func askRouting(q rule.Ask) (any, error) {
	who := q.Args["party"]
	if _, ok := party.Get(q.Store, who); !ok {
		return nil, rule.ErrNotFound
	}
	out := RoutingShown{Party: who, Accounts: []AccountShown{}, Codes: []CodeShown{}}
	if to, other := treasuryFor(q.Store, who, q.Time); other {
		out.Treasury = to
	}
	accounts.EachPrefix(q.Store, []any{who}, func(k accountKey, v BankAccount) bool {
		out.Accounts = append(out.Accounts, AccountShown{k.From, v})
		return len(out.Accounts) < maxPage
	})
	codes.EachPrefix(q.Store, []any{who}, func(k codeKey, v Code) bool {
		out.Codes = append(out.Codes, CodeShown{k.From, v})
		return len(out.Codes) < maxPage
	})
	return out, nil
}

// DuesShown (应缴清单) is what is due to treasuries under a period.
type DuesShown struct {
	Period string     `json:"period"`
	Dues   []DueShown `json:"dues"`
	More   bool       `json:"more"`
	Next   string     `json:"next"` // give as after for the next page; "" at the end
}

// DueShown is what is due to one treasury for one executing unit under one statement.
type DueShown struct {
	Payer     string    `json:"payer"`
	Treasury  string    `json:"treasury"`
	Level     string    `json:"level"` // division of the treasury
	Unit      string    `json:"unit"`  // 执收单位
	Codes     Codes     `json:"codes"`
	Amount    wire.Fen  `json:"amount"`
	DueDay    wire.Date `json:"due_day"`
	Statement wire.Hash `json:"statement"` // its digest
	Paid      wire.Fen  `json:"paid"`
	Written   wire.Fen  `json:"written"`
	Wrong     []string  `json:"exceptions"`
}

func askDues(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	run, _ := runs.Get(q.Store, period)
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	from := statementKey{Period: period}
	if after != nil {
		from.Payer, from.Payee = after.Party, after.Local
	}
	out := DuesShown{Period: period, Dues: []DueShown{}}
	last := ""
	statements.EachFrom(q.Store, []any{period}, from, func(k statementKey, s Statement) bool {
		if k == from || s.Payer == s.Payee || !isTreasury(q.Store, s.Payee, q.Time) {
			return true
		}
		if out.More = len(out.Dues) >= maxPage; out.More {
			out.Next = last
			return false
		}
		last = s.Payer + "/" + s.Payee
		day, dated := dueDay(q.Store, run, s.Payee, q.Time)
		for _, of := range unitsOf(q.Store, s) {
			v := s.due(q, of)
			if dated {
				v.DueDay = day
				v.judge(q)
			}
			out.Dues = append(out.Dues, v)
		}
		return true
	})
	return out, nil
}

func (s Statement) due(q rule.Ask, of Share) DueShown {
	to, _ := party.Get(q.Store, s.Payee)
	d, _ := dues.Get(q.Store, unitKey{s.Period, s.Payer, s.Payee, of.Party})
	code, _ := codesOn(q.Store, of.Party, q.Time.Date())
	return DueShown{Payer: s.Payer, Treasury: s.Payee, Level: to.Jurisdiction, Unit: of.Party,
		Codes: code, Amount: of.Amount, Statement: s.Digest(), Paid: d.Paid, Written: d.Written,
		Wrong: []string{}}
}

// judge notes what is wrong at the time of the question.
func (v *DueShown) judge(q rule.Ask) {
	over := q.Time >= v.DueDay.End()
	if over && v.Written < v.Amount {
		v.Wrong = append(v.Wrong, Short)
		payer, _ := party.Get(q.Store, v.Payer)
		if v.Paid == 0 && (payer.Nature == party.Administrative || payer.Nature == party.Institution) {
			v.Wrong = append(v.Wrong, Retained) // a public body keeps what it collected
		}
	}
	if v.Paid > v.Amount {
		v.Wrong = append(v.Wrong, Over)
	}
}

// ExceptionsShown is what is wrong with non-tax revenue of a period.
type ExceptionsShown struct {
	Period string     `json:"period"`
	Dues   []DueShown `json:"dues"`
	Slips  []Payment  `json:"slips"`
	More   bool       `json:"more"`
}

func askExceptions(q rule.Ask) (any, error) {
	listed, err := askDues(q)
	if err != nil {
		return nil, err
	}
	all := listed.(DuesShown)
	out := ExceptionsShown{Period: all.Period, Dues: []DueShown{}, Slips: []Payment{},
		More: all.More}
	for _, v := range all.Dues {
		found := 0
		slipsOf.EachPrefix(q.Store, []any{all.Period, v.Payer, v.Treasury, v.Unit},
			func(k slipOf) bool {
				p, _ := payments.Get(q.Store, k.ID)
				if v.DueDay != 0 && p.Date > v.DueDay && p.Status != PaymentRejected {
					p.Wrong = append(p.Wrong, Late)
				}
				if len(p.Wrong) > 0 {
					out.Slips = append(out.Slips, p)
				}
				found++
				return found < maxPage
			})
		if len(v.Wrong) > 0 {
			out.Dues = append(out.Dues, v)
		}
	}
	return out, nil
}
