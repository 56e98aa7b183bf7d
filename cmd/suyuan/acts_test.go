package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every act that is noted is a command of the program, with the flag that makes it one.
func TestActsAreCommands(t *testing.T) {
	for name, a := range acts {
		cmd, _, err := tree().Find(strings.Fields(name))
		if err != nil || cmd.CommandPath() != "suyuan "+name {
			t.Errorf("there is no command %s", name)
			continue
		}
		for _, flag := range strings.Fields(a.only + " " + a.tell) {
			if cmd.Flags().Lookup(flag) == nil {
				t.Errorf("%s has no flag %s", name, flag)
			}
		}
	}
}

// What is done to a home by hand is in its log, line by line; what was only asked for is not.
func TestActsAreLogged(t *testing.T) {
	home := t.TempDir()
	password := filepath.Join(home, "password")
	write(t, password, "correct horse battery staple\n", 0o600)
	for _, args := range [][]string{
		{"keys", "add", "--account", "gz-health/1", "--password-file", password},
		{"keys", "list"}, {"keys", "delete", "--account", "gz-health/1", "--yes"}} {
		if code, _, chat := shell(t, append(args, "--home", home)...); code != exitOK {
			t.Fatalf("%v: exit %d %s", args, code, chat)
		}
	}
	days, err := filepath.Glob(filepath.Join(home, logFolder, "*.jsonl"))
	sound(t, err)
	if len(days) == 0 {
		t.Fatal("the home has no log")
	}
	b, err := os.ReadFile(days[0])
	sound(t, err)
	if lines := strings.Count(string(b), "\n"); lines != 2 ||
		!strings.Contains(string(b), `"act":"keys add"`) ||
		!strings.Contains(string(b), `--account=gz-health/1`) ||
		strings.Contains(string(b), "horse") {
		t.Errorf("%d lines: %s", lines, b)
	}
	if code, _, chat := shell(t, "log", "verify", "--home", home); code != exitOK {
		t.Errorf("exit %d %s", code, chat)
	}
}
