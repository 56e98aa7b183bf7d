package report

import "fmt"

const (
	tableSize = 7.5
	lineStep  = 1.35 * tableSize
)

// table writes a table whose head stands on every page.
func (p *paper) table(t *Table) {
	widths := p.columns(t)
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
		p.row(t, widths, row, head)
		total.add(row)
		return p.err
	})
	if p.err == nil {
		p.err = err
	}
	if total != nil {
		if total[0].sort == "" {
			total[0] = Text(p.r.say(Label{"小计", "total"}))
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
	lines, most := make([][]string, len(row)), 1
	for i, c := range row {
		lines[i] = p.wrap(c.Shown(), tableSize, widths[i]-4)
		most = max(most, len(lines[i]))
	}
	high := float64(most)*lineStep + 4
	if p.room(high) && head != nil {
		p.row(t, widths, head, nil)
	}
	x := margin
	for i, c := range row {
		p.put(op{box: true, x: x, y: p.y, x2: x + widths[i], y2: p.y + high})
		for j, s := range lines[i] {
			o := op{text: s, x: x + 2, y: p.y + float64(j+1)*lineStep, size: tableSize,
				red: c.sort == Money && c.n < 0}
			if c.sort == Money || c.sort == Number {
				o.x = x + widths[i] - 2 - p.width(s, tableSize)
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

// wrap cuts a text into lines of a width; lines of the text itself stay.
func (p *paper) wrap(s string, size, width float64) (out []string) {
	line, used := []rune{}, 0.0
	for _, c := range s {
		w := p.advance(c) * size / 1000
		if c == '\n' || used+w > width && len(line) > 0 {
			out, line, used = append(out, string(line)), line[:0], 0
			if c == '\n' {
				continue
			}
		}
		line, used = append(line, c), used+w
	}
	return append(out, string(line))
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
