package regime_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A national document is given with all its keys, in order, or not at all.
func TestOverlayCheck(t *testing.T) {
	spec := genesis.Spec{ChainID: "test-overlay", GenesisTime: wire.Date(20260105).Start(),
		Regimes: []genesis.RegimeSpec{{Name: "guizhou"}}, Overlays: []string{"price-formation", "none"}}
	if _, err := genesis.Build(spec); err == nil || !strings.Contains(err.Error(), "overlays: ") {
		t.Errorf("an unknown file: %v", err)
	}
	o, err := genesis.LoadOverlay(genesis.Files(), "price-formation")
	if err != nil {
		t.Fatal(err)
	}
	good := regime.GenesisOverlay{Name: "price_formation", TitleZh: "通知", TitleEn: "Notice",
		Issuer: "国家发展改革委", From: o.From}
	for _, k := range o.Keys {
		good.Keys = append(good.Keys, k.GenesisKey)
	}
	for name, change := range map[string]func(*regime.GenesisOverlay){
		"":                    func(*regime.GenesisOverlay) {},
		"is no overlay":       func(g *regime.GenesisOverlay) { g.Name = "tax" },
		"first day":           func(g *regime.GenesisOverlay) { g.From = 0 },
		"must be":             func(g *regime.GenesisOverlay) { g.Keys = g.Keys[1:] },
		"more than":           func(g *regime.GenesisOverlay) { g.Keys = append(g.Keys, g.Keys[0]) },
		"none of text, soft,": func(g *regime.GenesisOverlay) { g.Keys[3].Mark = "law" },
	} {
		g := good
		g.Keys = slices.Clone(good.Keys)
		change(&g)
		var out regime.Problems
		g.Check(&out, "")
		text := strings.Join(out, "\n")
		if !strings.Contains(text, name) || (name == "") != (text == "") {
			t.Errorf("%q: %s", name, text)
		}
	}
}
