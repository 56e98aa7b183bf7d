package party

import "strings"

// creditDigits are the 31 characters of a unified social credit code, without I, O, S, V and Z.
const creditDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// IsCreditCode reports whether a text is a unified social credit code (统一社会信用代码): 18 characters,
// the last of which is the check character of GB 32100-2015. The ledger keeps its digest only.
func IsCreditCode(s string) bool {
	if len(s) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range s {
		v := strings.IndexByte(creditDigits, s[i])
		if v < 0 {
			return false
		}
		if i == 17 {
			return v == (31-sum%31)%31
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return false
}
