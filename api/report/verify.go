package report

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Verdict says whether a file is the report that it says it is, and why not.
type Verdict struct {
	True     bool      `json:"true"`
	Format   string    `json:"format"`
	Manifest Manifest  `json:"manifest"`
	File     wire.Hash `json:"file_sha256"` // of the bytes given
	Zh       string    `json:"zh"`          // why it is not, "" where it is
	En       string    `json:"en"`
}

// Known reports whether a file carries the manifest of a report, and reads it.
func Known(file []byte) (m Manifest, format string, ok bool) {
	var doc []byte
	switch {
	case bytes.HasPrefix(file, []byte("%PDF-")):
		format = "pdf"
		if f := pdfSubject.FindSubmatch(file); f != nil {
			doc = unToken([]byte(fromUTF16(string(f[1]))))
		}
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		format = "xlsx"
		doc = unToken(core(file))
	case bytes.HasPrefix(file, []byte("{\"report\":")):
		format = "json"
		if i := bytes.LastIndex(file, []byte(",\n\"manifest\":")); i >= 0 {
			doc = bytes.TrimSuffix(bytes.TrimSpace(file[i+len(",\n\"manifest\":"):]), []byte("}"))
		}
	default:
		format = "csv"
		doc = unToken(file)
	}
	err := json.Unmarshal(doc, &m)
	return m, format, err == nil && m.Format == Format
}

var (
	pdfSubject = regexp.MustCompile(`/Subject <FEFF([0-9A-Fa-f]+)>`)
	tokenWord  = regexp.MustCompile(regexp.QuoteMeta(tokenMark) + `([A-Za-z0-9_-]+)\.`)
)

func unToken(text []byte) []byte {
	f := tokenWord.FindSubmatch(text)
	if f == nil {
		return nil
	}
	doc, err := base64.RawURLEncoding.DecodeString(string(f[1]))
	if err != nil {
		return nil
	}
	return doc
}

func fromUTF16(text string) string {
	raw, err := hex.DecodeString(text)
	if err != nil {
		return ""
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return string(utf16.Decode(units))
}

// core is the part of a workbook that describes it. A file is read no further than a megabyte.
func core(file []byte) []byte {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil
	}
	f, err := z.Open("docProps/core.xml")
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(f, 1<<20))
	return text
}

// Verify makes the report that a file says it is again, at the height that it says, and compares.
// At opens a height of the ledger. An error means that it could not be made, which is no verdict.
func Verify(ctx context.Context, at func(context.Context, uint64) (*source.Source, error),
	file []byte, o Options) (v Verdict, err error) {
	v.File = sha256.Sum256(file)
	var ok bool
	if v.Manifest, v.Format, ok = Known(file); !ok {
		v.Zh, v.En = "文件里没有报表清单，不是本系统生成的报表，或清单已被改动",
			"the file carries no manifest of a report, or it was changed"
		return v, nil
	}
	m := v.Manifest
	s, err := at(ctx, m.Height)
	if err != nil {
		return v, err
	}
	if s.Chain != m.Chain || s.Genesis != m.Genesis {
		v.Zh = "报表属于账本 " + m.Chain + "，所问的账本是 " + s.Chain
		v.En = "the report is of ledger " + m.Chain + ", the node's is " + s.Chain
		return v, nil
	}
	if m.Font != "" {
		if sum := sha256.Sum256(o.Font); hex.EncodeToString(sum[:]) != m.Font {
			return v, problem("report.other_font", "报表所用字体的摘要是 "+m.Font+"，与本机字体不同，无法重新生成比较",
				"the report is set in a font with digest "+m.Font+", which is not the one here")
		}
	}
	r, err := again(ctx, s, m, o.Local)
	if err != nil {
		return v, err
	}
	var made bytes.Buffer
	if err := r.Write(ctx, &made, v.Format, o); err != nil {
		return v, err
	}
	if v.True = bytes.Equal(made.Bytes(), file); !v.True {
		v.Zh, v.En = differs(v.Format, file, made.Bytes())
	}
	return v, nil
}

// again makes the report of a manifest once more.
func again(ctx context.Context, s *source.Source, m Manifest, local Local) (*Report, error) {
	if m.Report != reconcileKind.Name {
		return BuildWith(ctx, s, m.Report, m.Args, local)
	}
	sum := sha256.Sum256(local.List)
	if local.List == nil || hex.EncodeToString(sum[:]) != m.Args["theirs"] {
		return nil, problem("report.list_needed", "对账单还依据对方的清单（SHA-256 "+m.Args["theirs"]+
			"），请用 --list 给出同一文件", "a reconciliation also rests on the other side's list (SHA-256 "+
			m.Args["theirs"]+"): give that file with --list")
	}
	r, _, err := Reconcile(ctx, s, maps.Clone(m.Args), local.List)
	return r, err
}

// Filing is where the ledger says that a file was filed or made public.
type Filing = oversight.Filing

// Filed looks for a file's digest among the reports filed and the disclosures published.
func Filed(ctx context.Context, s *source.Source, file []byte) (out []Filing, err error) {
	a := &asking{ctx: ctx, s: s}
	for _, alg := range []crypto.DigestAlg{crypto.DigestSHA256, crypto.DigestSM3,
		crypto.DigestKeccak256} {
		err = each(a, "filed", dict{"digest": crypto.DigestOf(alg, file).String()},
			func(v Filing) error {
				out = append(out, v)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// differs names the first difference of a file from what the ledger gives.
func differs(format string, file, made []byte) (zh, en string) {
	if format == "xlsx" {
		if where, has, wants, ok := cellDiffers(file, made); ok {
			return fmt.Sprintf("单元格 %s 是 %q，账本给出 %q", where, has, wants),
				fmt.Sprintf("cell %s is %q, the ledger gives %q", where, has, wants)
		}
		return "各单元格的值与账本一致，但文件不是原件：曾另存、改过公式或格式",
			"all cells hold what the ledger gives, but it is not the original file: it was saved " +
				"again, or formulas or formats were changed"
	}
	if format == "pdf" {
		return "PDF 与账本在该高度给出的文件不同，内容或排版被改动",
			"the PDF is not what the ledger gives at this height: text or layout was changed"
	}
	a, b := bytes.Split(file, []byte("\n")), bytes.Split(made, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return fmt.Sprintf("第 %d 行是 %q，账本给出 %q", i+1, short(a[i]), short(b[i])),
				fmt.Sprintf("line %d is %q, the ledger gives %q", i+1, short(a[i]), short(b[i]))
		}
	}
	return fmt.Sprintf("文件有 %d 行，账本给出 %d 行", len(a), len(b)),
		fmt.Sprintf("the file has %d lines, the ledger gives %d", len(a), len(b))
}

func short(line []byte) string {
	if runes := []rune(string(line)); len(runes) > 120 {
		return string(runes[:120]) + "…"
	}
	return string(bytes.TrimRight(line, "\r"))
}

// cellDiffers finds the first cell with another value or formula.
func cellDiffers(file, made []byte) (where, has, wants string, found bool) {
	a, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: 1 << 30})
	if err != nil {
		return "", "", "", false
	}
	defer a.Close()
	b, err := excelize.OpenReader(bytes.NewReader(made))
	if err != nil {
		return "", "", "", false
	}
	defer b.Close()
	for _, name := range b.GetSheetList() {
		want, err := b.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return "", "", "", false
		}
		got, _ := a.GetRows(name, excelize.Options{RawCellValue: true})
		for i := range max(len(want), len(got)) {
			for j := range max(width(want, i), width(got, i)) {
				x, y := cellAt(got, i, j), cellAt(want, i, j)
				if x != y {
					ref, _ := excelize.CoordinatesToCellName(j+1, i+1)
					return name + "!" + ref, x, y, true
				}
			}
		}
	}
	return "", "", "", false
}

func width(rows [][]string, i int) int {
	if i < len(rows) {
		return len(rows[i])
	}
	return 0
}

func cellAt(rows [][]string, i, j int) string {
	if i < len(rows) && j < len(rows[i]) {
		return rows[i][j]
	}
	return ""
}
