package abci

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestQueries(t *testing.T) {
	c := newChain(t)
	if s := c.app.State(); s.Height != 0 || s.Header != wire.At(began) || s.Test {
		t.Fatalf("before the first block: %+v", s)
	}
	for _, text := range []string{"one", "two"} {
		c.check(c.paper("alpha/1", "note.put", "k", text))
		c.block()
	}
	for height, want := range map[int64]string{0: "two", 1: "one", 2: "two"} {
		res := c.query("/q/note", []byte(`{"key":"k"}`), height)
		var a Answer
		c.decode(res.Value, &a)
		var n putMsg
		c.decode(a.Answer, &n)
		if n.Text != want || (height > 0 && a.Height != uint64(height)) || a.Time == 0 || a.Test {
			t.Fatalf("at %d: %s", height, res.Value)
		}
	}
	for _, q := range []struct {
		path, data string
		height     int64
		code       string
	}{
		{"/q/note", `{"key":"none"}`, 0, "query.not_found"},
		{"/q/note", `{}`, 0, "query.argument"},
		{"/q/note", `[]`, 0, "query.malformed"},
		{"/q/note", `{"key":"panic"}`, 0, "internal"},
		{"/q/none", `{}`, 0, "query.unknown"},
		{"/none", ``, 0, "query.not_found"},
		{"/q/note", `{"key":"k"}`, 9, "query.height"},
		{"/q/note", `{"key":"k"}`, -1, "query.malformed"},
		{PathReceipt, "short", 0, "query.malformed"},
		{PathReceipt, "01234567890123456789012345678901", 0, "query.not_found"},
		{PathLines, "2026Q3", 0, "query.not_found"},
		{PathKey, "", 0, "query.malformed"},
	} {
		res := c.query(q.path, []byte(q.data), q.height)
		if res.Code == 0 || codeOf(t, res.Log) != q.code {
			t.Errorf("%s %s: %d %s", q.path, q.data, res.Code, res.Log)
		}
	}
	res := c.query("/q/note", []byte(`{"key":"none"}`), 0)
	if !strings.Contains(res.Log, "not found: note none") {
		t.Errorf("what is not found is not named: %s", res.Log)
	}
	if c.fault != nil {
		t.Fatal(c.fault)
	}
}

// Law time of a test ledger is the header's time moved by state after the block before (rulings
// E16).
func TestTestClock(t *testing.T) {
	c := newChainOf(t, "test-note-1")
	c.block()
	if s := c.app.State(); !s.Test || s.Law != testStart || s.Header != wire.At(began) {
		t.Fatalf("%+v", s)
	}
	to := testStart + 100*86400
	p := c.body("bureau/1", "clock.advance", "", "", 1)
	p.Body = wire.MustEncode(&regime.ClockAdvance{To: to})
	raw := c.sign("bureau/1", p)
	if res := c.check(raw); res.Code != 0 {
		t.Fatal(res.Log)
	}
	c.block()
	if r, ok, _ := c.app.Receipt(idOf(t, raw)); !ok || r.Code != 0 || r.Time != testStart+2 {
		t.Fatalf("%+v", r)
	}
	c.restart()
	c.block()
	var b BlockRecord
	c.decode(c.query(PathBlock, nil, 0).Value, &b)
	if b.Law != to+2 || b.Time != wire.At(began)+4 {
		t.Fatalf("%+v", b)
	}
	var a Answer
	c.decode(c.query("/q/ledger", nil, 1).Value, &a)
	if !a.Test || a.Time != testStart {
		t.Fatalf("as of height 1: %+v", a)
	}
	real := newChain(t)
	p = real.body("bureau/1", "clock.advance", "", "", 1)
	p.Body = wire.MustEncode(&regime.ClockAdvance{To: wire.At(began) + 1000})
	if res := real.check(real.sign("bureau/1", p)); codeOf(t, res.Log) != "tx.kind" {
		t.Fatal(res.Log)
	}
}

func TestKeyProofs(t *testing.T) {
	c := newChain(t)
	c.check(c.paper("alpha/1", "note.put", "k", "v"))
	c.block()
	c.block()
	var key []byte
	c.db.View().Iterate([]byte{90}, []byte{91}, func(k, _ []byte) bool { key = k; return false })
	for _, q := range []struct {
		key  []byte
		have bool
	}{{key, true}, {append([]byte{90, 1}, "absent"...), false}} {
		res := c.query(PathKey, q.key, 1)
		if res.Height != 1 || (res.Value != nil) != q.have || len(res.ProofOps.Ops) != 1 ||
			res.ProofOps.Ops[0].Type != ProofType {
			t.Fatalf("%+v", res)
		}
		view, err := c.db.ViewAt(1)
		c.must(view, err)
		if err := state.VerifyProof(view.Root(), q.key, res.Value, res.ProofOps.Ops[0].Data); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClosing(t *testing.T) {
	c := newChain(t)
	c.block()
	c.app.Close()
	if err := c.db.Close(); err != nil {
		t.Fatal(err)
	}
	if res := c.check(c.paper("alpha/1", "note.put", "k", "v")); codeOf(t, res.Log) != "node.closing" {
		t.Fatal(res.Log)
	}
	if res := c.query(PathInfo, nil, 0); codeOf(t, res.Log) != "node.closing" || c.fault != nil {
		t.Fatal(res.Log, c.fault)
	}
}
