package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// paperFormat names the version of paper files.
const paperFormat = "suyuan-paper/1"

// paperFile is a paper on its way from signer to signer: a file, never state. Its canonical form
// is one line of JSON with sorted keys. Body is there to be read; it must encode to the paper's
// body, so what a signer reads is what it signs.
type paperFile struct {
	Format  string          `json:"format"`
	ID      wire.Hash       `json:"id"`      // SHA-256 of the paper: the digest to be compared
	Compare string          `json:"compare"` // 80 bits of it, to be read over the telephone
	Body    json.RawMessage `json:"body"`
	Paper   tx.Paper        `json:"paper"`
	// Of those who signed so far, in the paper's order.
	Signatures []paperSign `json:"signatures"`
}

type paperSign struct {
	Account tx.Account `json:"account"`
	Alg     crypto.Alg `json:"alg"`
	Key     uint16     `json:"key"`
	RS      tx.RS      `json:"rs"`
}

var errPaperFile = errors.New("not a paper file")

// compareCode shortens a paper's id for people: "3f2a-91bc-0d4e-77aa-1c55".
func compareCode(id wire.Hash) string {
	var groups []string
	for i := range 5 {
		groups = append(groups, hex.EncodeToString(id[2*i:2*i+2]))
	}
	return strings.Join(groups, "-")
}

func newPaperFile(m *app.Machine, p tx.Paper) (*paperFile, error) {
	id, err := p.ID()
	if err != nil {
		return nil, err
	}
	body, err := bodyJSON(m, p)
	if err != nil {
		return nil, err
	}
	return &paperFile{Format: paperFormat, ID: id, Compare: compareCode(id), Body: body, Paper: p,
		Signatures: []paperSign{}}, nil
}

// bodyJSON is the readable form of a paper's body.
func bodyJSON(m *app.Machine, p tx.Paper) (json.RawMessage, error) {
	k, ok := m.Kind(p.Kind)
	if !ok {
		return nil, fmt.Errorf("%w: unknown kind %s", errPaperFile, p.Kind)
	}
	msg := k.New()
	if err := wire.Decode(p.Body, msg); err != nil {
		return nil, fmt.Errorf("%w: body: %w", errPaperFile, err)
	}
	return wire.ToJSON(msg)
}

// canonical is one line with sorted keys.
func (f *paperFile) canonical() ([]byte, error) {
	b, err := wire.ToJSON(f)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	b, err = wire.ToJSON(v) // maps are written in order of keys
	return append(b, '\n'), err
}

// readPaperFile reads a paper file and holds its parts against each other.
func readPaperFile(m *app.Machine, b []byte) (*paperFile, error) {
	var f paperFile
	if err := wire.FromJSON(b, &f); err != nil {
		return nil, fmt.Errorf("%w: %w", errPaperFile, err)
	}
	if f.Format != paperFormat {
		return nil, fmt.Errorf("%w: format %q, want %s", errPaperFile, f.Format, paperFormat)
	}
	fresh, err := newPaperFile(m, f.Paper)
	if err != nil {
		return nil, err
	}
	k, _ := m.Kind(f.Paper.Kind)
	shown, err := encodeBody(k, f.Body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: body: %w", errPaperFile, err)
	case !bytes.Equal(shown, f.Paper.Body):
		return nil, fmt.Errorf("%w: the body that is shown is not the paper's body", errPaperFile)
	case f.ID != fresh.ID || f.Compare != fresh.Compare:
		return nil, fmt.Errorf("%w: id and compare are not those of the paper", errPaperFile)
	}
	signers := f.Paper.Signers()
	last := -1
	for _, s := range f.Signatures {
		at := slices.Index(signers, s.Account)
		if at <= last {
			return nil, fmt.Errorf("%w: %s is no signer, or out of order", errPaperFile, s.Account)
		}
		last = at
	}
	return &f, nil
}

// encodeBody is the strict RLP of a body given as JSON.
func encodeBody(k rule.Kind, body []byte) (wire.Bytes, error) {
	msg := k.New()
	if err := wire.FromJSON(body, msg); err != nil {
		return nil, err
	}
	return wire.Encode(msg)
}

// add puts in the signature of one signer, in place of an earlier one of the same account.
func (f *paperFile) add(a tx.Account, s tx.Signature) error {
	signers := f.Paper.Signers()
	if !slices.Contains(signers, a) {
		return fmt.Errorf("%w: %s is not among its signers %v", errPaperFile, a, signers)
	}
	kept := slices.DeleteFunc(f.Signatures, func(e paperSign) bool { return e.Account == a })
	kept = append(kept, paperSign{Account: a, Alg: s.Alg, Key: s.Key, RS: s.RS})
	slices.SortFunc(kept, func(x, y paperSign) int {
		return slices.Index(signers, x.Account) - slices.Index(signers, y.Account)
	})
	f.Signatures = kept
	return nil
}

// missing are the signers who have not signed.
func (f *paperFile) missing() []tx.Account {
	var out []tx.Account
	for _, a := range f.Paper.Signers() {
		if !slices.ContainsFunc(f.Signatures, func(s paperSign) bool { return s.Account == a }) {
			out = append(out, a)
		}
	}
	return out
}

// signed is the transaction, once nobody is missing.
func (f *paperFile) signed() ([]byte, error) {
	full := tx.Tx{Paper: f.Paper}
	for _, s := range f.Signatures {
		full.Signatures = append(full.Signatures, tx.Signature{Alg: s.Alg, Key: s.Key, RS: s.RS})
	}
	return wire.Encode(full)
}

// decodePaper reads a paper file, or the hex of a signed transaction.
func decodePaper(m *app.Machine, b []byte) (*paperFile, error) {
	text := strings.TrimSpace(string(b))
	raw, err := hex.DecodeString(text)
	if err != nil || text == "" {
		return readPaperFile(m, b)
	}
	parsed, err := tx.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPaperFile, err)
	}
	f, err := newPaperFile(m, parsed.Paper)
	if err != nil {
		return nil, err
	}
	for i, a := range parsed.Paper.Signers() {
		if err := f.add(a, parsed.Signatures[i]); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// transportHash is how CometBFT names a transaction: of all its bytes, signatures included.
func transportHash(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
