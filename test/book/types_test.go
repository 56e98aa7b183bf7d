package book

import (
	"encoding"
	"fmt"
	"path"
	"reflect"
	"strconv"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// scalar types have a form of their own, specified in docs/wire.md.
var scalars = map[reflect.Type]string{
	reflect.TypeFor[wire.Fen]():         "fen",
	reflect.TypeFor[wire.Int]():         "int",
	reflect.TypeFor[wire.Time]():        "time",
	reflect.TypeFor[wire.Date]():        "date",
	reflect.TypeFor[wire.ID]():          "id",
	reflect.TypeFor[wire.Hash]():        "hash",
	reflect.TypeFor[wire.Bytes]():       "bytes",
	reflect.TypeFor[tx.Account]():       "account",
	reflect.TypeFor[tx.RS]():            "rs",
	reflect.TypeFor[crypto.Alg]():       "algorithm",
	reflect.TypeFor[crypto.DigestAlg](): "digest_algorithm",
	reflect.TypeFor[crypto.Digest]():    "digest",
	reflect.TypeFor[crypto.PublicKey](): "public_key",
}

// typeName is the wire type of t: a scalar, a list, or a struct by package and name.
func typeName(t reflect.Type) string {
	if s, ok := scalars[t]; ok {
		return s
	}
	switch t.Kind() {
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Array:
		if t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
			return "hex" + strconv.Itoa(t.Len())
		}
		return "byte array " + strconv.Itoa(t.Len())
	case reflect.Struct:
		return path.Base(t.PkgPath()) + "." + t.Name()
	case reflect.Bool, reflect.String, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return t.Kind().String()
	}
	panic(fmt.Sprintf("%s is not in the wire format", t))
}

// structsOf lists the named structs that t is made of, itself first, each once.
func structsOf(t reflect.Type, seen map[reflect.Type]bool) (out []reflect.Type) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if _, scalar := scalars[t]; scalar || t.Kind() != reflect.Struct || seen[t] {
		return nil
	}
	seen[t] = true
	out = append(out, t)
	for i := range t.NumField() {
		out = append(out, structsOf(t.Field(i).Type, seen)...)
	}
	return out
}
