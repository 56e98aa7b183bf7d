package evidence

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	s := Open(dir)
	text := []byte("黔府函〔2026〕3号")
	card := Card{Name: "函.pdf", Number: "黔府函〔2026〕3号", Title: "批复", Custodian: "gz-bureau"}
	c, known, err := s.Add(text, card)
	must(t, err)
	if known || c.SM3 != crypto.SM3(text) || c.Evidence().Digest.Alg != crypto.DigestSM3 ||
		!c.Evidence().Given() {
		t.Errorf("%+v", c)
	}
	if _, known, err = s.Add(text, card); err != nil || !known {
		t.Errorf("the same again: %v", err)
	}
	card.Title = "other"
	if _, _, err = s.Add(text, card); !errors.Is(err, ErrDifferent) {
		t.Errorf("another card: %v", err)
	}
	if _, _, err = s.Add(nil, card); err == nil {
		t.Error("a document of no bytes was added")
	}
	if n, found, err := s.Check(); n != 1 || len(found) > 0 || err != nil {
		t.Errorf("%d %v %v", n, found, err)
	}
	h, err := s.Held()
	must(t, err)
	for _, a := range []crypto.DigestAlg{crypto.DigestSHA256, crypto.DigestSM3,
		crypto.DigestKeccak256} {
		if _, ok := h.Find(crypto.DigestOf(a, text)); !ok {
			t.Errorf("%v: not found", a)
		}
	}
	at := filepath.Join(dir, c.SHA256.String())
	must(t, os.WriteFile(filepath.Join(at, contentFile), []byte("changed"), 0o600))
	if n, found, _ := s.Check(); n != 0 || len(found) != 1 || found[0].What != "digest" {
		t.Errorf("a changed document: %d %v", n, found)
	}
	must(t, os.Remove(filepath.Join(at, contentFile)))
	if _, found, _ := s.Check(); len(found) != 1 || found[0].What != "content" {
		t.Errorf("a lost document: %v", found)
	}
	must(t, os.Remove(filepath.Join(at, cardFile)))
	if _, found, _ := s.Check(); len(found) != 1 || found[0].What != "card" {
		t.Errorf("a lost card: %v", found)
	}
}

// TestLayout holds the layout by which collections are chosen equal to that of the chapters.
func TestLayout(t *testing.T) {
	n := 0
	for _, d := range bundle.Shapes() {
		if bytes.Contains([]byte(d.Value), []byte(evidenceLayout)) {
			n++
		}
	}
	if n < 30 {
		t.Errorf("%d collections name documents", n)
	}
}

func TestFind(t *testing.T) {
	world := newWorld()
	all, err := Find(context.Background(), world.walk)
	must(t, err)
	if len(all) != 3 {
		t.Fatalf("%+v", all)
	}
	by := map[string]Named{}
	for _, n := range all {
		by[n.Title] = n
	}
	agreement := "bureau/a1"
	if n := by["text"]; n.Agreement != agreement || n.Record != agreement || n.Number != "n1" {
		t.Errorf("%+v", n)
	}
	if n := by["notice"]; n.Agreement != agreement || n.Holder != "bureau" || n.At != 5000 ||
		n.Collection != "oversight/requests" {
		t.Errorf("%+v", n)
	}
	if n := by["grant end"]; n.Agreement != agreement || n.Holder != "bureau" || n.At != 9000 {
		t.Errorf("%+v", n)
	}
	if got := Wanted(all, agreement, 4000, 6000); len(got) != 1 || got[0].Title != "notice" {
		t.Errorf("%+v", got)
	}
	if got := Wanted(all, "other/a", 0, 0); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	s := Open(t.TempDir())
	_, _, err = s.Add([]byte("notice"), Card{Name: "a/b:c.pdf"})
	must(t, err)
	h, err := s.Held()
	must(t, err)
	if got := Missing(append(all, all...), h); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	pack, missing, err := PackEvidence(map[string]string{"agreement": agreement}, all, s)
	must(t, err)
	m, files, err := Unpack(pack)
	must(t, err)
	if missing != 2 || m.Kind != "evidence" || len(files) != 3 || files[2].Name != IndexFile {
		t.Errorf("%d missing, %+v", missing, m)
	}
}

func TestPack(t *testing.T) {
	files := []File{{"b/two.txt", []byte("two")}, {"a.json", []byte("{}")}, {"空.txt", nil}}
	p, err := Pack("audit", map[string]string{"period": "2026Q1", "chain": "c"}, files)
	must(t, err)
	again, err := Pack("audit", map[string]string{"chain": "c", "period": "2026Q1"},
		[]File{files[1], files[2], files[0]})
	must(t, err)
	if !bytes.Equal(p, again) || !IsPack(p) || IsPack([]byte("PK\x03\x04")) {
		t.Error("the same files are not the same bytes")
	}
	if _, got, err := Unpack(p); err != nil || len(got) != 3 || string(got[1].Data) != "two" {
		t.Errorf("%v %v", got, err)
	}
	for i := range p {
		bad := bytes.Clone(p)
		bad[i] ^= 1
		if _, _, err := Unpack(bad); err == nil {
			t.Fatalf("byte %d changed: accepted", i)
		}
	}
	for _, name := range []string{ManifestFile, "../x", "/x", "a//b", ""} {
		if _, err := Pack("audit", nil, []File{{name, nil}}); err == nil {
			t.Errorf("a file called %q was packed", name)
		}
	}
	if _, err := Pack("audit", nil, []File{{"a", nil}, {"a", nil}}); err == nil {
		t.Error("two files of one name were packed")
	}
}

func doc(number, title string) rule.Evidence {
	return rule.Evidence{Number: number, Title: title, Date: wire.Date(20260105),
		Digest: crypto.DigestOf(crypto.DigestSM3, []byte(title))}
}
