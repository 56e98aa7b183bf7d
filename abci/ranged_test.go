package abci

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func TestRange(t *testing.T) {
	c := newChain(t)
	for _, k := range []string{"a", "b", "c"} {
		c.check(c.paper("alpha/1", "note.put", k, "text of "+k))
		c.block()
	}
	ask := func(q RangeAsked, height int64) (out Range) {
		res := c.query(PathRange, mustJSON(q), height)
		if res.Code != 0 {
			t.Fatal(res.Log)
		}
		c.decode(res.Value, &out)
		return out
	}
	notes := RangeAsked{From: wire.Bytes{90}, To: wire.Bytes{91}, Show: true}
	all := ask(notes, 0)
	if all.Count != 3 || len(all.Records) != 3 || len(all.Next) != 0 || all.Height != 3 {
		t.Fatalf("%+v", all)
	}
	if before := ask(notes, 2); before.Count != 2 || before.Digest == all.Digest {
		t.Errorf("at height 2: %+v", before)
	}
	notes.Limit, notes.Show = 2, false
	first := ask(notes, 0)
	if first.Count != 2 || len(first.Records) != 0 ||
		string(first.Next) != string(all.Records[2].Key) {
		t.Errorf("%+v", first)
	}
	notes.From = first.Next
	if rest := ask(notes, 0); rest.Count != 1 || len(rest.Next) != 0 {
		t.Errorf("%+v", rest)
	}
	if whole := ask(RangeAsked{}, 0); whole.Count <= 3 || len(whole.Next) != 0 {
		t.Errorf("%+v", whole)
	}
	if res := c.query(PathRange, []byte("no"), 0); codeOf(t, res.Log) != "query.malformed" {
		t.Error(res.Log)
	}
}
