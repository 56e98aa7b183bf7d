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
	value int // of a field
	seal  int
	head  int
	cells map[Sort]int
	sums  map[Sort]int

	sheets []*sheet // each ends when the digest is known, which stands at its foot
}

const moneyFormat = "#,##0.00;[Red]-#,##0.00"

func (x *book) styles() (err error) {
	style := func(s excelize.Style) (id int) {
		if s.Font == nil {
			s.Font = &excelize.Font{}
		}
		s.Font.Family, s.Font.Size = "宋体", max(s.Font.Size, 10)
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
	top := &excelize.Alignment{Vertical: "top"}
	bold := &excelize.Font{Bold: true}
	x.title = style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 16},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}})
	x.value = style(excelize.Style{NumFmt: 49, Alignment: wrap})
	x.seal = style(excelize.Style{Border: border,
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "bottom", Horizontal: "center"}})
	x.label = style(excelize.Style{Font: bold, Alignment: wrap})
	x.head = style(excelize.Style{Font: bold, Border: border,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}},
		Alignment: &excelize.Alignment{WrapText: true, Horizontal: "center", Vertical: "center"}})
	text := style(excelize.Style{NumFmt: 49, Border: border, Alignment: wrap})
	x.cells = map[Sort]int{"": text, Words: text,
		Number: style(excelize.Style{CustomNumFmt: &plain, Border: border, Alignment: top}),
		Money:  style(excelize.Style{CustomNumFmt: &money, Border: border, Alignment: top})}
	x.sums = map[Sort]int{"": style(excelize.Style{NumFmt: 49, Border: border, Font: bold}),
		Number: style(excelize.Style{CustomNumFmt: &plain, Border: border, Font: bold}),
		Money:  style(excelize.Style{CustomNumFmt: &money, Border: border, Font: bold})}
	x.sums[Words] = x.sums[""]
	return err
}

func (x *book) cover(s *sheet) error {
	s.last = len(s.wide)
	if err := s.put(2, excelize.Cell{StyleID: x.title, Value: x.r.title()}); err != nil {
		return err
	}
	if err := s.join(1); err != nil {
		return err
	}
	if err := s.fields(x.r.Head); err != nil {
		return err
	}
	for _, b := range x.r.Boxes {
		if err := s.put(1, excelize.Cell{StyleID: x.label, Value: x.r.say(b.Label)}); err != nil {
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
		if err := s.fields([]Field{{Label{"说明", "note"}, Text(x.r.say(n))}}); err != nil {
			return err
		}
	}
	s.row++
	if err := s.fields(x.r.Signs); err != nil {
		return err
	}
	return x.seals(s)
}

// seals are rows as high as a seal, 40 mm.
func (x *book) seals(s *sheet) error {
	for _, name := range x.r.Seals {
		s.row++
		err := s.w.SetRow(fmt.Sprintf("A%d", s.row), []any{excelize.Cell{StyleID: x.label,
			Value: x.r.say(Label{"单位盖章处", "seal"})}, excelize.Cell{StyleID: x.seal,
			Value: name + "\n" + x.r.say(Label{"年    月    日", "date"})},
			excelize.Cell{StyleID: x.seal}}, excelize.RowOpts{Height: 114})
		if err == nil && len(s.wide) > 2 {
			err = s.w.MergeCell(fmt.Sprintf("B%d", s.row), fmt.Sprintf("C%d", s.row))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *book) verification(s *sheet) error {
	if err := s.fields(x.r.facts()); err != nil {
		return err
	}
	if err := s.fields([]Field{{Label{"报表清单", "manifest"}, Text(x.r.token())}}); err != nil {
		return err
	}
	for _, n := range howToVerify {
		if err := s.fields([]Field{{Label{}, Text(x.r.say(n))}}); err != nil {
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
		Description: x.r.token(), Language: x.r.say(Label{"zh-CN", "en"})})
}
