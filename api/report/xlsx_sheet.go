package report

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheet is one sheet while it is written, row by row.
type sheet struct {
	*book
	name   string
	w      *excelize.StreamWriter
	tables []*Table
	row    int
	wide   []float64 // of the columns
	last   int       // column that the head's values run up to; 0: their own
	titles string    // the rows printed on every page
}

func (x *book) sheet(name string, tables []*Table, fill func(*sheet) error) error {
	s := &sheet{book: x, name: name, tables: tables}
	x.sheets = append(x.sheets, s)
	if err := s.layout(); err != nil {
		return err
	}
	var err error
	if s.w, err = x.f.NewStreamWriter(name); err != nil {
		return err
	}
	if err := s.widths(); err != nil {
		return err
	}
	return fill(s)
}

// finish ends a sheet: its foot, its rows that print on every page.
func (s *sheet) finish() error {
	amp := strings.NewReplacer("&", "&&")
	err := s.f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + amp.Replace(s.r.title()) + " " + s.r.Period + "&R" +
			s.r.say(Label{"单位：元", "unit: yuan"}),
		OddFooter: "&L" + s.r.Manifest.Digest.String()[:16] + "&C" +
			s.r.say(Label{"第 &P 页 共 &N 页", "page &P of &N"})})
	if err != nil {
		return err
	}
	if err := s.w.Flush(); err != nil || s.titles == "" {
		return err
	}
	return s.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name,
		RefersTo: "'" + s.name + "'!" + s.titles})
}

// layout is A4, as wide as one page.
func (s *sheet) layout() error {
	fit, a4, orientation := true, 9, "portrait"
	if len(s.tables) > 0 && (s.r.Wide || len(s.tables[0].Columns) > 8) {
		orientation = "landscape"
	}
	one, any := 1, 0
	if err := s.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return s.f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4,
		Orientation: &orientation, FitToWidth: &one, FitToHeight: &any})
}

func (s *sheet) widths() error {
	s.wide = []float64{22, 90}
	if len(s.tables) > 0 {
		s.wide = s.wide[:0]
		for i, c := range s.tables[0].Columns {
			width := c.Width
			if s.tables[0] == s.r.Tables[0] && i == 0 {
				width = max(width, 18) // the head's names stand here too
			}
			s.wide = append(s.wide, width)
		}
	}
	for i, width := range s.wide {
		if err := s.w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return nil
}

// put writes the next row, high enough for texts of so many lines.
func (s *sheet) put(lines int, cells ...any) error {
	s.row++
	return s.w.SetRow(fmt.Sprintf("A%d", s.row), cells,
		excelize.RowOpts{Height: min(float64(max(lines, 1))*14, 400)})
}

// lines is how many lines a text takes in a width, which is in characters of half width.
func lines(text string, width float64) int {
	n := 1
	for part := range strings.SplitSeq(text, "\n") {
		used := 0.0
		for _, c := range part {
			if used++; c >= 0x1100 {
				used++
			}
		}
		n += int(used * 1.08 / max(width, 1))
	}
	return n
}

// fields writes names with their values; on a cover these run over the other columns.
func (s *sheet) fields(list []Field) error {
	for _, f := range list {
		width := 0.0
		for _, w := range s.wide[1:max(s.last, 2)] {
			width += w
		}
		name := s.r.say(f.Label)
		high := max(lines(f.Value.Shown(), width), lines(name, s.wide[0]))
		err := s.put(high, excelize.Cell{StyleID: s.label, Value: name},
			excelize.Cell{StyleID: s.value, Value: f.Value.Shown()})
		if err == nil {
			err = s.join(2)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// join makes one cell of this row from a column to the last.
func (s *sheet) join(from int) error {
	if s.last <= from {
		return nil
	}
	a, err := excelize.CoordinatesToCellName(from, s.row)
	if err != nil {
		return err
	}
	b, err := excelize.CoordinatesToCellName(s.last, s.row)
	if err != nil {
		return err
	}
	return s.w.MergeCell(a, b)
}

func (s *sheet) cell(c Cell, styles map[Sort]int) excelize.Cell {
	v := excelize.Cell{StyleID: styles[c.sort]}
	switch c.sort {
	case Money:
		v.Value = float64(c.n) / 100
	case Number:
		v.Value = c.n
	default:
		v.Value = c.text
	}
	return v
}

func (s *sheet) onlyTable() error { return s.table(s.tables[0]) }

// table writes a table whose head stays in sight on a sheet of its own, and prints on each page.
func (s *sheet) table(t *Table) error {
	head := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = excelize.Cell{StyleID: s.head, Value: s.r.say(c.Label)}
	}
	if s.row == 0 {
		if err := s.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2",
			ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	high := 1
	for i, c := range t.Columns {
		high = max(high, lines(s.r.say(c.Label), s.wide[i]))
	}
	if err := s.put(high, head...); err != nil {
		return err
	}
	s.titles = fmt.Sprintf("$%d:$%d", s.row, s.row)
	from, total := s.row+1, t.newSums()
	out := make([]any, len(t.Columns))
	err := s.r.rows(t, func(row []Cell) error {
		high := 1
		for i, c := range row {
			if c.sort == "" && t.Columns[i].Sort != "" {
				c.sort = Words
			}
			if c.sort == Words {
				high = max(high, lines(c.text, s.wide[i]))
			}
			out[i] = s.cell(c, s.cells)
		}
		total.add(row)
		return s.put(high, out[:len(row)]...)
	})
	if err != nil || total == nil {
		return err
	}
	for i, c := range total {
		v := s.cell(c, s.sums)
		if name, err := excelize.ColumnNumberToName(i + 1); err == nil && c.sort != "" && s.row >= from {
			v.Formula = fmt.Sprintf("SUM(%s%d:%s%d)", name, from, name, s.row)
		}
		if i == 0 && c.sort == "" {
			v.Value = s.r.say(Label{"合计", "total"})
		}
		out[i] = v
	}
	return s.put(1, out...)
}
