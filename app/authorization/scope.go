package authorization

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func checkScope(ids []wire.ID) error {
	if len(ids) == 0 {
		return rule.Malformed("resources", "须列明资源范围", "must name the resources")
	}
	for i, id := range ids {
		if !id.Valid() || contains(ids[:i], id) {
			return rule.Malformed("resources["+strconv.Itoa(i)+"]", "不是资源编号或重复",
				"is no resource id or is repeated")
		}
	}
	return nil
}

// maxName bounds the name of a scenario or product in bytes.
const maxName = 120

// checkNames refuses a list of names with an empty, long or repeated one.
func checkNames(field string, names []string) error {
	for i, n := range names {
		if n == "" || len(n) > maxName || slices.Contains(names[:i], n) {
			return rule.Malformed(field+"["+strconv.Itoa(i)+"]", "名称为空、过长或重复",
				"is empty, too long or repeated")
		}
	}
	return nil
}

// authorizable refuses the whole scope naming the first resource that may not be authorized now; it
// never drops one silently (S10). Where the cause is a missing consent, the consent's key is cited.
// What another province's government answers for is not this one's to authorize (rulings L1).
func authorizable(c *rule.Ctx, p regime.Profile, ids []wire.ID) error {
	for i, id := range ids {
		at := "resources[" + strconv.Itoa(i) + "]"
		cause, ok := catalog.Authorizable(c.Store, id, c.Time)
		if ok {
			v, _ := catalog.Get(c.Store, id)
			if party.Province(v.Jurisdiction) != party.Province(p.Ref().Jurisdiction) {
				return ErrOtherProvince.At(at, "id", id, "jurisdiction", v.Jurisdiction)
			}
			continue
		}
		refused := p.Refuse(ErrResource, at, "id", id, "cause", cause)
		if cause == catalog.CauseNoConsent {
			return cited(p, "shared_data.consent_required", refused)
		}
		return refused
	}
	return nil
}
