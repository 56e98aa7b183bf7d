package report

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Sort is what the cells of a column are.
type Sort string

// The sorts of columns. A date is a text in the form 2026-10-31.
const (
	Words  Sort = "text"
	Number Sort = "integer"
	Money  Sort = "money" // fen; shown in yuan
)

// Cell is a text, an integer, an amount in fen, or nothing.
type Cell struct {
	sort Sort
	text string
	n    int64
}

// Text is a cell of text; "" is an empty cell.
func Text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{sort: Words, text: s}
}

// Count is a cell with an integer.
func Count[T ~int | ~int64 | ~uint64 | ~uint32 | ~uint16](n T) Cell {
	return Cell{sort: Number, n: int64(n)}
}

// Fen is a cell with an amount.
func Fen(v wire.Fen) Cell { return Cell{sort: Money, n: int64(v)} }

// Day is a cell with a day; none for zero.
func Day(d wire.Date) Cell { return Text(d.String()) }

// Moment is a cell with the day of an instant; none for zero.
func Moment(t wire.Time) Cell {
	if t == 0 {
		return Cell{}
	}
	return Text(t.Date().String())
}

// List is a cell of texts, one after the other.
func List[T any](list []T, show func(T) string) Cell {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = show(v)
	}
	return Text(strings.Join(parts, " "))
}

func same(s string) string { return s }

// Plain is the cell as machines read it: amounts in yuan without grouping.
func (c Cell) Plain() string {
	switch c.sort {
	case Money:
		return wire.Fen(c.n).String()
	case Number:
		return strconv.FormatInt(c.n, 10)
	}
	return c.text
}

// Shown is the cell as people read it: amounts grouped, 12,345.67.
func (c Cell) Shown() string {
	if c.sort == Money {
		return Grouped(wire.Fen(c.n))
	}
	return c.Plain()
}

// Grouped shows yuan with two decimals and a comma between thousands.
func Grouped(v wire.Fen) string {
	plain := v.String()
	sign := ""
	if plain[0] == '-' {
		sign, plain = "-", plain[1:]
	}
	whole, cents, _ := strings.Cut(plain, ".")
	var b strings.Builder
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String() + "." + cents
}
