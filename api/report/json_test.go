package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Strings that are written as they are, are what encoding them gives.
func TestTextIsEncoded(t *testing.T) {
	for _, s := range []string{"", "plain", "分成 × 3/10", "a<b>&c", "\"\\", "\u2028", "—”", "\x7f",
		"\xff\xfe", "\t\n", "𬭎㛃"} {
		var out bytes.Buffer
		b := &body{w: bufio.NewWriter(&out)}
		b.text(s)
		must(t, b.w.Flush())
		want, err := json.Marshal(s)
		must(t, err)
		if out.String() != string(want) {
			t.Errorf("%q is written %s, not %s", s, out.String(), want)
		}
	}
}

// The root over leaves that come one by one is that of the settlement chapter.
func TestGrowingRoot(t *testing.T) {
	var g growing
	leaves := [][]byte{}
	for i := range 70 {
		if got, want := g.root(), rootOf(leaves); got != want {
			t.Fatalf("%d leaves: %s, want %s", i, got, want)
		}
		leaf := []byte{byte(i)}
		leaves = append(leaves, leaf)
		g.add(leafHash(leaf))
	}
}

func rootOf(leaves [][]byte) wire.Hash { return settlement.Root(leaves) }
