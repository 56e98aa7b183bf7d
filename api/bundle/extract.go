package bundle

import (
	"encoding/json"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ExtractFormat names the format of extracts: a part of a run with what proves it, for readers who
// are not to see the rest.
const ExtractFormat = "suyuan-extract/1"

// What an extract proves.
const (
	SubjectLine  = "line"  // one line stands in the run
	SubjectPayee = "payee" // these statements pay a party, and no other line of the run does
)

// Extract is an extract file. Everything before Proof is for people and follows from Proof alone.
type Extract struct {
	Format       string             `json:"format"`
	ProofVersion uint32             `json:"proof_version"`
	Mark         string             `json:"mark"` // TestMark, or ""
	Ledger       Ledger             `json:"ledger"`
	Run          settle.Run         `json:"run"`
	Subject      string             `json:"subject"`
	Lines        []Row              `json:"lines"` // of a line: that one
	Payee        string             `json:"payee"`
	Statements   []settle.Statement `json:"statements"` // of a payee: all there are, also none
	Proof        ExtractProof       `json:"proof"`
}

// ExtractProof is what is checked. Path is an audit path of Index for a line, the joint path of the
// consecutive Entries from Index on for a payee.
type ExtractProof struct {
	Header     wire.Bytes     `json:"header"`
	Commit     wire.Bytes     `json:"commit"`
	Validators []Validator    `json:"validators"`
	Changes    []Change       `json:"changes,omitzero"`
	Records    []Record       `json:"records"` // ledger, run, clock
	Index      uint32         `json:"index"`
	Leaf       string         `json:"leaf"`       // of a line
	Entries    []settle.Entry `json:"entries"`    // of a payee, with the one before and the one after
	Statements []wire.Bytes   `json:"statements"` // RLP of each statement of the payee
	Path       []wire.Hash    `json:"path"`
}

// Extracted is what a verified extract proves.
type Extracted struct {
	Extract
	Signers []Signer
	Anchor  string
	Bytes   int
}

// FormatOf reads which format a file says it has, "" for none.
func FormatOf(b []byte) string {
	var head struct {
		Format string `json:"format"`
	}
	if len(b) > MaxBytes || !json.Valid(b) || json.Unmarshal(b, &head) != nil {
		return ""
	}
	return head.Format
}

func (x Extract) encode() ([]byte, error) { return written(x) }

func decodeExtract(b []byte) (x Extract, fault *Fault) {
	if fault := readAs(b, ExtractFormat, &x); fault != nil {
		return x, fault
	}
	if x.Subject != SubjectLine && x.Subject != SubjectPayee {
		return x, faultf("file.format", "证明版本 %[1]d 或内容 %[2]q 不能识别",
			"proof version %[1]d or subject %[2]q is not known", x.ProofVersion, x.Subject)
	}
	return x, checkVersion(x.ProofVersion, x.Proof.Changes)
}

// VerifyExtract checks an extract as Verify checks a statement file: from the signatures down, and
// at last every byte.
func VerifyExtract(b []byte, trust Trust) (r *Extracted, err error) {
	defer broken(&r, &err)
	x, fault := decodeExtract(b)
	if fault != nil {
		return nil, fault
	}
	r, fault = x.open(trust)
	if fault != nil {
		return nil, fault
	}
	if err := unchanged(b, r.Extract.encode); err != nil {
		return nil, err
	}
	r.Bytes = len(b)
	return r, nil
}

// OwnExtract reads an extract whose proof holds against itself, as Own does.
func OwnExtract(b []byte) (*Extracted, error) {
	x, fault := decodeExtract(b)
	if fault != nil {
		return nil, fault
	}
	s, fault := Proof{Header: x.Proof.Header, Commit: x.Proof.Commit,
		Validators: x.Proof.Validators, Changes: x.Proof.Changes}.openSeal()
	if fault != nil {
		return nil, fault
	}
	return VerifyExtract(b, TrustHash(s.hash))
}
