package report

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf16"
)

// mendUnicode writes a PDF again with the map from glyphs to characters as the format wants it:
// characters beyond the basic plane in UTF-16, at most a hundred to a block. gopdf writes them as
// five digits, which readers take for something else, so that a rare name could not be found.
func mendUnicode(pdf []byte) ([]byte, error) {
	at := bytes.LastIndex(pdf, []byte("startxref\n"))
	table := bytes.LastIndex(pdf, []byte("\nxref\n"))
	trailer := bytes.LastIndex(pdf, []byte("trailer\n"))
	if at < 0 || table < 0 || trailer < table {
		return nil, errUnmended
	}
	var starts []int
	for _, line := range bytes.Split(pdf[table+6:trailer], []byte("\n"))[2:] {
		if len(line) < 10 {
			continue
		}
		n, err := strconv.Atoi(string(line[:10]))
		if err != nil {
			return nil, errUnmended
		}
		starts = append(starts, n)
	}
	if len(starts) == 0 || !slices.IsSorted(starts) {
		return nil, errUnmended
	}
	out := bytes.NewBuffer(slices.Clone(pdf[:starts[0]]))
	moved := make([]int, len(starts))
	for i, from := range starts {
		to := table + 1
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		moved[i] = out.Len()
		object, err := mendObject(pdf[from:to])
		if err != nil {
			return nil, err
		}
		out.Write(object)
	}
	place := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(starts)+1)
	for _, n := range moved {
		fmt.Fprintf(out, "%010d 00000 n \n", n)
	}
	out.Write(pdf[trailer:at])
	fmt.Fprintf(out, "startxref\n%d\n%%%%EOF\n", place)
	return out.Bytes(), nil
}

var errUnmended = errors.New("the PDF is not laid out as expected")

var (
	isMap    = []byte("/CMapName /Adobe-Identity-UCS")
	mapRange = regexp.MustCompile(`<([0-9A-F]{4})><[0-9A-F]{4}><([0-9A-F]{4,6})>`)
)

// mendObject rewrites the object if it is a map from glyphs to characters.
func mendObject(object []byte) ([]byte, error) {
	if !bytes.Contains(object, isMap) {
		return object, nil
	}
	begin := bytes.Index(object, []byte("stream\n"))
	end := bytes.LastIndex(object, []byte("endstream"))
	head := bytes.Index(object, []byte("<<\n"))
	if begin < 0 || end < begin || head < 0 {
		return nil, errUnmended
	}
	text := object[begin+7 : end]
	first := bytes.Index(text, []byte("1 begincodespacerange"))
	last := bytes.Index(text, []byte("endcmap"))
	if first < 0 || last < first {
		return nil, errUnmended
	}
	var entries []string
	for _, m := range mapRange.FindAllSubmatch(text[first:last], -1) {
		c, err := strconv.ParseInt(string(m[2]), 16, 32)
		if err != nil {
			return nil, err
		}
		units := ""
		for _, u := range utf16.Encode([]rune{rune(c)}) {
			units += fmt.Sprintf("%04X", u)
		}
		entries = append(entries, fmt.Sprintf("<%s><%s>\n", m[1], units))
	}
	body := bytes.NewBuffer(slices.Clone(text[:first]))
	body.WriteString("1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for block := range slices.Chunk(entries, 100) {
		fmt.Fprintf(body, "%d beginbfchar\n", len(block))
		for _, e := range block {
			body.WriteString(e)
		}
		body.WriteString("endbfchar\n")
	}
	body.Write(text[last:])
	return fmt.Appendf(slices.Clone(object[:head]),
		"<<\n/Length %d\n>>\nstream\n%sendstream\nendobj\n\n", body.Len(), body.Bytes()), nil
}
