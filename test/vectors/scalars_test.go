package vectors

import (
	"encoding/hex"
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

type scalarVector struct {
	Type    string            `json:"type"`
	Values  []scalarValue     `json:"values"`
	Refused []json.RawMessage `json:"refused_json"`
}

type scalarValue struct {
	JSON json.RawMessage `json:"json"`
	RLP  string          `json:"rlp"`
}

// scalar makes the vectors of one type and holds both forms to read back as the same value.
func scalar[T any](t *testing.T, name string, refused []string, values ...T) scalarVector {
	t.Helper()
	out := scalarVector{Type: name, Refused: []json.RawMessage{}}
	for _, v := range values {
		s := scalarValue{JSON: raw(t, v), RLP: rlpHex(t, v)}
		var a, b T
		rlp, _ := hex.DecodeString(s.RLP)
		if err := wire.FromJSON(s.JSON, &a); err != nil || !reflect.DeepEqual(a, v) {
			t.Errorf("%s %s: JSON reads back as %v: %v", name, s.JSON, a, err)
		}
		if err := wire.Decode(rlp, &b); err != nil || !reflect.DeepEqual(b, v) {
			t.Errorf("%s %s: RLP reads back as %v: %v", name, s.JSON, b, err)
		}
		out.Values = append(out.Values, s)
	}
	for _, r := range refused {
		if err := wire.FromJSON([]byte(r), new(T)); err == nil {
			t.Errorf("%s: %s is accepted", name, r)
		}
		out.Refused = append(out.Refused, json.RawMessage(r))
	}
	return out
}

func TestScalars(t *testing.T) {
	sm2, secp := crypto.FromSeed(crypto.SM2, "vector"), crypto.FromSeed(crypto.Secp256k1, "vector")
	abc := []byte("abc")
	golden(t, "scalars.json", []scalarVector{
		scalar(t, "bool", []string{`1`, `"true"`}, false, true),
		scalar[uint64](t, "uint64", []string{`-1`, `1.5`, `1e3`, `"7"`, `18446744073709551616`},
			0, 1, 127, 128, 255, 256, 1<<53+1, math.MaxUint64),
		scalar(t, "string", nil, "", "a", "数据", "line\nline", "\u00a0<&>"),
		scalar(t, "bytes (hex)", []string{`"0"`, `"AB"`, `"0x00"`},
			wire.Bytes{}, wire.Bytes{0}, wire.Bytes{0x7f}, wire.Bytes{0x80}, wire.Bytes(abc)),
		scalar(t, "fen", []string{`""`, `"1."`, `"1.234"`, `"1,000.00"`, `"+1"`,
			`"92233720368547758.08"`},
			wire.Fen(0), 1, -1, 1234567, -1234567, math.MaxInt64),
		scalar(t, "int", []string{`"1"`, `1.5`, `9223372036854775808`},
			wire.Int(0), 1, -1, 64, -65, math.MaxInt64, math.MinInt64),
		scalar(t, "time", []string{`"2026-10-09"`, `"2026-10-09T15:00:00"`,
			`"2026-10-09T15:00:00.5+08:00"`},
			wire.Time(0), 1, wire.Date(20261009).Start()+15*3600),
		scalar(t, "date", []string{`"2026-02-30"`, `"2026-1-01"`, `20261009`},
			wire.Date(0), 20261009, 20240229),
		scalar(t, "id", []string{`"gz-operator"`, `"a/b/c"`, `"数据/1"`, `"/x"`, `"x/"`},
			wire.ID{}, wire.ID{Party: "gz-operator", Local: "credit-score.v2"}),
		scalar(t, "hash", []string{`""`, `"00"`}, wire.Hash{}, wire.Hash(crypto.SHA256(abc))),
		scalar(t, "account", []string{`"gz-bureau"`, `"gz-bureau/01"`, `"gz-bureau/65536"`},
			tx.Account{Party: "gz-bureau"}, tx.Account{Party: "gz-bureau", Number: 65535}),
		scalar(t, "algorithm", []string{`"SM2"`, `"ed25519"`, `1`}, crypto.Alg(0), crypto.Secp256k1,
			crypto.SM2),
		scalar(t, "digest", []string{`"sm3:00"`, `"md5:900150983cd24fb0d6963f7d28e17f72"`},
			crypto.Digest{}, crypto.DigestOf(crypto.DigestSHA256, abc),
			crypto.DigestOf(crypto.DigestSM3, abc), crypto.DigestOf(crypto.DigestKeccak256, abc)),
		scalar(t, "public key", []string{`"sm2"`, `"sm2:0"`, `"rsa:00"`}, sm2.Public(), secp.Public()),
	})
}
