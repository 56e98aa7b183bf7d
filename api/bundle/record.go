package bundle

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RecordFormat names the format of record files: any records of state, or their absence, each with
// its proof; of a log with all its entries. It begins at proof version 2.
const RecordFormat = "suyuan-record/1"

// maxRecords bounds the work that a hostile file can ask for.
const maxRecords = 1000

// RecordFile is a record file. Everything before Proof is for people and follows from Proof, and
// from the question of Absence.
type RecordFile struct {
	Format       string        `json:"format"`
	ProofVersion uint32        `json:"proof_version"`
	Mark         string        `json:"mark"` // TestMark, or ""
	Ledger       Ledger        `json:"ledger"`
	Absence      *Absence      `json:"absence"` // the question whether a grant was live, or null
	Records      []RecordShown `json:"records"`
	Proof        RecordProof   `json:"proof"`
}

// RecordShown is a record as people read it. Entries are those of a log.
type RecordShown struct {
	Collection string    `json:"collection"`
	Key        []Field   `json:"key"`
	Present    bool      `json:"present"`
	Fields     []Field   `json:"fields"`
	Entries    [][]Field `json:"entries"`
}

// RecordProof is what is checked.
type RecordProof struct {
	Header     wire.Bytes      `json:"header"`
	Commit     wire.Bytes      `json:"commit"`
	Validators []Validator     `json:"validators"`
	Changes    []Change        `json:"changes,omitzero"`
	Ledger     []Record        `json:"ledger"` // ledger, clock
	Records    []LineageRecord `json:"records"`
}

// RecordsProved is what a verified record file proves.
type RecordsProved struct {
	RecordFile
	Signers []Signer
	Anchor  string
	Changes int // of the validator set, on the way from what is trusted
	Bytes   int
}

func (f RecordFile) encode() ([]byte, error) { return written(f) }

func decodeRecords(b []byte) (f RecordFile, fault *Fault) {
	if fault := readAs(b, RecordFormat, &f); fault != nil {
		return f, fault
	}
	if f.ProofVersion < 2 {
		return f, faultf("file.format", "证明版本 %[1]d 不能识别", "proof version %[1]d is not known",
			f.ProofVersion)
	}
	return f, checkVersion(f.ProofVersion, f.Proof.Changes)
}

// open checks the proof and writes anew what follows from it.
func (f RecordFile) open(trust Trust) (*RecordsProved, *Fault) {
	l := Lineage{Proof: LineageProof{Ledger: f.Proof.Ledger}}
	c := &content{facts: new(facts)}
	var fault *Fault
	if c.seal, fault = (Proof{Header: f.Proof.Header, Commit: f.Proof.Commit,
		Validators: f.Proof.Validators, Changes: f.Proof.Changes}).openSeal(); fault != nil {
		return nil, fault
	}
	if c.anchor, fault = trust.anchor(c.seal); fault != nil {
		return nil, fault
	}
	if fault = l.openLedger(c); fault != nil {
		return nil, fault
	}
	if fault = c.checkLedger(trust); fault != nil {
		return nil, fault
	}
	out := RecordFile{Format: RecordFormat, ProofVersion: versionOf(f.Proof.Changes),
		Ledger: c.ledger(), Records: []RecordShown{}, Proof: f.Proof}
	if out.Ledger.Test {
		out.Mark = TestMark
	}
	if len(f.Proof.Records) == 0 || len(f.Proof.Records) > maxRecords {
		return nil, faultf("records.count", "文件有 %[1]d 条状态记录，应为 1 至 %[2]d 条",
			"the file has %[1]d state records, not 1 to %[2]d", len(f.Proof.Records), maxRecords)
	}
	for i, r := range f.Proof.Records {
		shown, fault := openRecord(c.seal.app, r, i)
		if fault != nil {
			return nil, fault
		}
		out.Records = append(out.Records, shown)
	}
	if f.Absence != nil {
		if out.Absence, fault = f.Absence.answer(f.Proof.Records, out.Ledger.LawTime); fault != nil {
			return nil, fault
		}
	}
	return &RecordsProved{RecordFile: out, Signers: c.seal.signers, Anchor: c.anchor,
		Changes: len(c.seal.changes)}, nil
}

// openRecord checks one record against the app hash, then reads it by its collection's layout.
func openRecord(root wire.Hash, r LineageRecord, i int) (s RecordShown, fault *Fault) {
	if err := state.VerifyProof(root, r.Key, present(r.Value), r.Proof); err != nil {
		return s, faultf("records.proof", "第 %[1]d 条状态记录与应用哈希不符",
			"state record %[1]d does not lead to the app hash: %[2]v", i+1, err)
	}
	bad := faultf("records.value", "第 %[1]d 条状态记录的内容不能识别",
		"state record %[1]d is not known to this program", i+1)
	if len(r.Key) < 2 || r.Entries == nil {
		return s, bad
	}
	d, known := Shapes()[[2]byte{r.Key[0], r.Key[1]}]
	if !known {
		return s, bad
	}
	s = RecordShown{Collection: d.Name, Present: len(r.Value) > 0, Fields: []Field{},
		Entries: [][]Field{}}
	var err error
	if s.Key, err = showKey(d, r.Key); err != nil {
		return s, bad
	}
	if s.Present {
		if s.Fields, err = showValue(d, r.Value); err != nil {
			return s, bad
		}
	}
	return s, s.openEntries(d, r, bad)
}

// openEntries checks that the entries of a log are all there are, and that nothing else has any.
func (s *RecordShown) openEntries(d state.Collection, r LineageRecord, bad *Fault) *Fault {
	shape, log := EntryShapes[d.Name]
	if !log {
		if len(r.Entries) > 0 {
			return bad
		}
		return nil
	}
	head := state.LogHead{Root: state.LogRoot(nil)}
	if s.Present {
		var err error
		if head, err = downstream.DecodeHead(r.Value); err != nil {
			return bad
		}
	}
	entries := make([][]byte, len(r.Entries))
	for i, e := range r.Entries {
		entries[i] = e
		fields, err := showRLP(shape, e)
		if err != nil {
			return bad
		}
		s.Entries = append(s.Entries, fields)
	}
	if uint64(len(entries)) != head.Count || state.LogRoot(entries) != head.Root {
		return faultf("records.log", "%[1]s 的条目不全或被改动：账本上有 %[2]d 条",
			"the entries of %[1]s are not all there are: the ledger has %[2]d", d.Name, head.Count)
	}
	return nil
}

// VerifyRecords checks a record file from the signatures down, and at last every byte.
func VerifyRecords(b []byte, trust Trust) (r *RecordsProved, err error) {
	defer broken(&r, &err)
	f, fault := decodeRecords(b)
	if fault != nil {
		return nil, fault
	}
	if r, fault = f.open(trust); fault != nil {
		return nil, fault
	}
	if err := unchanged(b, r.RecordFile.encode); err != nil {
		return nil, err
	}
	r.Bytes = len(b)
	return r, nil
}

// ShowStored reads a stored record by its collection's layout, as record files show it.
func ShowStored(key, value []byte) (s RecordShown, err error) {
	if len(key) < 2 {
		return s, errShape
	}
	d, known := Shapes()[[2]byte{key[0], key[1]}]
	if !known {
		return s, errShape
	}
	s = RecordShown{Collection: d.Name, Present: len(value) > 0, Fields: []Field{},
		Entries: [][]Field{}}
	if s.Key, err = showKey(d, key); err != nil || !s.Present {
		return s, err
	}
	s.Fields, err = showValue(d, value)
	return s, err
}
