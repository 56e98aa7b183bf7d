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
	pools := []entry{}
	walked := a.runLines(a.args["period"], func(l settlement.Line) error {
		bookLine(l, day, put)
		if l.Kind == "inflow" {
			pools = append(pools, entry{day, "余额-" + l.ID, "产品已分完", "待分配:" + l.Node, 0, true})
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
			bookStatement(s, day, put)
			return err
		}), err)
}

// bookLine books what enters a product and what leaves it; lines in between carry nothing.
func bookLine(l settlement.Line, day wire.Date, put func(entry)) {
	move := func(text, from, to string, fen int64) {
		if fen != 0 {
			put(entry{day, l.ID, text, to, wire.Fen(fen), false})
			put(entry{day, l.ID, text, from, wire.Fen(-fen), false})
		}
	}
	pool := "待分配:" + l.Node
	switch l.Kind {
	case "inflow":
		move("销售收入", "销售:"+l.Node, "资金:"+l.Node, l.Int("own_sales"))
		move("转入分配", pool, "销售:"+l.Node, l.Int("own_sales"))
		move("以前期间结转", pool, "结转:"+l.Node, l.Amount-l.Int("own_sales")-l.Int("royalties"))
	case "royalty", "levy_pass":
		move(l.Name, "待分配:"+l.To, pool, l.Amount)
	case "inputs", "levy", "base":
	case "hold", "unhold", "release", "offset", "restate_pay":
		move(lineKind(l.Kind, ""), "应得:"+l.To, "调整:"+l.Kind, l.Amount)
	default:
		if l.To != settlement.ToInputs {
			move(l.Name, "应得:"+l.To, pool, l.Amount)
		}
	}
}

func bookStatement(s settle.Statement, day wire.Date, put func(entry)) {
	number := "JS-" + s.Period + "-" + s.Payer + "-" + s.Payee
	due := "应付:" + s.Payer + ":" + s.Payee
	move := func(text, account string, fen wire.Fen) {
		if fen != 0 {
			put(entry{day, number, text, account, fen, false})
			put(entry{day, number, text, due, -fen, false})
		}
	}
	move("上期结转", "期初:"+s.Payer, s.Opening)
	left := s.Amount
	for _, v := range s.OnBehalf {
		move("本期应得", "应得:"+v.Party, v.Amount)
		left -= v.Amount
	}
	move("本期应得", "应得:"+s.Payee, left)
	move("转付", "转付:"+s.Payer, s.Transfer)
	move("预留款释放", "预留:"+s.Payer, s.Released)
	move("调整", "重结算:"+s.Payee, s.Adjusted)
	move("已付", "已付:"+s.Payer, -s.Paid)
	move("抵扣", "抵扣:"+s.Payee, -s.Offset)
	move("自留", "自留:"+s.Payee, -s.Kept)
	put(entry{day, "余额-" + number, "期末应付", due, -s.Closing, true})
}

// WriteJournal writes a journal in the plain text of hledger, with the balances asserted.
func (r *Report) WriteJournal(w io.Writer) error {
	if r.Kind.Name != "journal" {
		return problem("report.format", "只有 journal 报表有这种格式", "only the report journal has this form")
	}
	b := bufio.NewWriter(w)
	m := r.Manifest
	fmt.Fprintf(b, "; %s %s\n; %s 高度 %d 应用哈希 %s\n", r.title(), r.Period, m.Chain, m.Height, m.AppHash)
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
