package genesis_test

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

// No article claims a mechanism that the tables do not hold, and every refusal's key is in the
// schema.
func TestRealizedExists(t *testing.T) {
	have := map[string]bool{}
	for _, c := range app.Standard().Chapters() {
		for _, k := range c.Kinds {
			have["kind:"+k.Name] = true
		}
		for _, q := range c.Queries {
			have["query:"+q.Name] = true
		}
		for _, r := range c.Refusals {
			have["refusal:"+r.Name] = true
			if _, known := regime.Lookup(r.Key); r.Key != "" && !known {
				t.Errorf("refusal %s enforces the unknown key %s", r.Name, r.Key)
			}
		}
	}
	all, err := genesis.LoadRegimes(genesis.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		for _, a := range r.Articles {
			for _, what := range a.Realized {
				sort, _, ok := strings.Cut(what, ":")
				if sort == "deadline" {
					continue // no table lists them; test/arch finds their names in the rules
				}
				if !ok || !have[what] {
					t.Errorf("%s claims %q, and there is no such %s", a.ID, what, sort)
				}
			}
		}
	}
}
