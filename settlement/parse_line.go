package settlement

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
)

// ErrLine refuses bytes that are not the canonical form of one line.
var ErrLine = errors.New("settlement: not a canonical line")

// ParseLine reads a leaf back. It is strict: writing the line again must give the same bytes.
func ParseLine(leaf []byte) (Line, error) {
	var raw struct {
		Amount                   int64
		ID, Kind, Name, Node, To string
		Parents                  []string
		Tier                     *int
		Why                      json.RawMessage
	}
	if err := json.Unmarshal(leaf, &raw); err != nil {
		return Line{}, ErrLine
	}
	l := Line{ID: raw.ID, Kind: raw.Kind, Node: raw.Node, Name: raw.Name, To: raw.To,
		Amount: raw.Amount, Parents: raw.Parents}
	if raw.Tier != nil {
		l.Tier = *raw.Tier
	}
	var err error
	if l.Why, err = parseWhy(raw.Why); err != nil || !bytes.Equal(l.Leaf(), leaf) {
		return Line{}, ErrLine
	}
	return l, nil
}

func parseWhy(raw []byte) ([]Fact, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, ErrLine
	}
	var why []Fact
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, ErrLine
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, ErrLine
		}
		v, err := parseFact(value)
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if len(why) > 0 && why[len(why)-1].Key >= name {
			return nil, ErrLine
		}
		why = append(why, Fact{name, v})
	}
	return why, nil
}

func parseFact(raw []byte) (FactValue, error) {
	var v FactValue
	var err error
	switch c := raw[0]; {
	case c == '"':
		v.Sort, err = FactText, json.Unmarshal(raw, &v.Text)
	case c == '[':
		v.Sort, err = FactList, json.Unmarshal(raw, &v.List)
	case c == '-':
		var n int64
		n, err = strconv.ParseInt(string(raw), 10, 64)
		v.Size, v.Negative = -uint64(n), true
	default:
		v.Size, err = strconv.ParseUint(string(raw), 10, 64)
	}
	return v, err
}
