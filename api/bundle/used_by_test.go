package bundle

import (
	"context"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type usedByKey struct {
	Product wire.ID
	Version uint32
}

var usedBy = state.NewLog[usedByKey](8, 28, 29, "trace/used_by", "uses of a product version")

// usesChapter stands for the chapter of uses: three batches of the first version of a product.
func usesChapter() rule.Chapter {
	c := rule.Chapter{Number: 8, Name: "trace", Zh: "使用溯源", En: "tracing of use",
		Collections: trace.Chapter().Collections, EndBlock: func(c *rule.Ctx) {
			if c.Height != 1 {
				return
			}
			for n := range 3 {
				day := at(int64(n) - 40)
				usedBy.Append(c.Store, usedByKey{versionAt(5).ID, 1}, wire.MustEncode(trace.Used{
					Batch: local("b%d", n), From: day, To: day + 3600, Purpose: "insurance",
					Use: trace.Commercial, Count: uint64(10 * (n + 1)), At: day + 7200}))
			}
		}}
	for _, q := range trace.Chapter().Queries {
		if q.Name == "used_by" {
			c.Queries = append(c.Queries, q)
		}
	}
	return c
}

func usedByKeyOf(t *testing.T, version string) []byte {
	t.Helper()
	key, err := Key("used-by", []string{"op", "p5", version})
	must(t, err)
	return key
}

// Who used a product version is proved with every batch there is; of one that nobody used, that
// there is none.
func TestUsedByIsProved(t *testing.T) {
	c := newChain(t, "test-record", 4, usesChapter())
	b, err := ProveRecords(context.Background(), c,
		[][]byte{usedByKeyOf(t, "1"), usedByKeyOf(t, "2")}, 0)
	must(t, err)
	r, err := VerifyRecords(b, c.trust())
	must(t, err)
	used, unused := r.Records[0], r.Records[1]
	if !used.Present || len(used.Entries) != 3 || unused.Present || len(unused.Entries) != 0 ||
		used.Entries[2][0].Value != "op/b2" || used.Collection != "trace/used_by" {
		t.Errorf("%+v", r.Records)
	}
	flips(t, "the file of uses", b, 400, func(b []byte) error {
		_, err := VerifyRecords(b, c.trust())
		return err
	})
	for _, cut := range []func(e []wire.Bytes) []wire.Bytes{
		func(e []wire.Bytes) []wire.Bytes { return e[:2] },
		func(e []wire.Bytes) []wire.Bytes { return e[1:] },
		func(e []wire.Bytes) []wire.Bytes { return []wire.Bytes{e[1], e[0], e[2]} },
		func(e []wire.Bytes) []wire.Bytes { return append(e[:3:3], e[2]) },
		func([]wire.Bytes) []wire.Bytes { return []wire.Bytes{} }} {
		f, fault := decodeRecords(b)
		must(t, fault)
		f.Proof.Records[0].Entries = cut(f.Proof.Records[0].Entries)
		out, err := f.encode()
		must(t, err)
		if _, err := VerifyRecords(out, c.trust()); code(err) != "records.log" {
			t.Errorf("with other entries: %v", err)
		}
	}
}
