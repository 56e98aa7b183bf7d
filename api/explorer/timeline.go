package explorer

import (
	"html"

	"github.com/suyuan-ledger/suyuan/wire"
)

// tick is a dated event on a line of time.
type tick struct {
	at    wire.Time
	label string
	class string // "", now, end
}

// dot is a use within or outside a term.
type dot struct {
	at    wire.Time
	label string
	link  string
	bad   bool
	row   int // 0 processing, 1 uses
}

const (
	lineWide = 1100.0
	lanesAt  = 84.0 // what the lanes are called stands before it
)

// timeline draws the term of an authorization with its events, and a dot for each use.
func (v *view) timeline(title string, from, to wire.Time, ticks []tick, dots []dot) H {
	first, last := from, to
	for _, t := range ticks {
		first, last = min(first, t.at), max(last, t.at)
	}
	for _, d := range dots {
		first, last = min(first, d.at), max(last, d.at)
	}
	span := float64(max(last-first, 1))
	x := func(t wire.Time) float64 { return lanesAt + float64(t-first)/span*(lineWide-lanesAt-80) }
	b := draw("time", title, title, lineWide, 190)
	b.put(`<line class="axis" x1="%.1f" y1="92" x2="%.1f" y2="92"/>`, x(first), x(last))
	b.put(`<rect class="term" x="%.1f" y="86" width="%.1f" height="12"/>`, x(from),
		max(x(to)-x(from), 1))
	used := [4]float64{-400, -400, -400, -400}
	for _, t := range ticks {
		level, at := 3, x(t.at)
		label := t.label + " " + t.at.Date().String()
		left, anchor := at+4, "start"
		if long := float64(width(label)) * 6.6; at+long > lineWide {
			left, anchor = at-4, "end"
		}
		for i, right := range used {
			if at > right {
				level = i
				break
			}
		}
		used[level] = at + float64(width(label))*6.6 + 8
		y := 76 - float64(level)*18
		b.put(`<line class="tick %s" x1="%.1f" y1="%.1f" x2="%.1f" y2="98"/>`+
			`<text class="%s" x="%.1f" y="%.1f" text-anchor="%s">%s</text>`, t.class, at, y-8, at, t.class,
			left, y, anchor, html.EscapeString(label))
	}
	for i, key := range []string{"time.processing", "time.use"} {
		b.text("lane", 0, float64(126+i*32), v.t(key))
		b.put(`<line class="lane" x1="%.0f" y1="%d" x2="%.0f" y2="%d"/>`, lanesAt, 122+i*32, lineWide-80,
			122+i*32)
	}
	for _, d := range dots {
		class, word := "dot", v.t("time.within")
		if d.bad {
			class, word = "dot bad", v.t("time.outside")
		}
		say := html.EscapeString(d.label + " " + when(d.at) + " " + word)
		b.put(`<a href="%s" aria-label="%s"><circle class="%s" cx="%.1f" cy="%d" r="5">`+
			"<title>%s</title></circle></a>", html.EscapeString(d.link), say, class, x(d.at), 122+d.row*32,
			say)
	}
	return b.done()
}

func width(s string) (n int) {
	for _, c := range s {
		n += 1 + halves(c)
	}
	return n
}
