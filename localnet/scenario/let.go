package scenario

import (
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

// lets are the named values of a story. A value is text or any YAML value.
type lets struct {
	values map[string]source
	set    map[string]bool // given from outside, with another value than the story's
}

// letName is ${name}; names with a colon, such as ${fields:…}, are asked of the ledger when a step
// runs.
var letName = regexp.MustCompile(`\$\{([A-Za-z][A-Za-z0-9_]*)\}`)

const maxLetDepth = 8

// apply replaces values by those from outside. Each must exist: a misspelt one would do nothing.
func (l *lets) apply(sets map[string]string, whole source) error {
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		old, ok := l.values[name]
		if !ok {
			return whole.err("there is no value %q to set%s", name, hint(name, l.names()))
		}
		if text, err := old.text(); err != nil || text != sets[name] {
			l.set[name] = true
		}
		// A path given from outside is meant from where the command runs, not from the story.
		l.values[name] = source{"./", &yaml.Node{Kind: yaml.ScalarNode, Value: sets[name],
			Style: yaml.DoubleQuotedStyle, Tag: "!!str", Line: 1}}
	}
	return nil
}

func (l *lets) names() []string { return slices.Sorted(maps.Keys(l.values)) }

// expand returns the value with every ${name} filled in. A value that is ${name} alone becomes what
// the name stands for, with its own file: so a path keeps its meaning.
func (l *lets) expand(s source) (source, error) { return l.expandTo(s, 0) }

func (l *lets) expandTo(s source, depth int) (source, error) {
	p := s.plain()
	if p.node == nil {
		return p, nil
	}
	if depth > maxLetDepth {
		return p, s.err("named values refer to each other too deeply")
	}
	if p.node.Kind == yaml.ScalarNode {
		return l.expandText(p, depth)
	}
	out := *p.node
	out.Content = make([]*yaml.Node, len(p.node.Content))
	for i, n := range p.node.Content {
		if p.node.Kind == yaml.MappingNode && i%2 == 0 {
			out.Content[i] = n
			continue
		}
		v, err := l.expandTo(p.at(n), depth)
		if err != nil {
			return p, err
		}
		out.Content[i] = v.node
	}
	return p.at(&out), nil
}

func (l *lets) expandText(p source, depth int) (source, error) {
	text := p.node.Value
	found := letName.FindAllStringSubmatchIndex(text, -1)
	if len(found) == 0 {
		return p, nil
	}
	if m := found[0]; m[0] == 0 && m[1] == len(text) {
		v, err := l.lookup(p, text[m[2]:m[3]], depth)
		if err != nil {
			return p, err
		}
		moved := *v.node
		moved.Line = p.node.Line
		return source{v.file, &moved}, nil
	}
	var failed error
	done := letName.ReplaceAllStringFunc(text, func(s string) string {
		v, err := l.lookup(p, s[2:len(s)-1], depth)
		if err == nil {
			s, err = v.text()
		}
		if err != nil && failed == nil {
			failed = err
		}
		return s
	})
	out := *p.node
	out.Value, out.Tag = done, ""
	return p.at(&out), failed
}

func (l *lets) lookup(p source, name string, depth int) (source, error) {
	v, ok := l.values[name]
	if !ok {
		return p, p.err("no value is named %q%s", name, hint(name, l.names()))
	}
	return l.expandTo(v, depth+1)
}
