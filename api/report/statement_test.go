package report

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/source"
)

var treasuryArgs = map[string]string{"period": "2026Q1", "payer": "gz-operator",
	"payee": "gz-treasury"}

func font(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(FontPlaces[0])
	if err != nil {
		t.Fatalf("%v: install the Debian package %s", err, FontPackage)
	}
	return b
}

func written(t testing.TB, w *played, name, format string, args map[string]string) []byte {
	t.Helper()
	r, err := Build(context.Background(), w.at(t, 0), name, args)
	must(t, err)
	var out bytes.Buffer
	must(t, r.Write(context.Background(), &out, format, Options{Font: font(t)}))
	return out.Bytes()
}

func (w *played) open(ctx context.Context, height uint64) (*source.Source, error) {
	return source.At(ctx, w.ask, height)
}

// A file is true as it was made, in every form, and false where a byte of it was changed.
func TestFilesVerify(t *testing.T) {
	w, ctx := play(t, storyFile), context.Background()
	for _, format := range Formats {
		file := written(t, w, "statement", format, treasuryArgs)
		if again := written(t, w, "statement", format, treasuryArgs); !bytes.Equal(file, again) {
			t.Errorf("%s: another file the second time", format)
		}
		v, err := Verify(ctx, w.open, file, Options{Font: font(t)})
		must(t, err)
		if !v.True || v.Format != format {
			t.Errorf("%s: %+v", format, v)
		}
		bad := bytes.Clone(file)
		if i := bytes.Index(bad, []byte("75658.50")); i > 0 {
			bad[i] = '8'
		} else {
			bad = append(bad, '\n')
		}
		v, err = Verify(ctx, w.open, bad, Options{Font: font(t)})
		if err == nil && (v.True || v.Zh == "" || v.En == "") {
			t.Errorf("%s: a changed file: %+v", format, v)
		}
	}
}
