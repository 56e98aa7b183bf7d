package audit

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/wire"
)

// epochs cuts a file of blocks into archives that end at the given heights.
func epochs(t *testing.T, file []byte, chain string, ends ...uint64) (out [][]byte) {
	t.Helper()
	lines := strings.SplitAfter(string(file), "\n")[1:]
	from := uint64(1)
	for _, to := range ends {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		must(t, json.NewEncoder(z).Encode(Head{Format: BlocksFormat, Chain: chain, First: from,
			Last: to}))
		_, err := io.WriteString(z, strings.Join(lines[from-1:to+1], ""))
		must(t, err)
		must(t, z.Close())
		out = append(out, b.Bytes())
		from = to + 1
	}
	return out
}

// Archives that follow each other are executed as one file is; what is missing, swapped or changed
// is refused.
func TestReplayOfArchives(t *testing.T) {
	g := founding(t)
	whole := exported(t, g, 9, nil)
	parts := epochs(t, whole, g.ChainID, 4, 5, 9)
	replay := func(files ...[]byte) (*Report, error) {
		var in []io.Reader
		for _, f := range files {
			in = append(in, bytes.NewReader(f))
		}
		return ReplayFiles(context.Background(), in, store(t), app.Standard(), g, nil, nil)
	}
	one, err := replay(whole)
	must(t, err)
	many, err := replay(parts...)
	must(t, err)
	if !many.Sound() || many.AppHash != one.AppHash || many.Blocks != 9 || many.Last != 9 {
		t.Errorf("%+v, not %+v", many, one)
	}
	for name, files := range map[string][][]byte{"block 5 where 1": parts[1:],
		"block 6 where 5": {parts[0], parts[2]}, "ends too early": {}} {
		if name == "ends too early" {
			files = [][]byte{parts[0][:len(parts[0])/2]}
		}
		if _, err := replay(files...); err == nil || name[0] == 'b' &&
			!strings.Contains(err.Error(), name[:7]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var after wire.Hash
	for i, f := range parts {
		e, err := ReadArchive(bytes.NewReader(f))
		must(t, err)
		again, err := ReadArchive(bytes.NewReader(f))
		must(t, err)
		if e != again || e.Header == after || e.Digest.IsZero() || e.Papers != e.To-e.From+1 ||
			e.To != []uint64{4, 5, 9}[i] {
			t.Errorf("%+v", e)
		}
		after = e.Header
	}
	changed := []byte(strings.Replace(string(whole), "00", "01", 1))
	if e, err := ReadArchive(bytes.NewReader(changed)); err == nil {
		t.Errorf("a changed file is taken: %+v", e)
	}
	if _, err := ReadArchive(strings.NewReader(string(whole) + "{}\n")); err == nil {
		t.Error("a line too many is taken")
	}
}
