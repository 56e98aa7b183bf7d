package bundle

import (
	"encoding/json"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Format names the file format and ProofVersion the shape of the proof that is written. Version 1,
// which has no changes of the validator set, is read for ever; a reader that knows neither the
// format nor the version refuses the file.
const (
	Format       = "suyuan-statement/1"
	ProofVersion = 2
)

// versionOf is the proof version of files with these changes: only version 2 has a list of them, be
// it empty.
func versionOf(changes []Change) uint32 {
	if changes == nil {
		return 1
	}
	return ProofVersion
}

// MaxBytes is the largest file that is read.
const MaxBytes = 64 << 20

// TestMark stands in every file of a test ledger (rulings E16).
const TestMark = "测试账 TEST LEDGER"

// File is a statement file. Everything before Proof is for people and follows from Proof alone.
type File struct {
	Format       string           `json:"format"`
	ProofVersion uint32           `json:"proof_version"`
	Mark         string           `json:"mark"` // TestMark, or ""
	Ledger       Ledger           `json:"ledger"`
	Parties      Parties          `json:"parties"`
	Run          settle.Run       `json:"run"`
	Statement    settle.Statement `json:"statement"`
	Digest       wire.Hash        `json:"statement_digest"` // what payer and payee confirm
	Capital      string           `json:"closing_in_words"` // 大写金额 of the closing balance
	Lines        []Row            `json:"lines"`
	Proof        Proof            `json:"proof"`
}

// Ledger tells which ledger a statement is of and at which moment it was proved.
type Ledger struct {
	Chain        string    `json:"chain"`
	Genesis      wire.Hash `json:"genesis"`
	Test         bool      `json:"test_ledger"`
	Height       uint64    `json:"height"` // the state that is proved
	AppHash      wire.Hash `json:"app_hash"`
	HeaderHeight uint64    `json:"header_height"` // Height + 1: its header carries the app hash
	HeaderHash   wire.Hash `json:"header_hash"`
	HeaderTime   string    `json:"header_time"` // RFC 3339 at +08:00, as the validators signed it
	LawTime      wire.Time `json:"law_time"`    // header time + offset of the test clock
	Validators   wire.Hash `json:"validators_hash"`
}

// Parties are the names under which payer and payee are registered, "" for none.
type Parties struct {
	Payer string `json:"payer_name"`
	Payee string `json:"payee_name"`
}

// Row is one line of the statement as people read it. Amounts are yuan.
type Row struct {
	Row    uint32   `json:"row"`   // 行号, from 1
	Index  uint32   `json:"index"` // place among the lines of the run, from 0
	ID     string   `json:"id"`
	Kind   string   `json:"kind"`
	Name   string   `json:"name"`
	Node   string   `json:"node"`
	To     string   `json:"to"`
	Amount wire.Fen `json:"amount"`
	Sum    wire.Fen `json:"sum"` // of the rows so far
}

// Proof is what is checked. Byte strings are lower-case hex.
type Proof struct {
	Header     wire.Bytes  `json:"header"`     // protobuf of the header of Height + 1
	Commit     wire.Bytes  `json:"commit"`     // protobuf of the validators' commit of that header
	Validators []Validator `json:"validators"` // in the order that CometBFT hashes them
	Changes    []Change    `json:"changes,omitzero"`
	Records    []Record    `json:"records"`  // in the order of recordNames
	Previous   wire.Bytes  `json:"previous"` // RLP of the pair's statement before, "" for none
	Lines      []Line      `json:"lines"`    // the statement's lines and all their ancestors
	Path       []wire.Hash `json:"path"`     // joint audit path of the lines, left to right
}

// Validator is one member of the validator set.
type Validator struct {
	PubKey wire.Bytes `json:"pub_key"` // Ed25519, 32 bytes
	Power  uint64     `json:"power"`
}

// Record is one leaf of state with its ICS-23 proof. No value: the proof is of absence.
type Record struct {
	Name  string     `json:"name"`
	Key   wire.Bytes `json:"key"`
	Value wire.Bytes `json:"value"`
	Proof wire.Bytes `json:"proof"`
}

// Line is one line of the run. Leaf holds the very bytes that are hashed.
type Line struct {
	Index uint32 `json:"index"`
	Own   bool   `json:"own"` // a line of the statement; otherwise an ancestor of one
	Leaf  string `json:"leaf"`
}

func (f File) encode() ([]byte, error) { return written(f) }

// decode reads a file strictly. What it accepts still has to be the one form.
func decode(b []byte) (File, *Fault) {
	var f File
	if fault := bounded(b); fault != nil {
		return f, fault
	}
	var head struct {
		Format  string `json:"format"`
		Version uint32 `json:"proof_version"`
	}
	if !json.Valid(b) { // it also bounds the nesting, before anything recurses
		return f, faultf("file.json", "文件不是有效的 JSON", "the file is not valid JSON")
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return f, faultf("file.json", "文件不是结算单证明：%[1]v", "the file is no statement file: %[1]v", err)
	}
	if head.Format != Format || head.Version == 0 || head.Version > ProofVersion {
		return f, faultf("file.format", "文件格式为 %[1]q 第 %[2]d 版，本程序只识别 %[3]s 第 %[4]d 版",
			"the file's format is %[1]q, proof version %[2]d; this program knows %[3]s, version %[4]d",
			head.Format, head.Version, Format, ProofVersion)
	}
	if err := wire.FromJSON(b, &f); err != nil {
		why := strings.TrimPrefix(err.Error(), wire.ErrEncoding.Error()+": ")
		return f, faultf("file.json", "文件内容不合格式：%[1]s", "the file is not in its format: %[1]s",
			strings.TrimPrefix(why, "json: "))
	}
	return f, checkVersion(f.ProofVersion, f.Proof.Changes)
}
