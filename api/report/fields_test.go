package report

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const storyAccounts = "../../localnet/stories/guizhou/accounts.csv"

// The fields that finance departments expect (rulings U3), paper by paper.
var (
	statementFields = strings.Fields(`结算单号 结算期间 制表日期 单位 付款方 收款方 名称 统一社会信用代码 开户行 账号
		联行号 序号 产品 授权编号 收益确认额(含税) 税额 可分配额 分成比例/规则 本方应得 备注 小计 上期结转 调整(红字) 代扣
		尾差(归属) 本期应付 金额合计(大写) (小写) 依据：分配规则 授权期限核验 账本高度 应用哈希 核验 制单 复核 财务负责人
		单位盖章处`)
	detailFields = strings.Fields(`行号 收益单号 确认日期 产品 事件编号 资源 提供方 授权编号 期限核验 权重或比例 计算式
		应分金额 尾差 状态 交易哈希`)
	reconcileFields = strings.Fields(`我方 对方 我方账 对方账 差额 期初余额 本期应付 本期已付 调整 期末余额 余额调节表
		单位盖章处`)
	voucherFields = strings.Fields(`凭证字号 日期 摘要 总账科目 明细科目 借方 贷方 记账√ 附件 合计 制单 审核 记账 主管`)
)

// cells reads a workbook back: the texts of its cells, names of sheets among them.
func cells(t *testing.T, r *Report) (out []string, rows [][]string) {
	t.Helper()
	var file bytes.Buffer
	must(t, r.Write(context.Background(), &file, "xlsx", Options{}))
	x, err := excelize.OpenReader(&file)
	must(t, err)
	defer x.Close()
	for _, name := range x.GetSheetList() {
		out = append(out, name)
		list, err := x.GetRows(name)
		must(t, err)
		rows = append(rows, list...)
		for _, row := range list {
			out = append(out, row...)
		}
	}
	return out, rows
}

func hasFields(t *testing.T, name string, have, want []string) {
	t.Helper()
	for _, f := range want {
		if !slices.Contains(have, f) {
			t.Errorf("the workbook of %s has no %s", name, f)
		}
	}
}

func withBook(t *testing.T, name string, args map[string]string) *Report {
	t.Helper()
	book, err := os.ReadFile(storyAccounts)
	must(t, err)
	r, err := BuildWith(context.Background(), play(t, storyFile).at(t, 0), name, args,
		Local{Accounts: book})
	must(t, err)
	return r
}

// Every field of a statement is there and filled, from the ledger, the account book of the story
// and the accounts that confirmed it.
func TestFieldsOfAStatement(t *testing.T) {
	have, rows := cells(t, withBook(t, "statement", treasuryArgs))
	hasFields(t, "a statement", have, slices.Concat(statementFields, detailFields))
	value := map[string]string{}
	for _, row := range rows {
		if len(row) > 1 && value[row[0]] == "" {
			value[row[0]] = row[1]
		}
	}
	for name, want := range map[string]string{"制单": "gz-operator/1 2026-04-30",
		"复核": "gz-operator/2 2026-04-30", "财务负责人": "gz-operator/4 2026-04-30",
		"结算期间": "2026年第一季度（2026-01-01 00:00 至 2026-03-31 24:00，北京时间）",
		"制表日期": "2026年04月30日", "单位": "元", "(小写)": "¥75,658.50",
		"金额合计(大写)": "人民币柒万伍仟陆佰伍拾捌元伍角整", "统一社会信用代码": "91520000MAEX000883",
		"账号": "5200000000000000005", "联行号": "999701000011", "授权期限核验": "全部在期内"} {
		if value[name] != want {
			t.Errorf("%s is %q, not %q", name, value[name], want)
		}
	}
	for _, text := range have {
		for _, gap := range []string{"未登记", "未附", "未签署"} {
			if strings.Contains(text, gap) {
				t.Errorf("a field is not filled: %s", text)
			}
		}
	}
	have, _ = cells(t, withBook(t, "detail", map[string]string{"period": "2026Q1",
		"payer": "gz-operator", "payee": "gz-treasury"}))
	hasFields(t, "a detail", have, detailFields)
}

func TestFieldsOfVoucherAndReconciliation(t *testing.T) {
	w := play(t, storyFile)
	r, err := Build(context.Background(), w.at(t, 0), "voucher", map[string]string{
		"period": "2026Q1", "party": "gz-operator"})
	must(t, err)
	have, _ := cells(t, r)
	hasFields(t, "a voucher", have, voucherFields)
	r, _, err = Reconcile(context.Background(), w.at(t, 0), map[string]string{"what": "payments",
		"party": "gz-operator", "with": "gz-treasury", "period": "2026Q1"}, []byte("编号,金额\n"))
	must(t, err)
	have, rows := cells(t, r)
	hasFields(t, "a reconciliation", have, reconcileFields)
	if !slices.ContainsFunc(rows, func(row []string) bool {
		return len(row) == 7 && row[2] == "0.00" && row[3] == "75,658.50" && row[6] == "75,658.50"
	}) {
		t.Error("the balance with the treasury is not there")
	}
	for _, side := range r.Seals {
		if !strings.Contains(strings.Join(have, " "), side+"\n") {
			t.Errorf("no box for the seal of %s", side)
		}
	}
}
