package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A plan that goes round holds the signatures of others: drawing up another one asks first.
func TestEmergencyPlanKeepsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "plan.json")
	write(t, file, "signed", 0o600)
	draw := []string{"emergency", "plan", file, "--home", t.TempDir(), "--reason", "why",
		"--manifest", "sha256:" + strings.Repeat("ab", 32)}
	if code, _, chat := shell(t, draw...); code != exitConflict {
		t.Errorf("exit %d %s", code, chat)
	}
	if code, _, chat := shell(t, append(draw, "--force")...); code != exitConfig {
		t.Errorf("no home to draw it up on: exit %d %s", code, chat)
	}
}
