package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Who is who asks.
type Who struct {
	Member string   // party, "" from the loopback without a token
	Token  string   // the token's id
	Scopes []string // what it may do
}

// May reports whether the caller has a scope.
func (w Who) May(scope string) bool { return slices.Contains(w.Scopes, scope) }

type whoKey struct{}

// Caller is who asks, for handlers that are mounted.
func Caller(r *http.Request) Who {
	w, _ := r.Context().Value(whoKey{}).(Who)
	return w
}

// guarded puts the guard before a handler: who asks, how often, how much, how long.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header(), s.o.TLS != nil)
		if err := s.admit(w, r, next); err != nil {
			Fail(w, r, err)
		}
	})
}

// secure sets the headers that keep a browser from doing with an answer what it is not for. No
// CORS header is ever set: other origins get nothing.
func secure(h http.Header, tls bool) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self' data:; style-src 'self'; "+
		"script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "+
		"frame-ancestors 'none'")
	if tls {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

func (s *Server) admit(w http.ResponseWriter, r *http.Request, next http.Handler) error {
	if len(r.RequestURI) > s.o.Limits.PathBytes || len(r.URL.RawQuery) > s.o.Limits.PathBytes {
		return errLarge
	}
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	if err := s.cross.Check(r); err != nil {
		return errHost.of("Origin")
	}
	if wait := s.buckets.take(who.key(r), s.o.Clock()); wait > 0 {
		p := *errRate
		p.retry = strconv.Itoa(int((wait + time.Second - 1) / time.Second))
		return &p
	}
	slots, limit, scope := s.slots, s.o.Limits.Answer, ScopeRead
	switch path := r.URL.Path; {
	case path == Prefix+"/stream":
		slots, limit, scope = s.streams, 0, ScopeStream
	case healthPaths[path]:
		slots = s.own
	case path == Prefix+"/tx":
		scope = ScopeRelay
	case strings.HasPrefix(path, Prefix+"/reports") || strings.HasPrefix(path, Prefix+"/proofs") ||
		strings.HasSuffix(path, "/proof"):
		limit = s.o.Limits.Download // files that take their making
	}
	if !who.May(scope) {
		return errForbidden
	}
	if s.o.Seen != nil && !healthPaths[r.URL.Path] {
		if err := s.o.Seen(who, r); err != nil {
			return err
		}
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	default:
		p := *errBusy
		p.retry = "1"
		return &p
	}
	ctx := context.WithValue(r.Context(), whoKey{}, who)
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
		// A reader that takes its time does not hold a slot for ever. Writers of long answers move
		// this on.
		_ = http.NewResponseController(w).SetWriteDeadline(s.o.Clock().Add(limit + 5*time.Second))
	}
	r = r.WithContext(ctx)
	if r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	}
	next.ServeHTTP(w, r)
	return nil
}

// maxBody bounds a request's body: a paper's 64 KiB in its longest form.
const maxBody = 256 << 10

// key is whose requests are counted together.
func (w Who) key(r *http.Request) string {
	if w.Token != "" {
		return w.Token
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}

// identify finds who asks. From the loopback nobody needs a token; a proxy on this machine passes
// others on, so what it passes on counts as from outside.
func (s *Server) identify(r *http.Request) (Who, error) {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if t, ok := s.o.Tokens.find(hashText(strings.TrimSpace(secret))); ok {
			return Who{t.Member, t.ID, t.Scopes}, nil
		}
		return Who{}, errUnauthorized
	}
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
		if t, ok := s.o.Tokens.find(hex.EncodeToString(sum[:])); ok {
			return Who{t.Member, t.ID, t.Scopes}, nil
		}
	}
	if !isLoopback(r.RemoteAddr) || passedOn(r.Header) {
		return Who{}, errUnauthorized
	}
	// A page elsewhere may make a browser on this machine ask for a name of its own that points here.
	if host := hostOf(r.Host); host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return Who{}, errHost
	}
	return Who{Scopes: Scopes}, nil
}

func isLoopback(addr string) bool { return net.ParseIP(hostOf(addr)).IsLoopback() }

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	return strings.Trim(host, "[]")
}

func passedOn(h http.Header) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if h.Get(name) != "" {
			return true
		}
	}
	return false
}

// Exposed says why an address may not be listened on with these options, or nil: outside the
// loopback a server needs tokens and TLS, unless plain is said to be meant, behind a proxy that
// does TLS.
func Exposed(addr string, o Options, plain bool) error {
	if isLoopback(addr) || hostOf(addr) == "localhost" {
		return nil
	}
	if o.Tokens.Empty() {
		return problem(0, "exposed", "监听非本机地址须先发放令牌",
			"an address outside the loopback needs tokens", "suyuan token add", "suyuan token add")
	}
	if o.TLS == nil && !plain {
		return problem(0, "exposed", "监听非本机地址须有 TLS 证书，或明示由代理加密",
			"an address outside the loopback needs a TLS certificate, or the word that a proxy "+
				"encrypts", "tls_cert, tls_key", "tls_cert, tls_key, or plain = true")
	}
	return nil
}
