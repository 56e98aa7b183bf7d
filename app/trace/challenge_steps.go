package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func checkID(id wire.ID) error {
	if !id.Valid() {
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	return nil
}

// staged reads a challenge and refuses one that is at none of the stages wanted, or not this
// party's.
func staged(c *rule.Ctx, id wire.ID, who func(Challenge) string, want ...string) (Challenge,
	error) {
	v, ok := challenges.Get(c.Store, id)
	if !ok {
		return v, ErrNoChallenge.At("id", "id", id)
	}
	if by := who(v); by != c.Author() {
		return v, ErrNotYours.At("", "id", id, "party", by)
	}
	if have := v.Stage(c.Store, c.Time); !slices.Contains(want, have) {
		return v, regime.At(c.Store, v.Regime).Refuse(ErrStage, "id", "id", id, "status", have)
	}
	return v, nil
}

func auditor(v Challenge) string  { return v.ID.Party }
func reporter(v Challenge) string { return v.Reporter }

// meet ends a duty of the challenge where one was opened.
func (v Challenge) meet(c *rule.Ctx, name, owner string) error {
	if _, ok := regime.Deadline(c.Store, v.duty(name, owner), c.Time); !ok {
		return nil
	}
	return regime.Meet(c, v.duty(name, owner))
}
