package bundle

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/rlp"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Field is one field of a record as people read it: its path, such as Items[0].Purpose, and its
// value as text.
type Field struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// Shapes are the layouts of all collections, as the chapters declare them and docs/book/keys.md
// lists them. A verifier in another language has the same table.
var Shapes = sync.OnceValue(func() map[[2]byte]state.Collection {
	out := map[[2]byte]state.Collection{}
	for _, c := range app.Standard().Chapters() {
		for _, d := range c.Collections {
			out[[2]byte{d.Chapter, d.Number}] = d
		}
	}
	return out
})

// EntryShapes are the layouts of the entries of logs, by the name of the log.
var EntryShapes = map[string]string{
	"access/grant_log": "{Grant {Party string; Local string}; Open bool; From wire.Time(uint64); " +
		"To wire.Time(uint64); Tx [32]byte}",
	"access/downstream": "{Kind string; Object {Party string; Local string}; Version uint32; " +
		"At wire.Time(uint64)}",
	"trace/used_by": "{Batch {Party string; Local string}; From wire.Time(uint64); " +
		"To wire.Time(uint64); Purpose string; Use string; Customer [32]byte; Count uint64; " +
		"At wire.Time(uint64)}",
}

// Layouts whose values are one text.
const (
	layoutID     = "{Party string; Local string}"
	layoutDigest = "{Alg crypto.DigestAlg(uint8); Sum [32]byte}"
)

var digestNames = map[uint64]string{1: "sha256", 2: "sm3", 3: "keccak256"}

var errShape = errors.New("the bytes are not of this shape")

// Collection finds a collection by its name.
func Collection(name string) (state.Collection, bool) {
	for _, d := range Shapes() {
		if d.Name == name {
			return d, true
		}
	}
	return state.Collection{}, false
}

// KeyOf writes the key of a record from its parts as text, in the order of the collection's key.
func KeyOf(d state.Collection, parts []string) ([]byte, error) {
	want := keyParts(d)
	if len(parts) != len(want) {
		return nil, fmt.Errorf("a key of %s has %d parts (%s), not %d", d.Name, len(want), d.Key,
			len(parts))
	}
	b := []byte{d.Chapter, d.Number}
	for i, p := range parts {
		switch size := intSize(want[i].Value); {
		case want[i].Value == "string":
			b = append(b, strings.ReplaceAll(p, "\x00", "\x00\xff")...)
			b = append(b, 0, 1)
		case size > 0:
			n, err := strconv.ParseUint(p, 10, size*8)
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", want[i].Field, d.Name, err)
			}
			b = append(b, binary.BigEndian.AppendUint64(nil, n)[8-size:]...)
		default:
			raw, err := hex.DecodeString(p)
			if err != nil || len(raw) != arraySize(want[i].Value) {
				return nil, fmt.Errorf("%s of %s takes %s in hex", want[i].Field, d.Name, want[i].Value)
			}
			b = append(b, raw...)
		}
	}
	return b, nil
}

// keyParts are the names and types of a key's parts.
func keyParts(d state.Collection) (out []Field) {
	if d.Key == "" {
		return nil
	}
	for _, p := range strings.Split(d.Key, ", ") {
		name, typ, named := strings.Cut(p, " ")
		if !named {
			name, typ = "key", p
		}
		out = append(out, Field{name, typ})
	}
	return out
}

func intSize(typ string) int {
	return map[string]int{"uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8}[typ]
}

func arraySize(typ string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(typ, "["), "]byte"))
	if err != nil {
		return -1
	}
	return n
}

// showKey reads the parts of a key.
func showKey(d state.Collection, key []byte) ([]Field, error) {
	out := []Field{}
	b := key[2:]
	for _, p := range keyParts(d) {
		f := Field{Field: p.Field}
		size := intSize(p.Value)
		switch {
		case p.Value == "string":
			end := bytes.Index(b, []byte{0, 1})
			for end >= 0 && bytes.Contains(b[:end], []byte{0}) &&
				bytes.Count(b[:end], []byte{0}) != bytes.Count(b[:end], []byte{0, 0xff}) {
				end = -1
			}
			if end < 0 {
				return nil, errShape
			}
			f.Value = strings.ReplaceAll(string(b[:end]), "\x00\xff", "\x00")
			if !utf8.ValidString(f.Value) {
				return nil, errShape
			}
			b = b[end+2:]
		case size > 0 && len(b) >= size:
			f.Value = strconv.FormatUint(binary.BigEndian.Uint64(append(make([]byte, 8-size),
				b[:size]...)), 10)
			b = b[size:]
		case size == 0 && arraySize(p.Value) >= 0 && len(b) >= arraySize(p.Value):
			n := arraySize(p.Value)
			f.Value, b = hex.EncodeToString(b[:n]), b[n:]
		default:
			return nil, errShape
		}
		out = append(out, f)
	}
	if len(b) > 0 {
		return nil, errShape
	}
	return out, nil
}

// showValue reads a stored value: the version byte, then the record.
func showValue(d state.Collection, value []byte) ([]Field, error) {
	if d.Version == 0 {
		if !bytes.Equal(value, []byte{1}) {
			return nil, errShape
		}
		return []Field{}, nil
	}
	if len(value) < 2 || value[0] != d.Version {
		return nil, errShape
	}
	return showRLP(d.Value, value[1:])
}

// showRLP reads RLP by its layout.
func showRLP(layout string, b []byte) ([]Field, error) {
	w := shower{out: []Field{}}
	rest, after, err := w.show("", layout, b)
	if err != nil || len(rest) > 0 || after != "" {
		return nil, errShape
	}
	return w.out, nil
}

// shower walks a layout and RLP side by side.
type shower struct{ out []Field }

func (w *shower) add(path, value string) { w.out = append(w.out, Field{path, value}) }

// show reads one value of the layout that begins here and returns what follows both.
func (w *shower) show(path, layout string, b []byte) (rest []byte, after string, err error) {
	typ := layout[:typeEnd(layout)]
	after = layout[len(typ):]
	kind, content, rest, err := rlp.Split(b)
	if err != nil {
		return nil, "", err
	}
	list := strings.HasPrefix(typ, "{") || strings.HasPrefix(typ, "[]") ||
		strings.HasPrefix(typ, "[") && !strings.HasSuffix(typ, "]byte")
	if list != (kind == rlp.List) {
		return nil, "", errShape
	}
	switch {
	case typ == layoutID || typ == layoutDigest:
		return rest, after, w.pair(path, typ, content)
	case strings.HasPrefix(typ, "{"):
		return rest, after, w.fields(path, typ[1:], content)
	case list:
		elem := typ[strings.Index(typ, "]")+1:]
		n := 0
		for ; len(content) > 0; n++ {
			if content, _, err = w.show(fmt.Sprintf("%s[%d]", path, n), elem, content); err != nil {
				return nil, "", err
			}
		}
		w.add(path+".count", strconv.Itoa(n))
		return rest, after, nil
	}
	text, err := scalar(typ, content)
	w.add(path, text)
	return rest, after, err
}

// fields reads the fields of a struct, "Name type; ...}".
func (w *shower) fields(path, layout string, content []byte) (err error) {
	for layout != "}" {
		name, rest, ok := strings.Cut(strings.TrimPrefix(layout, "; "), " ")
		if !ok {
			return errShape
		}
		at := strings.TrimPrefix(path+"."+name, ".")
		if content, layout, err = w.show(at, rest, content); err != nil {
			return err
		}
	}
	if len(content) > 0 {
		return errShape
	}
	return nil
}

// pair reads an id or a digest as one text.
func (w *shower) pair(path, typ string, content []byte) error {
	first, rest, err := rlp.SplitString(content)
	if err != nil {
		return err
	}
	second, rest, err := rlp.SplitString(rest)
	if err != nil || len(rest) > 0 {
		return errShape
	}
	text := string(first) + "/" + string(second)
	if typ == layoutDigest {
		alg, err := scalar("uint8", first)
		n, _ := strconv.ParseUint(alg, 10, 8)
		if err != nil || len(second) != 32 || n > 0 && digestNames[n] == "" {
			return errShape
		}
		text = digestNames[n] + ":" + hex.EncodeToString(second)
		if n == 0 {
			text = ""
		}
	} else if text == "/" {
		text = ""
	}
	if !utf8.ValidString(text) {
		return errShape
	}
	w.add(path, text)
	return nil
}

// scalar writes a byte string of RLP as the text of its type.
func scalar(typ string, b []byte) (string, error) {
	name, kind, named := strings.Cut(typ, "(")
	if kind = strings.TrimSuffix(kind, ")"); !named {
		kind = typ
	}
	switch {
	case kind == "string":
		if !utf8.Valid(b) {
			return "", errShape
		}
		return string(b), nil
	case kind == "bytes":
		return hex.EncodeToString(b), nil
	case strings.HasSuffix(kind, "]byte"):
		if len(b) != arraySize(kind) {
			return "", errShape
		}
		return hex.EncodeToString(b), nil
	}
	if len(b) > 8 || len(b) > 0 && b[0] == 0 {
		return "", errShape
	}
	n := binary.BigEndian.Uint64(append(make([]byte, 8-len(b)), b...))
	switch {
	case kind == "bool" && n < 2:
		return strconv.FormatBool(n == 1), nil
	case name == "wire.Fen":
		return wire.Fen(unzig(n)).String(), nil
	case name == "wire.Int":
		return strconv.FormatInt(unzig(n), 10), nil
	case name == "wire.Time" && n < math.MaxInt64:
		return wire.Time(n).String(), nil
	case name == "wire.Date" && n <= math.MaxUint32:
		return wire.Date(n).String(), nil
	case intSize(kind) > 0 && len(b) <= intSize(kind):
		return strconv.FormatUint(n, 10), nil
	}
	return "", errShape
}

func unzig(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }

// typeEnd is where the layout that begins here ends.
func typeEnd(layout string) int {
	depth := 0
	for i, c := range layout {
		switch c {
		case '{':
			depth++
		case '}', ';':
			if c == '}' && depth > 0 {
				if depth--; depth == 0 {
					return i + 1
				}
				continue
			}
			if depth == 0 {
				return i
			}
		}
	}
	return len(layout)
}
