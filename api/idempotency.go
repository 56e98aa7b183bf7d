package api

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// given is an answer to a paper that was handed in: what stood in a document of success, or why it
// was refused.
type given struct {
	status int
	doc    json.RawMessage
	at     string // where to ask what became of it
	no     *Problem
}

// repeat is what one Idempotency-Key of one caller was used for.
type repeat struct {
	sum   [32]byte // of the body
	until time.Time
	given *given // nil while the first request is under way
}

// repeats remembers answers by the keys that callers gave, so that a caller whose line broke may
// ask again and gets the answer that it missed. It is an aid: what keeps a paper from being counted
// twice is the ledger.
type repeats struct {
	mu    sync.Mutex
	byKey map[string]*repeat
	order []string // oldest first
}

// How long and how many keys are remembered, and how long one may be.
const (
	repeatFor   = 24 * time.Hour
	repeatsMost = 4096
	keyMost     = 255
)

func newRepeats() *repeats { return &repeats{byKey: map[string]*repeat{}} }

// begin takes a key for a body. Nil, nil: the request is the first and has to be carried out.
func (m *repeats) begin(key string, sum [32]byte, now time.Time) (*given, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.order) > 0 && (len(m.order) >= repeatsMost || m.expired(m.order[0], now)) {
		delete(m.byKey, m.order[0])
		m.order = m.order[1:]
	}
	r, ok := m.byKey[key]
	switch {
	case !ok:
		m.byKey[key] = &repeat{sum: sum, until: now.Add(repeatFor)}
		m.order = append(m.order, key)
		return nil, nil
	case r.sum != sum:
		return nil, errKeyTaken.of("Idempotency-Key")
	case r.given == nil:
		p := *errUnderWay.of("Idempotency-Key")
		p.retry = "1"
		return nil, &p
	}
	return r.given, nil
}

func (m *repeats) expired(key string, now time.Time) bool {
	r, ok := m.byKey[key]
	return !ok || now.After(r.until)
}

// end keeps the answer under the key; nil lets the next request try again.
func (m *repeats) end(key string, g *given) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.byKey[key]; ok && g != nil {
		r.given = g
	} else {
		delete(m.byKey, key)
	}
}

// onceFor carries a request out once for its Idempotency-Key, where it has one.
func (s *Server) onceFor(r *http.Request, body []byte, do func() (*given, error)) (*given, error) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" {
		return do()
	}
	for _, c := range key {
		if c <= ' ' || c > '~' {
			return nil, errMalformed.of("Idempotency-Key")
		}
	}
	if len(key) > keyMost {
		return nil, errMalformed.of("Idempotency-Key")
	}
	key = Caller(r).key(r) + " " + key
	sum := sha256.Sum256(append([]byte(r.Header.Get("Content-Type")+"\n"), body...))
	g, err := s.repeats.begin(key, sum, s.o.Clock())
	if g != nil || err != nil {
		return g, err
	}
	defer func() { s.repeats.end(key, g) }() // nil where the node gave no answer, or panicked
	g, err = do()
	return g, err
}
