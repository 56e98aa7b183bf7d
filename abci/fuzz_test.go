package abci

import (
	"crypto/sha256"
	"testing"

	"github.com/suyuan-ledger/suyuan/tx"
)

// FuzzQuery: no question stops a node or goes without an answer.
func FuzzQuery(f *testing.F) {
	c := newChain(f)
	c.check(c.paper("alpha/1", "note.put", "k", "v"))
	c.block()
	for _, path := range []string{"/q/note", "/q/nonce", "/q/", PathKey, PathReceipt, PathBlock,
		PathLines, PathInfo, "", "/"} {
		f.Add(path, []byte(`{"key":"k"}`), int64(0), true)
		f.Add(path, []byte(`{"account":"alpha/1","lane":"1"}`), int64(1), false)
		f.Add(path, []byte{}, int64(-1), true)
	}
	f.Fuzz(func(t *testing.T, path string, data []byte, height int64, _ bool) {
		c.t = t
		res := c.query(path, data, height)
		if res.Code != 0 && codeOf(t, res.Log) == "" {
			t.Fatalf("%+v", res)
		}
		if c.fault != nil {
			t.Fatal(c.fault)
		}
	})
}

// FuzzProposal: any bytes in a proposal are judged alike by CheckTx and by ProcessProposal, and a
// block that holds them all the same changes nothing and stops nobody.
func FuzzProposal(f *testing.F) {
	c := newChain(f)
	good := c.paper("alpha/1", "note.put", "k", "v")
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte{0xc0})
	f.Add(make([]byte, tx.MaxBytes+1))
	before := c.finalize().AppHash
	f.Fuzz(func(t *testing.T, raw []byte) {
		c.t = t
		checked := c.check(raw)
		c.app.pending.forget(sha256.Sum256(raw))
		if accepted := c.accepts(raw); accepted != (checked.Code == 0) {
			t.Fatalf("checked %s, accepted %v", checked.Log, accepted)
		}
		res := c.finalize(raw)
		if len(res.TxResults) != 1 || c.fault != nil {
			t.Fatalf("%+v %v", res, c.fault)
		}
		if checked.Code != 0 && string(res.AppHash) != string(before) {
			t.Fatal("an inadmissible paper changed the state")
		}
	})
}

// FuzzAttributes: the JSON of any event gives attributes; nothing else may come in, nothing breaks.
func FuzzAttributes(f *testing.F) {
	f.Add([]byte(`{"a":"x","b":[1,{"c":null}],"d":2}`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`{"a":`))
	f.Fuzz(func(_ *testing.T, data []byte) { attributes(data) })
}
