package report

import (
	"github.com/suyuan-ledger/suyuan/wire"
)

// Format is the first words of every manifest.
const Format = "suyuan-report/1"

// Label is a name in both languages.
type Label struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// In is the label in a language.
func (l Label) In(lang string) string {
	if lang == "en" {
		return l.En
	}
	return l.Zh
}

// Field is a name with its value, at the head or the foot of a report.
type Field struct {
	Label
	Value Cell
}

// Box is fields that stand together, such as those of the payer.
type Box struct {
	Label
	Fields []Field
}

// Column is a column of a table. Width is in characters of half width.
type Column struct {
	Name string
	Label
	Sort  Sort
	Width float64
	Sum   bool // the table ends with its sum
}

// Table is rows of cells under columns. Rows stands for short tables; a long one gives its rows one
// after the other, the same each time.
type Table struct {
	Name string // of letters and digits, unique in a report
	Label
	Columns   []Column
	Rows      [][]Cell
	Each      func(yield func([]Cell) error) error
	OnlySheet bool // not on paper
}

// each visits all rows.
func (t *Table) each(yield func([]Cell) error) error {
	for _, row := range t.Rows {
		if err := yield(row); err != nil {
			return err
		}
	}
	if t.Each == nil {
		return nil
	}
	return t.Each(yield)
}

// add appends a row.
func (t *Table) add(cells ...Cell) { t.Rows = append(t.Rows, cells) }

// sums adds up the columns that have a sum; the others stay empty. None has one: nil.
type sums []Cell

func (t *Table) newSums() sums {
	s := make(sums, len(t.Columns))
	any := false
	for i, c := range t.Columns {
		if c.Sum {
			s[i], any = Cell{sort: c.Sort}, true
		}
	}
	if !any {
		return nil
	}
	return s
}

func (s sums) add(row []Cell) {
	for i := range s {
		if s[i].sort != "" {
			s[i].n += row[i].n
		}
	}
}

// Report is a document: a head, boxes, tables, sums, notes, who signed and who seals.
type Report struct {
	Kind *Kind
	Label
	Period string
	Lang   string // of the labels: zh or en
	Wide   bool   // landscape on paper

	Head   []Field
	Boxes  []Box
	Tables []*Table
	Foot   []Field
	Notes  []Label
	Signs  []Field  // 制单, 复核, 财务负责人
	Seals  []string // names of those who put their seals on the last page

	Manifest Manifest

	Step  func() // called for each row that is written, to show that work goes on; may be nil
	tally *digest
}

// Manifest says what a report was made of, so that it can be made again. Digest is the SHA-256 of
// the report's JSON form up to the manifest.
type Manifest struct {
	Format  string            `json:"format"`
	Report  string            `json:"report"`
	Args    map[string]string `json:"args"`
	Chain   string            `json:"chain"`
	Genesis wire.Hash         `json:"genesis"`
	Height  uint64            `json:"height"`
	AppHash wire.Hash         `json:"app_hash"`
	Law     wire.Time         `json:"law_time"`
	Test    bool              `json:"test_ledger"` // 测试账 (rulings E16)
	Digest  wire.Hash         `json:"digest"`
	Font    string            `json:"font,omitempty"` // SHA-256 of the font file of a PDF
}

// say is a label in the report's language.
func (r *Report) say(l Label) string { return l.In(r.Lang) }

// title is the heading with the mark of a test ledger.
func (r *Report) title() string {
	if !r.Manifest.Test {
		return r.say(r.Label)
	}
	return r.say(r.Label) + r.say(Label{"（测试账）", " (test ledger)"})
}

// facts are the manifest as fields for people.
func (r *Report) facts() []Field {
	m := r.Manifest
	out := []Field{
		{Label{"账本", "ledger"}, Text(m.Chain)},
		{Label{"创世摘要", "genesis digest"}, Text(m.Genesis.String())},
		{Label{"账本高度", "ledger height"}, Count(m.Height)},
		{Label{"应用哈希", "app hash"}, Text(m.AppHash.String())},
		{Label{"账本时间", "law time"}, Text(m.Law.String())},
		{Label{"本单摘要 SHA-256", "digest SHA-256"}, Text(m.Digest.String())},
		{Label{"核验", "verify"}, Text("suyuan verify FILE")},
	}
	if m.Test {
		mark := Label{"测试账 TEST LEDGER", "TEST LEDGER (测试账)"}
		out = append(out, Field{Label{"标记", "mark"}, Text(r.say(mark))})
	}
	return out
}

// column makes a column. A width of 0 is the usual one of its sort.
func column(name, zh, en string, sort Sort, width float64) Column {
	if width == 0 {
		width = map[Sort]float64{Words: 18, Number: 10, Money: 16}[sort]
	}
	return Column{Name: name, Label: Label{zh, en}, Sort: sort, Width: width}
}

func words(name, zh, en string, width float64) Column {
	return column(name, zh, en, Words, width)
}

func number(name, zh, en string) Column { return column(name, zh, en, Number, 0) }

// yuan is a column of amounts that is added up.
func yuan(name, zh, en string) Column {
	c := column(name, zh, en, Money, 0)
	c.Sum = true
	return c
}

// total is a column of integers that is added up.
func total(name, zh, en string) Column {
	c := number(name, zh, en)
	c.Sum = true
	return c
}

// Total adds up a column of short rows, in yuan or as a number.
func (t *Table) Total(column string) string {
	for i, c := range t.Columns {
		if c.Name != column {
			continue
		}
		sum := Cell{sort: c.Sort}
		for _, row := range t.Rows {
			sum.n += row[i].n
		}
		return sum.Plain()
	}
	return ""
}
