package genesis

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

// Finding is one mistake in a file, with the line where it is or, for what is missing, where it
// belongs.
type Finding struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Field   string `json:"field"`
	Problem string `json:"problem"`
}

// String is "file:line: field: problem".
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Field, f.Problem)
}

// CheckRegime reads a regime file for somebody who writes it: the findings name every mistake with
// its line, in the order of the file's rules. A file without findings is loaded as it is.
func CheckRegime(file string, b []byte) (Regime, []Finding) {
	r, problems, err := parseRegime("x", b)
	if err != nil {
		return Regime{}, unreadable(file, err)
	}
	r.Name = file
	return r, located(file, "regimes/x.yaml", b, problems)
}

// located gives each problem its line.
func located(file, at string, b []byte, problems regime.Problems) []Finding {
	var out []Finding
	for _, p := range problems {
		field, problem, _ := strings.Cut(strings.TrimPrefix(p, at+": "), ": ")
		out = append(out, At(file, b, field, problem))
	}
	return out
}

var yamlLine = regexp.MustCompile(`line (\d+): ([^\n]*)`)

// unreadable gives the lines that the YAML reader names.
func unreadable(file string, err error) []Finding {
	var out []Finding
	for _, m := range yamlLine.FindAllStringSubmatch(err.Error(), -1) {
		n, _ := strconv.Atoi(m[1])
		out = append(out, Finding{file, n, "", m[2]})
	}
	switch {
	case errors.Is(err, io.EOF):
		return []Finding{{file, 1, "", "the file is empty"}}
	case out == nil:
		return []Finding{{file, 1, "", oneLine(err)}}
	}
	return out
}

// lineOf returns the line of a field such as "keys.agreement.term_max_years.value" or
// "articles[3].id"; of something missing, the line of what should hold it.
func lineOf(doc *yaml.Node, field string) int {
	if len(doc.Content) == 0 {
		return 1
	}
	field = strings.NewReplacer("title_zh", "title.zh", "title_en", "title.en").Replace(field)
	n, line := doc.Content[0], doc.Content[0].Line
	for field != "" {
		var name *yaml.Node
		name, n, field = step(n, field)
		if n == nil {
			break
		}
		line = name.Line
	}
	return line
}

// step goes one name or index down. Names may hold dots: the longest that fits is taken.
func step(n *yaml.Node, field string) (name, value *yaml.Node, rest string) {
	if index, after, ok := strings.Cut(strings.TrimPrefix(field, "["), "]"); ok && field[0] == '[' {
		i, err := strconv.Atoi(index)
		if err != nil || n.Kind != yaml.SequenceNode || i < 0 || i >= len(n.Content) {
			return nil, nil, ""
		}
		return n.Content[i], n.Content[i], strings.TrimPrefix(after, ".")
	}
	if n.Kind != yaml.MappingNode {
		return nil, nil, ""
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		after, ok := strings.CutPrefix(field, k.Value)
		if !ok || after != "" && after[0] != '.' && after[0] != '[' {
			continue
		}
		if name == nil || len(k.Value) > len(name.Value) {
			name, value, rest = k, n.Content[i+1], strings.TrimPrefix(after, ".")
		}
	}
	return name, value, rest
}

// At makes a finding about a field of a file.
func At(file string, b []byte, field, problem string) Finding {
	var doc yaml.Node
	_ = yaml.Unmarshal(b, &doc) // unreadable text has no lines
	return Finding{file, lineOf(&doc, field), field, problem}
}
