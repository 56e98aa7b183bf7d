package fault

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// A test program that ends well, fails, panics, is interrupted or killed leaves no process, no file
// and no network device: each end is tried on a copy of this program, which starts a network, and a
// process in a network namespace, and comes to it.
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
	dir, device := "", ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, after, ok := strings.Cut(lines.Text(), "network in "); ok {
			dir, device, _ = strings.Cut(after, " and by ")
			break
		}
	}
	if dir == "" {
		t.Fatal("the program started no network")
	}
	if signal != 0 {
		if _, err := net.InterfaceByName(device); err != nil {
			t.Fatalf("%s: %v", device, err)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	go func() { _, _ = bufio.NewReader(out).WriteTo(os.Stderr) }()
	left := func() []string { return processes(t, filepath.Dir(dir)) }
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, err := os.Stat(filepath.Dir(dir))
		_, noDevice := net.InterfaceByName(device)
		if os.IsNotExist(err) && len(left()) == 0 && noDevice != nil {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("left: %v, %v, %s %v", left(), err, device, noDevice)
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
	t.Logf("network in %s and by %s", n.Dir, enclave(t))
	switch end {
	case "fail":
		t.Fatal("it fails")
	case "panic":
		go panic("it panics")
	}
	time.Sleep(time.Minute)
}

// enclave starts a process in a network namespace and returns the name of a device outside.
func enclave(t *testing.T) (device string) {
	s := &spaces{network: &network{t: t}}
	t.Cleanup(s.tearDown)
	one, err := newSpace()
	if err != nil {
		s.cannot(err)
	}
	s.spaces = append(s.spaces, one)
	log := filepath.Join(base, "enclave.log")
	at := netip.AddrFrom4([4]byte{10, 214, byte(os.Getpid()), 1})
	if err := one.in(func() error {
		if err := s.plug("e0", at); err != nil {
			return err
		}
		c, err := begin(log, "tail", "-f", log)
		if err == nil {
			s.running = append(s.running, c)
		}
		return err
	}); err != nil {
		s.cannot(err)
	}
	device = fmt.Sprintf("sy%dv", os.Getpid())
	if err := s.plug(device, at.Next()); err != nil {
		s.cannot(err)
	}
	return device
}
