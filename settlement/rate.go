package settlement

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Rate is a fraction between 0 and 1 as an agreement writes it. Text is kept verbatim because it
// appears on the lines; N and D are its value.
type Rate struct {
	Text  string
	N, D  int64
	fault string
}

// ParseRate reads "n/d" or "n". The error's text is E_RATE, E_RATE_RANGE or E_OVERFLOW.
func ParseRate(text string) (Rate, error) {
	r := readRate(text)
	if code := r.code(); code != "" {
		return r, codeError(code)
	}
	return r, nil
}

type codeError string

func (e codeError) Error() string { return string(e) }

func readRate(text string) Rate {
	r := Rate{Text: text, D: 1}
	num, den, fraction := strings.Cut(text, "/")
	r.N, r.fault = readInteger(num)
	if fraction {
		var fault string
		if r.D, fault = readInteger(den); r.fault == "" || fault == CodeRate {
			r.fault = fault
		}
	}
	switch {
	case r.fault == CodeOverflow:
		r.fault = hugeRate(num, orElse(den, "1"))
	case r.fault == "" && r.D == 0:
		r.fault = CodeRate
	}
	if r.D < 0 {
		r.N, r.D = -r.N, -r.D
	}
	return r
}

// hugeRate is the code of a rate of which one integer at least is beyond 63 bits: outside 0 to 1,
// or inside and still not to be computed with.
func hugeRate(num, den string) string {
	n := strings.TrimLeft(strings.TrimPrefix(num, "-"), "0")
	d := strings.TrimLeft(strings.TrimPrefix(den, "-"), "0")
	negative := strings.HasPrefix(num, "-") != strings.HasPrefix(den, "-")
	switch {
	case d == "":
		return CodeRate
	case negative && n != "", len(n) > len(d), len(n) == len(d) && n > d:
		return CodeRateRange
	}
	return CodeOverflow
}

// readInteger accepts an optional minus sign and decimal digits, nothing else.
func readInteger(s string) (int64, string) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, CodeRate
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v == math.MinInt64 {
		return 0, CodeOverflow
	}
	return v, ""
}

// code is the refusal code of the rate, "" for a usable one.
func (r Rate) code() string {
	switch {
	case r.fault != "":
		return r.fault
	case r.D <= 0:
		return CodeRate
	case r.N < 0 || r.N > r.D:
		return CodeRateRange
	}
	return ""
}

// Of is ⌊rate × fen⌋ with a 128-bit product; nothing of a negative base, nothing of a bad rate.
func (r Rate) Of(fen int64) int64 {
	if fen <= 0 || r.code() != "" {
		return 0
	}
	hi, lo := bits.Mul64(uint64(r.N), uint64(fen))
	q, _ := bits.Div64(hi, lo, uint64(r.D))
	return int64(q)
}

// String is the text as written, or n/d for a rate that was built from its numbers.
func (r Rate) String() string {
	if r.Text != "" {
		return r.Text
	}
	return strconv.FormatInt(r.N, 10) + "/" + strconv.FormatInt(r.D, 10)
}
