package bundle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	pathGrantLog = "/q/grantlog"
	pathUsedBy   = "/q/used_by"
)

// ErrNoEntries says that the entries of a log cannot be had by its key alone.
var ErrNoEntries = errors.New("this collection is a log: it is proved by its own command")

// ProveRecords makes the record file of keys at a height, 0 for the newest one whose app hash is in
// a header. Keys that are absent are proved absent.
func ProveRecords(ctx context.Context, src Source, keys [][]byte, height uint64) ([]byte, error) {
	e, f, err := beginRecords(ctx, src, height)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		entries := []wire.Bytes{}
		if len(key) >= 2 {
			d := Shapes()[[2]byte{key[0], key[1]}]
			if _, log := EntryShapes[d.Name]; log {
				if entries, err = e.logOf(ctx, d, key); err != nil {
					return nil, err
				}
			}
		}
		if err := e.addRecord(ctx, f, key, entries); err != nil {
			return nil, err
		}
	}
	return f.closed()
}

// ProveAbsence makes the record file that says which grants of an object were live for a purpose
// between two instants: none, or those it names.
func ProveAbsence(ctx context.Context, src Source, q Absence, height uint64) ([]byte, error) {
	e, f, err := beginRecords(ctx, src, height)
	if err != nil {
		return nil, err
	}
	entries, err := e.openings(ctx, q)
	if err != nil {
		return nil, err
	}
	key := grantLog.HeadKey(grantLogOf{q.Object, q.Kind, q.Purpose})
	if err := e.addRecord(ctx, f, key, entries); err != nil {
		return nil, err
	}
	q.Live = nil
	f.Absence = &q
	return f.closed()
}

func beginRecords(ctx context.Context, src Source, height uint64) (*Exporter, *RecordFile, error) {
	top, err := src.Height(ctx)
	if err != nil {
		return nil, nil, err
	}
	if height == 0 && top > 1 {
		height = top - 1
	}
	if height == 0 || height >= top {
		return nil, nil, fmt.Errorf("no header yet carries the app hash of height %d", height)
	}
	e := &Exporter{src: src, height: height, known: map[string]Record{}}
	signed, vals, err := src.Signed(ctx, height+1)
	if err != nil {
		return nil, nil, err
	}
	if err := e.sealed(ctx, signed, vals); err != nil {
		return nil, nil, err
	}
	f := &RecordFile{Proof: RecordProof{Header: e.seal.Header, Commit: e.seal.Commit,
		Validators: e.seal.Validators, Changes: e.seal.Changes}}
	for i, key := range [][]byte{ledgers.Key(), clock.Key()} {
		r, err := e.record(ctx, []string{"ledger", "clock"}[i], key)
		if err != nil {
			return nil, nil, err
		}
		f.Proof.Ledger = append(f.Proof.Ledger, r)
	}
	return e, f, nil
}

func (e *Exporter) addRecord(ctx context.Context, f *RecordFile, key []byte,
	entries []wire.Bytes) error {
	value, proof, err := e.src.Ask(ctx, pathKey, key, e.height, true)
	if err != nil {
		return err
	}
	f.Proof.Records = append(f.Proof.Records,
		LineageRecord{Key: bytes.Clone(key), Value: value, Proof: proof, Entries: entries})
	return nil
}

// logOf asks for the whole log under a key: of a product version's uses. Other logs are proved by
// their own commands.
func (e *Exporter) logOf(ctx context.Context, d state.Collection, key []byte) ([]wire.Bytes,
	error) {
	if d.Name != Nouns["used-by"] {
		return nil, fmt.Errorf("%s: %w", d.Name, ErrNoEntries)
	}
	of, err := showKey(d, key)
	if err != nil || len(of) != 3 {
		return nil, errors.Join(err, errShape)
	}
	out := []wire.Bytes{}
	for {
		var page trace.UsedByView
		if err := e.query(ctx, pathUsedBy, map[string]string{"product": of[0].Value + "/" + of[1].Value,
			"version": of[2].Value, "limit": strconv.Itoa(rule.MaxPage),
			"from": strconv.Itoa(len(out))}, &page); err != nil {
			return nil, err
		}
		for _, u := range page.Entries {
			out = append(out, wire.MustEncode(u))
		}
		if len(page.Entries) == 0 || uint64(len(out)) >= page.Count {
			return out, nil
		}
	}
}

// openings asks for a whole log of grants, page by page.
func (e *Exporter) openings(ctx context.Context, q Absence) ([]wire.Bytes, error) {
	out := []wire.Bytes{}
	for {
		var page access.LogView
		if err := e.query(ctx, pathGrantLog, map[string]string{"object": q.Object.String(),
			"kind": q.Kind, "purpose": q.Purpose, "limit": strconv.Itoa(rule.MaxPage),
			"from": strconv.Itoa(len(out))}, &page); err != nil {
			return nil, err
		}
		for _, v := range page.Entries {
			out = append(out, wire.MustEncode(v))
		}
		if len(page.Entries) == 0 || uint64(len(out)) >= page.Count {
			return out, nil
		}
	}
}

// closed verifies a record file and writes it.
func (f *RecordFile) closed() ([]byte, error) {
	seal, fault := Proof{Header: f.Proof.Header, Commit: f.Proof.Commit,
		Validators: f.Proof.Validators, Changes: f.Proof.Changes}.openSeal()
	if fault != nil {
		return nil, fault
	}
	r, fault := f.open(TrustHash(seal.hash))
	if fault != nil {
		return nil, fault
	}
	return r.RecordFile.encode()
}

// OwnRecords reads a record file whose proof holds against itself, as Own does.
func OwnRecords(b []byte) (*RecordsProved, error) {
	f, fault := decodeRecords(b)
	if fault != nil {
		return nil, fault
	}
	var s *seal
	if s, fault = (Proof{Header: f.Proof.Header, Commit: f.Proof.Commit,
		Validators: f.Proof.Validators, Changes: f.Proof.Changes}).openSeal(); fault != nil {
		return nil, fault
	}
	return VerifyRecords(b, TrustHash(s.hash))
}
