package access

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// requireRule refuses a distribution rule that settle/1 would refuse, one of another layer than
// re-development, one that pays into an undeclared reserve (rulings M8), and one that shares with a
// contractor without data rights (rulings M10, GD §10, HE §39).
func requireRule(c *rule.Ctx, field string, text []byte, jurisdiction string) error {
	a, err := settlement.ParseAgreement(text)
	if err != nil {
		return ErrDevRule.At(field, "codes", "JSON")
	}
	var codes []string
	if a.Layer != settlement.LayerRe {
		codes = append(codes, "LAYER")
	}
	var known []settlement.Party
	for _, to := range payees(a) {
		if strings.HasPrefix(to.name, settlement.ReservePrefix) {
			codes = append(codes, "RESERVE")
			continue
		}
		if p, ok := party.Get(c.Store, to.name); ok {
			known = append(known, settlement.Party{ID: p.ID, RemitTo: p.RemitTo})
			if to.share && party.HasRole(c.Store, p.ID, "vendor", jurisdiction, c.Time) {
				codes = append(codes, "VENDOR")
			}
		}
	}
	codes = append(codes, settlement.ValidateAgreement(a, known)...)
	if len(codes) > 0 {
		slices.Sort(codes)
		return ErrDevRule.At(field, "codes", strings.Join(slices.Compact(codes), ", "))
	}
	return nil
}

type payee struct {
	name  string
	share bool // takes part in sharing, not only paid a fee
}

func payees(a settlement.Agreement) []payee {
	var out []payee
	for _, t := range a.Tiers {
		if t.Fee != nil {
			out = append(out, payee{t.Fee.To, false})
		}
		if t.Share != nil {
			out = append(out, payee{t.Share.To, true})
		}
		if t.Remainder != nil {
			for _, p := range t.Remainder.Parts {
				out = append(out, payee{p.To, true})
			}
		}
	}
	if a.Contribution != nil {
		out = append(out, payee{a.Contribution.Fallback, true})
	}
	return out
}
