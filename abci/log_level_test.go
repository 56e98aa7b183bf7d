package abci

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtflags "github.com/cometbft/cometbft/libs/cli/flags"
	"github.com/cometbft/cometbft/libs/log"
)

// speak writes an entry of every level by a module and by a logger made of the module's.
func speak(l log.Logger, module string) {
	if module != "" {
		l = l.With("module", module)
	}
	for _, l := range []log.Logger{l, l.With("peer", "x")} {
		l.Debug("d")
		l.Info("i")
		l.Warn("w")
		l.Error("e")
	}
}

// words are what was written, without the times.
func spoken(b *bytes.Buffer) string {
	var out []string
	for _, line := range strings.Split(b.String(), "\n") {
		if _, rest, ok := strings.Cut(line, "] "); ok {
			out = append(out, line[:1]+" "+strings.Join(strings.Fields(rest), " "))
		}
	}
	b.Reset()
	return strings.Join(out, "\n")
}

// Whatever the level is set to, the running log writes what CometBFT's own log writes that was made
// with it.
func TestLogLevels(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	names := []string{"debug", "info", "warn", "error", "none"}
	modules := []string{"", "consensus", "p2p", "ledger", "mempool"}
	var got, want bytes.Buffer
	set := new(levels)
	if err := set.set("info"); err != nil {
		t.Fatal(err)
	}
	running := leveled{next: log.NewTMLogger(&got), levels: set}
	held := map[string]log.Logger{} // made once, long before the level changes
	for _, m := range modules[1:] {
		held[m] = running.With("module", m)
	}
	for range 200 {
		text := names[dice.IntN(len(names))]
		if dice.IntN(3) > 0 {
			var list []string
			for _, m := range append(modules[1:], "*") {
				if dice.IntN(2) == 0 {
					list = append(list, m+":"+names[dice.IntN(len(names))])
				}
			}
			if len(list) > 0 {
				text = strings.Join(list, ",")
			}
		}
		if err := set.set(text); err != nil {
			t.Fatal(text, err)
		}
		oracle, err := cmtflags.ParseLogLevel(text, log.NewTMLogger(&want), cmtcfg.DefaultLogLevel)
		if err != nil {
			t.Fatal(text, err)
		}
		for _, m := range modules {
			speak(oracle, m)
			expected := spoken(&want)
			if speak(running, m); spoken(&got) != expected {
				t.Fatalf("%s, module %q: not\n%s", text, m, expected)
			}
			if m == "" {
				continue
			}
			if speak(held[m], ""); spoken(&got) != expected {
				t.Fatalf("%s, module %q made before: not\n%s", text, m, expected)
			}
		}
	}
	before := set.now.Load()
	for _, bad := range []string{"", "loud", "p2p:loud", "p2p:debug:info", "p2p", ",", "*:info,"} {
		if err := set.set(bad); err == nil {
			t.Errorf("%q is a level", bad)
		}
	}
	if set.now.Load() != before {
		t.Error("a text that is no level changed it")
	}
}
