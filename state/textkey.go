package state

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// TextKey is the full key of a record whose key's components are given as text: strings as they
// are, numbers in decimal, byte arrays in hex. Tools that know a collection by its description use
// it to ask for a record's proof.
func (c Collection) TextKey(parts ...string) ([]byte, error) {
	b := []byte{c.Chapter, c.Number}
	layout := strings.Split(c.Key, ", ")
	if c.Key == "" {
		layout = nil
	}
	if len(layout) != len(parts) {
		return nil, fmt.Errorf("a key of %s has %d components, not %d", c.Name, len(layout), len(parts))
	}
	for i, part := range layout {
		kind := part[strings.LastIndexByte(part, ' ')+1:]
		size, sized := uintBytes[kind]
		switch {
		case kind == "string":
			b = appendEscaped(b, parts[i])
		case sized:
			n, err := strconv.ParseUint(parts[i], 10, 8*size)
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", part, c.Name, err)
			}
			var wide [8]byte
			binary.BigEndian.PutUint64(wide[:], n)
			b = append(b, wide[8-size:]...)
		default:
			raw, err := hex.DecodeString(parts[i])
			if err != nil || kind != fmt.Sprintf("[%d]byte", len(raw)) {
				return nil, fmt.Errorf("%s of %s is not %s", part, c.Name, parts[i])
			}
			b = append(b, raw...)
		}
	}
	return b, nil
}

var uintBytes = map[string]int{"uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8}
