package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The examples of 支付结算办法附一, with the forms that it allows, and those of 会计基础工作规范 第52条.
func TestAmountsInWords(t *testing.T) {
	for amount, forms := range map[string]string{
		"1409.50":     "壹仟肆佰零玖元伍角整",
		"6007.14":     "陆仟零柒元壹角肆分",
		"1680.32":     "壹仟陆佰捌拾元零叁角贰分 壹仟陆佰捌拾元叁角贰分",
		"107000.53":   "壹拾万柒仟元零伍角叁分 壹拾万零柒仟元伍角叁分 壹拾万柒仟元伍角叁分",
		"16409.02":    "壹万陆仟肆佰零玖元零贰分",
		"325.04":      "叁佰贰拾伍元零肆分",
		"10.05":       "壹拾元零伍分",
		"1000001.01":  "壹佰万零壹元零壹分",
		"100000001":   "壹亿零壹元整",
		"10203040.56": "壹仟零贰拾万叁仟零肆拾元伍角陆分",
		"0.50":        "伍角整",
		"0":           "零元整",
		"20000.20":    "贰万元贰角整",
	} {
		v, err := wire.ParseFen(amount)
		must(t, err)
		got := strings.TrimPrefix(bundle.Capital(v), "人民币")
		if !slices.Contains(strings.Fields(forms), got) {
			t.Errorf("%s: %s, not %s", amount, got, forms)
		}
		if v > 0 && bundle.Capital(-v) != "负人民币"+got {
			t.Errorf("-%s: %s", amount, bundle.Capital(-v))
		}
	}
}
