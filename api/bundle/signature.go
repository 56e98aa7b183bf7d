package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SignatureFormat names the format of signature files: SM2 signatures over the SM3 of a file that
// is put on record (归档), kept beside it (rulings U2). It begins at proof version 2.
const SignatureFormat = "suyuan-signature/1"

// SignatureSuffix ends the name of a signature file, after the whole name of the signed file.
const SignatureSuffix = ".sm3sig.json"

// signDomain separates signatures of files from those of papers; it is the first line of what is
// signed.
const signDomain = "suyuan/file/1"

// maxFileSigners bounds the signatures of one file: maker, checker and finance of a few
// institutions.
const maxFileSigners = 16

// SignatureFile is a signature file. It carries the register's entries of the keys that signed, so
// that whoever checks it trusts a genesis document or a header and nothing else. Everything but the
// signed file's description and the signatures follows from Proof.
type SignatureFile struct {
	Format       string          `json:"format"`
	ProofVersion uint32          `json:"proof_version"`
	Mark         string          `json:"mark"`   // TestMark, or ""
	Ledger       Ledger          `json:"ledger"` // when it was signed
	File         SignedFile      `json:"file"`
	Signatures   []FileSignature `json:"signatures"`
	Proof        RecordProof     `json:"proof"` // of every signer, see registered
}

// SignedFile describes a file that is signed.
type SignedFile struct {
	Name   string    `json:"name"`     // without folders, as it was called when it was signed
	Holds  string    `json:"holds"`    // name of a report, or the format of a file of proof
	Height uint64    `json:"height"`   // of the state that it tells of
	Law    wire.Time `json:"law_time"` // of that state
	Bytes  uint64    `json:"bytes"`
	SM3    wire.Hash `json:"sm3"`
	SHA256 wire.Hash `json:"sha256"`
}

// FileSignature is one signature, also as other programs read it: openssl verifies Signed and
// SignatureDER with PublicPEM.
type FileSignature struct {
	Account      tx.Account       `json:"account"`
	Key          uint16           `json:"key"` // number of the key in the account
	Institution  string           `json:"institution"`
	Duty         string           `json:"duty"`        // of the account
	Certificate  string           `json:"certificate"` // subject, "" for a key without
	Public       crypto.PublicKey `json:"public"`
	PublicPEM    string           `json:"public_pem"`
	Signed       string           `json:"signed"`    // the text that is signed, as it stands here
	Signature    tx.RS            `json:"signature"` // r‖s
	SignatureDER []byte           `json:"signature_der"`
}

// SignaturesProved is what a verified signature file proves. Whether the file beside it is the one
// that was signed its SM3 and SHA-256 say.
type SignaturesProved struct {
	SignatureFile
	Signers []Signer
	Anchor  string
	Bytes   int
}

// FileSigner is a key with which a file is signed.
type FileSigner struct {
	Account tx.Account
	Number  uint16
	Key     crypto.PrivateKey
}

// Describe gives name, size and digests of a file; what it holds is its reader's to say.
func Describe(name string, b []byte) SignedFile {
	return SignedFile{Name: name, Bytes: uint64(len(b)), SM3: crypto.SM3(b), SHA256: crypto.SHA256(b)}
}

// Told is what a file of proof says of itself, with its digests, and of which ledger; ok is false
// for any other file.
func Told(name string, b []byte) (of SignedFile, l Ledger, ok bool) {
	of = Describe(name, b)
	var head struct {
		Ledger Ledger `json:"ledger"`
	}
	switch of.Holds = FormatOf(b); of.Holds {
	case Format, ExtractFormat, LineageFormat, RecordFormat:
		ok = json.Unmarshal(b, &head) == nil
	}
	of.Height, of.Law = head.Ledger.Height, head.Ledger.LawTime
	return of, head.Ledger, ok
}

// Hold holds a file, called so, against what was signed: its bytes, and what it says of itself.
// Whether that is true the verification of the file itself says.
func (s *SignaturesProved) Hold(called string, of SignedFile, l Ledger, ok bool) error {
	switch {
	case of.SM3 != s.File.SM3 || of.SHA256 != s.File.SHA256 || of.Bytes != s.File.Bytes:
		return faultf("file.signed", "%[1]s 不是所签的文件：SM3 为 %[2]s，签名覆盖的是 %[3]s",
			"%[1]s is not the file that was signed: its SM3 is %[2]s, that of the signed one %[3]s",
			called, of.SM3, s.File.SM3)
	case !ok || of != s.File || l.Chain != s.Ledger.Chain || l.Genesis != s.Ledger.Genesis:
		return faultf("file.describes", "%[1]s 与签名文件对它的说明不符",
			"%[1]s is not what the signature file says of it", called)
	}
	return nil
}

// SignFile signs a description by every signer, proves their keys at the newest height whose app
// hash is in a header, and gives the signature file. A *Fault says why it would not verify: a key
// that is not SM2, not enrolled or not in force.
func SignFile(ctx context.Context, src Source, file SignedFile, by []FileSigner) ([]byte, error) {
	e, r, err := beginRecords(ctx, src, 0)
	if err != nil {
		return nil, err
	}
	for _, s := range by {
		for _, key := range registerKeys(s.Account, s.Number) {
			if err := e.addRecord(ctx, r, key, []wire.Bytes{}); err != nil {
				return nil, err
			}
		}
	}
	seal, fault := (Proof{Header: r.Proof.Header, Commit: r.Proof.Commit,
		Validators: r.Proof.Validators, Changes: r.Proof.Changes}).openSeal()
	if fault != nil {
		return nil, fault
	}
	own := TrustHash(seal.hash)
	proved, fault := r.open(own)
	if fault != nil {
		return nil, fault
	}
	f := SignatureFile{Ledger: proved.Ledger, File: file, Proof: r.Proof}
	for _, s := range by {
		rs, err := s.Key.Sign([]byte(f.text(s.Account, s.Number)))
		if err != nil {
			return nil, err
		}
		f.Signatures = append(f.Signatures, FileSignature{Account: s.Account, Key: s.Number,
			Signature: rs})
	}
	out, fault := f.open(own)
	if fault != nil {
		return nil, fault
	}
	return out.encode()
}

// VerifySignatures checks a signature file from the validators' signatures down, every signature of
// the file by the key that the register says, and at last every byte.
func VerifySignatures(b []byte, trust Trust) (s *SignaturesProved, err error) {
	defer broken(&s, &err)
	var f SignatureFile
	if fault := readAs(b, SignatureFormat, &f); fault != nil {
		return nil, fault
	}
	s, fault := f.open(trust)
	if fault != nil {
		return nil, fault
	}
	if err := unchanged(b, s.encode); err != nil {
		return nil, err
	}
	s.Bytes = len(b)
	return s, nil
}

func (f SignatureFile) encode() ([]byte, error) { return written(f) }

// open checks the proof and every signature, and writes anew what follows from them.
func (f SignatureFile) open(trust Trust) (*SignaturesProved, *Fault) {
	if fault := f.File.possible(); fault != nil {
		return nil, fault
	}
	n := len(f.Signatures)
	if n == 0 || n > maxFileSigners || len(f.Proof.Records) != n*registered {
		return nil, faultf("signatures.count", "签名有 %[1]d 个，应为 1 至 %[2]d 个，各附登记记录",
			"the file has %[1]d signatures, not 1 to %[2]d, each with its records", n, maxFileSigners)
	}
	r, fault := RecordFile{Proof: f.Proof}.open(trust)
	if fault != nil {
		return nil, fault
	}
	out := SignatureFile{Format: SignatureFormat, ProofVersion: r.ProofVersion, Mark: r.Mark,
		Ledger: r.Ledger, File: f.File, Signatures: []FileSignature{}, Proof: f.Proof}
	seen := map[tx.Account]bool{}
	for i, s := range f.Signatures {
		e, fault := openEntry(f.Proof.Records[i*registered:(i+1)*registered], s.Account, s.Key)
		if fault == nil && seen[s.Account] {
			fault = faultf("signatures.twice", "%[1]s 签了两次", "%[1]s signed twice", s.Account)
		}
		seen[s.Account] = true
		if fault == nil {
			s, fault = out.check(s, e)
		}
		if fault != nil {
			return nil, fault
		}
		out.Signatures = append(out.Signatures, s)
	}
	return &SignaturesProved{SignatureFile: out, Signers: r.Signers, Anchor: r.Anchor}, nil
}

// check holds one signature against the register's entry of its key at the time of signing.
func (f SignatureFile) check(s FileSignature, e entry) (out FileSignature, fault *Fault) {
	at := f.Ledger.LawTime
	switch public := e.key.Public; {
	case public.Alg != crypto.SM2:
		return s, faultf("signatures.algorithm", "%[1]s 的第 %[2]d 把密钥是 %[3]s，存档签名只用 SM2",
			"key %[2]d of %[1]s is %[3]s, and files are signed with SM2 alone", s.Account, s.Key, public.Alg)
	case !e.key.ActiveAt(at) || !e.account.OpenAt(at):
		return s, faultf("signatures.key", "签署时（%[3]s）%[1]s 的第 %[2]d 把密钥不在有效期内",
			"key %[2]d of %[1]s was not in force at %[3]s, when it signed", s.Account, s.Key, at)
	}
	out = FileSignature{Account: s.Account, Key: s.Key, Institution: e.party.Name,
		Duty: e.account.Duty, Certificate: e.certificate.Subject, Public: e.key.Public,
		Signed: f.text(s.Account, s.Key), Signature: s.Signature}
	if !out.Public.Verify([]byte(out.Signed), out.Signature) {
		return s, faultf("signatures.signature", "%[1]s 的签名不成立", "the signature of %[1]s does not hold",
			s.Account)
	}
	var err, wrong error
	out.PublicPEM, err = out.Public.PEM()
	out.SignatureDER, wrong = crypto.SignatureDER(out.Signature)
	if err = errors.Join(err, wrong); err != nil {
		return s, faultf("signatures.key", "%[1]s 的公钥不能写出", "the key of %[1]s cannot be written: %[2]v",
			s.Account, err)
	}
	return out, nil
}

// text is what a key signs: lines that a person can read and another program can write. The header
// was not known before its block, so that no signature is older than that.
func (f SignatureFile) text(a tx.Account, key uint16) string {
	l, n := f.Ledger, func(v uint64) string { return strconv.FormatUint(v, 10) }
	return strings.Join([]string{signDomain, "chain: " + l.Chain, "genesis: " + l.Genesis.String(),
		"height: " + n(l.Height), "header: " + l.HeaderHash.String(), "law_time: " + l.LawTime.String(),
		"file: " + f.File.Name, "holds: " + f.File.Holds, "state_height: " + n(f.File.Height),
		"state_law_time: " + f.File.Law.String(), "bytes: " + n(f.File.Bytes),
		"sm3: " + f.File.SM3.String(), "sha256: " + f.File.SHA256.String(),
		"account: " + a.String(), "key: " + n(uint64(key)), ""}, "\n")
}

// possible refuses a description whose words could break the lines that are signed.
func (s SignedFile) possible() *Fault {
	for _, word := range []string{s.Name, s.Holds} {
		if word == "" || len(word) > 255 || !utf8.ValidString(word) ||
			strings.ContainsFunc(word, unicode.IsControl) {
			return faultf("file.name", "文件名不能用于签名：1 至 255 字节，不含控制字符",
				"the file's name cannot be signed: 1 to 255 bytes without control characters")
		}
	}
	if strings.ContainsAny(s.Name, `/\`) {
		return faultf("file.name", "文件名不含目录", "the file's name has no folders")
	}
	return nil
}
