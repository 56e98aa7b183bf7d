package localnet

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A mistaken argument of the demo removes nothing: neither the run before nor anybody's folder.
func TestTheDemoRemovesOnlyItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		events, out string
		exit        int
	}{
		"no such events":    {"no such folder", "made by the demo", 4},
		"somebody's folder": {".", "somebody's", 9},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), c.out)
			kept := filepath.Join(dir, "kept")
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			files := []string{kept}
			if c.exit == 4 {
				files = append(files, filepath.Join(dir, ".made-by-demo"))
			}
			for _, f := range files {
				if err := os.WriteFile(f, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command("bash", "demo.sh", c.events)
			cmd.Env = append(os.Environ(), "SUYUAN_DEMO_DIR="+dir)
			text, err := cmd.CombinedOutput()
			if err == nil || cmd.ProcessState.ExitCode() != c.exit ||
				!strings.Contains(string(text), ": ") {
				t.Errorf("%v: %s", err, text)
			}
			if _, err := os.Stat(kept); err != nil {
				t.Error(err)
			}
		})
	}
}
