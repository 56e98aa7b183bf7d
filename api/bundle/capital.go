package bundle

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	capitalDigits = []rune("零壹贰叁肆伍陆柒捌玖")
	capitalPlaces = []string{"", "拾", "佰", "仟"}
	capitalGroups = []string{"", "万", "亿", "万", "亿亿"}
)

// Capital is the amount in formal Chinese numerals (金额大写): 人民币 before it without a gap, 整 after 元
// and after 角 (会计基础工作规范 第52条), 负 before 人民币 for a negative amount.
func Capital(fen wire.Fen) string {
	sign, v := "", uint64(fen)
	if fen < 0 {
		sign, v = "负", -v
	}
	yuan, jiao, cents := v/100, v/10%10, v%10
	var b strings.Builder
	b.WriteString(sign + "人民币")
	if yuan > 0 || v == 0 {
		b.WriteString(capitalYuan(yuan) + "元")
	}
	switch {
	case jiao > 0:
		b.WriteString(string(capitalDigits[jiao]) + "角")
	case cents > 0 && yuan > 0:
		b.WriteString("零")
	}
	if cents > 0 {
		b.WriteString(string(capitalDigits[cents]) + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// capitalYuan writes whole yuan in groups of four digits. One 零 stands for any run of zeros between
// digits; none for those at the end.
func capitalYuan(yuan uint64) string {
	if yuan == 0 {
		return "零"
	}
	var groups []uint64
	for v := yuan; v > 0; v /= 10000 {
		groups = append(groups, v%10000)
	}
	var b strings.Builder
	gap := false
	for g := len(groups) - 1; g >= 0; g-- {
		group, digits := groups[g], ""
		for place := 3; place >= 0; place-- {
			d := group / [...]uint64{1, 10, 100, 1000}[place] % 10
			if d == 0 {
				gap = gap || b.Len() > 0 || digits != ""
				continue
			}
			if gap {
				digits += "零"
			}
			digits += string(capitalDigits[d]) + capitalPlaces[place]
			gap = false
		}
		if digits == "" {
			continue
		}
		b.WriteString(digits + capitalGroups[g])
		if g == 3 && groups[2] == 0 {
			b.WriteString("亿")
		}
		gap = false
	}
	return b.String()
}
