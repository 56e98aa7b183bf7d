package vectors

import (
	"fmt"
	"hash/fnv"
	"reflect"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// fill gives every field of a wire struct a value that follows from its path alone, so that a field
// added or renamed changes only its own lines. The values have the shape of the type; no rule is
// asked whether they make sense.
func fill(v reflect.Value, path string, max int) {
	if fillScalar(v, path) {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(number(path, v.Type().Bits()))
	case reflect.String:
		v.SetString(words(path, max))
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(i + 1))
		}
	case reflect.Slice:
		n := min(2, max)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(v.Index(i), path+"."+strconv.Itoa(i), 32)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			limit, _ := strconv.Atoi(f.Tag.Get("max"))
			fill(v.Field(i), path+"."+f.Tag.Get("json"), limit)
		}
	default:
		panic(fmt.Sprintf("%s: %s is not in the wire format", path, v.Type()))
	}
}

// fillScalar fills the types that have a text form of their own.
func fillScalar(v reflect.Value, path string) bool {
	n := number(path, 16)
	var x any
	switch v.Interface().(type) {
	case wire.ID:
		x = wire.ID{Party: "gz-operator", Local: last(path)}
	case wire.Fen:
		x = wire.Fen(n) * 7
	case wire.Int:
		x = wire.Int(-int64(n))
	case wire.Time:
		x = wire.Date(20261009).Start() + wire.Time(n)
	case wire.Date:
		x = wire.Date(20261009).Add(int(n % 365))
	case wire.Hash:
		x = wire.Hash(crypto.SHA256([]byte(path)))
	case wire.Bytes:
		x = wire.Bytes(last(path))
	case crypto.Alg:
		x = crypto.SM2
	case crypto.Digest:
		x = crypto.DigestOf(crypto.DigestSM3, []byte(path))
	case crypto.PublicKey:
		x = crypto.FromSeed(crypto.SM2, path).Public()
	case tx.Account:
		x = tx.Account{Party: "gz-bureau", Number: uint16(n)}
	case tx.RS:
		x = tx.RS{}
	default:
		return false
	}
	v.Set(reflect.ValueOf(x))
	return true
}

// number is small for some paths and wide for others, so that one-byte and longer integers occur.
func number(path string, bits int) uint64 {
	h := fnv.New64a()
	h.Write([]byte(path))
	n := h.Sum64() >> (64 - bits)
	if n%3 == 0 {
		n %= 128
	}
	return n
}

func last(path string) string {
	parts := strings.Split(path, ".")
	name := parts[len(parts)-1]
	if name[0] >= '0' && name[0] <= '9' && len(parts) > 1 {
		name = parts[len(parts)-2] + "-" + name
	}
	return name[:min(len(name), 32)]
}

// words is ASCII where little fits and has Chinese where there is room.
func words(path string, max int) string {
	s := last(path)
	if max >= 100 {
		s = "示例 " + s
	}
	return s[:min(len(s), max)]
}

func filled(t reflect.Type, name string) any {
	v := reflect.New(t)
	fill(v.Elem(), name, 0)
	return v.Interface()
}
