package bundle

import (
	"context"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

const pathLine = "/q/line"

// NewExtractor finds a height at which the period has landed, as NewExporter does, but reads no
// lines: it makes extracts alone.
func NewExtractor(ctx context.Context, src Source, period string) (*Exporter, error) {
	return newExporter(ctx, &Exporter{src: src, period: period, known: map[string]Record{},
		bare: true})
}

// Line makes the extract of one line, named as L0000012 or by its place from 0.
func (e *Exporter) Line(ctx context.Context, name string) ([]byte, error) {
	x, err := e.extract(ctx, SubjectLine)
	if err != nil {
		return nil, err
	}
	var v settle.LineProof
	if err := e.query(ctx, pathLine, map[string]string{"period": e.period, "line": name},
		&v); err != nil {
		return nil, err
	}
	x.Proof.Index, x.Proof.Leaf, x.Proof.Path = v.Index, string(v.Leaf), v.Path
	return e.closed(x)
}

// Payee makes the extract of all statements that pay a party.
func (e *Exporter) Payee(ctx context.Context, payee string) ([]byte, error) {
	x, err := e.extract(ctx, SubjectPayee)
	if err != nil {
		return nil, err
	}
	if e.directory == nil {
		all, err := e.Statements(ctx, "", "")
		if err != nil {
			return nil, err
		}
		e.directory, e.sheets = settle.Directory(all), map[wire.Hash]settle.Statement{}
		for _, s := range all {
			e.sheets[s.Digest()] = s
		}
	}
	from, to := e.around(payee)
	x.Payee, x.Proof.Index, x.Proof.Entries = payee, uint32(from), e.directory[from:to]
	var indexes []uint32
	for i := from; i < to; i++ {
		indexes = append(indexes, uint32(i))
		if entry := e.directory[i]; entry.Payee == payee {
			x.Proof.Statements = append(x.Proof.Statements, wire.MustEncode(e.sheets[entry.Digest]))
		}
	}
	x.Proof.Path = jointPath(settle.EntryLeaves(e.directory), indexes)
	return e.closed(x)
}

// around are the entries of a payee with the one before and the one after.
func (e *Exporter) around(payee string) (from, to int) {
	from, _ = slices.BinarySearchFunc(e.directory, payee, func(v settle.Entry, p string) int {
		if v.Payee < p {
			return -1
		}
		return 1
	})
	for to = from; to < len(e.directory) && e.directory[to].Payee == payee; to++ {
	}
	return max(from-1, 0), min(to+1, len(e.directory))
}

// extract begins one with the seal and the records.
func (e *Exporter) extract(ctx context.Context, subject string) (x Extract, err error) {
	x = Extract{Subject: subject, Proof: ExtractProof{Header: e.seal.Header, Commit: e.seal.Commit,
		Validators: e.seal.Validators, Changes: e.seal.Changes}}
	for i, key := range extractKeys(e.period) {
		r, err := e.record(ctx, extractRecords[i], key)
		if err != nil {
			return x, err
		}
		x.Proof.Records = append(x.Proof.Records, r)
	}
	return x, nil
}

// closed verifies an extract and writes it.
func (e *Exporter) closed(x Extract) ([]byte, error) {
	seal, fault := Proof{Header: x.Proof.Header, Commit: x.Proof.Commit,
		Validators: x.Proof.Validators, Changes: x.Proof.Changes}.openSeal()
	if fault != nil {
		return nil, fault
	}
	r, fault := x.open(TrustHash(seal.hash))
	if fault != nil {
		return nil, fault
	}
	return r.Extract.encode()
}
