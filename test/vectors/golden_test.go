package vectors

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

var update = flag.Bool("update", false, "write the vectors anew")

// golden compares v, as indented JSON, with the file of that name.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(old, b.Bytes()) {
		t.Errorf("%s differs from the code at line %d; if the change of format is meant, run "+
			"`go test ./test/vectors -update` and read the diff", name, firstLine(old, b.Bytes()))
	}
}

func firstLine(a, b []byte) int {
	line := 1
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '\n' {
			line++
		}
	}
	return line
}

// raw is a value's JSON form, kept as it is inside a larger document.
func raw(t *testing.T, v any) json.RawMessage {
	t.Helper()
	b, err := wire.ToJSON(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func rlpHex(t *testing.T, v any) string {
	t.Helper()
	b, err := wire.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}
