package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Two processes write one log over three days; it holds together, and any change is found.
func TestLogbook(t *testing.T) {
	home := t.TempDir()
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, wire.Beijing)
	var books []*logbook
	for range 2 {
		b, err := openLogbook(home)
		if err != nil {
			t.Fatal(err)
		}
		defer b.close()
		b.clock = func() time.Time { return now }
		books = append(books, b)
	}
	for i := range 30 {
		if i%10 == 0 {
			now = now.AddDate(0, 0, 1)
		}
		if i == 25 {
			now = now.AddDate(0, 0, -2) // a clock that goes back
		}
		what := fmt.Sprint("/api/v1/", i)
		if err := books[i%2].append(logLine{Who: "gz-audit", Act: "GET", What: what}); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(home, logFolder)
	heads, err := verifyLog(dir, nil)
	if err != nil || len(heads) != 3 || heads[2].Seq != 30 || heads[2].Lines != 10 {
		t.Fatalf("%+v %v", heads, err)
	}
	if code, _, chat := shell(t, "log", "verify", "--home", home); code != 0 {
		t.Fatal(chat)
	}
	day := filepath.Join(dir, "2026-11-22.jsonl")
	good, err := os.ReadFile(day)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(good, []byte("\n"))
	for what, bad := range map[string][]byte{
		"changed":      bytes.Replace(good, []byte("/api/v1/13"), []byte("/api/v1/99"), 1),
		"left out":     bytes.Join([][]byte{bytes.Join(lines[:3], nil), bytes.Join(lines[4:], nil)}, nil),
		"put in twice": append(bytes.Clone(lines[0]), good...),
		"no line":      append([]byte("x\n"), good...),
	} {
		if err := os.WriteFile(day, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, _ := shell(t, "log", "verify", dir); code != exitFindings {
			t.Errorf("a line %s: exit %d", what, code)
		}
	}
	// Days that were put away leave the rest as it was.
	if err := os.Remove(day); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "2026-11-21.jsonl")); err != nil {
		t.Fatal(err)
	}
	if heads, err = verifyLog(dir, nil); err != nil || len(heads) != 1 {
		t.Fatal(heads, err)
	}
}

// A log written anew holds together by itself, and not against what was anchored of the old one.
func TestLogAgainstItsAnchors(t *testing.T) {
	written := func(who string) (home string, heads []logHead) {
		home = t.TempDir()
		b, err := openLogbook(home)
		if err != nil {
			t.Fatal(err)
		}
		defer b.close()
		now := time.Date(2026, 11, 20, 10, 0, 0, 0, wire.Beijing)
		b.clock = func() time.Time { return now }
		for range 3 {
			for range 5 {
				if err := b.append(logLine{Who: who, Act: "GET"}); err != nil {
					t.Fatal(err)
				}
			}
			now = now.AddDate(0, 0, 1)
		}
		heads, err = verifyLog(filepath.Join(home, logFolder), nil)
		if err != nil || len(heads) != 3 {
			t.Fatal(heads, err)
		}
		return home, heads
	}
	home, heads := written("gz-audit")
	var body govern.LogAnchor
	code, out, chat := shell(t, "log", "anchor", "--home", home)
	if code != 0 || wire.FromJSON([]byte(out), &body) != nil || body.Log != defaultLog ||
		body.Count != 15 || body.Head != heads[2].Sha256 {
		t.Fatalf("exit %d: %s%s", code, out, chat)
	}
	anchors := map[uint64]wire.Hash{5: heads[0].Sha256, body.Count: body.Head}
	dir := filepath.Join(home, logFolder)
	if _, err := verifyLog(dir, anchors); err != nil {
		t.Error(err)
	}
	other, _ := written("somebody")
	if _, err := verifyLog(filepath.Join(other, logFolder), anchors); err == nil {
		t.Error("a log written anew passes")
	}
	if err := os.Remove(filepath.Join(dir, heads[2].Day+".jsonl")); err != nil {
		t.Fatal(err)
	}
	if _, err := verifyLog(dir, anchors); err == nil {
		t.Error("a log cut short passes")
	}
	if err := os.Remove(filepath.Join(dir, heads[0].Day+".jsonl")); err != nil {
		t.Fatal(err)
	}
	delete(anchors, body.Count)
	if _, err := verifyLog(dir, anchors); err != nil {
		t.Errorf("days that were put away: %v", err)
	}
}
