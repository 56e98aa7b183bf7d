package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// secretWords name what must reach a program by a file or the terminal alone: flags and the
// environment of a process can be read by others on the machine, and stay in shells' histories.
var secretWords = regexp.MustCompile(
	`(?i)(^|[-_])(pass|password|passphrase|secret|mnemonic|seed|private|pin|credential|bearer)([-_]|$)`,
)

// No command takes a secret from a flag's value: such a flag names a file.
func TestNoFlagCarriesASecret(t *testing.T) {
	flags, files := 0, 0
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		check := func(f *pflag.Flag) {
			flags++
			if _, public := f.Value.(*fieldValue); public {
				return // a field of a paper, which every member reads
			}
			if !secretWords.MatchString(f.Name) || f.Value.Type() == "bool" {
				return
			}
			if files++; !strings.HasSuffix(f.Name, "-file") {
				t.Errorf("%s: --%s would carry a secret", cmd.CommandPath(), f.Name)
			}
		}
		cmd.LocalFlags().VisitAll(check)
		cmd.PersistentFlags().VisitAll(check)
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
	if flags < 300 || files < 5 {
		t.Errorf("%d flags seen, %d of them name files with secrets", flags, files)
	}
}

// No program reads a secret from its environment.
func TestNoVariableCarriesASecret(t *testing.T) {
	read := regexp.MustCompile(`(?:Getenv|LookupEnv|\benv)\("([A-Za-z_]+)"`)
	seen := map[string]bool{}
	for _, dir := range []string{"abci", "api", "app", "cmd", "crypto", "genesis", "localnet",
		"settlement", "state", "tx", "wire"} {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(file string, e fs.DirEntry,
			err error) error {
			if err != nil || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
				return err
			}
			b, err := os.ReadFile(file)
			for _, m := range read.FindAllSubmatch(b, -1) {
				name := string(m[1])
				if seen[name] = true; secretWords.MatchString(name) {
					t.Errorf("%s reads %s", file, name)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !seen["SUYUAN_NODE"] {
		t.Errorf("variables seen: %v", seen)
	}
}
