package evidence

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Named is a document that a record of the ledger names.
type Named struct {
	rule.Evidence
	Collection string    `json:"collection"`
	Record     string    `json:"record"`
	Field      string    `json:"field"`     // of the record
	Holder     string    `json:"holder"`    // who put it on record: the custodian to ask
	Agreement  string    `json:"agreement"` // that the record belongs to, "" where to none
	At         wire.Time `json:"at"`        // put on record, 0 where the record does not say
}

// Pair is a record as it is stored.
type Pair struct{ Key, Value []byte }

// Walk visits the records of a range of keys at one height.
type Walk func(ctx context.Context, from, to []byte, fn func(Pair) error) error

// evidenceLayout is how layouts write a rule.Evidence.
const evidenceLayout = "{Number string; Title string; Issuer string; Date wire.Date(uint32); " +
	"Digest {Alg crypto.DigestAlg(uint8); Sum [32]byte}}"

// Find finds every document that the ledger names, by walking the collections whose records can
// name one. Documents come in the order of their collections' keys.
func Find(ctx context.Context, walk Walk) ([]Named, error) {
	f := finder{of: map[string]string{}, refs: map[string][]string{}}
	shapes := bundle.Shapes()
	for _, at := range slices.SortedFunc(maps.Keys(shapes), func(a, b [2]byte) int {
		return slices.Compare(a[:], b[:])
	}) {
		d := shapes[at]
		if !strings.Contains(d.Value, "Evidence") && !strings.Contains(d.Value, evidenceLayout) {
			continue
		}
		err := walk(ctx, []byte{d.Chapter, d.Number}, []byte{d.Chapter, d.Number + 1},
			func(p Pair) error { return f.record(p) })
		if err != nil {
			return nil, err
		}
	}
	f.follow()
	return f.named, nil
}

// finder gathers documents, and which agreement each record belongs to.
type finder struct {
	named []Named
	of    map[string]string   // the agreement of a record, by its id
	refs  map[string][]string // ids that a record names
}

func (f *finder) record(p Pair) error {
	s, err := bundle.ShowStored(p.Key, p.Value)
	if err != nil {
		return fmt.Errorf("record %x: %w", p.Key, err)
	}
	fields := map[string]string{}
	for _, v := range s.Fields {
		fields[v.Field] = v.Value
	}
	id := idOf(s, fields)
	owner, _, _ := strings.Cut(id, "/")
	for i, k := range s.Key { // a key may name another record and who it is of
		if strings.HasSuffix(k.Field, "Party") && i+1 < len(s.Key) {
			owner = k.Value
			if ref := k.Value + "/" + s.Key[i+1].Value; ref != id {
				f.refs[id] = append(f.refs[id], ref)
			}
		}
	}
	for _, v := range s.Fields {
		if _, err := wire.ParseID(v.Value); err == nil && v.Value != id {
			f.refs[id] = append(f.refs[id], v.Value)
		}
	}
	switch {
	case s.Collection == "authorization/agreements":
		f.of[id] = id
		for _, name := range []string{fields["Plan"], fields["Selection"]} {
			if name != "" {
				f.of[name] = id
			}
		}
	case fields["Agreement"] != "":
		f.of[id] = fields["Agreement"]
	}
	for _, v := range s.Fields {
		base, ok := strings.CutSuffix(v.Field, "Digest")
		if !ok || v.Value == "" {
			continue
		}
		if _, full := fields[base+"Issuer"]; !full {
			continue
		}
		n := Named{Collection: s.Collection, Record: id, Field: strings.TrimSuffix(base, ".")}
		n.Number, n.Title, n.Issuer = fields[base+"Number"], fields[base+"Title"], fields[base+"Issuer"]
		if err := n.Digest.UnmarshalText([]byte(v.Value)); err != nil {
			return err
		}
		_ = n.Date.UnmarshalText([]byte(fields[base+"Date"])) // "" stays zero
		n.Holder, n.At = holder(owner, s.Fields, base)
		f.named = append(f.named, n)
	}
	return nil
}

// idOf is a record's own id, or the parts of its key.
func idOf(s bundle.RecordShown, fields map[string]string) string {
	if id := fields["ID"]; id != "" {
		return id
	}
	parts := make([]string, len(s.Key))
	for i, k := range s.Key {
		parts[i] = k.Value
	}
	return strings.Join(parts, "/")
}

// holder is who put a document on record and when, by what stands beside it in the record: the next
// time after it, else the last one before.
func holder(owner string, fields []bundle.Field, base string) (who string, at wire.Time) {
	who = owner
	beside := strings.TrimSuffix(base, ".")
	beside = beside[:strings.LastIndex(beside, ".")+1]
	past := false
	for _, v := range fields {
		past = past || strings.HasPrefix(v.Field, base)
		name, ok := strings.CutPrefix(v.Field, beside)
		if !ok || v.Value == "" {
			continue
		}
		var t wire.Time
		switch {
		case name == "By" && beside != "" || name == "By[0].Party":
			who = v.Value
		case strings.Contains(name, ".") || !strings.Contains(v.Value, "T"):
		case t.UnmarshalText([]byte(v.Value)) == nil:
			if past {
				return who, t
			}
			at = t
		}
	}
	return who, at
}

// follow gives records without an agreement that of a record which they name.
func (f *finder) follow() {
	for range 4 { // grant, application, development agreement, authorization
		for _, id := range slices.Sorted(maps.Keys(f.refs)) {
			for _, ref := range f.refs[id] {
				if f.of[id] == "" && f.of[ref] != "" && f.of[ref] != id {
					f.of[id] = f.of[ref]
				}
			}
		}
	}
	for i, n := range f.named {
		f.named[i].Agreement = f.root(n.Record)
	}
}

// root is the authorization agreement that a record belongs to: an agreement of development belongs
// to one itself.
func (f *finder) root(id string) string {
	at := f.of[id]
	for range 4 {
		if up := f.of[at]; up == "" || up == at {
			break
		}
		at = f.of[at]
	}
	return at
}

// Wanted chooses documents of an agreement, "" for any, that were put on record, or are dated where
// the record does not say, from one instant to before another; both 0 for any time.
func Wanted(all []Named, agreement string, from, to wire.Time) (out []Named) {
	for _, n := range all {
		at := n.At
		if at == 0 && n.Date != 0 {
			at = n.Date.Start()
		}
		if agreement != "" && n.Agreement != agreement || to != 0 && (at < from || at >= to) {
			continue
		}
		out = append(out, n)
	}
	return out
}

// Missing are the documents that the store has not got, one entry for each digest.
func Missing(wanted []Named, h Held) (out []Named) {
	seen := map[crypto.Digest]bool{}
	for _, n := range wanted {
		if _, ok := h.Find(n.Digest); ok || seen[n.Digest] {
			continue
		}
		seen[n.Digest] = true
		out = append(out, n)
	}
	return out
}
