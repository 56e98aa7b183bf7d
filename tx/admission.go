package tx

import (
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Admission is a node's word that it took a paper to wait for a block (rulings E15). It is signed
// with a key of an account, which the ledger knows, so that a rule can check it.
type Admission struct {
	Paper     wire.Hash `json:"paper"` // id of the paper
	Time      wire.Time `json:"time"`  // law time by the node's own clock when it took the paper
	Node      Account   `json:"node"`  // account whose key signs for the node
	Signature Signature `json:"signature"`
}

const admissionDomain = "suyuan/admission/1"

type admitted struct {
	Paper wire.Hash `json:"paper"`
	Time  wire.Time `json:"time"`
	Node  Account   `json:"node"`
}

// Preimage is what the node signs: the domain followed by the RLP of paper, time and account. It
// panics on an account whose party is longer than any name.
func (a Admission) Preimage() []byte {
	return append([]byte(admissionDomain), wire.MustEncode(admitted{a.Paper, a.Time, a.Node})...)
}

// Sign puts the signature of the account's key of that number under the admission.
func (a *Admission) Sign(k crypto.PrivateKey, number uint16) error {
	rs, err := k.Sign(a.Preimage())
	a.Signature = Signature{Alg: k.Public().Alg, Key: number, RS: rs}
	return err
}

// SignedBy reports whether the signature is that of a public key.
func (a Admission) SignedBy(p crypto.PublicKey) bool {
	return wire.IsName(a.Node.Party) && p.Alg == a.Signature.Alg &&
		p.Verify(a.Preimage(), a.Signature.RS)
}
