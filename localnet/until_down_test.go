package localnet

import (
	"os/exec"
	"testing"
	"time"
)

// What keeps a network's pages open ends when somebody else stops the network.
func TestWaitingEndsWithTheNetwork(t *testing.T) {
	n := &Network{Dir: t.TempDir()}
	if err := n.save(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "until-down.sh", n.Dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	n.Down = true
	if err := n.save(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		_ = cmd.Process.Kill()
		t.Error("it waits for ever")
	}
}
