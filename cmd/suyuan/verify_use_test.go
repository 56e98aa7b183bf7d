package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A proof of a use verifies only with a record of the ledger that its batch's root stands in.
func TestVerifyUse(t *testing.T) {
	use := collect.Proof{Format: collect.ProofFormat, Batch: wire.ID{Party: "gz", Local: "u"},
		Leaves: 1, Leaf: append([]byte{1, 0, 0, 0, 0, 105, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
			0, 0, 0, 0, 0, 1, 0, 0, 0, 1}, 'k'), Path: []collect.Sibling{}}
	var err error
	if use.Trace, err = collect.ParseLeaf(use.Leaf); err != nil {
		t.Fatal(err)
	}
	encode := func(p collect.Proof) string {
		b, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	other := use // with a file that proves a statement's line, not a record
	other.Record = readVector(t, "line.json")
	for name, v := range map[string]struct{ text, code string }{
		"no record":  {encode(use), "use.record"},
		"another":    {encode(other), "file.format"},
		"changed":    {strings.Replace(encode(use), `"key": "k"`, `"key": "x"`, 1), "use.proof"},
		"not a leaf": {strings.Replace(encode(use), `"leaf": "01`, `"leaf": "02`, 1), "use.proof"},
	} {
		file := filepath.Join(t.TempDir(), "use.json")
		write(t, file, v.text, 0o600)
		code, out, _ := shell(t, "--output", "json", "verify", file, "--trust", trusted(t),
			"--allow-test")
		var doc verifiedDoc
		if err := json.Unmarshal([]byte(out), &doc); err != nil || len(doc.Files) != 1 {
			t.Fatalf("%s: %v %s", name, err, out)
		}
		if f := doc.Files[0].Fault; code != exitVerify || f == nil || f.Code != v.code {
			t.Errorf("%s: exit %d, %+v", name, code, f)
		}
	}
}
