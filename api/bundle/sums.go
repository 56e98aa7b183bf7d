package bundle

import (
	"crypto/sha256"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// fenSum adds fen without a limit, so that no file can make a sum wrap around (rulings E12).
type fenSum struct{ v big.Int }

func (s *fenSum) add(fen int64) { s.v.Add(&s.v, big.NewInt(fen)) }

func (s *fenSum) is(fen wire.Fen) bool { return s.v.Cmp(big.NewInt(int64(fen))) == 0 }

func (s *fenSum) moreThan(fen int64) bool { return s.v.Cmp(big.NewInt(fen)) > 0 }

// checkStatement adds the statement up: its amounts from its lines, its opening from the statement
// before, its closing from both (rulings M6).
func (p Proof) checkStatement(f *facts, lines []ledgerLine) *Fault {
	s, run := f.statement, f.run
	if run.Stage != settle.Landed && run.Stage != settle.Final {
		return faultf("statement.stage", "%[1]s 的结算尚未完整入账（%[2]s）",
			"the run of %[1]s is not complete (%[2]s)", run.Period, run.Stage)
	}
	if s.Period != run.Period || s.Seq != run.Seq || s.RunRoot != run.LinesRoot {
		return faultf("statement.run", "结算单不属于所列的本期结算", "the statement is not of the run in the file")
	}
	if fault := checkAmounts(s, lines); fault != nil {
		return fault
	}
	if fault := p.checkOpening(s); fault != nil {
		return fault
	}
	var due, closing fenSum
	for _, fen := range []wire.Fen{s.Opening, -s.Paid, s.Amount, s.Transfer, s.Released,
		s.Adjusted} {
		due.add(int64(fen))
		closing.add(int64(fen))
	}
	closing.add(-int64(s.Offset))
	closing.add(-int64(s.Kept))
	var adjusted fenSum
	for _, v := range s.Adjustments {
		adjusted.add(int64(v.Amount))
	}
	kept := wire.Fen(0)
	if s.Payer == s.Payee {
		kept = s.Amount + s.Released + s.Adjusted
	}
	if s.Opening < 0 || s.Offset < 0 || s.Closing < 0 || s.Kept != kept ||
		s.Payer == s.Payee && s.Transfer != 0 || s.Offset > 0 && !due.holds(s.Offset) ||
		!closing.is(s.Closing) || !adjusted.is(s.Adjusted) {
		return faultf("statement.closing", "结算单期末余额不等于期初、已付、本期、转付、释放、调整、抵扣与留存之和",
			"the closing balance is not opening − paid + amount + transfer + released + "+
				"adjusted − offset − kept")
	}
	return nil
}

// holds reports whether part is within the sum.
func (s *fenSum) holds(part wire.Fen) bool { return s.v.Cmp(big.NewInt(int64(part))) >= 0 }

// checkAmounts adds the lines up: payouts by the party they are income of, transfers apart.
func checkAmounts(s settle.Statement, lines []ledgerLine) *Fault {
	var amount, transfer fenSum
	shares := map[string]*fenSum{}
	for _, l := range lines {
		if !l.own {
			continue
		}
		switch l.Kind {
		case "royalty", "levy_pass":
			transfer.add(l.Amount)
		case "fee", "share", "recover", "return", "remainder", "contribution", "fallback":
			if strings.HasPrefix(l.To, settlement.ReservePrefix) {
				transfer.add(l.Amount) // to the holder of a reserve
				continue
			}
			who, _, _ := strings.Cut(l.To, "@") // the party behind its name in one province
			amount.add(l.Amount)
			if shares[who] == nil {
				shares[who] = new(fenSum)
			}
			shares[who].add(l.Amount)
		default:
			return faultf("statement.line", "明细行 %[1]s（%[2]s）不产生付款义务",
				"line %[1]s (%[2]s) obliges nobody to pay", l.ID, l.Kind)
		}
	}
	if !amount.is(s.Amount) || !transfer.is(s.Transfer) {
		return faultf("statement.amount", "明细行合计与结算单金额不符",
			"the lines do not add up to the statement's amounts")
	}
	names := slices.Sorted(maps.Keys(shares))
	ok := len(names) == len(s.OnBehalf)
	for i := 0; ok && i < len(names); i++ {
		ok = s.OnBehalf[i].Party == names[i] && shares[names[i]].is(s.OnBehalf[i].Amount)
	}
	if !ok {
		return faultf("statement.on_behalf", "按归属主体列示的金额与明细行不符",
			"the amounts by beneficiary do not follow from the lines")
	}
	return nil
}

// checkOpening follows the chain of statements one step back.
func (p Proof) checkOpening(s settle.Statement) *Fault {
	bad := faultf("statement.opening", "期初余额与上一张结算单的期末余额不符",
		"the opening balance is not the closing balance of the statement before")
	if s.Previous.IsZero() {
		if len(p.Previous) != 0 || s.Opening != 0 {
			return bad
		}
		return nil
	}
	var last settle.Statement
	if sha256.Sum256(p.Previous) != s.Previous || wire.Decode(p.Previous, &last) != nil ||
		last.Payer != s.Payer || last.Payee != s.Payee || last.Seq >= s.Seq || last.Closing != s.Opening {
		return bad
	}
	return nil
}
