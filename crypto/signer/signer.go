// Package signer keeps member keys outside the process that files papers (rulings U2). A signer
// listens on a Unix socket; whoever files a paper sends the bytes to sign and gets a signature,
// never a key. The reference signer serves key files; a bridge to an SDF device or an SKF key
// speaks the same protocol.
//
// One connection carries one request and its answer, each one JSON document on a line. The socket
// has mode 0600: who may open it may sign.
package signer

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/crypto"
)

// Version is that of the protocol.
const Version = 1

// maxLine bounds a request and an answer: the largest paper in hex, with room.
const maxLine = 256 << 10

// patience is how long a device may take to sign; it may ask a person.
const patience = 60 * time.Second

// Request asks for a signature, or with no key for the list of keys.
type Request struct {
	Version int    `json:"version"`
	Key     string `json:"key,omitempty"` // account and number, such as gz-bureau/1#2
	// the user id of ZA, for SM2 keys; always crypto.UserID on this ledger
	UserID string `json:"user_id,omitempty"`
	// what is signed, in hex: a domain such as suyuan/tx/1, then RLP
	Preimage string `json:"preimage,omitempty"`
}

// Held is a key that a signer has.
type Held struct {
	Key    string           `json:"key"`
	Public crypto.PublicKey `json:"public"`
}

// Answer is a signature r||s in hex, the keys, or why not.
type Answer struct {
	Version   int    `json:"version"`
	Signature string `json:"signature,omitempty"`
	Keys      []Held `json:"keys,omitempty"`
	Error     string `json:"error,omitempty"`
}

// Errors of a signer; test with errors.Is.
var (
	ErrAddress  = errors.New("signer: an address is unix: and the path of a socket")
	ErrProtocol = errors.New("signer: the answer is not of this protocol")
	ErrRefused  = errors.New("signer: refused")
)

// Client asks the signer at one address.
type Client struct{ path string }

// Dial checks an address, unix:PATH; it connects for each request.
func Dial(address string) (*Client, error) {
	path, ok := strings.CutPrefix(address, "unix:")
	if !ok || path == "" {
		return nil, fmt.Errorf("%w: %q", ErrAddress, address)
	}
	return &Client{path: path}, nil
}

// Keys lists the keys of the signer.
func (c *Client) Keys() ([]Held, error) {
	a, err := c.ask(Request{Version: Version})
	return a.Keys, err
}

func (c *Client) ask(r Request) (a Answer, err error) {
	conn, err := net.DialTimeout("unix", c.path, 5*time.Second)
	if err != nil {
		return a, fmt.Errorf("signer: %w", err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	if err := json.NewEncoder(conn).Encode(r); err != nil {
		return a, fmt.Errorf("signer: %w", err)
	}
	line, err := bufio.NewReader(io.LimitReader(conn, maxLine)).ReadBytes('\n')
	if err != nil {
		return a, fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	if err := json.Unmarshal(line, &a); err != nil || a.Version != Version {
		return a, fmt.Errorf("%w: version %d, %w", ErrProtocol, a.Version, err)
	}
	if a.Error != "" {
		return a, fmt.Errorf("%w: %s", ErrRefused, a.Error)
	}
	return a, nil
}

// Key is a key that the signer holds, as papers are signed with it.
func (c *Client) Key(h Held) crypto.PrivateKey { return remote{c, h} }

type remote struct {
	client *Client
	held   Held
}

// Public is the key's public half, as the signer gave it.
func (r remote) Public() crypto.PublicKey { return r.held.Public }

// Sign has the signer sign, and holds its answer against the public key: a wrong signature is an
// error here and not a refused paper.
func (r remote) Sign(preimage []byte) (rs [crypto.SignatureSize]byte, err error) {
	ask := Request{Version: Version, Key: r.held.Key, Preimage: hex.EncodeToString(preimage)}
	if r.held.Public.Alg == crypto.SM2 {
		ask.UserID = crypto.UserID
	}
	a, err := r.client.ask(ask)
	if err != nil {
		return rs, err
	}
	b, err := hex.DecodeString(a.Signature)
	if err != nil || len(b) != len(rs) {
		return rs, fmt.Errorf("%w: a signature has 64 bytes", ErrProtocol)
	}
	copy(rs[:], b)
	if !r.held.Public.Verify(preimage, rs) {
		return rs, fmt.Errorf("%w: the signature is not that of %s", ErrProtocol, r.held.Key)
	}
	return rs, nil
}
