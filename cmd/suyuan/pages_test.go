package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// lead is what may stand before a command in a page: a step of the shell, or the program's folder.
var lead = regexp.MustCompile(`^(?:bin/)?suyuan `)

// commandsOf are the command lines of a page, indented as code, each without comment and without
// what the shell does with its output.
func commandsOf(t *testing.T, page string) (out []string) {
	t.Helper()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(b), "\\\n", " ")
	for _, line := range strings.Split(text, "\n") {
		line, ok := strings.CutPrefix(line, "    ")
		if !ok || !lead.MatchString(line) {
			continue
		}
		line = lead.ReplaceAllString(line, "")
		for _, end := range []string{" #", " >", " |", " &", " [", "   "} {
			line, _, _ = strings.Cut(line, end)
		}
		out = append(out, shellWord.ReplaceAllString(line, "TEXT"))
	}
	return out
}

// shellWord is an argument that the shell takes as one.
var shellWord = regexp.MustCompile(`"[^"]*"|'[^']*'|\$\([^)]*\)`)

// Every command line of every page is one that the program takes.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) < 15 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	lines := 0
	for _, page := range append(pages, "../../README.md") {
		for _, line := range commandsOf(t, page) {
			lines++
			fields := strings.Fields(line)
			if len(fields) > 1 && (fields[1] == "KIND" || fields[1] == "QUERY") {
				continue
			}
			checkCommand(t, filepath.Base(page), line)
		}
	}
	if lines < 200 {
		t.Errorf("%d command lines in all pages", lines)
	}
}

// docs/cli.md names every command but those of kinds and queries, which the chapters' tables make.
func TestEveryCommandIsNamed(t *testing.T) {
	b, err := os.ReadFile("../../docs/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if !cmd.HasAvailableSubCommands() && cmd.GroupID == "" && cmd.Name() != "help" &&
			!strings.Contains(string(b), "    "+cmd.CommandPath()) {
			t.Errorf("docs/cli.md does not name %s", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(tree())
}
