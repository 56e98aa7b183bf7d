package follow

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
)

const (
	svgMost            = 500 // nodes; above it nobody could read the drawing
	boxWide, boxHigh   = 220, 44
	stepWide, stepHigh = 290, 60
	margin             = 20
)

// svg draws the closure in columns by distance from the root, data going from left to right.
func svg(_ string, c Closure) ([]byte, error) {
	if len(c.Nodes) > svgMost {
		return nil, fmt.Errorf("%d nodes are too many to draw; at most %d", len(c.Nodes), svgMost)
	}
	levels, rows := 0, map[int]int{}
	for _, n := range c.Nodes {
		levels = max(levels, n.Level)
	}
	type spot struct{ x, y int }
	at, high := map[string]spot{}, 0
	for _, n := range c.Nodes {
		column := n.Level
		if c.Direction != "down" {
			column = levels - n.Level
		}
		at[n.Key] = spot{margin + column*stepWide, margin + rows[column]*stepHigh}
		rows[column]++
		high = max(high, rows[column])
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" `+
		`font-family="sans-serif" font-size="12">`+"\n", 2*margin+levels*stepWide+boxWide,
		2*margin+high*stepHigh)
	for _, s := range c.Steps {
		color := "#555"
		if s.Cause != "" {
			color = "#c00"
		}
		from, to := at[s.From], at[s.To]
		x1, y1, x2, y2 := from.x+boxWide, from.y+boxHigh/2, to.x, to.y+boxHigh/2
		fmt.Fprintf(&b, `<path d="M%d %dC%d %d %d %d %d %d" fill="none" stroke="%s"><title>%s</title>`+
			"</path>\n", x1, y1, x1+40, y1, x2-40, y2, x2, y2, color,
			html.EscapeString(s.From+" → "+s.To+" "+s.Cause))
	}
	colors := map[string]string{access.KindResource: "#e3f0fb", access.KindImport: "#f3e9d8",
		product.KindProcessing: "#f4f4f4", access.KindProduct: "#e4f5e6"}
	for _, n := range c.Nodes {
		p := at[n.Key]
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="%s" stroke="#555"/>`+
			"\n", p.x, p.y, boxWide, boxHigh, colors[n.Kind])
		for i, line := range strings.Split(label(n), "\n") {
			fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text>`+"\n", p.x+8, p.y+18+i*16,
				html.EscapeString(short(line)))
		}
	}
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

// short cuts a line to what fits a box; the whole of it is in every other format.
func short(s string) string {
	r := []rune(s)
	if len(r) > 30 {
		return string(r[:29]) + "…"
	}
	return s
}
