package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

const csvColumns = 8

// CSV writes a verified file as a table for spreadsheets: UTF-8 with a byte order mark, CRLF,
// every row of eight cells. It follows from the file alone, so that it can be checked by writing
// it again.
func CSV(r *Report, file []byte) []byte {
	sum := sha256.Sum256(file)
	s, l := r.Statement, r.Ledger
	t := new(csvTable)
	t.row("收益结算单 settlement statement", s.Period, l.Chain)
	if l.Test {
		t.row("标记 mark", TestMark)
	}
	t.row("付款方 payer", s.Payer, r.Parties.Payer)
	t.row("收款方 payee", s.Payee, r.Parties.Payee)
	t.row("单位 unit", "元 yuan")
	for _, a := range []struct {
		label string
		fen   wire.Fen
	}{{"期初 opening", s.Opening}, {"已付 paid", s.Paid}, {"本期应付 amount", s.Amount},
		{"转付 transfer", s.Transfer}, {"预留款释放 released", s.Released}, {"调整 adjusted", s.Adjusted},
		{"重结算调整 adjusted", s.Adjusted},
		{"抵扣 offset", s.Offset}, {"自留 kept", s.Kept}, {"期末 closing", s.Closing}} {
		t.row(a.label, a.fen)
	}
	t.row("期末大写 closing in words", Capital(s.Closing))
	for _, of := range s.OnBehalf {
		t.row("其中归属 of which for", of.Party, of.Amount)
	}
	for _, a := range s.Adjustments {
		t.row("其中调整 of which adjusts", a.Period, a.Party, a.Amount)
	}
	for _, v := range s.Adjustments {
		t.row("其中调整 of which adjusted", v.Period, v.Party, v.Amount)
	}
	t.row("上一张结算单摘要 previous digest", s.Previous)
	t.row("结算单摘要 statement digest", r.Digest)
	t.row("账本高度 height", l.Height)
	t.row("应用哈希 app hash", l.AppHash)
	t.row("区块头 header", l.HeaderHeight, l.HeaderHash)
	t.row("区块头时间 header time", l.HeaderTime)
	t.row("账本时间 law time", l.LawTime)
	t.row("证明文件 SHA-256 proof file", hex.EncodeToString(sum[:]))
	t.row()
	t.row("行号 row", "明细行 line", "类别 kind", "名称 name", "产品 product", "主体 party",
		"金额 amount", "累计 sum")
	for _, v := range r.Rows {
		t.row(v.Row, v.ID, v.Kind, v.Name, v.Node, v.To, v.Amount, v.Sum)
	}
	return t.b.Bytes()
}

type csvTable struct{ b bytes.Buffer }

// row writes cells. Numbers and amounts are ours and stand as they are, also below zero, so that
// spreadsheets add them up; every text is kept from being read as a formula.
func (t *csvTable) row(cells ...any) {
	if t.b.Len() == 0 {
		t.b.WriteString("\ufeff")
	}
	for i := range csvColumns {
		if i > 0 {
			t.b.WriteByte(',')
		}
		if i >= len(cells) {
			continue
		}
		switch v := cells[i].(type) {
		case string:
			t.b.WriteString(csvQuote(csvText(v)))
		default:
			t.b.WriteString(csvQuote(fmt.Sprint(v)))
		}
	}
	t.b.WriteString("\r\n")
}

// csvText puts an apostrophe before what a spreadsheet would run: cells that begin with = + - @,
// their full-width forms, tab or a line end.
func csvText(s string) string {
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, start) {
			return "'" + s
		}
	}
	return s
}

func csvQuote(s string) string {
	if !strings.ContainsAny(s, ",\"\r\n") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// VerifyCSV verifies the statement file and that the table is the one written from it.
func VerifyCSV(table, file []byte, trust Trust) (*Report, error) {
	r, err := Verify(file, trust)
	if err != nil {
		return nil, err
	}
	if at := differs(CSV(r, file), table); at >= 0 {
		return nil, faultf("csv.bytes", "表格第 %[1]d 行（第 %[2]d 字节）与结算单证明不符",
			"line %[1]d of the table (byte %[2]d) is not what the statement's proof gives",
			bytes.Count(table[:min(at, len(table))], []byte{'\n'})+1, at+1)
	}
	return r, nil
}
