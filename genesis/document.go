package genesis

import (
	"errors"
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Format names the document's version.
const Format = "suyuan-genesis/1"

// MaxChainID is the longest chain id in bytes; CometBFT's limit is the same.
const MaxChainID = 50

// Document is the genesis document. Its sections are those of the chapters, under their names.
type Document struct {
	Format             string         `json:"format" max:"32"`
	ChainID            string         `json:"chain_id" max:"50"`
	GenesisTime        wire.Time      `json:"genesis_time"` // whole seconds; equal to CometBFT's
	AcceptedAlgorithms []crypto.Alg   `json:"accepted_algorithms" max:"2"`
	Party              party.Genesis  `json:"party"`
	Regime             regime.Section `json:"regime"`
	Govern             govern.Section `json:"govern"`
	Continues          *Continues     `json:"continues,omitempty"` // another ledger's last state
}

// ErrDocument says that a genesis document or a file it is made from is wrong. Its text lists every
// problem, one line each, each with the field.
var ErrDocument = errors.New("genesis")

func failed(problems []string) error {
	if len(problems) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrDocument, strings.Join(problems, "\n"))
}

// Load reads and validates a document from its JSON. Unknown fields are refused.
func Load(b []byte) (Document, error) {
	var d Document
	if err := wire.FromJSON(b, &d); err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	if err := d.Validate(); err != nil {
		return Document{}, err
	}
	return d, nil
}

// Validate returns ErrDocument with all problems of the document, or nil.
func (d Document) Validate() error {
	var out regime.Problems
	if d.Format != Format {
		out.Add("format", "%q is not %s", d.Format, Format)
	}
	if !isChainID(d.ChainID) {
		out.Add("chain_id", "%q is not 1 to %d of A–Z a–z 0–9 . _ -", d.ChainID, MaxChainID)
	}
	if !d.GenesisTime.Date().Valid() {
		out.Add("genesis_time", "a time such as 2026-01-05T09:00:00+08:00 is required")
	}
	if len(d.AcceptedAlgorithms) == 0 {
		out.Add("accepted_algorithms", "at least one of secp256k1, sm2 is required")
	}
	seen := map[crypto.Alg]bool{}
	for i, a := range d.AcceptedAlgorithms {
		at := fmt.Sprintf("accepted_algorithms[%d]", i)
		if !a.Valid() {
			out.Add(at, "%s is not known", a)
		}
		if seen[a] {
			out.Add(at, "%s appears twice", a)
		}
		seen[a] = true
	}
	d.checkKeys(&out, seen)
	if c := d.Regime.TestClock; c != nil && c.Header != d.GenesisTime {
		out.Add("regime.test_clock.header", "%s is not genesis_time %s", c.Header, d.GenesisTime)
	}
	if d.Continues != nil {
		d.checkContinues(&out)
		return failed(out)
	}
	if err := d.Party.Validate(); err != nil {
		out.Add("party", "%s", oneLine(err))
	}
	out = append(out, d.Regime.Validate(d.ChainID)...)
	return failed(append(out, d.Govern.Validate()...))
}

// checkKeys refuses founders' keys of algorithms that the ledger does not accept.
func (d Document) checkKeys(out *regime.Problems, accepted map[crypto.Alg]bool) {
	for i, p := range d.Party.Parties {
		for j, a := range p.Accounts {
			for k, key := range a.Keys {
				if !accepted[key.Alg] {
					out.Add(fmt.Sprintf("party.parties[%d].accounts[%d].keys[%d]", i, j, k),
						"%s is not in accepted_algorithms", key.Alg)
				}
			}
		}
	}
}

func isChainID(s string) bool {
	if len(s) == 0 || len(s) > MaxChainID {
		return false
	}
	for i := 0; i < len(s); i += 32 {
		if !wire.IsName(s[i:min(i+32, len(s))]) {
			return false
		}
	}
	return true
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// JSON returns the canonical form: one line, fields in order. It is what CometBFT's genesis.json
// carries as app_state.
func (d Document) JSON() ([]byte, error) { return wire.ToJSON(d) }

// Digest is the SHA-256 of the canonical form: re-indenting or re-ordering the file keeps it.
func (d Document) Digest() (wire.Hash, error) {
	b, err := d.JSON()
	if err != nil {
		return wire.Hash{}, err
	}
	return crypto.SHA256(b), nil
}

// Test reports whether the ledger is a test ledger, with a clock that can be moved (rulings E16).
func (d Document) Test() bool { return d.Regime.TestClock != nil }

// LawTime is the law time of genesis: the start of the test clock, or the genesis time of a real
// ledger. The founders hold their roles and keys from this instant.
func (d Document) LawTime() wire.Time {
	if d.Test() {
		return d.Regime.TestClock.Start
	}
	return d.GenesisTime
}

// PowerByGroup is the voting power of each control group (rulings E13).
func (d Document) PowerByGroup() []party.GroupPower { return party.PowerByGroup(d.Party) }
