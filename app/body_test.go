package app

import (
	"bytes"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// FuzzBody holds that no bytes make a body's decoder or Check panic, that what is admitted
// re-encodes to the same bytes, and that its JSON form reads back to them.
func FuzzBody(f *testing.F) {
	m := Standard()
	var kinds []rule.Kind
	for _, c := range m.Chapters() {
		kinds = append(kinds, c.Kinds...)
	}
	for i, k := range kinds {
		b, err := wire.Encode(k.New())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), b)
		f.Add(uint8(i), append(b, 0))
		f.Add(uint8(i), b[:len(b)-1])
	}
	f.Fuzz(func(t *testing.T, n uint8, body []byte) {
		k := kinds[int(n)%len(kinds)]
		msg, refused := m.readBody(&k, body)
		if refused != nil {
			if refused.Refusal == rule.Internal {
				t.Fatalf("%s: %v", k.Name, refused)
			}
			return
		}
		again, err := wire.Encode(msg)
		if err != nil || !bytes.Equal(again, body) {
			t.Fatalf("%s: does not re-encode: %v", k.Name, err)
		}
		text, err := wire.ToJSON(msg)
		if err != nil {
			t.Fatalf("%s: no JSON form: %v", k.Name, err)
		}
		back := k.New()
		if err := wire.FromJSON(text, back); err != nil {
			t.Fatalf("%s: its JSON does not read back: %v\n%s", k.Name, err, text)
		}
		if third, err := wire.Encode(back); err != nil || !bytes.Equal(third, body) {
			t.Fatalf("%s: JSON changes the bytes: %v\n%s", k.Name, err, text)
		}
	})
}
