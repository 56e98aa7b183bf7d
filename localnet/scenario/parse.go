package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Error is a fault of a story's text.
type Error struct {
	File string
	Line int
	Text string
}

// Error is "file:line: text".
func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text) }

// source is a node with the file it stands in.
type source struct {
	file string
	node *yaml.Node
}

func (s source) err(format string, args ...any) error {
	line := 0
	if s.node != nil {
		line = s.node.Line
	}
	return &Error{File: s.file, Line: line, Text: fmt.Sprintf(format, args...)}
}

func (s source) at(n *yaml.Node) source { return source{s.file, n} }

// dir is the folder relative paths are read from.
func (s source) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(filepath.Dir(s.file), p)
}

func (s source) given() bool { return s.node != nil }

// plain follows aliases.
func (s source) plain() source {
	for s.node != nil && s.node.Kind == yaml.AliasNode {
		s.node = s.node.Alias
	}
	return s
}

// text is the scalar's text as it is written.
func (s source) text() (string, error) {
	if p := s.plain(); p.node != nil && p.node.Kind == yaml.ScalarNode {
		if p.node.ShortTag() == "!!null" {
			return "", nil
		}
		return p.node.Value, nil
	}
	return "", s.err("a single value is wanted here")
}

// list is the items of a sequence; a single value is a list of one.
func (s source) list() []source {
	p := s.plain()
	switch {
	case p.node == nil:
		return nil
	case p.node.Kind != yaml.SequenceNode:
		return []source{s}
	}
	out := make([]source, len(p.node.Content))
	for i, n := range p.node.Content {
		out[i] = s.at(n)
	}
	return out
}

func (s source) isMap() bool {
	p := s.plain()
	return p.node != nil && p.node.Kind == yaml.MappingNode
}

func (s source) isList() bool {
	p := s.plain()
	return p.node != nil && p.node.Kind == yaml.SequenceNode
}

// pair is one field of a mapping, in the order of the file.
type pair struct {
	name  string
	key   source
	value source
}

func (s source) pairs(what string) ([]pair, error) {
	p := s.plain()
	if p.node == nil || p.node.Kind != yaml.MappingNode {
		return nil, s.err("%s wants fields, such as name: value", what)
	}
	var out []pair
	for i := 0; i+1 < len(p.node.Content); i += 2 {
		name := p.node.Content[i].Value
		if slices.ContainsFunc(out, func(e pair) bool { return e.name == name }) {
			return nil, s.at(p.node.Content[i]).err("%s: field %q appears twice", what, name)
		}
		out = append(out, pair{name, s.at(p.node.Content[i]), s.at(p.node.Content[i+1])})
	}
	return out, nil
}

// fields reads a mapping with known fields only.
func (s source) fields(what string, allowed ...string) (map[string]source, error) {
	list, err := s.pairs(what)
	if err != nil {
		return nil, err
	}
	out := map[string]source{}
	for _, p := range list {
		if !slices.Contains(allowed, p.name) {
			return nil, p.key.err("%s has no field %q%s", what, p.name, hint(p.name, allowed))
		}
		out[p.name] = p.value
	}
	return out, nil
}

// hint names what is allowed: all of a few, else the nearest.
func hint(got string, allowed []string) string {
	names := slices.Clone(allowed)
	slices.Sort(names)
	slices.SortStableFunc(names, func(a, b string) int { return distance(got, a) - distance(got, b) })
	best := ""
	if len(names) > 0 && distance(got, names[0]) < 3 {
		best = names[0]
	}
	list := strings.Join(names, ", ")
	if len(names) > few {
		list = fmt.Sprintf("%s and %d more", strings.Join(names[:hinted], ", "), len(names)-hinted)
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q? Allowed: %s", best, list)
	}
	return "; allowed: " + list
}

const (
	few    = 12 // are all named
	hinted = 5  // of more than few
)

// distance is how many letters must change to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// yamlError is a YAML reader's error at the line it names.
func yamlError(file string, text []byte, err error) *Error {
	e := &Error{File: file, Line: 1, Text: strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		e.Line, _ = strconv.Atoi(m[1]) // digits
		e.Text = strings.TrimPrefix(err.Error(), m[0])
		if strings.HasPrefix(e.Text, "did not find expected") {
			// The YAML parser, unlike its scanner, counts lines from 0.
			e.Line = min(e.Line+1, 1+bytes.Count(bytes.TrimSpace(text), []byte{'\n'}))
		}
	}
	return e
}

// readYAML reads exactly one document from a file.
func readYAML(file string) (source, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return source{}, err
	}
	var doc yaml.Node
	d := yaml.NewDecoder(strings.NewReader(string(b)))
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return source{}, &Error{File: file, Line: 1, Text: "the file is empty"}
	} else if err != nil {
		return source{}, yamlError(file, b, err)
	}
	if err := d.Decode(new(yaml.Node)); err == nil {
		return source{}, &Error{File: file, Line: 1, Text: "a story is one YAML document"}
	}
	if len(doc.Content) != 1 {
		return source{}, &Error{File: file, Line: 1, Text: "the file is empty"}
	}
	return source{file, doc.Content[0]}, nil
}
