package api

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// through asks a handler as a caller at an address.
func through(s *Server, remote, host, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, Prefix+path, nil)
	r.RemoteAddr, r.Host = remote, host
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// tokenFile holds tokens in memory.
type tokenFile struct{ f TokenFile }

func (f *tokenFile) read() ([]byte, error) { return json.Marshal(f.f) }

func (f *tokenFile) add(t Token) { f.f.Tokens = append(f.f.Tokens, t) }

func TestWhoMayAsk(t *testing.T) {
	now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	file := &tokenFile{TokenFile{Format: TokenFormat}}
	reader, readSecret := NewToken("gz-health", []string{ScopeRead}, now)
	brief, briefSecret := NewToken("gz-health", Scopes, now)
	brief.Expires = now.Add(time.Hour)
	file.add(reader)
	file.add(brief)
	o := story(t).options()
	o.Clock = func() time.Time { return now }
	var err error
	if o.Tokens, err = NewTokens(file.read, o.Clock); err != nil {
		t.Fatal(err)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	const out, home, name = "203.0.113.5:999", "127.0.0.1:999", "ledger.example"
	ask := func(status int, remote, host, path string, headers ...string) {
		t.Helper()
		if w := through(s, remote, host, path, headers...); w.Code != status {
			t.Fatalf("%s %s: %d %s", remote, path, w.Code, w.Body)
		}
	}
	bearer := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	ask(200, home, "127.0.0.1:26680", "/info")
	ask(200, home, "localhost:26680", "/info")
	ask(200, "[::1]:999", "[::1]:26680", "/parties.csv")
	ask(403, home, "evil.example", "/info") // a name elsewhere that points here
	ask(401, home, "127.0.0.1", "/info", "X-Forwarded-For", "203.0.113.5")
	ask(401, out, name, "/info")
	ask(401, out, name, "/info", bearer("suyuan_no")...)
	ask(401, out, name, "/docs")
	ask(200, out, name, "/info", bearer(readSecret)...)
	ask(403, out, name, "/parties.csv", bearer(readSecret)...)
	ask(403, out, name, "/stream", bearer(readSecret)...)
	ask(403, out, name, "/tx", bearer(readSecret)...)
	ask(200, out, name, "/parties.csv", bearer(briefSecret)...)
	now = now.Add(2 * time.Hour)
	ask(401, out, name, "/info", bearer(briefSecret)...) // it has ended
	file.f.Tokens = nil
	now = now.Add(rereadAfter)
	ask(401, out, name, "/info", bearer(readSecret)...) // it was taken back
	if w := through(s, out, name, "/info"); w.Header().Get("WWW-Authenticate") == "" ||
		w.Header().Get("Access-Control-Allow-Origin") != "" ||
		w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Fatal(w.Header())
	}
}

// A client certificate stands in place of a token where the file names it.
func TestCertificate(t *testing.T) {
	o := story(t).options()
	file := &tokenFile{TokenFile{Format: TokenFormat}}
	card := &x509.Certificate{Raw: []byte("a certificate")}
	k, _ := NewToken("gz-health", []string{ScopeRead}, time.Now())
	k.Hash, k.Certificate = "", hashText("a certificate")
	file.add(k)
	o.Tokens, _ = NewTokens(file.read, time.Now)
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		card   *x509.Certificate
		status int
	}{{card, 200}, {&x509.Certificate{Raw: []byte("another")}, 401}} {
		r := httptest.NewRequest(http.MethodGet, Prefix+"/info", nil)
		r.RemoteAddr = "203.0.113.5:1"
		r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{v.card},
			VerifiedChains: [][]*x509.Certificate{{v.card}}}
		w := httptest.NewRecorder()
		if s.Handler().ServeHTTP(w, r); w.Code != v.status {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
}

func TestLimits(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	o := story(t).options()
	o.Clock = func() time.Time { return now }
	o.Limits = Limits{PerSecond: 2, Burst: 3, PathBytes: 300, Concurrent: 1}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	const at = "127.0.0.1:1"
	for range 3 {
		if w := through(s, at, "localhost", "/info"); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
	}
	w := through(s, at, "localhost", "/info")
	if w.Code != 429 || w.Header().Get("Retry-After") != "1" {
		t.Fatal(w.Code, w.Header())
	}
	if w := through(s, "127.0.0.2:1", "localhost", "/info"); w.Code != 200 {
		t.Fatal("another caller pays for the first", w.Code)
	}
	now = now.Add(500 * time.Millisecond)
	if w := through(s, at, "localhost", "/info"); w.Code != 200 {
		t.Fatal(w.Code)
	}
	now = now.Add(time.Minute)
	if w := through(s, at, "localhost", "/info?"+strings.Repeat("x", 300)); w.Code != 413 {
		t.Fatal(w.Code)
	}
	s.slots <- struct{}{} // the one place is taken
	if w := through(s, at, "localhost", "/info"); w.Code != 503 ||
		w.Header().Get("Retry-After") == "" {
		t.Fatal(w.Code)
	}
}

func TestExposed(t *testing.T) {
	file := &tokenFile{TokenFile{Format: TokenFormat}}
	none, _ := NewTokens(file.read, time.Now)
	k, _ := NewToken("gz-health", []string{ScopeRead}, time.Now())
	some, _ := NewTokens((&tokenFile{TokenFile{Format: TokenFormat, Tokens: []Token{k}}}).read,
		time.Now)
	for _, v := range []struct {
		at    string
		o     Options
		plain bool
		ok    bool
	}{
		{"127.0.0.1:1", Options{}, false, true}, {"[::1]:1", Options{}, false, true},
		{"localhost:1", Options{}, false, true}, {":1", Options{}, false, false},
		{"0.0.0.0:1", Options{Tokens: none, TLS: &tls.Config{}}, false, false},
		{"0.0.0.0:1", Options{Tokens: some}, false, false},
		{"0.0.0.0:1", Options{Tokens: some}, true, true},
		{"10.0.0.1:1", Options{Tokens: some, TLS: &tls.Config{}}, false, true},
	} {
		if err := Exposed(v.at, v.o, v.plain); (err == nil) != v.ok {
			t.Errorf("%s: %v", v.at, err)
		}
	}
}

func TestTokenFile(t *testing.T) {
	for text, ok := range map[string]bool{"": true, "{": false, `{"format":"other"}`: false,
		`{"format":"suyuan-tokens/1","tokens":[]}`:                             true,
		`{"format":"suyuan-tokens/1","tokens":[{"id":"a","member":"gz"}]}`:     false,
		`{"format":"suyuan-tokens/1","tokens":[{"id":"a","scopes":["root"]}]}`: false} {
		if _, err := ReadTokens([]byte(text)); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
	// A file that cannot be read any more lets nobody in.
	k, secret := NewToken("gz-health", []string{ScopeRead}, time.Now())
	now, broken := time.Now(), false
	tokens, err := NewTokens(func() ([]byte, error) {
		if broken {
			return nil, errors.New("gone")
		}
		return json.Marshal(TokenFile{Format: TokenFormat, Tokens: []Token{k}})
	}, func() time.Time { return now })
	if _, ok := tokens.find(hashText(secret)); err != nil || !ok {
		t.Fatal("a good token is not taken")
	}
	broken, now = true, now.Add(rereadAfter)
	if _, ok := tokens.find(hashText(secret)); ok {
		t.Fatal("the file is gone and the token is taken")
	}
}
