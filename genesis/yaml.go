package genesis

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

// decodeYAML reads exactly one document into v. Unknown and repeated fields are refused.
func decodeYAML(b []byte, v any) error {
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		return err
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return errors.New("something follows the first document")
	}
	return nil
}

// mapping splits a mapping node into its fields and notes what is unknown, repeated or missing.
func mapping(out *regime.Problems, at string, n yaml.Node, names ...string) map[string]*yaml.Node {
	fields := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		out.Add(at, "wants fields %v", names)
		return fields
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		if fields[name] != nil {
			out.Add(at+"."+name, "appears twice")
		}
		fields[name] = n.Content[i+1]
	}
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
		if fields[name] == nil {
			out.Add(at+"."+name, "missing")
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if name := n.Content[i].Value; !known[name] {
			out.Add(at+"."+name, "unknown field")
		}
	}
	return fields
}

// str reads a scalar written as text.
func str(out *regime.Problems, at string, n *yaml.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		out.Add(at, "wants text")
		return ""
	}
	return n.Value
}

var tags = map[string][]string{
	regime.TypeInt:  {"!!int"},
	regime.TypeBool: {"!!bool"},
	regime.TypeText: {"!!str"},
	regime.TypeDate: {"!!timestamp", "!!str"},
	regime.TypeSpan: {"!!str", "!!int"}, // a number alone is told that it lacks a unit
	regime.TypeDay:  {"!!str", "!!int"},
}

// values reads a key's value by the key's type. YAML's other spellings of numbers and switches
// (0x3, yes) are refused by regime.Key.Fits, which knows one spelling each.
func values(out *regime.Problems, at string, k regime.Key, n *yaml.Node) []string {
	if n == nil {
		return nil
	}
	one := func(n *yaml.Node, typ string) (string, bool) {
		if n.Kind == yaml.ScalarNode {
			for _, tag := range tags[typ] {
				if n.ShortTag() == tag {
					return n.Value, true
				}
			}
		}
		if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
			out.Add(at, "still blank (type %s)", k.Type)
		} else {
			out.Add(at, "wants type %s", k.Type)
		}
		return "", false
	}
	if k.Type != regime.TypeList {
		v, ok := one(n, k.Type)
		if !ok {
			return nil
		}
		return []string{v}
	}
	if n.Kind != yaml.SequenceNode {
		if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
			out.Add(at, "still blank (type list)")
			return nil
		}
		out.Add(at, "wants type list")
		return nil
	}
	list := []string{}
	for _, c := range n.Content {
		v, ok := one(c, regime.TypeText)
		if !ok {
			return nil
		}
		list = append(list, v)
	}
	return list
}
