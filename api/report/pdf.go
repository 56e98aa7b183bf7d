package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"time"

	"github.com/signintech/gopdf"
)

// FontPackage is the Debian package of the font that papers are set in.
const FontPackage = "fonts-lxgw-wenkai"

// FontPlaces are where the font is looked for by whoever reads files for Options.
var FontPlaces = []string{
	"/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
	"/usr/local/share/fonts/LXGWWenKai-Regular.ttf",
}

// Points of a page. 40 mm is the side of a seal.
const (
	a4Short, a4Long = 595.28, 841.89
	margin          = 40.0
	sealSide        = 40 / 25.4 * 72
)

const family = "kai"

// op is a stroke of the pen or a piece of text.
type op struct {
	text           string
	x, y, x2, y2   float64
	size           float64
	red, box, grey bool
	fill           bool // of a box
}

// paper lays a report out page by page; the pages are drawn once their number is known.
type paper struct {
	r             *Report
	pdf           *gopdf.GoPdf
	wide, high, y float64
	size          float64 // of letters in the table
	pages         [][]op
	widths        map[rune]float64 // of a character at 1000 points
	rows          int              // of all tables so far
	err           error
}

func (r *Report) writePDF(w io.Writer, o Options) error {
	if !r.Kind.Paper {
		return problem("report.no_paper", "这种报表没有纸质形式，请用 xlsx、csv 或 json",
			"this report has no paper form; use xlsx, csv or json")
	}
	if len(o.Font) == 0 {
		return problem("report.no_font", "没有字体文件，不能生成 PDF：请安装软件包 "+FontPackage+
			"，或用 --font 指明 TTF 文件", "no font, so no PDF: install the package "+FontPackage+
			" or name a TTF file with --font")
	}
	sum := sha256.Sum256(o.Font)
	r.Manifest.Font = hex.EncodeToString(sum[:])
	p := &paper{r: r, pdf: new(gopdf.GoPdf), wide: a4Short, high: a4Long,
		widths: map[rune]float64{}}
	if r.Wide {
		p.wide, p.high = a4Long, a4Short
	}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: p.wide, H: p.high}})
	err := p.pdf.AddTTFFontDataWithOption(family, o.Font, gopdf.TtfOption{
		OnGlyphNotFoundSubstitute: func(rune) rune { return '〓' }})
	if err != nil {
		return problem("report.font", "字体文件无法使用，须为 TrueType（.ttf）："+err.Error(),
			"the font cannot be used, it must be TrueType (.ttf): "+err.Error())
	}
	p.compose()
	if p.err != nil {
		return p.err
	}
	p.draw()
	if p.err != nil {
		return p.err
	}
	p.pdf.SetInfo(gopdf.PdfInfo{Title: r.title() + " " + r.Period, Author: r.Manifest.Chain,
		Subject: r.token(), Creator: "suyuan", Producer: "suyuan",
		CreationDate: time.Unix(int64(r.Manifest.Law), 0).UTC()})
	var buf bytes.Buffer
	if _, err := p.pdf.WriteTo(&buf); err != nil {
		return err
	}
	out, err := mendUnicode(buf.Bytes())
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

// compose lays out the whole report.
func (p *paper) compose() {
	p.r.begin(nil)
	p.newPage()
	p.centred(p.r.title(), 16)
	p.y += 6
	p.line(p.r.Head, 9)
	p.boxes()
	for _, t := range p.r.Tables {
		if !t.OnlySheet {
			p.table(t)
		} else if p.err == nil {
			p.err = p.r.rows(t, func([]Cell) error { return nil })
		}
	}
	if p.err == nil {
		p.err = p.r.end()
	}
	p.y += 6
	for _, f := range p.r.Foot {
		p.paragraph(p.r.field(f), 9, f.Value.n < 0)
	}
	for _, n := range p.r.Notes {
		p.paragraph(p.r.say(n), 8, false)
	}
	m := p.r.Manifest
	p.paragraph(p.r.say(Label{"账本", "ledger"})+" "+m.Chain+"  "+
		p.r.say(Label{"账本高度", "height"})+" "+Count(m.Height).Plain()+"  "+
		p.r.say(Label{"应用哈希", "app hash"})+" "+m.AppHash.String(), 7, false)
	p.paragraph(p.r.say(Label{"本单摘要 SHA-256", "digest SHA-256"})+" "+m.Digest.String()+"  "+
		p.r.say(Label{"核验：suyuan verify 文件 或 内网地址/verify", "verify: suyuan verify FILE"}),
		7, false)
	p.y += 4
	p.line(p.r.Signs, 9)
	p.seals()
}

// field is a name with its value, as papers write it.
func (r *Report) field(f Field) string {
	switch name := r.say(f.Label); {
	case strings.Contains(name, "："):
		return name + " " + f.Value.Shown()
	case r.Lang == "en":
		return name + ": " + f.Value.Shown()
	default:
		return name + "：" + f.Value.Shown()
	}
}

func (p *paper) newPage() {
	p.pages = append(p.pages, nil)
	p.y = margin
}

func (p *paper) put(o op) {
	last := len(p.pages) - 1
	p.pages[last] = append(p.pages[last], o)
}

// room begins a new page where less than so many points are left.
func (p *paper) room(need float64) bool {
	if p.y+need <= p.high-margin-20 {
		return false
	}
	p.newPage()
	return true
}

func (p *paper) centred(s string, size float64) {
	p.y += size
	p.put(op{text: s, x: (p.wide - p.width(s, size)) / 2, y: p.y, size: size})
	p.y += size / 2
}

// line spreads fields over the width, as many on a row as fit.
func (p *paper) line(fields []Field, size float64) {
	x := margin
	for _, f := range fields {
		s := p.r.field(f)
		if f.Zh == "单位" { // at the right, above the tables
			p.put(op{text: s, x: p.wide - margin - p.width(s, size), y: p.y + size, size: size})
			continue
		}
		width := p.width(s, size) + 2*size
		if x > margin && x+width > p.wide-margin {
			x, p.y = margin, p.y+1.5*size
		}
		if x == margin {
			p.room(2 * size)
		}
		p.put(op{text: s, x: x, y: p.y + size, size: size})
		x += width
	}
	if len(fields) > 0 {
		p.y += 2 * size
	}
}

func (p *paper) paragraph(s string, size float64, red bool) {
	for _, part := range p.wrap(s, size, p.wide-2*margin) {
		p.room(1.5 * size)
		p.y += 1.4 * size
		p.put(op{text: part, x: margin, y: p.y, size: size, red: red})
	}
}

// boxes stand side by side.
func (p *paper) boxes() {
	n := len(p.r.Boxes)
	if n == 0 {
		return
	}
	const size = 8.5
	width := (p.wide - 2*margin) / float64(n)
	rows := make([][]string, n)
	most := 0
	for i, b := range p.r.Boxes {
		rows[i] = append(rows[i], p.r.say(b.Label))
		for _, f := range b.Fields {
			s := p.r.field(f)
			rows[i] = append(rows[i], p.wrap(s, size, width-8)...)
		}
		most = max(most, len(rows[i]))
	}
	high := float64(most)*1.4*size + 8
	p.room(high + 6)
	for i := range rows {
		x := margin + float64(i)*width
		p.put(op{box: true, x: x, y: p.y, x2: x + width, y2: p.y + high})
		for j, s := range rows[i] {
			p.put(op{text: s, x: x + 4, y: p.y + 2 + float64(j+1)*1.4*size, size: size})
		}
	}
	p.y += high + 6
}

// seals are empty squares at fixed places on the last page.
func (p *paper) seals() {
	if len(p.r.Seals) == 0 {
		return
	}
	top := p.high - margin - 20 - sealSide - 44
	if p.y > top {
		p.newPage()
	}
	p.y = top
	step := (p.wide - 2*margin) / float64(len(p.r.Seals))
	for i, name := range p.r.Seals {
		x := margin + float64(i)*step
		p.put(op{text: p.r.say(Label{"（单位盖章处 40×40mm）", "(seal, 40×40 mm)"}), x: x, y: top + 10,
			size: 8, grey: true})
		p.put(op{box: true, x: x, y: top + 14, x2: x + sealSide, y2: top + 14 + sealSide})
		p.put(op{text: name, x: x, y: top + 14 + sealSide + 12, size: 9})
		p.put(op{text: p.r.say(Label{"      年    月    日", "date:"}), x: x,
			y: top + 14 + sealSide + 26, size: 9})
	}
}
