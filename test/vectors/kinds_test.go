package vectors

import (
	"encoding/hex"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

type example struct {
	Name    string          `json:"name"`
	JSON    json.RawMessage `json:"json"`
	RLP     string          `json:"rlp"`
	ZeroRLP string          `json:"zero_rlp"` // the struct with nothing filled in
}

func exampleOf(t *testing.T, name string, typ reflect.Type) example {
	t.Helper()
	v := filled(typ, name)
	e := example{Name: name, JSON: raw(t, v), RLP: rlpHex(t, v),
		ZeroRLP: rlpHex(t, reflect.New(typ).Interface())}
	back, again := reflect.New(typ).Interface(), reflect.New(typ).Interface()
	if err := wire.FromJSON(e.JSON, back); err != nil || !reflect.DeepEqual(v, back) {
		t.Errorf("%s: JSON reads back as another value: %v\n%s", name, err, raw(t, back))
	}
	b, _ := hex.DecodeString(e.RLP)
	if err := wire.Decode(b, again); err != nil || !reflect.DeepEqual(v, again) {
		t.Errorf("%s: RLP reads back as another value: %v", name, err)
	}
	return e
}

func TestKinds(t *testing.T) {
	var out []example
	for _, c := range app.Standard().Chapters() {
		for _, k := range c.Kinds {
			out = append(out, exampleOf(t, k.Name, k.Body()))
		}
	}
	golden(t, "kinds.json", out)
}

func TestEvents(t *testing.T) {
	var out struct {
		Events []example `json:"events"`
		Hash   string    `json:"hash"` // of all of them in this order, as one paper's Data
	}
	var all []rule.Event
	for _, c := range app.Standard().Chapters() {
		for _, e := range c.Events {
			typ := reflect.TypeOf(e)
			if typ.Kind() == reflect.Pointer {
				typ = typ.Elem()
			}
			out.Events = append(out.Events, exampleOf(t, e.Event(), typ))
			v := reflect.ValueOf(filled(typ, e.Event())).Elem().Interface()
			all = append(all, v.(rule.Event))
		}
	}
	out.Hash = app.EventsHash(all).String()
	golden(t, "events.json", out)
}
