package main

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
)

// Only a node is told to change its level: another command that works on the home would be ended by
// the signal. This process is that command here.
func TestOnlyNodesAreTold(t *testing.T) {
	home := t.TempDir()
	sound(t, os.Mkdir(filepath.Join(home, logFolder), 0o700))
	lock := filepath.Join(home, "LOCK")
	write(t, lock, strconv.Itoa(os.Getpid())+"\n", 0o600)
	told := func(what string) {
		t.Helper()
		if code, _, chat := shell(t, "log", "level", "debug", "--home", home); code != exitUnreachable {
			t.Errorf("%s: exit %d %s", what, code, chat)
		}
	}
	told("a number that was left behind")
	f, err := os.Open(lock)
	sound(t, err)
	defer f.Close()
	sound(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	if pid, runs, err := abci.Running(home); pid != os.Getpid() || !runs || err != nil {
		t.Errorf("%d %v %v", pid, runs, err)
	}
	told("a command that is no node")
	write(t, filepath.Join(home, logFolder, nodeFile), "1\n", 0o600) // of a node that was killed
	told("a command after a node")
}

// A home that has no log yet, as a network makes it, gets one for the node to be told.
func TestFirstStartMayBeTold(t *testing.T) {
	c, asked := &cli{home: t.TempDir(), chat: io.Discard}, make(chan os.Signal)
	close(asked)
	c.obeyLevels(nil, asked)
	b, err := os.ReadFile(filepath.Join(c.home, logFolder, nodeFile))
	if string(b) != strconv.Itoa(os.Getpid())+"\n" {
		t.Errorf("%q %v", b, err)
	}
}
