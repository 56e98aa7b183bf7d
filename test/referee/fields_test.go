package referee

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
)

// Every paper that is filed shows its fields by name, and they are filled (rulings U3): pdftotext
// reads them from a statement with the story's account book, a reconciliation and a voucher.
func TestFieldsOnPaper(t *testing.T) {
	tool(t, "pdftotext", "poppler-utils")
	ask := play(t, filepath.Join(guizhou, "story.yaml"))
	s, err := source.At(context.Background(), ask, 0)
	must(t, err)
	book, err := os.ReadFile(filepath.Join(guizhou, "accounts.csv"))
	must(t, err)
	read := func(r *report.Report) string {
		return squeezed(run(t, "pdftotext", "-raw", file(t, r, "pdf"), "-"))
	}
	whole, err := report.BuildWith(context.Background(), s, "statement", treasury,
		report.Local{Accounts: book})
	must(t, err)
	voucher, err := report.Build(context.Background(), s, "voucher",
		map[string]string{"period": "2026Q1", "party": "gz-operator"})
	must(t, err)
	settled, _, err := report.Reconcile(context.Background(), s, map[string]string{
		"what": "payments", "party": "gz-operator", "with": "gz-treasury", "period": "2026Q1"},
		[]byte("编号,日期,金额\nB-1,2026-04-30,75658.50\n"))
	must(t, err)
	for _, c := range []struct {
		name, text string
		want, not  []string
	}{
		{"statement", read(whole), append(fields[:len(fields):len(fields)], "制单：gz-operator/1",
			"复核：gz-operator/2", "财务负责人：gz-operator/4", "91520000MAEX000883",
			"11520000MAEX000298", "5200000000000000001", "999701000011", "2026年第一季度"),
			[]string{"未登记", "未附", "未签署"}},
		{"reconciliation", read(settled), []string{"我方账", "对方账", "仅对方有", "期初余额", "本期应付", "本期已付",
			"调整", "期末余额", "余额调节表", "单位盖章处", "75,658.50", "贵州数据运营有限公司", "国家金库贵州省分库"}, nil},
		{"voucher", read(voucher), []string{"凭证字号", "日期", "摘要", "总账科目", "明细科目", "借方", "贷方", "记账√",
			"附件", "合计", "制单", "审核", "记账", "主管", "转-1", "应收账款", "22,500.00"}, nil},
	} {
		for _, f := range c.want {
			if !strings.Contains(c.text, f) {
				t.Errorf("the %s has no %s", c.name, f)
			}
		}
		for _, f := range c.not {
			if strings.Contains(c.text, f) {
				t.Errorf("the %s has %s: a field is not filled", c.name, f)
			}
		}
	}
}

// An English paper has no Chinese but names, the amount in words, and what stands in brackets.
func TestEnglishPaper(t *testing.T) {
	tool(t, "pdftotext", "poppler-utils")
	ask := play(t, filepath.Join(guizhou, "story.yaml"))
	args := map[string]string{"lang": "en"}
	for k, v := range treasury {
		args[k] = v
	}
	text := run(t, "pdftotext", "-raw", file(t, build(t, ask, "statement", args), "pdf"), "-")
	for _, want := range []string{"settlement statement", "prepared by: gz-operator/1",
		"head of finance: gz-operator/4", "brought forward", "in words", "page 1 of"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, bad := range []string{"结算", "制单", "单位", "摘要", "上期", "未附", "年"} {
		if strings.Contains(text, bad) {
			t.Errorf("%s on an English paper", bad)
		}
	}
}
