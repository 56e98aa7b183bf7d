package report

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/source"
)

func TestReconcile(t *testing.T) {
	w := play(t, storyFile)
	list := "\ufeff日期,流水号,金额\r\n2026-03-24,gz-operator/r-bank,\"190,800.00\"\r\n" +
		"2026-03-24,gz-operator/r-dev,47700.01\r\n2026-04-01,B-77,100\r\n"
	r, off, err := Reconcile(context.Background(), w.at(t, 0), map[string]string{"what": "receipts",
		"party": "gz-operator"}, []byte(list))
	must(t, err)
	got := ""
	for _, row := range r.Tables[0].Rows {
		got += row[0].text + " " + row[6].Plain() + ";"
	}
	if want := "一致 0.00;金额不符 -0.01;仅对方有 -100.00;"; off != 2 || got != want {
		t.Errorf("%d off: %s", off, got)
	}
	last := r.Tables[1].Rows[4]
	if last[1].Plain() != last[2].Plain() {
		t.Errorf("balanced %s and %s", last[1].Plain(), last[2].Plain())
	}
	for _, f := range Formats {
		must(t, r.Write(context.Background(), new(bytes.Buffer), f, Options{Font: font(t)}))
	}
	if _, _, err := Reconcile(context.Background(), w.at(t, 0), map[string]string{"what": "receipts",
		"party": "gz-operator"}, []byte("a,b\n1,2\n")); err == nil {
		t.Error("a list without columns was read")
	}
}

func TestPaymentsNeedTheRegisteredAccount(t *testing.T) {
	w := play(t, storyFile)
	r, err := Build(context.Background(), w.at(t, 0), "payments", map[string]string{"payer": "gz-dev"})
	must(t, err)
	var p *Problem
	row := r.Tables[0].Rows[0]
	if _, err = r.Checked(nil); !errors.As(err, &p) || p.Code != "report.book" {
		t.Errorf("got %v", err)
	}
	row[4] = Cell{}
	if _, err = r.Checked(nil); !errors.As(err, &p) || p.Code != "report.unregistered" {
		t.Errorf("got %v", err)
	}
	row[4] = Text(AccountDigest("s1", "6222001").String())
	book := map[string]Account{"gz-operator": {"gz-operator", "贵州数据", "建行", "105", "6222002",
		"s1", ""}}
	if _, err := r.Checked(book); !errors.As(err, &p) || p.Code != "report.account" {
		t.Errorf("got %v", err)
	}
	v := book["gz-operator"]
	v.Number = "6222001"
	book["gz-operator"] = v
	checked, err := r.Checked(book)
	must(t, err)
	var out, pain bytes.Buffer
	must(t, r.WritePayments(&out, checked, PaymentColumns))
	if !strings.Contains(out.String(), "贵州数据,6222001,建行,105,22500.00") {
		t.Errorf("%s", out.String())
	}
	if err := r.WritePain(&pain, checked, Account{}); !errors.As(err, &p) ||
		p.Code != "report.book" || pain.Len() > 0 {
		t.Errorf("a payer without an account: %v", err)
	}
	must(t, r.WritePain(&pain, checked, Account{Name: "黔程", Number: "6222999", Code: "301"}))
	if !strings.Contains(pain.String(), "<CtrlSum>22500.00</CtrlSum>") {
		t.Errorf("%s", pain.String())
	}
}

func TestColumnMap(t *testing.T) {
	m, err := ReadColumns(strings.NewReader("# 财务软件\n日期 = day\n币种 = \"RMB\"\n借方金额 = debit\n"))
	must(t, err)
	w := play(t, storyFile)
	r, err := Build(context.Background(), w.at(t, 0), "voucher", map[string]string{"period": "2026Q1",
		"party": "gz-operator"})
	must(t, err)
	var out bytes.Buffer
	must(t, WriteColumns(&out, r.Tables[0], m, nil))
	if !strings.HasPrefix(out.String(), "\ufeff日期,币种,借方金额\r\n2026-04-12,RMB,22500.00\r\n") {
		t.Errorf("%s", out.String())
	}
	if err := WriteColumns(&out, r.Tables[0], Columns{{"x", "none"}}, nil); err == nil {
		t.Error("a column from nowhere")
	}
	if _, err := ReadColumns(strings.NewReader("no sign")); err == nil {
		t.Error("a line that is no column")
	}
}

// What a spreadsheet would run stays text.
func TestCSVIsHarmless(t *testing.T) {
	for _, bad := range []string{"=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1"} {
		if got := harmless(bad); got != "'"+bad {
			t.Errorf("%q became %q", bad, got)
		}
	}
	if harmless("数据=1") != "数据=1" || harmless("") != "" {
		t.Error("a harmless text was changed")
	}
}

func TestHandler(t *testing.T) {
	w := play(t, storyFile)
	h := Handler(func(q *http.Request) (*source.Source, error) { return w.open(q.Context(), 0) },
		Options{Font: font(t)})
	for path, want := range map[string]int{"/r2.xlsx?period=2026Q1": 200, "/r2.csv?period=2026Q1": 200,
		"/r2?period=2026Q1": 200, "/index.json": 200, "/r99.json": 404, "/r2.json": 400,
		"/r2.doc?period=2026Q1": 400, "/r3.pdf?period=2026Q1": 400, "/r2.json?period=x": 400,
		"/statement.json?period=2026Q1&payer=a&payee=b": 404} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("GET", "/api/v1/reports"+path, nil))
		if rec.Code != want {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body.String())
		}
	}
}
