package bundle

import (
	"time"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Report is what a verified file proves.
type Report struct {
	Ledger     Ledger
	HeaderTime time.Time
	Anchor     string // what was trusted: genesis, header or validators
	Signers    []Signer
	Parties    Parties
	Run        settle.Run
	Statement  settle.Statement
	Digest     wire.Hash
	Rows       []Row
	Lines      []settlement.Line // the statement's lines and all their ancestors
	Bytes      int               // of the file, every one of them compared
}

// Verify checks a statement file. It never panics and reads nothing but its arguments. The error
// is a *Fault. A file of a test ledger verifies; callers ask Report.Ledger.Test.
func Verify(b []byte, trust Trust) (r *Report, err error) {
	defer broken(&r, &err)
	f, fault := decode(b)
	if fault != nil {
		return nil, fault
	}
	c, fault := f.Proof.open(trust)
	if fault != nil {
		return nil, fault
	}
	if err := unchanged(b, c.file(f.Proof).encode); err != nil {
		return nil, err
	}
	return c.report(len(b)), nil
}

// content is a proof that holds.
type content struct {
	seal   *seal
	facts  *facts
	lines  []ledgerLine
	anchor string
}

// open checks a proof from the signatures down to the sums.
func (p Proof) open(trust Trust) (*content, *Fault) {
	c := new(content)
	var fault *Fault
	if c.seal, fault = p.openSeal(); fault != nil {
		return nil, fault
	}
	if c.anchor, fault = trust.anchor(c.seal); fault != nil {
		return nil, fault
	}
	if c.facts, fault = p.openRecords(c.seal.app); fault != nil {
		return nil, fault
	}
	if fault = c.checkLedger(trust); fault != nil {
		return nil, fault
	}
	if c.lines, fault = p.openLines(c.facts); fault != nil {
		return nil, fault
	}
	return c, p.checkStatement(c.facts, c.lines)
}

// checkLedger holds the ledger's own record against the header, the clock and what is trusted.
func (c *content) checkLedger(trust Trust) *Fault {
	l := c.facts.ledger
	if l.Chain != c.seal.header.ChainID {
		return faultf("ledger.chain", "状态属于账本 %[1]s，区块头属于 %[2]s",
			"the state is of chain %[1]s, the header of %[2]s", l.Chain, c.seal.header.ChainID)
	}
	if !l.Test && c.facts.offset != 0 {
		return faultf("ledger.clock", "正式账本不得有测试时钟", "a ledger that is no test ledger has no test clock")
	}
	if _, ok := lawTime(c.seal.header.Time, c.facts.offset); !ok {
		return faultf("ledger.clock", "账本时间不成立", "the law time is not a possible one")
	}
	return trust.checkLedger(l.Genesis)
}

// file writes what people read.
func (c *content) file(p Proof) File {
	if p.Path == nil {
		p.Path = []wire.Hash{}
	}
	if p.Lines == nil {
		p.Lines = []Line{}
	}
	s := c.facts.statement
	f := File{Format: Format, ProofVersion: versionOf(p.Changes), Ledger: c.ledger(),
		Parties: Parties{c.facts.payer.Name, c.facts.payee.Name}, Run: c.facts.run, Statement: s,
		Digest: s.Digest(), Capital: Capital(s.Closing), Lines: rows(c.lines), Proof: p}
	f.Statement = plainStatement(f.Statement)
	if f.Ledger.Test {
		f.Mark = TestMark
	}
	return f
}

// plainStatement writes lists of nothing as such.
func plainStatement(s settle.Statement) settle.Statement {
	if s.OnBehalf == nil {
		s.OnBehalf = []settle.Share{}
	}
	if s.Adjustments == nil {
		s.Adjustments = []settle.Adjustment{}
	}
	return s
}

func (c *content) ledger() Ledger {
	h := c.seal.header
	law, _ := lawTime(h.Time, c.facts.offset)
	return Ledger{Chain: h.ChainID, Genesis: c.facts.ledger.Genesis, Test: c.facts.ledger.Test,
		Height: uint64(h.Height - 1), AppHash: c.seal.app, HeaderHeight: uint64(h.Height),
		HeaderHash: c.seal.hash, HeaderTime: headerTime(h.Time), LawTime: law,
		Validators: c.seal.validators}
}

func (c *content) report(size int) *Report {
	f := c.file(Proof{})
	r := &Report{Ledger: f.Ledger, HeaderTime: c.seal.header.Time, Anchor: c.anchor,
		Signers: c.seal.signers, Parties: f.Parties, Run: f.Run, Statement: f.Statement,
		Digest: f.Digest, Rows: f.Lines, Bytes: size}
	for _, l := range c.lines {
		r.Lines = append(r.Lines, l.Line)
	}
	return r
}

// Own reads a file whose proof holds against itself: whoever is said to have signed it did. It is
// for files that were just made, and for reading one without knowing the ledger; it is no
// verification.
func Own(b []byte) (*Report, error) {
	f, fault := decode(b)
	if fault != nil {
		return nil, fault
	}
	s, fault := f.Proof.openSeal()
	if fault != nil {
		return nil, fault
	}
	return Verify(b, TrustHash(s.hash))
}
