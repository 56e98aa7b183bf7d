package evidence

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// MaxBytes is the largest document that the store takes.
const MaxBytes = 256 << 20

// Card is what is known of a document in the store.
type Card struct {
	Name      string    `json:"name"` // of the file when it was added
	Number    string    `json:"number"`
	Title     string    `json:"title"`
	Issuer    string    `json:"issuer"`
	Date      wire.Date `json:"date"`
	Custodian string    `json:"custodian"` // who keeps the original
	Size      int       `json:"size"`
	SHA256    wire.Hash `json:"sha256"`
	SM3       wire.Hash `json:"sm3"`
	Keccak    wire.Hash `json:"keccak256"`
}

// Evidence is how a paper names the document, by its SM3 (rulings U1).
func (c Card) Evidence() rule.Evidence {
	return rule.Evidence{Number: c.Number, Title: c.Title, Issuer: c.Issuer, Date: c.Date,
		Digest: crypto.Digest{Alg: crypto.DigestSM3, Sum: c.SM3}}
}

// Store is a folder: for each document a folder named by its SHA-256, with the file and its card.
type Store struct{ dir string }

// Open names a store; the folder is made with its first document.
func Open(dir string) Store { return Store{dir} }

const (
	cardFile    = "card.json"
	contentFile = "content"
)

// ErrDifferent says that a document stands in the store with another card.
var ErrDifferent = errors.New("the document is in the store with another card")

// Add puts a document into the store; known says that it was there with the same card.
func (s Store) Add(content []byte, c Card) (_ Card, known bool, err error) {
	if len(content) == 0 || len(content) > MaxBytes {
		return c, false, fmt.Errorf("a document has 1 to %d bytes, not %d", MaxBytes, len(content))
	}
	c.Size, c.SHA256, c.SM3 = len(content), crypto.SHA256(content), crypto.SM3(content)
	c.Keccak = crypto.Keccak256(content)
	at := filepath.Join(s.dir, c.SHA256.String())
	if old, err := readCard(at); err == nil {
		if old != c {
			return old, true, ErrDifferent
		}
		return old, true, nil
	}
	if err := os.MkdirAll(at, 0o700); err != nil {
		return c, false, err
	}
	card, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return c, false, err
	}
	// The card comes last: a folder without one is of an Add that was cut off.
	return c, false, errors.Join(whole(filepath.Join(at, contentFile), content),
		whole(filepath.Join(at, cardFile), append(card, '\n')))
}

// whole writes a file so that nobody ever reads half of it.
func whole(file string, b []byte) error {
	if err := os.WriteFile(file+".part", b, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

func readCard(at string) (c Card, err error) {
	b, err := os.ReadFile(filepath.Join(at, cardFile))
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(b, &c)
}

// Cards are all documents, by their SHA-256.
func (s Store) Cards() (out []Card, err error) {
	names, err := s.names()
	for _, name := range names {
		if c, err := readCard(filepath.Join(s.dir, name)); err == nil {
			out = append(out, c)
		}
	}
	return out, err
}

func (s Store) names() (out []string, err error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if b, err := hex.DecodeString(e.Name()); err == nil && len(b) == 32 && e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out, err
}

// Read gives a document's bytes.
func (s Store) Read(c Card) ([]byte, error) {
	return os.ReadFile(filepath.Join(s.dir, c.SHA256.String(), contentFile))
}

// Finding is a document of the store that is not what its card says.
type Finding struct {
	Document string `json:"document"` // SHA-256 that it is kept under
	What     string `json:"what"`     // card, content or digest
}

// Check reads every document again and compares it with its card.
func (s Store) Check() (sound int, out []Finding, err error) {
	names, err := s.names()
	if err != nil {
		return 0, nil, err
	}
	for _, name := range names {
		c, err := readCard(filepath.Join(s.dir, name))
		if err != nil || c.SHA256.String() != name {
			out = append(out, Finding{name, "card"})
			continue
		}
		b, err := s.Read(c)
		switch {
		case err != nil:
			out = append(out, Finding{name, "content"})
		case c.SHA256 != crypto.SHA256(b) || c.SM3 != crypto.SM3(b) || c.Size != len(b):
			out = append(out, Finding{name, "digest"})
		default:
			sound++
		}
	}
	return sound, out, nil
}

// Held tells documents by any digest that a ledger may name them with.
type Held struct{ by map[crypto.Digest]Card }

// Held indexes the store by its cards.
func (s Store) Held() (h Held, err error) {
	h.by = map[crypto.Digest]Card{}
	cards, err := s.Cards()
	for _, c := range cards {
		h.by[crypto.Digest{Alg: crypto.DigestSHA256, Sum: c.SHA256}] = c
		h.by[crypto.Digest{Alg: crypto.DigestSM3, Sum: c.SM3}] = c
		h.by[crypto.Digest{Alg: crypto.DigestKeccak256, Sum: c.Keccak}] = c
	}
	return h, err
}

// Find finds a document.
func (h Held) Find(d crypto.Digest) (Card, bool) {
	c, ok := h.by[d]
	return c, ok
}
