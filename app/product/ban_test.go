package product_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

func represents(name, a, b string) *party.PartyLink {
	return &party.PartyLink{ID: id(name), Kind: party.LegalRepresentative, A: a, B: b,
		Evidence: evidence("登记")}
}

// A link that appears later freezes a version at every step and flags it; its end thaws it (S7).
func TestLinkFreezes(t *testing.T) {
	b := redeveloped(t)
	for i, step := range []struct {
		m  rule.Msg
		by string
	}{
		{&product.Submit{Product: id("gz-dev/score"), Version: 1}, "gz-dev"},
		{review("gz-dev/score", false), "gz-bureau"},
		{register("gz-dev/score", "黔数登2", "gz-health/visits", "gz-hospital/beds"), "gz-registry"},
		{publish("gz-dev/score"), "gz-dev"},
	} {
		l := represents("gz-bureau/l"+string(rune('0'+i)), "gz-operator", "gz-dev")
		b.must(l, "gz-bureau")
		r := b.refuse(step.m, "product.redev_ban", step.by)
		if r.Article != "GZ §25¶1" || r.Args[3] != "gz-operator→gz-dev" {
			t.Errorf("%s: %v", r.Article, r.Args)
		}
		b.must(&party.PartyUnlink{ID: l.ID, Void: true, Evidence: evidence("不成立")}, "gz-bureau")
		b.must(step.m, step.by)
	}
	b.must(represents("gz-dev/l", "gz-operator", "gz-dev"), "gz-dev")
	v, err := b.ask("product", "product", "gz-dev/score")
	if err != nil {
		t.Fatal(err)
	}
	flagged := false
	for _, f := range v.(product.Shown).Flags {
		flagged = flagged || f.Cause == product.CauseLinked && f.Path == "gz-operator→gz-dev"
	}
	if !flagged {
		t.Errorf("%+v", v.(product.Shown).Flags)
	}
}
