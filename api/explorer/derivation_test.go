package explorer

import (
	"strings"
	"testing"
)

// The records of a sentence are linked after the last word for them, in both languages.
func TestSources(t *testing.T) {
	for lang, sentence := range []string{"甲 1.00 = 自销 1.00 + 下游转入 0.00；销售单 p/r-1、p/r-2",
		"a 1.00 = own sales 1.00 + from downstream 0.00; sales p/r-1, p/r-2"} {
		v := aView()
		v.lang = lang
		got := string(v.sources(sentence))
		if strings.Count(got, `href="/receipt/p/r-`) != 2 || strings.Contains(got, ", +") {
			t.Errorf("%s", got)
		}
	}
}

// Numbers of a sentence are grouped, ids and days are not.
func TestGrouped(t *testing.T) {
	for text, want := range map[string]string{
		"52785.00 × 200000/500000 贡献点（gz-health/clinic2026 用于 a/b@1）": "52,785.00 × 200,000/500,000 " +
			"贡献点（gz-health/clinic2026 用于 a/b@1）",
		"2026Q1 合计 26392.50 元":                           "2026Q1 合计 26,392.50 元",
		"2026-03-31 1000，L0000018 2026年":                 "2026-03-31 1,000，L0000018 2026年",
		"gz/2026 -12345.00 x1234":                        "gz/2026 -12,345.00 x1234",
		"(150000.00) 3/1000.":                            "(150,000.00) 3/1,000.",
		"7500.00 × 200000000000/500000000000 贡献点（a/b@1）": "7,500.00 × 2/5 贡献点（a/b@1）",
		"999.00 1000.50":                                 "999.00 1,000.50",
	} {
		if got := grouped(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
