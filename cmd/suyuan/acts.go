package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// act is a command that is noted: only with a flag where it names one, with the flags that say what
// was done.
type act struct{ only, tell string }

// acts are commands that change a home or its keys without the ledger's other members, the
// break-glass path above all: each that was done is a line of the home's log. restore, start and
// changes of tokens note more by themselves.
var acts = map[string]act{"rollback": {"yes", "to keep-blocks"}, "compact": {"", "states"},
	"export": {"", "plan out"}, "emergency sign": {"", "account key"}, "emergency apply": {},
	"snapshot import": {}, "snapshot delete": {},
	"keys add": {"", "account key alg"}, "keys import": {"", "account key"},
	"keys export": {"", "account key out"}, "keys delete": {"", "account key"},
	"keys change-password": {"", "account key"}}

// noteAct writes the line of an act.
func (c *cli) noteAct(cmd *cobra.Command, args []string) {
	name := strings.TrimPrefix(cmd.CommandPath(), "suyuan ")
	a, known := acts[name]
	if !known || a.only != "" && !cmd.Flags().Changed(a.only) {
		return
	}
	what := slices.Clone(args)
	for _, flag := range strings.Fields(a.tell) {
		if f := cmd.Flags().Lookup(flag); f != nil && f.Changed {
			what = append(what, "--"+flag+"="+f.Value.String())
		}
	}
	c.logged(name, strings.Join(what, " "))
}
