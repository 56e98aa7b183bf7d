package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
)

func TestEvidenceStore(t *testing.T) {
	dir := t.TempDir()
	file, store := filepath.Join(dir, "函.txt"), filepath.Join(dir, "store")
	if err := os.WriteFile(file, []byte("文件"), 0o600); err != nil {
		t.Fatal(err)
	}
	say := func(want int, args ...string) string {
		t.Helper()
		code, out, chat := shell(t, append(append([]string{"evidence"}, args...), "--store", store,
			"--output", "json")...)
		if code != want {
			t.Fatalf("%v: exit %d, want %d: %s%s", args, code, want, out, chat)
		}
		return out
	}
	say(exitUsage, "add", file)
	say(exitUsage, "add", file, "--title", "批复", "--date", "soon")
	say(exitNotFound, "add", file+"x", "--title", "批复")
	say(exitUsage, "add", dir, "--title", "批复")
	var added addedDoc
	oneDocument(t, say(exitOK, "add", file, "--title", "批复", "--date", "2026-01-05"), &added)
	if added.Known || !added.Evidence.Given() || added.Card.Name != "函.txt" {
		t.Errorf("%+v", added)
	}
	oneDocument(t, say(exitOK, "add", file, "--title", "批复", "--date", "2026-01-05"), &added)
	if !added.Known {
		t.Error("the same document is not known")
	}
	say(exitConflict, "add", file, "--title", "another")
	say(exitOK, "check")
	content := filepath.Join(store, added.Card.SHA256.String(), "content")
	if err := os.WriteFile(content, []byte("changed"), 0o600); err != nil {
		t.Fatal(err)
	}
	say(exitFindings, "check")
	say(exitUsage, "missing", "--period", "spring")
	say(exitUsage, "missing", "--agreement", "nothing")
}

func TestVerifyPack(t *testing.T) {
	dir := t.TempDir()
	statement, table := readVector(t, "statement.json"), readVector(t, "statement.csv")
	own, err := bundle.Own(statement)
	if err != nil {
		t.Fatal(err)
	}
	about := func(height string) map[string]string {
		return map[string]string{"chain": own.Ledger.Chain, "height": height}
	}
	pack := func(name, height string, files ...evidence.File) string {
		b, err := evidence.Pack("audit", about(height), files)
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(dir, name+".zip")
		if err := os.WriteFile(at, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return at
	}
	s := evidence.File{Name: "statements/s.json", Data: statement}
	c := evidence.File{Name: "statements/s.csv", Data: table}
	forged := evidence.File{Name: c.Name, Data: bytes.Replace(table, []byte("3795.62"),
		[]byte("3795.63"), 1)}
	good := pack("good", "7", s, c)
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	flipped := filepath.Join(dir, "flipped.zip")
	if err := os.WriteFile(flipped, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		good: "", flipped: "pack.form", pack("forged", "7", s, forged): "pack.proof",
		pack("alone", "7", c): "pack.proof", pack("height", "8", s, c): "pack.height",
		pack("empty", "7"): "pack.empty",
	} {
		code, out, chat := shell(t, "verify", file, "--trust", trusted(t), "--allow-test", "--output",
			"json")
		var doc verifiedDoc
		oneDocument(t, out, &doc)
		v := doc.Files[0]
		if want == "" {
			if code != exitOK || v.Pack == nil || v.Pack.Proofs != 2 || v.Checked == 0 {
				t.Errorf("%s: exit %d %s", file, code, chat)
			}
			continue
		}
		if code != exitVerify || v.Fault == nil || v.Fault.Code != want {
			t.Errorf("%s: exit %d, want %s: %+v", filepath.Base(file), code, want, v.Fault)
		}
	}
	if code, out, chat := shell(t, "verify", good, "--trust", trusted(t)); code != exitVerify {
		t.Errorf("a pack of a test ledger: %d %s%s", code, out, chat)
	}
}
