package abci

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/wire"
)

// slowly is what attributes must give, by the JSON library's own tokens.
func slowly(t *testing.T, data []byte) []abci.EventAttribute {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	out := []abci.EventAttribute{}
	for d.More() {
		k, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		text := string(v)
		if v[0] == '"' && json.Unmarshal(v, &text) != nil {
			t.Fatalf("%s", v)
		}
		out = append(out, abci.EventAttribute{Key: k.(string), Value: text})
	}
	return out
}

func TestAttributes(t *testing.T) {
	type part struct {
		A string   `json:"a"`
		B []string `json:"b"`
	}
	type all struct {
		ID     wire.ID   `json:"id"`
		Text   string    `json:"text"`
		Number uint64    `json:"number"`
		Minus  int64     `json:"minus"`
		Yes    bool      `json:"yes"`
		List   []string  `json:"list"`
		None   []string  `json:"none"`
		Parts  []part    `json:"parts"`
		Part   part      `json:"part"`
		When   wire.Time `json:"when"`
		Last   string    `json:"last"`
	}
	for _, text := range []string{"", "贵州 a,b:c", `"quoted" \ and }{][`, "line\nbreak", "<&>\u2028"} {
		v := all{ID: wire.ID{Party: "p", Local: "l"}, Text: text, Number: 7, Minus: -3, Yes: true,
			List: []string{text, "x"}, Parts: []part{{A: text, B: []string{text}}, {}},
			Part: part{A: text}, When: 1_770_000_000, Last: text}
		for _, one := range []any{v, part{A: text}, struct{}{}, struct {
			Only []part `json:"only"`
		}{v.Parts}} {
			data, err := wire.ToJSON(one)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := attributes(data), slowly(t, data); !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n%v, want\n%v", data, got, want)
			}
		}
	}
	for _, text := range []string{`7`, `"x"`, `[1]`} {
		want := []abci.EventAttribute{{Key: "value", Value: text}}
		if got := attributes([]byte(text)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v", text, got)
		}
	}
}
