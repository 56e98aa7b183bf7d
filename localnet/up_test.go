package localnet

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program writes a shell script that stands for the node's program and counts its starts.
func program(t *testing.T, does string) (bin string, starts func() int) {
	t.Helper()
	dir := t.TempDir()
	count := filepath.Join(dir, "count")
	bin = filepath.Join(dir, "program")
	text := "#!/bin/sh\necho start >> " + count + "\n" + does + "\n"
	if err := os.WriteFile(bin, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return bin, func() int {
		b, _ := os.ReadFile(count)
		return strings.Count(string(b), "start")
	}
}

func upWith(t *testing.T, bin string, wait time.Duration) (string, error) {
	t.Helper()
	m, err := Default(1)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "net")
	_, err = Up(Options{Dir: dir, Binary: bin, Manifest: m, Wait: wait})
	n, opened := Open(dir)
	if opened != nil {
		t.Fatal(opened)
	}
	if len(n.running()) > 0 || !n.Down {
		t.Errorf("a network that did not come up still runs: %+v", n.Nodes)
	}
	return dir, err
}

func TestAPortThatIsTakenMeansOtherPorts(t *testing.T) {
	bin, starts := program(t, "echo 'listen tcp 127.0.0.1:1: bind: address already in use'; exit 1")
	if _, err := upWith(t, bin, 20*time.Second); !errors.Is(err, errPort) || starts() != attempts {
		t.Errorf("%d starts: %v", starts(), err)
	}
}

func TestANodeThatEndsSaysWhy(t *testing.T) {
	bin, starts := program(t, "echo first; echo 'the clock is wrong'; exit 3")
	_, err := upWith(t, bin, 20*time.Second)
	if !errors.Is(err, ErrNode) || !strings.Contains(err.Error(), "the clock is wrong") ||
		!strings.Contains(err.Error(), "exit status 3") || starts() != 1 {
		t.Errorf("%d starts: %v", starts(), err)
	}
}

func TestANodeThatNeverAnswersIsEnded(t *testing.T) {
	bin, _ := program(t, "exec sleep 60")
	dir, err := upWith(t, bin, 300*time.Millisecond)
	if !errors.Is(err, ErrTimeout) {
		t.Fatal(err)
	}
	// Commands about nodes of a network that is down say so.
	if _, err := Start(dir, time.Second, "bureau"); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	if _, err := Kill(dir, "bureau"); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	if _, err := Kill(dir, "nobody"); !errors.Is(err, ErrNone) {
		t.Error(err)
	}
	if _, err := Down(dir); err != nil {
		t.Error(err)
	}
	// A new network is not made over it.
	if _, err := Up(Options{Dir: dir, Binary: bin, New: true}); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

func TestOneCommandAtATime(t *testing.T) {
	dir := t.TempDir()
	release, err := hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold(dir); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	release()
	if release, err = hold(dir); err != nil {
		t.Error(err)
	} else {
		release()
	}
}
