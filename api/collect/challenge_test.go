package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// sampled is a collector that has reported, and a draw of every unit of every batch.
func sampled(t *testing.T) (*Collector, *book, Drawn) {
	b := newBook()
	c := open(t, t.TempDir(), b, Limits{BatchUses: 100})
	t.Cleanup(func() { c.Close() })
	all := uses(rand.New(rand.NewPCG(17, 2)), 150, at("2026-05-04 09:00"))
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	d := Drawn{Challenge: ref("audit/k1")}
	for _, v := range b.batches {
		for place := range v.Count {
			d.Draws = append(d.Draws, trace.Located{Draw: uint32(len(d.Draws)), Batch: v.ID, Place: place})
		}
	}
	return c, b, d
}

func (b *book) batch(id wire.ID) (trace.Batch, error) { return b.batches[id], nil }

// Every unit is shown by the use that counts it, with the proof that Prove makes.
func TestAnswerShowsEveryUnit(t *testing.T) {
	c, b, d := sampled(t)
	a, err := c.Answer(d)
	if err != nil {
		t.Fatal(err)
	}
	if findings, err := a.Check(d, b.batch); err != nil || len(findings) != 0 {
		t.Fatalf("%v, %v", findings, err)
	}
	for i := 0; i < len(a.Shown); i += 17 {
		unit := d.Draws[i].Place
		p, err := c.Prove(Wanted{Batch: d.Draws[i].Batch, Unit: &unit})
		if err != nil || !reflect.DeepEqual(*a.Shown[i].Proof, p) {
			t.Fatalf("draw %d: %+v, %v", i, p, err)
		}
	}
	text, _ := json.Marshal(a)
	if back, err := ParseAnswer(text); err != nil || !reflect.DeepEqual(back, a) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"{}", string(text) + "{}",
		strings.Replace(string(text), "{", `{"more":1,`, 1)} {
		if _, err := ParseAnswer([]byte(bad)); !errors.Is(err, ErrProof) {
			t.Errorf("%.30s: %v", bad, err)
		}
	}
}

// What is hidden, forged or swapped is found, at its draw and nowhere else.
func TestAnswerIsChecked(t *testing.T) {
	c, b, d := sampled(t)
	last := len(d.Draws) - 1
	for name, forge := range map[string]func(a *Answer) uint32{
		"left out": func(a *Answer) uint32 {
			a.Shown = slices.Delete(a.Shown, 4, 5)
			return 4
		},
		"another use": func(a *Answer) uint32 {
			a.Shown[0].Proof = a.Shown[last].Proof
			return 0
		},
		"forged units": func(a *Answer) uint32 {
			a.Shown[3].Proof.Leaf[16] ^= 1
			return 3
		},
		"forged path": func(a *Answer) uint32 {
			a.Shown[3].Proof.Path[0].Sum++
			return 3
		},
		"moved": func(a *Answer) uint32 {
			a.Shown[last].Proof.Offset++
			return uint32(last)
		},
	} {
		a, err := c.Answer(d)
		if err != nil {
			t.Fatal(err)
		}
		want := forge(&a)
		findings, err := a.Check(d, b.batch)
		if err != nil || len(findings) != 1 || findings[0].Draw != want || len(findings[0].Why) > 200 {
			t.Errorf("%s: %+v, %v", name, findings, err)
		}
	}
	a, _ := c.Answer(d)
	a.Shown = append(a.Shown, a.Shown[0])
	if _, err := a.Check(d, b.batch); !errors.Is(err, ErrProof) {
		t.Errorf("answered twice: %v", err)
	}
	a.Challenge = ref("audit/k2")
	if _, err := a.Check(d, b.batch); !errors.Is(err, ErrProof) {
		t.Errorf("another challenge: %v", err)
	}
}

// A batch that is unknown or purged is told as missing, and is a finding for each of its draws.
func TestAnswerTellsWhatIsMissing(t *testing.T) {
	c, b, d := sampled(t)
	d.Draws[0].Batch = ref("operator/none")
	b.batches[d.Draws[0].Batch] = trace.Batch{ID: d.Draws[0].Batch}
	a, err := c.Answer(d)
	if err != nil || a.Shown[0].Missing == "" || a.Shown[0].Proof != nil {
		t.Fatalf("%+v, %v", a.Shown[0], err)
	}
	findings, err := a.Check(d, b.batch)
	if err != nil || len(findings) != 1 || findings[0].Draw != 0 {
		t.Errorf("%+v, %v", findings, err)
	}
}

func TestAnswerOverHTTP(t *testing.T) {
	c, b, d := sampled(t)
	h := c.Handler(Sources{{Token: "0123456789abcdef", Member: "operator", Admin: true}})
	text, _ := json.Marshal(d)
	ask := func(token string, body []byte) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/api/v1/collect/answer", bytes.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	w := ask("0123456789abcdef", text)
	a, err := ParseAnswer(bytes.TrimSpace(w.Body.Bytes()))
	if err != nil || w.Code != 200 {
		t.Fatalf("%d: %v", w.Code, err)
	}
	if findings, err := a.Check(d, b.batch); err != nil || len(findings) != 0 {
		t.Errorf("%v, %v", findings, err)
	}
	if w := ask("no", text); w.Code != 401 {
		t.Errorf("without a token: %d", w.Code)
	}
	if w := ask("0123456789abcdef", []byte("{")); w.Code != 400 {
		t.Errorf("malformed: %d", w.Code)
	}
}
