package referee

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

var treasury = map[string]string{"period": "2026Q1", "payer": "gz-operator", "payee": "gz-treasury"}

// fields are those of a statement and of its detail (rulings U3).
var fields = []string{"结算单号", "结算期间", "制表日期", "单位", "付款方", "收款方", "名称", "统一社会信用代码",
	"开户行", "账号", "联行号", "序号", "产品", "授权编号", "收益确认额(含税)", "税额", "可分配额", "分成比例/规则",
	"本方应得", "备注", "小计", "上期结转", "调整(红字)", "代扣", "尾差(归属)", "本期应付", "金额合计(大写)", "(小写)",
	"依据", "分配规则", "授权期限核验", "账本高度", "应用哈希", "本单摘要SHA-256", "核验", "制单", "复核", "财务负责人",
	"单位盖章处", "第1页共1页", "柒万伍仟陆佰伍拾捌元伍角整", "¥75,658.50", "测试账"}

var detailFields = []string{"行号", "收益单号", "确认日期", "产品", "事件编号", "资源", "提供方", "授权编号",
	"期限核验", "权重或比例", "计算式", "应分金额", "尾差", "状态", "交易哈希", "75,658.50"}

func TestPaperIsReadByPdftotext(t *testing.T) {
	tool(t, "pdftotext", "poppler-utils")
	ask := play(t, named(t))
	for name, want := range map[string][]string{"statement": fields, "detail": detailFields} {
		text := squeezed(run(t, "pdftotext", "-raw", file(t, build(t, ask, name, treasury), "pdf"), "-"))
		for _, f := range want {
			if !strings.Contains(text, f) {
				t.Errorf("%s.pdf has no %s", name, f)
			}
		}
	}
	water := map[string]string{"period": "2026Q1", "payer": "gz-operator", "payee": "gz-water"}
	text := run(t, "pdftotext", "-raw", file(t, build(t, ask, "statement", water), "pdf"), "-")
	for _, c := range rare {
		if !strings.ContainsRune(text, c) {
			t.Errorf("the paper has no %c", c)
		}
	}
}

// LibreOffice adds up what the workbook says, from the cells alone: the values that stand beside
// the formulas are taken out first.
func TestWorkbookIsAddedUpByLibreOffice(t *testing.T) {
	soffice := tool(t, "soffice", "libreoffice-calc-nogui")
	ask := play(t, named(t))
	for _, c := range []struct {
		name string
		args map[string]string
		want []string
	}{
		{"statement", treasury, []string{"75658.50"}},
		{"r1", map[string]string{"period": "2026Q1"}, []string{"375000.00"}},
		{"journal", map[string]string{"period": "2026Q1"}, nil},
	} {
		path := file(t, build(t, ask, c.name, c.args), "xlsx")
		bare := filepath.Join(t.TempDir(), "bare.xlsx")
		must(t, strip(path, bare))
		out := t.TempDir()
		run(t, soffice, "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to",
			"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
			"--outdir", out, bare)
		text, totals := "", [][]string{}
		list, err := filepath.Glob(filepath.Join(out, "*.csv"))
		must(t, err)
		for _, f := range list {
			b, err := os.ReadFile(f)
			must(t, err)
			text += string(b)
			rows := csv.NewReader(strings.NewReader(string(b)))
			rows.FieldsPerRecord = -1
			all, err := rows.ReadAll()
			must(t, err)
			for _, row := range all {
				if row[0] == "合计" {
					totals = append(totals, row)
				}
			}
		}
		if len(list) < 2 || len(totals) == 0 {
			t.Errorf("%s: %d sheets, %d rows of sums", c.name, len(list), len(totals))
		}
		for _, want := range c.want {
			if !strings.Contains(strings.ReplaceAll(strings.Join(flat(totals), " "), ",", ""),
				strings.TrimRight(strings.TrimRight(want, "0"), ".")) {
				t.Errorf("%s: LibreOffice's sums %v have no %s", c.name, totals, want)
			}
		}
		if c.name == "statement" {
			for _, f := range append(fields[:33:33], detailFields[:15]...) {
				if !strings.Contains(text, f) {
					t.Errorf("the workbook has no %s", f)
				}
			}
		}
		if c.name == "journal" && totals[0][4] != totals[0][5] {
			t.Errorf("debit %s, credit %s", totals[0][4], totals[0][5])
		}
	}
}

func flat(rows [][]string) (out []string) {
	for _, r := range rows {
		out = append(out, r...)
	}
	return out
}

var cached = regexp.MustCompile(`</f><v>[^<]*</v>`)

// strip copies a workbook without the values beside formulas.
func strip(from, to string) error {
	z, err := zip.OpenReader(from)
	if err != nil {
		return err
	}
	defer z.Close()
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	out := zip.NewWriter(f)
	for _, of := range z.File {
		r, err := of.Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		w, err := out.Create(of.Name)
		if err != nil {
			return err
		}
		if _, err := w.Write(cached.ReplaceAll(b, []byte("</f>"))); err != nil {
			return err
		}
	}
	return out.Close()
}

// hledger accepts the journal of every history: each transaction balances, every product is split
// to nothing, every payer owes what the statement's closing says.
func TestJournalIsCheckedByHledger(t *testing.T) {
	hledger := tool(t, "hledger", "hledger")
	histories := map[string]string{filepath.Join(guizhou, "story.yaml"): "2026Q1"}
	for name, period := range map[string]string{"money-restate-s24-gz.yaml": "2026Q4",
		"money-s24-gd.yaml": "2026Q3", "money-m2-two-provinces.yaml": "2026Q1"} {
		histories[filepath.Join(law, name)] = period
	}
	for name, period := range histories {
		ask := play(t, name)
		for _, p := range periods(t, ask, period) {
			r := build(t, ask, "journal", map[string]string{"period": p})
			path := file(t, r, "journal")
			run(t, hledger, "-f", path, "check")
			text, err := os.ReadFile(path)
			must(t, err)
			if p == period && strings.Count(string(text), " CNY\n") < 4 {
				t.Errorf("%s %s: an empty journal", name, p)
			}
		}
	}
}

// periods are those that have statements; the one named must be among them.
func periods(t testing.TB, ask source.Ask, want string) (out []string) {
	t.Helper()
	r := build(t, ask, "r5", map[string]string{"year": want[:4]})
	for _, table := range r.Tables {
		if table.Name == "runs" {
			for _, row := range table.Rows {
				out = append(out, row[0].Plain())
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("no settled period in %s", want[:4])
	}
	return out
}

// The statements' amounts with what restated periods changed, and the lines that pay parties, are
// one sum.
func TestTotalsAreTheLedgers(t *testing.T) {
	for _, name := range []string{filepath.Join(guizhou, "story.yaml"),
		filepath.Join(law, "money-s24-gd.yaml"), filepath.Join(law, "money-s24-he.yaml"),
		filepath.Join(law, "money-paying-gz.yaml")} {
		ask := play(t, name)
		for _, p := range periods(t, ask, "2026") {
			r := build(t, ask, "r1", map[string]string{"period": p})
			paid := column(t, r, "statements", "amount") + column(t, r, "statements", "adjusted")
			if took := column(t, r, "takes", "amount"); paid != took {
				t.Errorf("%s %s: statements %s, lines %s", name, p, paid, took)
			}
		}
	}
}

// column adds up a column of a report.
func column(t testing.TB, r *report.Report, table, name string) wire.Fen {
	t.Helper()
	for _, of := range r.Tables {
		if of.Name == table {
			v, err := wire.ParseFen(of.Total(name))
			must(t, err)
			return v
		}
	}
	t.Fatalf("no table %s", table)
	return 0
}
