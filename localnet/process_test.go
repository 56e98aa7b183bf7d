package localnet

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestOnlyTheVeryProcessIsEnded(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	l, err := launch("/bin/sh", []string{"-c", "echo here; exec sleep 60"}, os.Environ(), log)
	if err != nil {
		t.Fatal(err)
	}
	if !l.Running() {
		t.Fatal("a process that was just started does not run")
	}
	for range 500 { // its line shows that the shell came that far
		if tail, _ := Tail(log, 1); tail != "" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	later, elsewhere := l.Process, l.Process
	later.Started++
	elsewhere.Boot = "another boot"
	for _, other := range []Process{later, elsewhere, {}} {
		if other.Running() {
			t.Errorf("%+v is taken for the process", other)
		}
		if err := other.signal(syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	}
	if !l.Running() {
		t.Fatal("a process with the same id and another start time was ended")
	}
	if err := l.signal(syscall.SIGKILL); err != nil {
		t.Error(err)
	}
	if !l.gone(5 * time.Second) {
		t.Error("it runs on")
	}
	<-l.ended
	if tail, err := Tail(log, 1); err != nil || tail != "here\n" {
		t.Errorf("log: %q %v", tail, err)
	}
	if err := l.signal(syscall.SIGKILL); err != nil {
		t.Errorf("ending it twice: %v", err)
	}
}

func TestTail(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	for text, want := range map[string]string{"": "", "a\nb\nc\n": "b\nc\n", "a\nb\nc": "b\nc",
		"a": "a"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := Tail(file, 2); err != nil || got != want {
			t.Errorf("%q: %q %v", text, got, err)
		}
	}
}
