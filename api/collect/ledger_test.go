package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	account = tx.Account{Party: "operator", Number: 3}
	key     = crypto.FromSeed(crypto.Secp256k1, "collector")
)

func signer(p tx.Paper) ([]byte, error) {
	s, err := p.Sign(key, 1)
	if err != nil {
		return nil, err
	}
	return wire.Encode(tx.Tx{Paper: p, Signatures: []tx.Signature{s}})
}

// book is a ledger as far as a collector sees one: nonces, ids, log digests and windows are taken
// once. A paper enters a block when it is asked for the second time.
type book struct {
	sync.Mutex
	law      wire.Time
	nonces   map[uint64]wire.Hash
	waiting  map[wire.Hash]tx.Parsed
	outcomes map[wire.Hash]*Outcome
	batches  map[wire.ID]trace.Batch
	records  map[string]bool // processing records by id
	logs     map[crypto.Digest]wire.ID
	refuse   *rule.Told                    // of every paper, when set
	ends     []wire.Time                   // at which an agreement ends and the next begins
	spans    map[uint64]access.ConsentSpan // of consents; none: nobody asks for any
	grants   map[wire.ID]access.Grant
	sent     int
}

func newBook() *book {
	return &book{law: wire.At(time.Now()) + 1_000_000, nonces: map[uint64]wire.Hash{},
		waiting: map[wire.Hash]tx.Parsed{}, outcomes: map[wire.Hash]*Outcome{},
		batches: map[wire.ID]trace.Batch{}, records: map[string]bool{},
		logs: map[crypto.Digest]wire.ID{}}
}

func (b *book) Where(context.Context) (Where, error) {
	b.Lock()
	defer b.Unlock()
	return Where{Chain: "test-book", Law: b.law}, nil
}

func (b *book) Highest(context.Context, tx.Account, uint16) (n uint64, err error) {
	b.Lock()
	defer b.Unlock()
	for k := range b.nonces {
		n = max(n, k)
	}
	return n, nil
}

func (b *book) Send(_ context.Context, raw []byte) (*rule.Told, error) {
	b.Lock()
	defer b.Unlock()
	b.sent++
	p, err := tx.Parse(raw)
	if err != nil {
		return &rule.Told{Code: "tx.undecodable", En: err.Error()}, nil
	}
	if _, used := b.nonces[p.Paper.Nonce]; used {
		return &rule.Told{Code: "tx.replayed"}, nil
	}
	b.waiting[p.ID] = p
	return nil, nil
}

func (b *book) Outcome(_ context.Context, id wire.Hash) (*Outcome, error) {
	b.Lock()
	defer b.Unlock()
	o := b.outcomes[id]
	if p, ok := b.waiting[id]; ok && o == nil {
		delete(b.waiting, id)
		if _, used := b.nonces[p.Paper.Nonce]; !used {
			b.nonces[p.Paper.Nonce] = id
			b.outcomes[id] = &Outcome{Height: uint64(len(b.nonces)), Refusal: b.apply(p)}
		}
	}
	return o, nil
}

func (b *book) apply(p tx.Parsed) *rule.Told {
	no := func(code, why string) *rule.Told { return &rule.Told{Code: code, En: why, Zh: why} }
	if b.refuse != nil {
		return b.refuse
	}
	if p.Paper.Kind == KindProcessing {
		id := string(p.Paper.Body[:40])
		if b.records[id] {
			return no("processing.duplicate", "again")
		}
		b.records[id] = true
		return nil
	}
	var m trace.Record
	if err := wire.Decode(p.Paper.Body, &m); err != nil {
		return no("tx.body", err.Error())
	}
	if err := m.Check(); err != nil {
		return no("check", err.Error())
	}
	if _, ok := b.batches[m.ID]; ok {
		return no(trace.ErrExists.Name, "exists")
	}
	for _, end := range b.ends {
		if m.From < end && end < m.To {
			return no(trace.ErrStraddles.Name, "straddles")
		}
	}
	for _, u := range m.Consents {
		s, known := b.spans[u.Handle]
		if b.spans != nil && (!known || m.From < s.From || s.To != 0 && m.To > s.To) {
			return no(trace.ErrConsent.Name, "consent")
		}
	}
	if _, ok := b.logs[m.Log]; ok {
		return no(trace.ErrLogUsed.Name, "log")
	}
	for _, o := range b.batches {
		if o.Product == m.Product && o.Version == m.Version && o.Stream == m.Stream && m.From < o.To &&
			o.From < m.To {
			return no(trace.ErrOverlap.Name, fmt.Sprintf("overlaps %s", o.ID))
		}
	}
	b.logs[m.Log] = m.ID
	b.batches[m.ID] = trace.Batch{ID: m.ID, Product: m.Product, Version: m.Version,
		Stream: m.Stream, From: m.From, To: m.To, Purpose: m.Purpose, Customer: m.Customer,
		Counters: m.Counters, Count: m.Count, Root: m.Root, Log: m.Log}
	return nil
}

func (b *book) Batch(_ context.Context, id wire.ID) (trace.Batch, bool, error) {
	b.Lock()
	defer b.Unlock()
	v, ok := b.batches[id]
	return v, ok, nil
}

func (b *book) Ends(context.Context, wire.ID, uint32) ([]wire.Time, error) { return b.ends, nil }

func (b *book) Consents(_ context.Context, handles []uint64) (map[uint64]access.ConsentSpan,
	error) {
	out := map[uint64]access.ConsentSpan{}
	for _, h := range handles {
		if s, known := b.spans[h]; known {
			out[h] = s
		}
	}
	return out, nil
}

func (b *book) Grant(_ context.Context, id wire.ID) (access.Grant, bool, error) {
	g, ok := b.grants[id]
	return g, ok, nil
}

// serve lets a collector in another process ask the book.
func (b *book) serve(t *testing.T) string {
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any, _ error) { _ = json.NewEncoder(w).Encode(v) }
	mux.HandleFunc("/where", func(w http.ResponseWriter, r *http.Request) {
		v, err := b.Where(r.Context())
		answer(w, v, err)
	})
	mux.HandleFunc("/highest", func(w http.ResponseWriter, r *http.Request) {
		v, err := b.Highest(r.Context(), account, 1)
		answer(w, v, err)
	})
	mux.HandleFunc("/send", func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		v, err := b.Send(r.Context(), raw)
		answer(w, v, err)
	})
	mux.HandleFunc("/outcome", func(w http.ResponseWriter, r *http.Request) {
		var id wire.Hash
		_ = json.NewDecoder(r.Body).Decode(&id)
		v, err := b.Outcome(r.Context(), id)
		answer(w, v, err)
	})
	mux.HandleFunc("/batch", func(w http.ResponseWriter, r *http.Request) {
		var id wire.ID
		_ = json.NewDecoder(r.Body).Decode(&id)
		v, ok, err := b.Batch(r.Context(), id)
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		answer(w, v, err)
	})
	mux.HandleFunc("/ends", func(w http.ResponseWriter, r *http.Request) {
		v, err := b.Ends(r.Context(), wire.ID{}, 0)
		answer(w, v, err)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// remote is a book in another process.
type remote struct{ url string }

func (r remote) ask(path string, body []byte, v any) (int, error) {
	res, err := http.Post(r.url+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, json.NewDecoder(res.Body).Decode(v)
}

func (r remote) Where(context.Context) (w Where, err error) {
	_, err = r.ask("/where", nil, &w)
	return w, err
}

func (r remote) Highest(context.Context, tx.Account, uint16) (n uint64, err error) {
	_, err = r.ask("/highest", nil, &n)
	return n, err
}

func (r remote) Send(_ context.Context, raw []byte) (no *rule.Told, err error) {
	_, err = r.ask("/send", raw, &no)
	return no, err
}

func (r remote) Outcome(_ context.Context, id wire.Hash) (o *Outcome, err error) {
	_, err = r.ask("/outcome", mustJSON(id), &o)
	return o, err
}

func (r remote) Batch(_ context.Context, id wire.ID) (b trace.Batch, ok bool, err error) {
	status, err := r.ask("/batch", mustJSON(id), &b)
	return b, status == http.StatusOK, err
}

func (r remote) Ends(context.Context, wire.ID, uint32) (v []wire.Time, err error) {
	_, err = r.ask("/ends", nil, &v)
	return v, err
}

func (remote) Consents(context.Context, []uint64) (map[uint64]access.ConsentSpan, error) {
	return nil, nil
}

func (remote) Grant(context.Context, wire.ID) (g access.Grant, ok bool, err error) {
	return g, false, nil
}
