package state

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// keyPlan is how one key type is laid out: its components, outer struct fields unfolded, in order.
// It is built once per collection by reflection.
type keyPlan struct {
	typ   reflect.Type
	parts []keyPart
}

type keyPart struct {
	name  string
	index []int // path of struct fields; empty: the key itself
	kind  reflect.Kind
	size  int // bytes of an integer or array; 0 for a string
}

func (p keyPart) String() string {
	var t string
	switch p.kind {
	case reflect.String:
		t = "string"
	case reflect.Array:
		t = fmt.Sprintf("[%d]byte", p.size)
	default:
		t = p.kind.String()
	}
	return strings.TrimSpace(p.name + " " + t)
}

// planKey panics on a type that cannot be a key: that is a mistake in a table, seen at start.
func planKey(t reflect.Type) keyPlan {
	p := keyPlan{typ: t}
	p.add(t, "", nil)
	if len(p.parts) == 0 {
		panic(fmt.Sprintf("state: key type %s has no components", t))
	}
	return p
}

func (p *keyPlan) add(t reflect.Type, name string, index []int) {
	part := keyPart{name: name, index: index, kind: t.Kind()}
	switch t.Kind() {
	case reflect.String:
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		part.size = int(t.Size())
	case reflect.Array:
		if t.Elem().Kind() != reflect.Uint8 {
			panic(fmt.Sprintf("state: %s cannot be part of a key: only byte arrays can", t))
		}
		part.size = t.Len()
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				panic(fmt.Sprintf("state: field %s of key type %s is not exported", f.Name, t))
			}
			full := strings.TrimPrefix(name+"."+f.Name, ".")
			p.add(f.Type, full, append(append([]int(nil), index...), i))
		}
		return
	default:
		panic(fmt.Sprintf("state: %s cannot be part of a key: want string, uintN or [N]byte", t))
	}
	p.parts = append(p.parts, part)
}

func (p keyPlan) String() string {
	out := make([]string, len(p.parts))
	for i, part := range p.parts {
		out[i] = part.String()
	}
	return strings.Join(out, ", ")
}

// encode appends the components of k, an addressable value of the planned type.
func (p keyPlan) encode(b []byte, k reflect.Value) []byte {
	for i := range p.parts {
		v := k
		for _, f := range p.parts[i].index {
			v = v.Field(f)
		}
		b = appendPart(b, v)
	}
	return b
}

func appendPart(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendEscaped(b, v.String())
	case reflect.Uint8:
		return append(b, byte(v.Uint()))
	case reflect.Uint16:
		return binary.BigEndian.AppendUint16(b, uint16(v.Uint()))
	case reflect.Uint32:
		return binary.BigEndian.AppendUint32(b, uint32(v.Uint()))
	case reflect.Uint64:
		return binary.BigEndian.AppendUint64(b, v.Uint())
	}
	return append(b, v.Bytes()...)
}

// appendEscaped writes 0x00 as 0x00 0xFF and ends with 0x00 0x01, so that a string sorts before
// every longer one that starts with it.
func appendEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		b = append(b, s[i])
		if s[i] == 0 {
			b = append(b, 0xFF)
		}
	}
	return append(b, 0, 1)
}

var errKey = errors.New("not a key of this collection")

// decode fills k, an addressable value of the planned type, from exactly the bytes of b.
func (p keyPlan) decode(b []byte, k reflect.Value) error {
	for i := range p.parts {
		part := &p.parts[i]
		v := k
		for _, f := range part.index {
			v = v.Field(f)
		}
		if part.kind == reflect.String {
			s, rest, err := readEscaped(b)
			if err != nil {
				return err
			}
			v.SetString(s)
			b = rest
			continue
		}
		if len(b) < part.size {
			return fmt.Errorf("%w: it ends inside %s", errKey, part)
		}
		if part.kind == reflect.Array {
			copy(v.Bytes(), b[:part.size])
		} else {
			v.SetUint(readUint(b[:part.size]))
		}
		b = b[part.size:]
	}
	if len(b) > 0 {
		return fmt.Errorf("%w: %d bytes are left over", errKey, len(b))
	}
	return nil
}

func readUint(b []byte) (n uint64) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}

func readEscaped(b []byte) (string, []byte, error) {
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] != 0 {
			out = append(out, b[i])
			continue
		}
		if i+1 == len(b) {
			break
		}
		i++
		switch b[i] {
		case 1:
			return string(out), b[i+1:], nil
		case 0xFF:
			out = append(out, 0)
		default:
			return "", nil, fmt.Errorf("%w: byte %#x after a zero in a string", errKey, b[i])
		}
	}
	return "", nil, fmt.Errorf("%w: a string does not end", errKey)
}

// prefix appends the first components of a key. Each value may be a component or a struct of
// several; a value of the wrong kind panics, because it is a mistake in the caller.
func (p keyPlan) prefix(b []byte, values []any) []byte {
	at := 0
	for _, value := range values {
		v := reflect.New(reflect.TypeOf(value)).Elem()
		v.Set(reflect.ValueOf(value))
		b, at = p.prefixPart(b, v, at)
	}
	return b
}

func (p keyPlan) prefixPart(b []byte, v reflect.Value, at int) ([]byte, int) {
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			b, at = p.prefixPart(b, v.Field(i), at)
		}
		return b, at
	}
	if at >= len(p.parts) {
		panic(fmt.Sprintf("state: prefix is longer than key type %s", p.typ))
	}
	part := p.parts[at]
	if v.Kind() != part.kind || (part.kind == reflect.Array && v.Type().Size() != uintptr(part.size)) {
		panic(fmt.Sprintf("state: component %d of key type %s is %s, not %s", at, p.typ, part, v.Type()))
	}
	return appendPart(b, v), at + 1
}

// prefixEnd is the first key after every key that starts with prefix; nil when there is none.
func prefixEnd(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xFF {
			end := append([]byte(nil), prefix[:i+1]...)
			end[i]++
			return end
		}
	}
	return nil
}
