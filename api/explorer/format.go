package explorer

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// group writes a number with commas.
func group(s string) string {
	sign, rest := "", s
	if strings.HasPrefix(s, "-") {
		sign, rest = "-", s[1:]
	}
	whole, part, dot := strings.Cut(rest, ".")
	for _, c := range whole {
		if c < '0' || c > '9' {
			return s
		}
	}
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if dot {
		b.WriteString("." + part)
	}
	return sign + b.String()
}

// money shows yuan with commas, negative amounts also in red.
func money(s string) H {
	if s == "" {
		return ""
	}
	if strings.HasPrefix(s, "-") {
		return H(`<span class="negative">`) + esc(group(s)) + "</span>"
	}
	return esc(group(s))
}

// fen shows an amount.
func fen(f wire.Fen) H { return money(f.String()) }

// micro shows micro-yuan as yuan without trailing zeros.
func micro(s string) string {
	if s == "" {
		return ""
	}
	for len(s) < 7 {
		s = "0" + s
	}
	part := strings.TrimRight(s[len(s)-6:], "0")
	for len(part) < 2 {
		part += "0"
	}
	return group(s[:len(s)-6] + "." + part)
}

// when is a minute of law time.
func when(t wire.Time) string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02 15:04")
}

// clockText is a second of law time.
func clockText(t wire.Time) string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02 15:04:05 -07:00")
}

// yuan shows an amount that is written in fen.
func yuan(s string) H {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return esc(s)
	}
	return fen(wire.Fen(n))
}

func itoa(n int) string { return strconv.Itoa(n) }

func sortedKeys(d doc) []string { return slices.Sorted(maps.Keys(d)) }
