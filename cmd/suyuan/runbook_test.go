package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"
)

const runbook = "../../docs/runbook.md"

// lifeEvents are the headings that the runbook must have.
var lifeEvents = []string{"Join", "Leave", "Rotate a key", "Lose a key", "Lose a disk",
	"Restore from a cold copy", "Merge two institutions", "Court order to freeze", "Clock wrong",
	"Chain halted", "App hash differs", "Upgrade", "Misbehaviour", "Install", "Rollback",
	"Snapshots and pruning", "Archive", "Go on as a new ledger", "Anchor the log", neighbours}

// tree is the command tree, made once: it has a command for every kind and query.
var tree = sync.OnceValue(newRoot)

// section is a heading with its text.
type section struct{ title, text string }

func sectionsOf(t *testing.T) (out []section) {
	t.Helper()
	b, err := os.ReadFile(runbook)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split("\n"+string(b), "\n## ")[1:] {
		title, text, _ := strings.Cut(part, "\n")
		if _, en, ok := strings.Cut(title, " · "); ok {
			title = en
		}
		out = append(out, section{title, text})
	}
	return out
}

// Every life event has commands that the program has, with flags that they take, and names tests
// that exist; the test of an event has its name.
func TestRunbook(t *testing.T) {
	all := sectionsOf(t)
	for _, want := range lifeEvents {
		if !slices.ContainsFunc(all, func(s section) bool { return s.title == want }) {
			t.Errorf("the runbook has no section %q", want)
		}
	}
	for _, s := range all {
		t.Run(s.title, func(t *testing.T) { checkSection(t, s) })
	}
}

// neighbours is the section that says of each trouble of other systems what there is here.
const neighbours = "Troubles of neighbours"

// inRow is a command in a row of a table.
var inRow = regexp.MustCompile("`suyuan ([^`]+)`")

// checkRows checks that each row of a table names a command or a test, and that they are there.
func checkRows(t *testing.T, s section) {
	rows := 0
	for _, line := range strings.Split(s.text, "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| trouble") {
			continue
		}
		rows++
		commands := inRow.FindAllStringSubmatch(line, -1)
		for _, m := range commands {
			checkCommand(t, s.title, m[1])
		}
		if strings.Contains(line, "`Test") {
			checkTests(t, s.title, line)
		} else if len(commands) == 0 {
			t.Errorf("%s: neither command nor test: %s", s.title, line)
		}
	}
	if rows < 20 {
		t.Errorf("%s: %d rows", s.title, rows)
	}
}

func checkSection(t *testing.T, s section) {
	if s.title == neighbours {
		checkRows(t, s)
		return
	}
	commands, tests := 0, 0
	for _, line := range strings.Split(s.text, "\n") {
		if rest, ok := strings.CutPrefix(line, "    suyuan "); ok {
			commands++
			checkCommand(t, s.title, rest)
		}
		if rest, ok := strings.CutPrefix(line, "Tests: "); ok {
			tests++
			checkTests(t, s.title, rest)
		}
	}
	if s.title != "Alerts" && (commands == 0 || tests != 1) {
		t.Errorf("%s: %d commands, %d lines of tests", s.title, commands, tests)
	}
}

// checkCommand finds a command in the tree and checks that it takes the flags and the number of
// arguments.
func checkCommand(t *testing.T, where, line string) {
	t.Helper()
	for _, end := range []string{" #", " | ", " > "} { // a remark, a pipe, a file
		line, _, _ = strings.Cut(line, end)
	}
	var names, flags []string
	fields := strings.Fields(line)
	root := tree()
	for i := 0; i < len(fields); i++ {
		if flag, ok := strings.CutPrefix(fields[i], "--"); ok {
			flags = append(flags, flag)
			continue
		}
		names = append(names, fields[i])
	}
	cmd, _, err := root.Find(names)
	if err != nil || cmd == root {
		t.Errorf("%s: no command suyuan %s: %v", where, line, err)
		return
	}
	for _, flag := range flags {
		if cmd.Flags().Lookup(flag) == nil && cmd.InheritedFlags().Lookup(flag) == nil {
			t.Errorf("%s: suyuan %s takes no --%s", where, cmd.CommandPath(), flag)
		}
	}
	args := argsOf(cmd, fields)
	if cmd.Args != nil {
		if err := cmd.Args(cmd, args); err != nil {
			t.Errorf("%s: suyuan %s: %v", where, line, err)
		}
	}
}

// argsOf are the words after a command's name that belong to no flag.
func argsOf(cmd *cobra.Command, fields []string) (args []string) {
	skip := len(strings.Fields(cmd.CommandPath())) - 1
	for i := skip; i < len(fields); i++ {
		flag, ok := strings.CutPrefix(fields[i], "--")
		if !ok {
			args = append(args, fields[i])
			continue
		}
		f := cmd.Flags().Lookup(flag)
		if f == nil {
			f = cmd.InheritedFlags().Lookup(flag)
		}
		if f != nil && f.NoOptDefVal == "" {
			i++ // its value
		}
	}
	return args
}

var testIn = regexp.MustCompile("`(Test\\w+)` \\(`([^`]+)`\\)")

func checkTests(t *testing.T, where, line string) {
	t.Helper()
	found := testIn.FindAllStringSubmatch(line, -1)
	if len(found) == 0 {
		t.Errorf("%s: no test in %q", where, line)
	}
	for _, m := range found {
		files, err := filepath.Glob(filepath.Join("../..", m[2], "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s: %s has no tests", where, m[2])
		}
		if !slices.ContainsFunc(files, func(f string) bool {
			b, err := os.ReadFile(f)
			return err == nil && strings.Contains(string(b), "\nfunc "+m[1]+"(")
		}) {
			t.Errorf("%s: there is no test %s in %s", where, m[1], m[2])
		}
	}
}
