package scenario

import (
	"bytes"
	"encoding/json"
	"regexp"

	"go.yaml.in/yaml/v3"
)

var plainInteger = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// canonical is the JSON of a YAML value: keys sorted, no spaces, integers as they are written.
func canonical(v source) ([]byte, error) {
	value, err := jsonOf(v)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err = e.Encode(value) // maps are written with sorted keys
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func jsonOf(v source) (any, error) {
	v = v.plain()
	switch v.node.Kind {
	case yaml.MappingNode:
		list, err := v.pairs("an object")
		if err != nil {
			return nil, err
		}
		out := map[string]any{}
		for _, p := range list {
			if out[p.name], err = jsonOf(p.value); err != nil {
				return nil, err
			}
		}
		return out, nil
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range v.list() {
			e, err := jsonOf(item)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
		return out, nil
	}
	quoted := v.node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
	switch tag := v.node.ShortTag(); {
	case quoted:
	case tag == "!!null":
		return nil, nil
	case tag == "!!bool":
		return v.node.Value == "true", nil
	case plainInteger.MatchString(v.node.Value):
		return json.Number(v.node.Value), nil
	}
	return v.node.Value, nil
}
