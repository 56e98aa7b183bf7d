package api

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestRelay(t *testing.T) {
	p := story(t)
	o := p.options()
	var handed [][]byte
	var told rule.Told
	var fault error
	o.Broadcast = func(_ context.Context, paper []byte) (rule.Told, error) {
		handed = append(handed, paper)
		return told, fault
	}
	c := serve(t, o)
	paper := tx.Tx{Paper: tx.Paper{Chain: "test", Author: tx.Account{Party: "gz-health", Number: 1},
		Nonce: 7, Kind: "plan.draft", Body: []byte{0xc0}}, Signatures: []tx.Signature{{Key: 1}}}
	raw, err := wire.Encode(paper)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := wire.ToJSON(paper)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := paper.Paper.ID()
	post := func(kind string, body []byte) answer {
		return c.do("POST", Prefix+"/tx", body, "Content-Type", kind)
	}
	for _, a := range []answer{post("application/octet-stream", raw), post("application/json", doc)} {
		var out taken
		if err := json.Unmarshal(a.body, &out); err != nil || a.StatusCode != 202 || out.ID != id ||
			!out.Waiting || a.Header.Get("Location") != Prefix+"/papers/"+id.String() {
			t.Fatalf("%s %s", a.Status, a.body)
		}
	}
	if len(handed) != 2 || string(handed[0]) != string(raw) || string(handed[1]) != string(raw) {
		t.Fatal("the node is handed another paper")
	}
	told = rule.Told{Code: "tx.signature", Zh: "签名不符", En: "bad signature", FixZh: "重签",
		FixEn: "sign again", Article: rule.DefaultRule}
	if p := c.isNo(post("application/json", doc), 422, "tx.signature"); p.Paper != id.String() {
		t.Fatalf("%+v", p)
	}
	told, fault = rule.Told{}, errors.New("no node answers")
	c.isNo(post("application/json", doc), 502, "http.node")
	c.isNo(post("text/plain", raw), 415, "http.format")
	c.isNo(post("application/json", []byte("{}")), 400, "http.malformed")
	c.isNo(post("application/octet-stream", []byte{1, 2}), 400, "http.malformed")
	c.isNo(post("application/octet-stream", make([]byte, maxBody+1)), 413, "http.too_large")
	c.isNo(c.do("POST", Prefix+"/tx", doc, "Content-Type", "application/json", "Origin",
		"https://evil.example", "Sec-Fetch-Site", "cross-site"), 403, "http.host")
	// One that is in a block already is answered with what became of it, and not handed in again.
	n := len(handed)
	var block struct{ Papers []wire.Hash }
	for h := p.height; len(block.Papers) == 0; h-- {
		c.into(&block, "/blocks/"+text(h))
	}
	var receipt struct {
		ID   wire.Hash
		Kind string
	}
	c.into(&receipt, "/papers/"+block.Papers[0].String())
	if receipt.ID != block.Papers[0] || receipt.Kind == "" || len(handed) != n {
		t.Fatalf("%+v", receipt)
	}
}
