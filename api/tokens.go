package api

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Scopes of a token: what its holder may do.
const (
	ScopeRead   = "read"   // questions, reports, pages
	ScopeExport = "export" // all rows of a list at once
	ScopeStream = "stream" // events as they happen
	ScopeRelay  = "relay"  // hand in signed papers
)

// Scopes lists them.
var Scopes = []string{ScopeRead, ScopeExport, ScopeStream, ScopeRelay}

// Token is one entry of a token file: who may ask what. The secret itself is kept nowhere; its hash
// is enough, for it is 32 random bytes.
type Token struct {
	ID          string    `json:"id"`
	Member      string    `json:"member"` // party
	Scopes      []string  `json:"scopes"`
	Hash        string    `json:"sha256,omitempty"`             // of the secret, hex
	Certificate string    `json:"certificate_sha256,omitempty"` // of a client certificate, hex
	Note        string    `json:"note,omitempty"`
	Created     time.Time `json:"created"`
	Expires     time.Time `json:"expires,omitzero"`
}

// TokenFile is the document of a token file.
type TokenFile struct {
	Format string  `json:"format"`
	Tokens []Token `json:"tokens"`
}

// TokenFormat names the format of token files.
const TokenFormat = "suyuan-tokens/1"

// secretPrefix makes a leaked token easy to find.
const secretPrefix = "suyuan_"

// NewToken makes a token and the secret to hand to its holder, which is shown once.
func NewToken(member string, scopes []string, now time.Time) (t Token, secret string) {
	var id [5]byte
	var key [32]byte
	_, _ = rand.Read(id[:]) // never fails
	_, _ = rand.Read(key[:])
	secret = secretPrefix + base64.RawURLEncoding.EncodeToString(key[:])
	return Token{ID: hex.EncodeToString(id[:]), Member: member, Scopes: scopes,
		Hash: hashText(secret), Created: now.UTC().Truncate(time.Second)}, secret
}

func hashText(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// ReadTokens reads a token file. No bytes are a file without tokens.
func ReadTokens(b []byte) (f TokenFile, err error) {
	f.Format = TokenFormat
	if len(b) == 0 {
		return f, nil
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return f, err
	}
	if f.Format != TokenFormat {
		return f, fmt.Errorf("format %q, not %s", f.Format, TokenFormat)
	}
	for _, t := range f.Tokens {
		if err := t.check(); err != nil {
			return f, fmt.Errorf("token %s: %w", t.ID, err)
		}
	}
	return f, nil
}

func (t Token) check() error {
	if t.ID == "" || !wire.IsName(t.Member) {
		return errors.New("it needs an id and a member")
	}
	for _, s := range t.Scopes {
		if !slices.Contains(Scopes, s) {
			return fmt.Errorf("scope %q is none of %s", s, strings.Join(Scopes, " "))
		}
	}
	if len(t.Hash)+len(t.Certificate) != 2*sha256.Size {
		return errors.New("it needs the SHA-256 of a secret or of a certificate")
	}
	return nil
}

// Tokens are the tokens of a file, read again when it changes, so that revoking one works at once.
type Tokens struct {
	read func() ([]byte, error)
	now  func() time.Time

	mu    sync.Mutex
	next  time.Time // not before this the file is read again
	known map[string]Token
}

// rereadAfter is how long a revoked token may still be taken.
const rereadAfter = 2 * time.Second

// NewTokens uses the token file that read returns. It fails where that cannot be read.
func NewTokens(read func() ([]byte, error), now func() time.Time) (*Tokens, error) {
	t := &Tokens{read: read, now: now}
	return t, t.load()
}

func (t *Tokens) load() error {
	t.next = t.now().Add(rereadAfter)
	b, err := t.read()
	if err != nil {
		return err
	}
	f, err := ReadTokens(b)
	if err != nil {
		return err
	}
	known := map[string]Token{}
	for _, k := range f.Tokens {
		known[k.Hash+k.Certificate] = k
	}
	t.known = known
	return nil
}

// find returns the token whose secret or certificate has a hash. A file that cannot be read any
// more lets nobody in.
func (t *Tokens) find(hash string) (Token, bool) {
	if t == nil {
		return Token{}, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if !now.Before(t.next) {
		if err := t.load(); err != nil {
			t.known = nil
		}
	}
	k, ok := t.known[hash]
	return k, ok && (k.Expires.IsZero() || now.Before(k.Expires))
}

// Empty reports whether there is no token at all.
func (t *Tokens) Empty() bool {
	if t == nil {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.known) == 0
}
