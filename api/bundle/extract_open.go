package bundle

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// extractRecords are the records of an extract in their order.
var extractRecords = [...]string{"ledger", "run", "clock"}

func extractKeys(period string) [len(extractRecords)][]byte {
	return [...][]byte{ledgers.Key(), runs.Key(period), clock.Key()}
}

// open checks an extract's proof and writes anew what follows from it.
func (x Extract) open(trust Trust) (*Extracted, *Fault) {
	p := Proof{Header: x.Proof.Header, Commit: x.Proof.Commit, Validators: x.Proof.Validators,
		Changes: x.Proof.Changes}
	c := new(content)
	var fault *Fault
	if c.seal, fault = p.openSeal(); fault != nil {
		return nil, fault
	}
	if c.anchor, fault = trust.anchor(c.seal); fault != nil {
		return nil, fault
	}
	if c.facts, fault = x.openRecords(c.seal.app); fault != nil {
		return nil, fault
	}
	if fault = c.checkLedger(trust); fault != nil {
		return nil, fault
	}
	run := c.facts.run
	if run.Stage != settle.Landed && run.Stage != settle.Final {
		return nil, faultf("statement.stage", "%[1]s 的结算尚未完整入账（%[2]s）",
			"the run of %[1]s is not complete (%[2]s)", run.Period, run.Stage)
	}
	out := Extract{Format: ExtractFormat, ProofVersion: versionOf(x.Proof.Changes),
		Ledger: c.ledger(), Run: run, Subject: x.Subject,
		Lines: []Row{}, Statements: []settle.Statement{}, Proof: x.Proof.plain()}
	if out.Ledger.Test {
		out.Mark = TestMark
	}
	if x.Subject == SubjectLine {
		fault = out.openLine()
	} else {
		out.Payee = x.Payee
		fault = out.openPayee()
	}
	return &Extracted{Extract: out, Signers: c.seal.signers, Anchor: c.anchor}, fault
}

// plain writes lists of nothing as such.
func (p ExtractProof) plain() ExtractProof {
	if p.Entries == nil {
		p.Entries = []settle.Entry{}
	}
	if p.Statements == nil {
		p.Statements = []wire.Bytes{}
	}
	if p.Path == nil {
		p.Path = []wire.Hash{}
	}
	return p
}

// openRecords checks the three records against the app hash, then reads them.
func (x Extract) openRecords(root wire.Hash) (*facts, *Fault) {
	if len(x.Proof.Records) != len(extractRecords) {
		return nil, faultf("records.count", "文件有 %[1]d 条状态记录，应为 %[2]d 条",
			"the file has %[1]d state records, not %[2]d", len(x.Proof.Records), len(extractRecords))
	}
	f := new(facts)
	for i, read := range []func([]byte) bool{reads(ledgers.DecodeValue, &f.ledger, false),
		reads(runs.DecodeValue, &f.run, false), f.readClock} {
		r := x.Proof.Records[i]
		if r.Name != extractRecords[i] {
			return nil, faultf("records.order", "第 %[1]d 条状态记录应为 %[2]s",
				"state record %[1]d must be %[2]s", i+1, extractRecords[i])
		}
		value := []byte(r.Value)
		if len(value) == 0 {
			value = nil
		}
		if err := state.VerifyProof(root, r.Key, value, r.Proof); err != nil {
			return nil, faultf("records."+r.Name, "状态记录 %[1]s 与应用哈希不符",
				"state record %[1]s does not lead to the app hash: %[2]v", r.Name, err)
		}
		if !read(r.Value) {
			return nil, faultf("records.value", "状态记录 %[1]s 的内容不能识别",
				"the value of state record %[1]s is not known to this program", r.Name)
		}
	}
	for i, key := range extractKeys(f.run.Period) {
		if !bytes.Equal(x.Proof.Records[i].Key, key) {
			return nil, faultf("records.key", "状态记录 %[1]s 属于另一对象",
				"state record %[1]s is about something else", extractRecords[i])
		}
	}
	return f, nil
}

// openLine checks that the leaf stands at its place among the lines of the run.
func (x *Extract) openLine() *Fault {
	p := x.Proof
	path := make([][32]byte, len(p.Path))
	for i, h := range p.Path {
		path[i] = h
	}
	if len(p.Entries)+len(p.Statements) > 0 ||
		!settlement.VerifyPath(x.Run.LinesRoot, []byte(p.Leaf), int(p.Index), int(x.Run.Lines), path) {
		return faultf("lines.run", "明细行与本期结算的明细根不符",
			"the line does not lead to the run's lines root")
	}
	l, err := settlement.ParseLine([]byte(p.Leaf))
	if err != nil || l.ID != fmt.Sprintf("L%07d", p.Index+1) {
		return faultf("lines.content", "第 %[1]d 条明细行不是规范内容",
			"line %[1]d of the run is not in its canonical form", p.Index)
	}
	x.Lines = rows([]ledgerLine{{Line: l, index: p.Index, own: true}})
	return nil
}

// openPayee checks that the entries are consecutive ones of the run's directory and hold all of the
// payee's: before them stands another payee or nothing, after them as well.
func (x *Extract) openPayee() *Fault {
	p := x.Proof
	leaves, indexes := make([][]byte, len(p.Entries)), make([]uint32, len(p.Entries))
	var mine []settle.Entry
	for i, e := range p.Entries {
		leaves[i], indexes[i] = e.Leaf(), p.Index+uint32(i)
		if e.Payee == x.Payee {
			mine = append(mine, e)
		}
	}
	size := int(x.Run.Statements)
	root, ok := wire.Hash{}, len(p.Leaf) == 0 && int64(p.Index)+int64(len(leaves)) <= int64(size)
	if ok {
		root, ok = jointRoot(leaves, indexes, size, p.Path)
	}
	if !ok || root != x.Run.Directory {
		return faultf("directory.root", "目录条目与本期结算的目录根不符",
			"the entries do not lead to the run's directory root")
	}
	n := len(p.Entries)
	if size > 0 && (n == 0 || p.Index > 0 && p.Entries[0].Payee >= x.Payee ||
		int(p.Index)+n < size && p.Entries[n-1].Payee <= x.Payee) {
		return faultf("directory.gap", "目录条目未显示 %[1]s 之前和之后是谁，可能有缺",
			"the entries do not show what stands before and after %[1]s: some may be missing", x.Payee)
	}
	if len(mine) != len(p.Statements) {
		return faultf("directory.statements", "目录列有 %[1]d 张结算单，文件有 %[2]d 张",
			"the directory lists %[1]d statements, the file has %[2]d", len(mine), len(p.Statements))
	}
	for i, b := range p.Statements {
		var s settle.Statement
		if sha256.Sum256(b) != mine[i].Digest || wire.Decode(b, &s) != nil || s.Payee != x.Payee ||
			s.Payer != mine[i].Payer || s.RunRoot != x.Run.LinesRoot {
			return faultf("directory.statement", "第 %[1]d 张结算单与目录不符",
				"statement %[1]d is not the one that the directory names", i+1)
		}
		x.Statements = append(x.Statements, plainStatement(s))
	}
	return nil
}
