package fault

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// A test program that ends well, fails, panics, is interrupted or killed leaves no process and no
// file: each end is tried on a copy of this program, which starts a network and comes to it.
func TestNothingIsLeft(t *testing.T) {
	if os.Getenv(victimEnv) != "" {
		return
	}
	t.Parallel()
	for _, c := range []struct {
		end    string
		signal syscall.Signal
	}{{end: "fail"}, {end: "panic"}, {"wait", syscall.SIGINT}, {"wait", syscall.SIGKILL}} {
		t.Run(c.end+c.signal.String(), func(t *testing.T) { victim(t, c.end, c.signal) })
	}
}

func victim(t *testing.T, end string, signal syscall.Signal) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestVictim$", "-test.v")
	cmd.Env = append(os.Environ(), victimEnv+"="+end, binaryEnv+"="+binary)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	dir := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, after, ok := strings.Cut(lines.Text(), "network in "); ok {
			dir = after
			break
		}
	}
	if dir == "" {
		t.Fatal("the program started no network")
	}
	if signal != 0 {
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	go func() { _, _ = bufio.NewReader(out).WriteTo(os.Stderr) }()
	left := func() []string { return processes(t, filepath.Dir(dir)) }
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, err := os.Stat(filepath.Dir(dir))
		if os.IsNotExist(err) && len(left()) == 0 {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("left: %v, %v", left(), err)
		}
	}
}

// TestVictim comes to the end that its environment names. In a run of the tests it has none.
func TestVictim(t *testing.T) {
	end := os.Getenv(victimEnv)
	if end == "" {
		return
	}
	m, err := localnet.Default(1)
	if err != nil {
		t.Fatal(err)
	}
	n, err := localnet.Up(localnet.Options{Dir: filepath.Join(base, "victim"), Binary: binary,
		Manifest: m})
	if err != nil {
		t.Fatal(err)
	}
	if len(processes(t, n.Dir)) != 1 {
		t.Fatal("no process is found by its folder")
	}
	t.Logf("network in %s", n.Dir)
	switch end {
	case "fail":
		t.Fatal("it fails")
	case "panic":
		go panic("it panics")
	}
	time.Sleep(time.Minute)
}
