package report

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Theirs is a row of the other side's list: its reference, its day, its amount.
type Theirs struct {
	Ref    string
	Day    wire.Date
	Amount wire.Fen
}

// the words by which the columns of a list are known.
var (
	refWords    = []string{"编号", "单号", "流水号", "凭证号", "ref", "id", "reference"}
	dayWords    = []string{"日期", "交易日", "记账日", "date", "day"}
	amountWords = []string{"金额", "发生额", "收入金额", "支出金额", "amount"}
)

// ReadTheirs reads a list in CSV or XLSX, whose first row names the columns.
func ReadTheirs(file []byte) (out []Theirs, err error) {
	var rows [][]string
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		x, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			return nil, problem("report.list", "XLSX 无法读取："+err.Error(), "the XLSX cannot be read: "+
				err.Error())
		}
		defer x.Close()
		rows, err = x.GetRows(x.GetSheetName(0))
		if err != nil {
			return nil, err
		}
	} else {
		c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
		c.FieldsPerRecord = -1
		if rows, err = c.ReadAll(); err != nil {
			return nil, problem("report.list", "CSV 无法读取："+err.Error(), "the CSV cannot be read: "+
				err.Error())
		}
	}
	if len(rows) == 0 {
		return nil, problem("report.list", "清单是空的", "the list is empty")
	}
	find := func(words []string) int {
		return slices.IndexFunc(rows[0], func(s string) bool {
			return slices.ContainsFunc(words, func(w string) bool {
				return strings.Contains(strings.ToLower(s), w)
			})
		})
	}
	ref, day, amount := find(refWords), find(dayWords), find(amountWords)
	if ref < 0 || amount < 0 {
		return nil, problem("report.list", "首行须有编号（流水号、凭证号）和金额两列",
			"the first row must name a reference and an amount")
	}
	for i, row := range rows[1:] {
		v := Theirs{Ref: strings.TrimSpace(cellOf(row, ref))}
		if v.Ref == "" {
			continue
		}
		text := strings.NewReplacer(",", "", "¥", "", "￥", " ", "", "").Replace(cellOf(row, amount))
		if v.Amount, err = wire.ParseFen(strings.TrimSpace(text)); err != nil {
			at := Count(i + 2).Plain()
			return nil, problem("report.list", "第 "+at+" 行的金额 "+text+" 无法读取",
				"the amount "+text+" of row "+at+" cannot be read")
		}
		v.Day, _ = wire.ParseDate(strings.ReplaceAll(strings.TrimSpace(cellOf(row, day)), "/", "-"))
		out = append(out, v)
	}
	return out, nil
}

func cellOf(row []string, i int) string {
	if i >= 0 && i < len(row) {
		return row[i]
	}
	return ""
}

var reconcileKind = Kind{Name: "reconcile", Label: Label{"对账单", "reconciliation"},
	Law: "会计基础工作规范", Paper: true, Args: args(
		Arg{"what", Label{"payments（付款）或 receipts（收款）", "payments or receipts"}, true},
		Arg{"party", Label{"我方", "our side"}, true}, Arg{"with", Label{"对方", "the other side"}, false},
		Arg{"period", Label{"结算期", "settlement period"}, false},
		Arg{"theirs", Label{"对方清单的 SHA-256", "SHA-256 of their list"}, false})}

// Reconcile compares the ledger with the other side's list. The second result is how many rows do
// not match.
func Reconcile(ctx context.Context, s *source.Source, given map[string]string, file []byte) (
	*Report, int, error) {
	theirs, err := ReadTheirs(file)
	if err != nil {
		return nil, 0, err
	}
	sum := sha256.Sum256(file)
	given["theirs"] = hex.EncodeToString(sum[:])
	k := reconcileKind
	if given, err = k.check(given); err != nil {
		return nil, 0, err
	}
	a := &asking{ctx: ctx, s: s, args: given, names: map[string]string{}}
	r := &Report{Kind: &k, Label: k.Label, Period: given["period"], Lang: given["lang"],
		Manifest: Manifest{Format: Format, Report: k.Name, Args: given, Chain: s.Chain,
			Genesis: s.Genesis, Height: s.Height, AppHash: s.AppHash, Law: s.Law, Test: s.Test}}
	list, err := a.ourRows()
	if err != nil {
		return nil, 0, told(err)
	}
	account, err := a.account()
	if err != nil {
		return nil, 0, told(err)
	}
	off := r.compare(a, list, theirs)
	r.Tables = append(r.Tables, account)
	return r, off, nil
}

// ourRows are the payments or receipts of our side on the ledger.
func (a *asking) ourRows() (out []Theirs, err error) {
	who, with, period := a.args["party"], a.args["with"], a.args["period"]
	if a.args["what"] == "receipts" {
		if period != "" {
			return a.receiptsIn(who, period)
		}
		err = each(a, "receipts", dict{"by": who}, func(v market.Receipt) error {
			if v.Status == market.Confirmed {
				out = append(out, Theirs{v.ID.String(), v.Confirmed.Date(), v.Amount + v.Tax})
			}
			return nil
		})
		return out, err
	}
	from := []dict{{"payer": who, "payee": with}}
	switch {
	case with != "":
		from = append(from, dict{"payer": with, "payee": who})
	default:
		more, err := a.payersTo(who, period)
		if err != nil {
			return nil, err
		}
		from = append(from, more...)
	}
	for _, pair := range from {
		if pair["payee"] == "" {
			delete(pair, "payee")
		}
		err = each(a, "paid", pair, func(v settle.Payment) error {
			if period != "" && !slices.Contains(v.Periods, period) {
				return nil
			}
			out = append(out, Theirs{cmp.Or(v.Slip, v.ID.String()), v.Date, v.Amount})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// receiptsIn are the receipts of a collector with a part in a period.
func (a *asking) receiptsIn(who, period string) (out []Theirs, err error) {
	seen := map[wire.ID]bool{}
	err = each(a, "sales", dict{"period": period}, func(row market.Sale) error {
		if row.Receipt.Party != who || seen[row.Receipt] {
			return nil
		}
		seen[row.Receipt] = true
		v, err := one[market.Receipt](a, "receipt", dict{"id": row.Receipt.String()})
		out = append(out, Theirs{v.ID.String(), v.Confirmed.Date(), v.Amount + v.Tax})
		return err
	})
	return out, err
}

// compare fills the report and counts what does not match.
func (r *Report) compare(a *asking, ours, theirs []Theirs) (off int) {
	t := &Table{Name: "rows", Label: Label{"逐笔核对", "row by row"}, Columns: []Column{
		words("state", "结果", "result", 12), words("ref", "编号", "reference", 28),
		words("day", "我方日期", "our day", 12), yuan("ours", "我方账", "ours"),
		words("their_day", "对方日期", "their day", 12), yuan("theirs", "对方账", "theirs"),
		yuan("difference", "差额", "difference"), words("age", "账龄（天）", "days", 10)}}
	count := map[string]int{}
	put := func(state, ref string, x, y *Theirs) {
		count[state]++
		row := make([]Cell, 8)
		row[0], row[1] = Text(a.word(states, state)), Text(ref)
		var diff wire.Fen
		var since wire.Date
		if x != nil {
			row[2], row[3], diff, since = Day(x.Day), Fen(x.Amount), x.Amount, x.Day
		}
		if y != nil {
			row[4], row[5] = Day(y.Day), Fen(y.Amount)
			diff -= y.Amount
			if since == 0 {
				since = y.Day
			}
		}
		row[6] = Fen(diff)
		if state != agrees && since != 0 && since.Start() <= a.s.Law {
			row[7] = Text(Count(int64(a.s.Law-since.Start()) / 86400).Plain())
		}
		t.add(row...)
	}
	waiting := map[string][]int{} // rows of theirs by their reference, in their order
	for i, y := range theirs {
		waiting[y.Ref] = append(waiting[y.Ref], i)
	}
	used := make([]bool, len(theirs))
	for i := range ours {
		x := &ours[i]
		same := waiting[x.Ref]
		if len(same) == 0 {
			put(onlyOurs, x.Ref, x, nil)
			continue
		}
		at := same[0]
		used[at], waiting[x.Ref] = true, same[1:]
		if theirs[at].Amount != x.Amount {
			put(differing, x.Ref, x, &theirs[at])
		} else {
			put(agrees, x.Ref, x, &theirs[at])
		}
	}
	for i := range theirs {
		if !used[i] {
			put(onlyTheirs, theirs[i].Ref, nil, &theirs[i])
		}
	}
	off = len(t.Rows) - count[agrees]
	r.Head = []Field{{Label{"我方", "our side"}, Text(a.called(a.args["party"]))},
		{Label{"对方", "other side"}, Text(a.other(a.called))},
		{Label{"期间", "period"}, Text(cmp.Or(a.span(a.args["period"]), a.say("全部", "all")))},
		{Label{"截至", "as of"}, Text(a.s.Law.String())}, a.unit()}
	r.Tables = []*Table{t, a.balance(ours, theirs, t)}
	for _, state := range []string{agrees, onlyOurs, onlyTheirs, differing} {
		r.Foot = append(r.Foot, Field{states[state], Text(a.sayf("%d 笔", "%d", count[state]))})
	}
	r.Seals = []string{a.name(a.args["party"]), a.other(a.name)}
	return off
}

// other names the other side; where only a list came, it is whoever keeps it.
func (a *asking) other(name func(string) string) string {
	if who := a.args["with"]; who != "" {
		return name(who)
	}
	return a.say("对方（清单提供方）", "the other side, whose list it is")
}

// How a row of ours stands to their list.
const (
	agrees     = "same"
	onlyOurs   = "ours"
	onlyTheirs = "theirs"
	differing  = "differs"
)

var states = map[string]Label{agrees: {"一致", "the same"}, onlyOurs: {"仅我方有", "only ours"},
	onlyTheirs: {"仅对方有", "only theirs"}, differing: {"金额不符", "another amount"}}

// balance is the reconciliation of the two totals (余额调节表).
func (a *asking) balance(ours, theirs []Theirs, rows *Table) *Table {
	t := &Table{Name: "balance", Label: Label{"余额调节表", "reconciliation of totals"},
		Columns: []Column{words("item", "项目", "item", 30),
			column("ours", "我方账", "ours", Money, 16), column("theirs", "对方账", "theirs", Money, 16)}}
	var x, y, onlyX, onlyY, differs wire.Fen
	for _, v := range ours {
		x += v.Amount
	}
	for _, v := range theirs {
		y += v.Amount
	}
	for _, row := range rows.Rows {
		switch row[0].text {
		case a.word(states, onlyOurs):
			onlyX += wire.Fen(row[3].n)
		case a.word(states, onlyTheirs):
			onlyY += wire.Fen(row[5].n)
		case a.word(states, differing):
			differs += wire.Fen(row[6].n)
		}
	}
	t.add(a.text("合计", "total"), Fen(x), Fen(y))
	t.add(a.text("加：对方已记、我方未记", "add: booked by them, not by us"), Fen(onlyY), Fen(0))
	t.add(a.text("加：我方已记、对方未记", "add: booked by us, not by them"), Fen(0), Fen(onlyX))
	t.add(a.text("加：金额不符的差额", "add: differences of amounts"), Fen(0), Fen(differs))
	t.add(a.text("调节后合计", "total after these"), Fen(x+onlyY), Fen(y+onlyX+differs))
	return t
}
