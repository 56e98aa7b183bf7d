package fault

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// Environment of the programs this one becomes when it starts itself.
const (
	guardEnv  = "SUYUAN_FAULT_GUARD"  // a guard of this folder
	victimEnv = "SUYUAN_FAULT_VICTIM" // the test of TestNothingIsLeft that comes to a bad end
	binaryEnv = "SUYUAN_FAULT_BINARY" // a program that is built already
)

var (
	binary string // the program, built once for all tests
	base   string // folder of everything the tests write
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(guardEnv); dir != "" {
		guard(dir, os.Stdin)
		return
	}
	flag.Parse()
	// One test mostly waits for law time to pass: it counts as none of two processors' work.
	if err := flag.Set("test.parallel", "3"); err != nil {
		panic(err)
	}
	code, err := guarded(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// guarded runs the tests under a guard. The guard holds the other end of a pipe that the kernel
// closes when this process ends, whatever ends it.
func guarded(m *testing.M) (code int, err error) {
	if base, err = os.MkdirTemp("", "suyuan-fault-"); err != nil {
		return 1, err
	}
	self, err := os.Executable()
	if err != nil {
		return 1, err
	}
	g := exec.Command(self)
	g.Env = append(os.Environ(), guardEnv+"="+base)
	g.Stdout, g.Stderr = os.Stderr, os.Stderr
	g.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // a key on the terminal does not reach it
	g.Dir = os.TempDir()
	alive, err := g.StdinPipe()
	if err != nil {
		return 1, err
	}
	if err := g.Start(); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, alive.Close(), g.Wait()) }()
	if binary = os.Getenv(binaryEnv); binary == "" {
		binary = filepath.Join(base, "suyuan")
		out, err := exec.Command("go", "build", "-o", binary, "../../cmd/suyuan").CombinedOutput()
		if err != nil {
			return 1, fmt.Errorf("%w\n%s", err, out)
		}
	}
	return m.Run(), nil
}

// guard waits until the tests ended, then ends every network they left in the folder, and removes
// the folder.
func guard(dir string, alive io.Reader) {
	_, _ = io.Copy(io.Discard, bufio.NewReader(alive))
	records, _ := filepath.Glob(filepath.Join(dir, "*", "network.json"))
	for _, record := range records {
		net, until := filepath.Dir(record), time.Now().Add(30*time.Second)
		_, err := localnet.Down(net)
		for errors.Is(err, localnet.ErrConflict) && time.Now().Before(until) {
			time.Sleep(100 * time.Millisecond)
			_, err = localnet.Down(net)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "guard: %s: %v\n", net, err)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintf(os.Stderr, "guard: %v\n", err)
	}
}
