package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

const pathDownstream = "/q/downstream"

// ProveLineage makes the lineage file of a node at a height, 0 for the newest one whose app hash is
// in a header. A file whose walk does not hold is not handed out.
func ProveLineage(ctx context.Context, src Source, root product.Place, down bool, depth uint32,
	height uint64) ([]byte, error) {
	top, err := src.Height(ctx)
	if err != nil {
		return nil, err
	}
	if height == 0 && top > 1 {
		height = top - 1
	}
	if height == 0 || height >= top {
		return nil, fmt.Errorf("no header yet carries the app hash of height %d", height)
	}
	e := &Exporter{src: src, height: height, known: map[string]Record{}}
	signed, vals, err := src.Signed(ctx, height+1)
	if err != nil {
		return nil, err
	}
	if err := e.sealed(ctx, signed, vals); err != nil {
		return nil, err
	}
	l := Lineage{Format: LineageFormat, ProofVersion: ProofVersion, Root: root.Key(), Direction: "up",
		Depth: depth, Proof: LineageProof{Header: e.seal.Header, Commit: e.seal.Commit,
			Validators: e.seal.Validators, Changes: e.seal.Changes, Records: []LineageRecord{}}}
	if down {
		l.Direction = "down"
	}
	for i, key := range [][]byte{ledgers.Key(), clock.Key()} {
		r, err := e.record(ctx, []string{"ledger", "clock"}[i], key)
		if err != nil {
			return nil, err
		}
		l.Proof.Ledger = append(l.Proof.Ledger, r)
	}
	seal, fault := e.seal.openSeal()
	if fault != nil {
		return nil, fault
	}
	if err := e.lineage(ctx, &l, seal.app); err != nil {
		return nil, err
	}
	r, fault := l.open(TrustHash(seal.hash))
	if fault != nil {
		return nil, fault
	}
	return r.Lineage.encode()
}

// lineage fetches the record of each node as the verifier's own walk comes to it.
func (e *Exporter) lineage(ctx context.Context, l *Lineage, app wire.Hash) error {
	at, _ := product.ParsePlace(l.Root)
	draft := Lineage{Root: l.Root, Direction: l.Direction, Depth: l.Depth}
	w := lineageWalk{out: &draft, root: app, seen: map[string]bool{}}
	w.meet(at, 0)
	down := l.Direction == "down"
	for i := 0; i < len(w.todo); i++ {
		key := recordOf(w.todo[i], down)
		if key == nil || l.Depth != 0 && draft.Nodes[i].Level >= l.Depth {
			continue
		}
		value, proof, err := e.src.Ask(ctx, pathKey, key, e.height, true)
		if err != nil {
			return err
		}
		r := LineageRecord{Key: key, Value: value, Proof: proof, Entries: []wire.Bytes{}}
		next := w.up
		if down {
			next = w.down
			if r.Entries, err = e.entries(ctx, w.todo[i]); err != nil {
				return err
			}
		}
		if fault := next(i, r); fault != nil {
			return fault
		}
		l.Proof.Records = append(l.Proof.Records, r)
	}
	return nil
}

// entries asks for a whole log, page by page.
func (e *Exporter) entries(ctx context.Context, at product.Place) ([]wire.Bytes, error) {
	out := []wire.Bytes{}
	for {
		args, err := json.Marshal(map[string]string{"object": at.ID.String(), "kind": at.Kind,
			"version": strconv.FormatUint(uint64(at.Version), 10), "limit": "1000",
			"from": strconv.Itoa(len(out))})
		if err != nil {
			return nil, err
		}
		value, _, err := e.src.Ask(ctx, pathDownstream, args, e.height, false)
		if err != nil {
			return nil, err
		}
		var doc struct {
			Answer product.DownstreamView `json:"answer"`
		}
		if err := json.Unmarshal(value, &doc); err != nil {
			return nil, err
		}
		for _, u := range doc.Answer.Entries {
			out = append(out, wire.MustEncode(u))
		}
		if len(doc.Answer.Entries) == 0 || uint64(len(out)) >= doc.Answer.Count {
			return out, nil
		}
	}
}
