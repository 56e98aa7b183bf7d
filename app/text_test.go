package app

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

type shown struct {
	Evidence rule.Evidence    `json:"evidence"`
	Key      crypto.PublicKey `json:"key"`
	Sum      wire.Hash        `json:"sum"`
	Days     []wire.Date      `json:"days" max:"5"`
	Fee      wire.Fen         `json:"fee"`
	At       wire.Time        `json:"at"`
	Of       wire.ID          `json:"of"`
	Plain    []uint16         `json:"plain" max:"5"`
}

func TestValuesWithoutText(t *testing.T) {
	plan := planText(reflect.TypeFor[shown]())
	for field, change := range map[string]func(s *shown){
		"":                func(*shown) {},
		"evidence.digest": func(s *shown) { s.Evidence.Digest.Alg = 9 },
		"evidence.date":   func(s *shown) { s.Evidence.Date = 20260230 },
		"key":             func(s *shown) { s.Key = crypto.PublicKey{Alg: 9} },
		"days[1]":         func(s *shown) { s.Days = []wire.Date{20260101, 1} },
		"fee":             func(s *shown) { s.Fee = -1 << 63 },
		"at":              func(s *shown) { s.At = 1 << 60 },
		"of":              func(s *shown) { s.Of = wire.ID{Party: "a b", Local: "c"} },
	} {
		s := shown{Evidence: evidence, Days: []wire.Date{20260101}, Fee: -5, At: now, Plain: []uint16{1}}
		s.Key.Bytes = []byte{} // as decoded from the wire
		change(&s)
		r := plan.check(reflect.ValueOf(s), "")
		if (r == nil) != (field == "") || (r != nil && r.Field != field) {
			t.Errorf("%q: got %v", field, r)
		}
	}
	if planText(reflect.TypeFor[probe]()) != nil {
		t.Error("a body without such values has a plan")
	}
}
