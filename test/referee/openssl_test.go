package referee

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// openssl accepts every signature of a frozen signature file and the SM3 of the signed file, as
// docs/security.md says, and no signature of a text with another letter.
func TestOpensslVerifiesFiledSignatures(t *testing.T) {
	openssl := tool(t, "openssl", "openssl")
	signed := filepath.Join("..", "..", "api", "bundle", "testdata", "signature", "statement.json")
	raw, err := os.ReadFile(signed + ".sm3sig.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		File struct {
			SM3 string `json:"sm3"`
		} `json:"file"`
		Signatures []struct {
			PEM  string `json:"public_pem"`
			Text string `json:"signed"`
			DER  []byte `json:"signature_der"`
		} `json:"signatures"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil || len(doc.Signatures) != 2 {
		t.Fatal(err, len(doc.Signatures))
	}
	sum := run(t, openssl, "dgst", "-sm3", signed)
	if !strings.Contains(sum, doc.File.SM3) {
		t.Errorf("openssl says %s, the file %s", sum, doc.File.SM3)
	}
	dir := t.TempDir()
	put := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for i, s := range doc.Signatures {
		if !strings.Contains(s.Text, "\nsm3: "+doc.File.SM3+"\n") {
			t.Errorf("signature %d is not over the SM3", i)
		}
		args := []string{"pkeyutl", "-verify", "-pubin", "-inkey", put("key.pem", []byte(s.PEM)),
			"-in", put(fmt.Sprintf("signed%d.txt", i), []byte(s.Text)), "-rawin", "-digest", "sm3",
			"-sigfile", put("signature.der", s.DER), "-pkeyopt", "distid:1234567812345678"}
		if out := run(t, openssl, args...); !strings.Contains(out, "Verified Successfully") {
			t.Errorf("signature %d: %s", i, out)
		}
		put(fmt.Sprintf("signed%d.txt", i), []byte(strings.Replace(s.Text, "chain", "Chain", 1)))
		if out, err := exec.Command(openssl, args...).CombinedOutput(); err == nil {
			t.Errorf("signature %d holds for another text: %s", i, out)
		}
	}
}
