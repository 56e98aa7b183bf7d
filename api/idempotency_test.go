package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The same key with the same body is answered as before and not handed in again; with another body
// it is refused; where the node gave no answer, the next try is a new one.
func TestIdempotencyKey(t *testing.T) {
	o := story(t).options()
	now := time.Unix(1_800_000_000, 0)
	o.Clock = func() time.Time { return now }
	handed := 0
	var told rule.Told
	var fault error
	o.Broadcast = func(context.Context, []byte) (rule.Told, error) {
		handed++
		return told, fault
	}
	c := serve(t, o)
	post := func(key string, nonce uint64) answer {
		b, err := wire.Encode(tx.Tx{Paper: tx.Paper{Chain: "test", Author: tx.Account{
			Party: "gz-health", Number: 1}, Nonce: nonce, Kind: "plan.draft",
			Body: []byte{0xc0}}, Signatures: []tx.Signature{{Key: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		return c.do("POST", Prefix+"/tx", b, "Content-Type", "application/octet-stream",
			"Idempotency-Key", key)
	}
	first, again := post("k1", 7), post("k1", 7)
	if first.StatusCode != 202 || again.StatusCode != 202 ||
		string(first.body) != string(again.body) ||
		again.Header.Get("Location") != first.Header.Get("Location") || handed != 1 {
		t.Fatalf("%d %s %s", handed, first.body, again.body)
	}
	c.isNo(post("k1", 8), http.StatusConflict, "http.idempotency_key")
	if post("k2", 8).StatusCode != 202 || handed != 2 {
		t.Fatal("another key is not another request")
	}
	// A refusal is an answer; that the node cannot answer is none.
	told = rule.Told{Code: "tx.signature", Zh: "签名不符", En: "bad signature", FixZh: "重签",
		FixEn: "sign again", Article: rule.DefaultRule}
	c.isNo(post("k3", 9), 422, "tx.signature")
	c.isNo(post("k3", 9), 422, "tx.signature")
	told, fault = rule.Told{}, errors.New("no node answers")
	c.isNo(post("k4", 10), 502, "http.node")
	fault = nil
	if a := post("k4", 10); a.StatusCode != 202 || handed != 5 {
		t.Fatalf("%d %s", handed, a.body)
	}
	c.isNo(post("two words", 11), 400, "http.malformed")
	now = now.Add(repeatFor + time.Minute)
	if a := post("k1", 8); a.StatusCode != 202 {
		t.Fatalf("a key is kept for longer than said: %s", a.body)
	}
}

// The keys that are remembered are bounded, and one that is under way is not answered twice.
func TestRepeatsAreBounded(t *testing.T) {
	m, now := newRepeats(), time.Unix(1, 0)
	key := func(i int) string { return text(i) }
	for i := range repeatsMost + 10 {
		if g, err := m.begin(key(i), [32]byte{}, now); g != nil || err != nil {
			t.Fatal(g, err)
		}
		if i%2 == 0 {
			m.end(key(i), &given{})
		}
	}
	if len(m.byKey) > repeatsMost || len(m.order) > repeatsMost {
		t.Fatalf("%d keys", len(m.byKey))
	}
	var p *Problem
	if _, err := m.begin(key(repeatsMost+9), [32]byte{}, now); !errors.As(err, &p) ||
		p.Code != "http.under_way" || p.retry == "" {
		t.Fatal(err)
	}
	m.end(key(repeatsMost+9), nil)
	if g, err := m.begin(key(repeatsMost+9), [32]byte{}, now); g != nil || err != nil {
		t.Fatal("a request without an answer is not made again")
	}
}

// Problems speak the language that the caller asks for, and keep the other beside it.
func TestProblemsSpeakBothLanguages(t *testing.T) {
	c := serve(t, story(t).options())
	for accept, zh := range map[string]bool{"": false, "zh-CN,zh;q=0.9,en;q=0.8": true, "zh": true,
		"en-GB,en;q=0.9,zh;q=0.1": false, "fr": false, "en;q=0.2, zh-Hans;q=0.3": true,
		"zh;q=0": false} {
		a := c.get("/parties/nobody", "Accept-Language", accept)
		var p Problem
		if err := json.Unmarshal(a.body, &p); err != nil {
			t.Fatal(err)
		}
		language := map[bool]string{true: "zh-CN", false: "en"}[zh]
		if (p.Detail == p.DetailZh) != zh || (p.DetailEn != "") != zh || (p.Title == "没有找到") != zh ||
			a.Header.Get("Content-Language") != language {
			t.Errorf("%q: %s %s", accept, a.Header.Get("Content-Language"), a.body)
		}
	}
}
