package collect

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var bom = []byte("\xef\xbb\xbf")

// errIllegible says that a column that matters is no text.
var errIllegible = fmt.Errorf(
	"%w: it is not UTF-8; set encoding for this gateway（不是 UTF-8，请设置 encoding）",
	ErrLine,
)

// legible wants the columns that matter to be text: names that differ must not become the same.
func (r *reader) legible() error {
	for i, given := range r.given {
		if given && !utf8.Valid(r.values[i]) {
			return errIllegible
		}
	}
	return nil
}

// decoderNamed reads a gateway's encoding. A line is decoded before it is taken apart, because the
// second byte of a character may be a separator.
func decoderNamed(name string) (*encoding.Decoder, error) {
	switch name {
	case "", "utf-8":
		return nil, nil
	case "gbk":
		return simplifiedchinese.GBK.NewDecoder(), nil
	case "gb18030":
		return simplifiedchinese.GB18030.NewDecoder(), nil
	}
	return nil, errors.New("encoding must be utf-8, gbk or gb18030（encoding 须为三者之一）")
}

// piece is a column of a text line and the literal text behind it.
type piece struct {
	column int // -1 for one that does not matter
	after  []byte
}

var variable = regexp.MustCompile(`\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))`)

// setFormat reads the shape of a line, such as `$remote_addr [$time_local] "$request" $status`:
// text with the names of columns as nginx has them in log_format.
func (r *reader) setFormat(format string) error {
	wrong := func(text string, args ...any) error {
		return fmt.Errorf("gateway %q: format: "+text, append([]any{r.g.Name}, args...)...)
	}
	var names []string
	found := variable.FindAllStringSubmatchIndex(format, -1)
	for i, at := range found {
		part := func(k int) string {
			if at[k] < 0 {
				return ""
			}
			return format[at[k]:at[k+1]]
		}
		name := part(2) + part(4)
		end := len(format)
		if i+1 < len(found) {
			if end = found[i+1][0]; end == at[1] {
				return wrong("nothing stands between $%s and the next column（两列之间没有分隔）", name)
			}
		}
		if i == 0 {
			r.pieces = []piece{{-1, []byte(format[:at[0]])}}
		}
		p := piece{-1, []byte(format[at[1]:end])}
		if column, ok := r.index[name]; ok {
			p.column = column
		}
		names, r.pieces = append(names, name), append(r.pieces, p)
	}
	for name := range r.index {
		if !slices.Contains(names, name) {
			return wrong("it has no $%s（格式中没有该列）", name)
		}
	}
	return nil
}

// splitText puts the columns of a line into their places. A value ends where the text behind it
// begins, quotes behind a backslash apart; "-" is no value.
func (r *reader) splitText(line []byte) error {
	if !bytes.HasPrefix(line, r.pieces[0].after) {
		return fmt.Errorf("%w: it has not the format（与格式不符）", ErrLine)
	}
	line = line[len(r.pieces[0].after):]
	for _, p := range r.pieces[1:] {
		end := ending(line, p.after)
		if end < 0 {
			return fmt.Errorf("%w: it has not the format: no %q（与格式不符）", ErrLine, p.after)
		}
		if value := line[:end]; p.column >= 0 && string(value) != "-" {
			r.set(p.column, unescaped(value))
		}
		line = line[end+len(p.after):]
	}
	return nil
}

// ending is where a value ends; at the end of the line for the last one.
func ending(line, after []byte) int {
	if len(after) == 0 {
		return len(line)
	}
	for from := 0; ; {
		i := bytes.Index(line[from:], after)
		if i < 0 || after[0] != '"' {
			return i
		}
		slashes := 0
		for slashes < from+i && line[from+i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return from + i
		}
		from += i + 1
	}
}

// unescaped reads \xHH, \" and \\, which web servers write for bytes that would break the line.
func unescaped(value []byte) []byte {
	if bytes.IndexByte(value, '\\') < 0 {
		return value
	}
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c != '\\' || i+1 == len(value) {
			out = append(out, c)
			continue
		}
		i++
		var hex byte
		if n, _ := fmt.Sscanf(string(value[i:min(i+3, len(value))]), "x%02x", &hex); n == 1 {
			out = append(out, hex)
			i += 2
			continue
		}
		if value[i] != '"' && value[i] != '\\' {
			out = append(out, '\\')
		}
		out = append(out, value[i])
	}
	return out
}
