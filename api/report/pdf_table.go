package report

import (
	"fmt"
	"strings"
)

// Points of letters in tables; those of wide tables are smaller.
const mostSize, leastSize = 8.0, 6.2

// mostRows is how many rows a paper may have: it is laid out as a whole, and nobody files more.
const mostRows = 20_000

// table writes a table whose head stands on every page.
func (p *paper) table(t *Table) {
	widths := p.columns(t)
	p.size = min(mostSize, max(leastSize, 2*widths[0]/t.Columns[0].Width*0.98))
	if len(p.r.Tables) > 1 {
		p.room(40)
		p.y += 12
		p.put(op{text: p.r.say(t.Label), x: margin, y: p.y, size: 10})
		p.y += 4
	}
	head := make([]Cell, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = Text(p.r.say(c.Label))
	}
	p.row(t, widths, head, nil)
	total := t.newSums()
	err := p.r.rows(t, func(row []Cell) error {
		if p.rows++; p.rows > mostRows {
			return problem("report.too_long", fmt.Sprintf("超过 %d 行，不宜成纸：请用 xlsx 或 csv", mostRows),
				fmt.Sprintf("more than %d rows make no paper: use xlsx or csv", mostRows))
		}
		p.row(t, widths, row, head)
		total.add(row)
		return p.err
	})
	if p.err == nil {
		p.err = err
	}
	if total != nil {
		if total[0].sort == "" {
			total[0] = Text(p.r.say(Label{"合计", "total"}))
		}
		p.row(t, widths, total, head)
	}
}

// columns are the widths in points, in proportion to those of the table.
func (p *paper) columns(t *Table) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += c.Width
	}
	out := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Width / sum * (p.wide - 2*margin)
	}
	return out
}

// row writes one row, on the next page under the head where this one is full.
func (p *paper) row(t *Table, widths []float64, row, head []Cell) {
	isHead := head == nil
	lines, most := make([][]string, len(row)), 1
	for i, c := range row {
		lines[i] = p.wrap(c.Shown(), p.size, widths[i]-4)
		most = max(most, len(lines[i]))
	}
	step := 1.35 * p.size
	high := float64(most)*step + 5
	if p.room(high) && head != nil {
		p.row(t, widths, head, nil)
	}
	x := margin
	for i, c := range row {
		p.put(op{box: true, fill: isHead, x: x, y: p.y, x2: x + widths[i], y2: p.y + high})
		top := p.y + (high-float64(len(lines[i]))*step)/2 - 0.2*p.size
		for j, s := range lines[i] {
			o := op{text: s, x: x + 2, y: top + float64(j+1)*step, size: p.size,
				red: c.sort == Money && c.n < 0}
			switch {
			case isHead:
				o.x = x + (widths[i]-p.width(s, p.size))/2
			case c.sort == Money || c.sort == Number:
				o.x = x + widths[i] - 2 - p.width(s, p.size)
			}
			p.put(o)
		}
		x += widths[i]
	}
	p.y += high
}

// width is that of a text in points.
func (p *paper) width(s string, size float64) float64 {
	sum := 0.0
	for _, c := range s {
		sum += p.advance(c)
	}
	return sum * size / 1000
}

func (p *paper) advance(c rune) float64 {
	if w, ok := p.widths[c]; ok {
		return w
	}
	if p.err == nil {
		p.err = p.pdf.SetFont(family, "", 1000)
	}
	w, err := p.pdf.MeasureTextWidth(string(c))
	if p.err == nil {
		p.err = err
	}
	p.widths[c] = w
	return w
}

// wrap cuts a text into lines of a width; lines of the text itself stay. A word of Latin letters
// and digits that fits on a line is not broken, a long one after / - @ or where it must be.
func (p *paper) wrap(s string, size, width float64) (out []string) {
	line, used := "", 0.0
	flush := func() { out, line, used = append(out, strings.TrimRight(line, " ")), "", 0 }
	for _, word := range pieces(s) {
		if word == "\n" {
			flush()
			continue
		}
		w := p.width(word, size)
		if used+w > width && used > 0 && w <= width {
			flush()
		}
		if used+w <= width {
			line, used = line+word, used+w
			continue
		}
		for _, c := range word {
			w := p.advance(c) * size / 1000
			if used+w > width && used > 0 {
				flush()
			}
			line, used = line+string(c), used+w
		}
	}
	flush()
	return out
}

// pieces cuts a text where a line may end: at spaces, after / - @ and around other than ASCII.
func pieces(s string) (out []string) {
	word := ""
	end := func() {
		if word != "" {
			out, word = append(out, word), ""
		}
	}
	for _, c := range s {
		switch {
		case c == '\n' || c >= 0x80:
			end()
			out = append(out, string(c))
		case c == ' ' || c == '/' || c == '@' || c == '-' && !dated(word):
			word += string(c)
			end()
		default:
			word += string(c)
		}
	}
	end()
	return out
}

// dated reports whether a word so far is the beginning of a day, such as 2026 or 2026-03.
func dated(word string) bool {
	return (len(word) == 4 || len(word) == 7) && strings.Trim(word, "0123456789-") == ""
}

// draw puts all pages on paper, each with its number and that of all.
func (p *paper) draw() {
	for i, page := range p.pages {
		p.pdf.AddPage()
		foot := fmt.Sprintf(p.r.say(Label{"第 %d 页 共 %d 页", "page %d of %d"}), i+1, len(p.pages))
		y := p.high - margin + 8
		page = append(page, op{text: foot, x: (p.wide - p.width(foot, 8)) / 2, y: y, size: 8},
			op{text: p.r.Manifest.Digest.String()[:16], x: margin, y: y, size: 7, grey: true})
		p.pdf.SetLineWidth(0.5)
		for _, o := range page {
			p.stroke(o)
		}
	}
}

func (p *paper) stroke(o op) {
	if p.err != nil {
		return
	}
	if o.fill {
		p.pdf.SetFillColor(236, 236, 236)
		p.pdf.RectFromUpperLeftWithStyle(o.x, o.y, o.x2-o.x, o.y2-o.y, "FD")
		p.pdf.SetFillColor(0, 0, 0)
		return
	}
	if o.box {
		p.pdf.RectFromUpperLeft(o.x, o.y, o.x2-o.x, o.y2-o.y)
		return
	}
	if o.text == "" {
		return
	}
	switch {
	case o.red:
		p.pdf.SetTextColor(192, 0, 0)
	case o.grey:
		p.pdf.SetTextColor(128, 128, 128)
	default:
		p.pdf.SetTextColor(0, 0, 0)
	}
	if p.err = p.pdf.SetFont(family, "", o.size); p.err != nil {
		return
	}
	p.pdf.SetXY(o.x, o.y)
	p.err = p.pdf.Text(o.text)
}
