package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// entry is one line of the journal: a debit is positive, a credit negative.
type entry struct {
	day     wire.Date
	number  string // of the transaction it belongs to
	text    string
	account string
	fen     wire.Fen
	balance bool // Fen is what the account must stand at after it
}

// buildJournal books a period in double entry: sales into what is to be split, lines out of it to
// those who earn, statements from those into what is payable. Every product ends at nothing, every
// pair of payer and payee at its closing.
func buildJournal(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	run, err := one[settle.RunShown](a, "run", dict{"period": a.args["period"]})
	if err != nil {
		return err
	}
	day := (run.To - 1).Date()
	t := &Table{Name: "entries", Label: Label{"分录", "entries"}, Columns: []Column{
		words("day", "日期", "day", 12), words("number", "凭证号", "number", 30),
		words("text", "摘要", "text", 30), words("account", "科目", "account", 44),
		yuan("debit", "借方", "debit"), yuan("credit", "贷方", "credit"),
		column("balance", "科目余额", "balance", Money, 16)}}
	t.Each = func(yield func([]Cell) error) error { return a.entries(day, yield) }
	r.Tables = []*Table{t}
	return nil
}

// entries gives the entries of a period one by one: lines, products at nothing, statements.
func (a *asking) entries(day wire.Date, yield func([]Cell) error) (err error) {
	put := func(e entry) {
		row := []Cell{Day(e.day), Text(e.number), Text(e.text), Text(e.account), {}, {}, {}}
		switch {
		case e.balance:
			row[6] = Fen(e.fen)
		case e.fen >= 0:
			row[4] = Fen(e.fen)
		default:
			row[5] = Fen(-e.fen)
		}
		if err == nil {
			err = yield(row)
		}
	}
	b := booking{a, day, put}
	pools := []entry{}
	walked := a.runLines(a.args["period"], func(l settlement.Line) error {
		b.line(l)
		if l.Kind == "inflow" {
			pools = append(pools, entry{day, a.say("余额-", "balance-") + l.ID,
				a.say("产品已分完", "the product is divided"), b.on("待分配", "To divide", l.Node), 0, true})
		}
		return err
	})
	if walked != nil {
		return walked
	}
	for _, e := range pools {
		put(e)
	}
	return cmp.Or(each(a, "statements", dict{"period": a.args["period"]},
		func(s settle.Statement) error {
			b.statement(s)
			return err
		}), err)
}

// booking books lines and statements of a day.
type booking struct {
	a   *asking
	day wire.Date
	put func(entry)
}

// on is an account: what it is for, and of whom or of what product.
func (b booking) on(zh, en, of string) string { return b.a.say(zh, en) + ":" + of }

// line books what enters a product and what leaves it; lines in between carry nothing.
func (b booking) line(l settlement.Line) {
	say := b.a.say
	move := func(text, from, to string, fen int64) {
		if fen != 0 {
			b.put(entry{b.day, l.ID, text, to, wire.Fen(fen), false})
			b.put(entry{b.day, l.ID, text, from, wire.Fen(-fen), false})
		}
	}
	pool, sales := b.on("待分配", "To divide", l.Node), b.on("销售", "Sales", l.Node)
	earned := b.on("应得", "Earned", l.To)
	switch l.Kind {
	case "inflow":
		move(say("销售收入", "sales"), sales, b.on("资金", "Money", l.Node), l.Int("own_sales"))
		move(say("转入分配", "to be divided"), pool, sales, l.Int("own_sales"))
		move(say("以前期间结转", "carried over"), pool, b.on("结转", "Carried", l.Node),
			l.Amount-l.Int("own_sales")-l.Int("royalties"))
	case "royalty", "levy_pass":
		move(b.a.lineName(l.Name), b.on("待分配", "To divide", l.To), pool, l.Amount)
	case "inputs", "levy", "base":
	case "hold", "unhold", "release", "offset", "restate_pay":
		move(lineKind(l.Kind, b.a.args["lang"]), earned, b.on("调整", "Adjustment", l.Kind), l.Amount)
	default:
		if l.To != settlement.ToInputs {
			move(b.a.lineName(l.Name), earned, pool, l.Amount)
		}
	}
}

func (b booking) statement(s settle.Statement) {
	say, number := b.a.say, "JS-"+s.Period+"-"+s.Payer+"-"+s.Payee
	due := b.on("应付", "Due", s.Payer+":"+s.Payee)
	move := func(text, account string, fen wire.Fen) {
		if fen != 0 {
			b.put(entry{b.day, number, text, account, fen, false})
			b.put(entry{b.day, number, text, due, -fen, false})
		}
	}
	move(say("上期结转", "brought forward"), b.on("期初", "Opening", s.Payer), s.Opening)
	left, earned := s.Amount, say("本期应得", "earned")
	for _, v := range s.OnBehalf {
		move(earned, b.on("应得", "Earned", v.Party), v.Amount)
		left -= v.Amount
	}
	move(earned, b.on("应得", "Earned", s.Payee), left)
	move(say("转付", "passed on"), b.on("转付", "Passed on", s.Payer), s.Transfer)
	move(say("预留款释放", "released"), b.on("预留", "Reserves", s.Payer), s.Released)
	move(say("调整", "adjusted"), b.on("重结算", "Restated", s.Payee), s.Adjusted)
	move(say("已付", "paid"), b.on("已付", "Paid", s.Payer), -s.Paid)
	move(say("抵扣", "set off"), b.on("抵扣", "Set off", s.Payee), -s.Offset)
	move(say("自留", "kept"), b.on("自留", "Kept", s.Payee), -s.Kept)
	b.put(entry{b.day, say("余额-", "balance-") + number, say("期末应付", "closing"), due, -s.Closing,
		true})
}

// WriteJournal writes a journal in the plain text of hledger, with the balances asserted.
func (r *Report) WriteJournal(w io.Writer) error {
	if r.Kind.Name != "journal" {
		return problem("report.format", "只有 journal 报表有这种格式", "only the report journal has this form")
	}
	b := bufio.NewWriter(w)
	m := r.Manifest
	fmt.Fprintf(
		b,
		r.say(Label{"; %s %s\n; %s 高度 %d 应用哈希 %s\n", "; %s %s\n; %s height %d app hash %s\n"}),
		r.title(),
		r.Period,
		m.Chain,
		m.Height,
		m.AppHash,
	)
	b.WriteString("commodity 1,000.00 CNY\n")
	last := ""
	err := r.Tables[0].each(func(row []Cell) error {
		if number := row[1].text; number != last {
			fmt.Fprintf(b, "\n%s * (%s) %s\n", row[0].text, number, oneLine(row[2].text))
			last = number
		}
		account := "    " + oneLine(row[3].text) + "  "
		switch {
		case row[6].sort == Money:
			fmt.Fprintf(b, "%s0.00 CNY = %s CNY\n", account, row[6].Plain())
		case row[4].sort == Money:
			fmt.Fprintf(b, "%s%s CNY\n", account, row[4].Plain())
		default:
			fmt.Fprintf(b, "%s%s CNY\n", account, wire.Fen(-row[5].n))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// oneLine keeps a text from ending an account or a line of the journal.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool {
		return c == '\n' || c == '\r' || c == '\t' || c == ' ' || c == ';'
	}), " ")
}
