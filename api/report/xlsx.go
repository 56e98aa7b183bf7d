package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/suyuan-ledger/suyuan/wire"
)

// writeXLSX writes the head and the first table on a cover sheet, every other table on a sheet of
// its own, and a last sheet that says what the report was made of. Ids are text cells, amounts are
// numbers, sums are formulas with their values.
func (r *Report) writeXLSX(w io.Writer) (err error) {
	r.begin(nil)
	x := &book{r: r, f: excelize.NewFile()}
	defer func() {
		if closing := x.f.Close(); err == nil {
			err = closing
		}
	}()
	if err := x.styles(); err != nil {
		return err
	}
	first, rest := r.Tables, []*Table(nil)
	if len(first) > 1 {
		first, rest = first[:1], first[1:]
	}
	cover := r.say(Label{"封面汇总", "cover"})
	if err := x.f.SetSheetName("Sheet1", cover); err != nil {
		return err
	}
	if err := x.sheet(cover, first, x.cover); err != nil {
		return err
	}
	for _, t := range rest {
		name := sheetName(r.say(t.Label))
		if _, err := x.f.NewSheet(name); err != nil {
			return err
		}
		if err := x.sheet(name, []*Table{t}, (*sheet).onlyTable); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	last := r.say(Label{"校验说明", "verification"})
	if _, err := x.f.NewSheet(last); err != nil {
		return err
	}
	if err := x.sheet(last, nil, x.verification); err != nil {
		return err
	}
	for _, s := range x.sheets {
		if err := s.finish(); err != nil {
			return err
		}
	}
	if err := x.properties(); err != nil {
		return err
	}
	return x.f.SetZipWriter(newSortedZip).Write(w)
}

// sheetName keeps to what a spreadsheet takes.
func sheetName(s string) string {
	s = strings.NewReplacer("/", "／", "\\", "＼", ":", "：", "?", "？", "*", "＊", "[", "（", "]", "）").
		Replace(s)
	if runes := []rune(s); len(runes) > 31 {
		s = string(runes[:31])
	}
	return s
}

type book struct {
	r     *Report
	f     *excelize.File
	title int
	label int
	head  int
	cells map[Sort]int
	sums  map[Sort]int

	sheets []*sheet // each ends when the digest is known, which stands at its foot
}

const moneyFormat = "#,##0.00;[Red]-#,##0.00"

func (x *book) styles() (err error) {
	style := func(s excelize.Style) (id int) {
		if err == nil {
			id, err = x.f.NewStyle(&s)
		}
		return id
	}
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "808080", Style: 1})
	}
	money, plain := moneyFormat, "0"
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	bold := &excelize.Font{Bold: true}
	x.title = style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 16},
		Alignment: &excelize.Alignment{Horizontal: "left"}})
	x.label = style(excelize.Style{Font: bold, Alignment: wrap})
	x.head = style(excelize.Style{Font: bold, Border: border,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}},
		Alignment: &excelize.Alignment{WrapText: true, Horizontal: "center", Vertical: "center"}})
	text := style(excelize.Style{NumFmt: 49, Border: border, Alignment: wrap})
	x.cells = map[Sort]int{"": text, Words: text,
		Number: style(excelize.Style{CustomNumFmt: &plain, Border: border}),
		Money:  style(excelize.Style{CustomNumFmt: &money, Border: border})}
	x.sums = map[Sort]int{"": style(excelize.Style{NumFmt: 49, Border: border, Font: bold}),
		Number: style(excelize.Style{CustomNumFmt: &plain, Border: border, Font: bold}),
		Money:  style(excelize.Style{CustomNumFmt: &money, Border: border, Font: bold})}
	x.sums[Words] = x.sums[""]
	return err
}

// sheet is one sheet while it is written, row by row.
type sheet struct {
	*book
	name   string
	w      *excelize.StreamWriter
	tables []*Table
	row    int
	titles string // the rows printed on every page
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
	if len(s.tables) == 0 {
		if err := s.w.SetColWidth(1, 1, 22); err != nil {
			return err
		}
		return s.w.SetColWidth(2, 2, 90)
	}
	for i, c := range s.tables[0].Columns {
		width := c.Width
		if s.tables[0] == s.r.Tables[0] && i < 2 {
			width = max(width, 20) // the head's names stand here too
		}
		if err := s.w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return nil
}

// put writes the next row.
func (s *sheet) put(cells ...any) error {
	s.row++
	return s.w.SetRow(fmt.Sprintf("A%d", s.row), cells)
}

func (s *sheet) fields(list []Field) error {
	for _, f := range list {
		err := s.put(excelize.Cell{StyleID: s.label, Value: s.r.say(f.Label)}, s.cell(f.Value, s.cells))
		if err != nil {
			return err
		}
	}
	return nil
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

func (x *book) cover(s *sheet) error {
	if err := s.put(excelize.Cell{StyleID: x.title, Value: x.r.title()}); err != nil {
		return err
	}
	if err := s.fields(x.r.Head); err != nil {
		return err
	}
	for _, b := range x.r.Boxes {
		if err := s.put(excelize.Cell{StyleID: x.label, Value: x.r.say(b.Label)}); err != nil {
			return err
		}
		if err := s.fields(b.Fields); err != nil {
			return err
		}
	}
	s.row++
	for _, t := range s.tables {
		if err := s.table(t); err != nil {
			return err
		}
	}
	s.row++
	if err := s.fields(x.r.Foot); err != nil {
		return err
	}
	for _, n := range x.r.Notes {
		if err := s.put(excelize.Cell{StyleID: x.label, Value: x.r.say(Label{"说明", "note"})},
			x.r.say(n)); err != nil {
			return err
		}
	}
	s.row++
	if err := s.fields(x.r.Signs); err != nil {
		return err
	}
	for _, name := range x.r.Seals {
		if err := s.put(excelize.Cell{StyleID: x.label,
			Value: x.r.say(Label{"单位盖章处", "seal"})}, name,
			x.r.say(Label{"年  月  日", "date"})); err != nil {
			return err
		}
	}
	return nil
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
	if err := s.put(head...); err != nil {
		return err
	}
	s.titles = fmt.Sprintf("$%d:$%d", s.row, s.row)
	from, total := s.row+1, t.newSums()
	out := make([]any, len(t.Columns))
	err := s.r.rows(t, func(row []Cell) error {
		for i, c := range row {
			if c.sort == "" && t.Columns[i].Sort != "" {
				c.sort = Words
			}
			out[i] = s.cell(c, s.cells)
		}
		total.add(row)
		return s.put(out[:len(row)]...)
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
	return s.put(out...)
}

func (x *book) verification(s *sheet) error {
	if err := s.fields(x.r.facts()); err != nil {
		return err
	}
	if err := s.put(excelize.Cell{StyleID: x.label,
		Value: x.r.say(Label{"报表清单", "manifest"})}, x.r.token()); err != nil {
		return err
	}
	for _, n := range howToVerify {
		if err := s.put(nil, x.r.say(n)); err != nil {
			return err
		}
	}
	return nil
}

var howToVerify = []Label{
	{"本表由账本在所列高度的状态生成；同一高度、同样参数，任何节点生成的文件逐字节相同。",
		"Made of the ledger's state at this height; every node makes the same bytes of it."},
	{"核验：suyuan verify 文件名，程序依清单重新生成并比较，指出第一处不同。",
		"To verify: suyuan verify FILE makes it again and names the first difference."},
	{"改动任何单元格、另存或转换格式后，核验结果均为不一致。",
		"A file that was edited, saved again or converted no longer verifies."},
}

// properties are dated by law time: no clock is read.
func (x *book) properties() error {
	at := x.r.Manifest.Law
	if at == 0 {
		at = wire.Time(1)
	}
	stamp := at.Std().UTC().Format(time.RFC3339)
	return x.f.SetDocProps(&excelize.DocProperties{Created: stamp, Modified: stamp,
		Creator: "suyuan", LastModifiedBy: "suyuan", Title: x.r.title(), Subject: x.r.Period,
		Description: x.r.token(), Language: "zh-CN"})
}
