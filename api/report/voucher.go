package report

import (
	"bufio"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// buildVoucher is the accounting voucher (记账凭证) of one party for a period: what it owes and what
// it is owed by its statements.
func buildVoucher(a *asking, r *Report) error {
	who := a.args["party"]
	r.Head = append(a.head(), Field{Label{"单位名称", "entity"}, Text(a.called(who))})
	run, err := one[settle.RunShown](a, "run", dict{"period": a.args["period"]})
	if err != nil {
		return err
	}
	t := &Table{Name: "voucher", Label: Label{"记账凭证", "voucher"}, Columns: []Column{
		words("number", "凭证字号", "number", 10), words("day", "日期", "day", 12),
		words("text", "摘要", "text", 34), words("account", "总账科目", "account", 18),
		words("detail", "明细科目", "detail", 30), yuan("debit", "借方", "debit"),
		yuan("credit", "贷方", "credit"), words("posted", "记账√", "posted", 6),
		words("attached", "附件", "attachments", 8)}}
	n := 0
	var sum wire.Fen
	err = a.ofParty(a.args["period"], who, "", func(s settle.Statement) error {
		amount := s.Amount + s.Transfer + s.Released + s.Adjusted - s.Offset - s.Kept
		if amount == 0 {
			return nil
		}
		n++
		no, day := Text(a.sayf("转-%d", "T-%d", n)), Day(run.LandedAt.Date())
		text := Text(s.Period + a.say(" 公共数据授权运营收益结算", " settlement of public data revenue"))
		other, debit, credit := s.Payer, receivable, dataIncome
		if s.Payer == who {
			other, debit, credit = s.Payee, dataCost, payable
		}
		detail := Text(a.called(other))
		t.add(no, day, text, a.text(debit.Zh, debit.En), detail, Fen(amount), Cell{}, Text("□"),
			a.text("1 张", "1"))
		t.add(no, day, text, a.text(credit.Zh, credit.En), detail, Cell{}, Fen(amount), Text("□"),
			Cell{})
		sum += amount
		return nil
	})
	if err != nil {
		return err
	}
	r.Tables = []*Table{t}
	r.Foot = []Field{{Label{"合计(大写)", "in words"}, Text(bundle.Capital(sum))},
		{Label{"(小写)", "in figures"}, Text(yen(sum))},
		{Label{"附件", "attachments"}, Text(a.sayf("%d 张（结算单）", "%d (statements)", n))}}
	blank := Text("            ")
	r.Signs = []Field{{Label{"制单", "prepared by"}, blank}, {Label{"审核", "checked by"}, blank},
		{Label{"记账", "posted by"}, blank}, {Label{"主管", "head"}, blank}}
	r.Notes = []Label{{"科目为通用名称，按本单位科目表用列映射文件调整；收付相抵的自留部分不制单。",
		"Account names are general ones: a column map puts those of the entity."}}
	return nil
}

// The accounts that a settlement is booked on, by their general names.
var (
	receivable = Label{"应收账款", "accounts receivable"}
	payable    = Label{"应付账款", "accounts payable"}
	dataIncome = Label{"数据收益分配收入", "income from data revenue"}
	dataCost   = Label{"数据收益分配成本", "cost of data revenue shared"}
)

// Columns is a column map: the columns of a file for an accounting or bank program, each a name and
// what stands in it: the name of a column of the table, or a text in quotes.
type Columns []ColumnOf

// ColumnOf is one column of such a file.
type ColumnOf struct{ Name, From string }

// ReadColumns reads a column map: a line for each column, such as  科目编码 = account  or
// 币种 = "RMB". Lines that begin with # say nothing.
func ReadColumns(r io.Reader) (out Columns, err error) {
	s := bufio.NewScanner(r)
	for no := 1; s.Scan(); no++ {
		line := strings.TrimSpace(strings.TrimPrefix(s.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, from, ok := strings.Cut(line, "=")
		if !ok || strings.TrimSpace(name) == "" {
			at := Count(no).Plain()
			return nil, problem("report.columns", "列映射文件第 "+at+" 行须如 列名 = 来源",
				"line "+at+" of the column map must be such as NAME = FROM")
		}
		out = append(out, ColumnOf{strings.TrimSpace(name), strings.TrimSpace(from)})
	}
	return out, s.Err()
}

// WriteColumns writes a table through a column map, as CSV with a byte order mark and CRLF. More
// gives further columns by name.
func WriteColumns(w io.Writer, t *Table, m Columns, more func(row []Cell) map[string]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	head := make([]string, len(m))
	for i, of := range m {
		head[i] = of.Name
	}
	if err := c.Write(head); err != nil {
		return err
	}
	err := t.each(func(row []Cell) error {
		extra := map[string]string{}
		if more != nil {
			extra = more(row)
		}
		out := make([]string, len(m))
		for i, of := range m {
			if text, ok := strings.CutPrefix(of.From, `"`); ok {
				out[i] = harmless(strings.TrimSuffix(text, `"`))
				continue
			}
			at := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == of.From })
			v, known := extra[of.From]
			switch {
			case known:
				out[i] = harmless(v)
			case at < 0:
				return problem("report.columns", "列映射中没有来源 "+of.From,
					"the column map names "+of.From+", which the table has not")
			case row[at].sort == Words:
				out[i] = harmless(row[at].text)
			default:
				out[i] = row[at].Plain()
			}
		}
		return c.Write(out)
	})
	if err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}
