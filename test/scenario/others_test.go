package scenario

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

var provinces = []string{"gz", "gd", "yn", "he", "hb"}

// fee is what units cost at a price in micro-yuan, in exact fractions, rounded half up to the fen.
func fee(micro, units int64) *big.Int {
	fen := big.NewRat(micro*units, 10_000)
	fen.Add(fen, big.NewRat(1, 2))
	return new(big.Int).Div(fen.Num(), fen.Denom())
}

func yuan(fen *big.Int) string {
	whole, rest := new(big.Int).DivMod(fen, big.NewInt(100), new(big.Int))
	return fmt.Sprintf("%d.%02d", whole, rest)
}

// TestOtherPrices plays the way from plan to receipt of each province with other ceilings and
// quantities: a micro-yuan above the ceiling is refused, and so is a fen above the tariff.
func TestOtherPrices(t *testing.T) {
	for i, v := range []struct{ cap, units int64 }{{333_333, 3}, {1, 5_000}, {7_777_777, 1_234_567},
		{125_000, 7}, {999_999_999, 1}} {
		p := provinces[i%len(provinces)]
		t.Run(fmt.Sprintf("%s %d for %d", p, v.cap, v.units), func(t *testing.T) {
			t.Parallel()
			f := fee(v.cap, v.units)
			play(t, "law/neighbours-"+p+".yaml", map[string]string{"cap": fmt.Sprint(v.cap),
				"above": fmt.Sprint(v.cap + 1), "units": fmt.Sprint(v.units), "fee": yuan(f),
				"more": yuan(new(big.Int).Add(f, big.NewInt(1)))}, scenario.Options{})
		})
	}
}

// otherNames are what the stories' resources, fields and products are called instead.
var otherNames = map[string]string{"clinic": "ward", "meters": "taps", "visits": "guests",
	"district": "block", "households": "homes", "index": "rating", "second": "further"}

var letters = regexp.MustCompile(`[a-z_]+`)

// renamer gives the parties of a province's stories other ids, and files and names others too.
func renamer(province string) func(string) string {
	party := regexp.MustCompile(`\b` + province + `-`)
	return func(s string) string {
		return letters.ReplaceAllStringFunc(party.ReplaceAllString(s, "zz"+province+"-"),
			func(w string) string {
				if other := otherNames[w]; other != "" {
					return other
				}
				return w
			})
	}
}

// TestOtherParties plays the same way with other institutions: every party of the story has another
// id, every resource and field another name. Ids decide ties and the order of keys, never a rule.
func TestOtherParties(t *testing.T) {
	for _, p := range provinces {
		t.Run(p, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			change := renamer(p)
			for _, pattern := range []string{"law/base-" + p + "-*.yaml", "law/neighbours-" + p + ".yaml",
				"guizhou/base-*.yaml", "../../localnet/stories/guizhou/parties.yaml"} {
				for _, f := range files(t, pattern) {
					text, err := os.ReadFile(f)
					if err != nil {
						t.Fatal(err)
					}
					at := filepath.Join(dir, "a", "b", change(strings.TrimPrefix(f, "../../")))
					if !strings.HasPrefix(f, "..") {
						at = filepath.Join(dir, "a", "b", "test", "scenario", change(f))
					}
					write(t, at, change(string(text)))
				}
			}
			story := filepath.Join(dir, "a", "b", "test", "scenario", change("law/neighbours-"+p+".yaml"))
			if _, err := os.Stat(story); err != nil {
				t.Fatal(err)
			}
			plain := play(t, "law/neighbours-"+p+".yaml", nil, scenario.Options{})
			other := play(t, story, nil, scenario.Options{})
			if other.Papers != plain.Papers || other.Refused != plain.Refused ||
				other.AppHash == plain.AppHash {
				t.Errorf("%d papers and %d refusals, with other names %d and %d; the same ledger: %t",
					plain.Papers, plain.Refused, other.Papers, other.Refused, other.AppHash == plain.AppHash)
			}
		})
	}
}
