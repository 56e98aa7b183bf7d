package govern

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Class says how much it takes to decide matters of one sort, and how long. Shares are fractions:
// "at least Num/Den"; besides, yes must outweigh no.
type Class struct {
	QuorumNum    uint32 `json:"quorum_num"` // share of the whole that must take part
	QuorumDen    uint32 `json:"quorum_den"`
	YesNum       uint32 `json:"yes_num"` // share that must say yes
	YesDen       uint32 `json:"yes_den"`
	OfWhole      bool   `json:"of_whole"` // of the whole; false: of those who said yes or no
	VotingDays   uint32 `json:"voting_days"`
	TimelockDays uint32 `json:"timelock_days"`
}

// Terms are the classes: validators and upgrades by voting power, members, parameters, and a lost
// root, by one voice for each control group.
type Terms struct {
	Power      Class  `json:"power"`
	Members    Class  `json:"members"`
	Parameters Class  `json:"parameters"`
	Recovery   Class  `json:"recovery"`
	Rules      uint64 `json:"rules"` // rules version the ledger begins with
}

// DefaultTerms are those of a ledger whose founders name none: two thirds of the voting power for
// validators and upgrades, two thirds of all groups for members and lost roots with seven days for
// the old root to object, a majority for parameters.
func DefaultTerms() Terms {
	return Terms{
		Power:      Class{2, 3, 2, 3, true, 14, 3},
		Members:    Class{2, 3, 2, 3, true, 14, 3},
		Parameters: Class{1, 2, 1, 2, false, 14, 3},
		Recovery:   Class{2, 3, 2, 3, true, 14, 7},
		Rules:      1,
	}
}

// getTerms returns the terms in force. It panics on a state without genesis.
func getTerms(r state.Reader) Terms {
	t, ok := terms.Get(r)
	if !ok {
		panic("govern: no terms: genesis was not applied")
	}
	return t
}

// class returns the class of an action and whether it is weighed by voting power.
func (t *Terms) class(action string) (c *Class, power bool) {
	switch action {
	case SetValidator, PlanUpgrade, CancelUpgrade:
		return &t.Power, true
	case SetParameter:
		return &t.Parameters, false
	case RecoverRoot:
		return &t.Recovery, false
	}
	return &t.Members, false
}

// minRecoveryDays is the least time that an old root has to object (rulings E14).
const minRecoveryDays = 7

// ownBounds are the terms that members may vote on.
var ownBounds = []regime.Bound{
	{Name: "power.voting_days", Min: 1, Max: 90},
	{Name: "power.timelock_days", Min: 0, Max: 90},
	{Name: "members.voting_days", Min: 1, Max: 90},
	{Name: "members.timelock_days", Min: 0, Max: 90},
	{Name: "parameters.voting_days", Min: 1, Max: 90},
	{Name: "parameters.timelock_days", Min: 0, Max: 90},
	{Name: "recovery.voting_days", Min: 1, Max: 90},
	{Name: "recovery.timelock_days", Min: minRecoveryDays, Max: 90},
}

// Bounds are all parameters that members may vote on: the ledger's lengths and these terms.
func Bounds() []regime.Bound { return slices.Concat(regime.Bounds, ownBounds) }

func bound(name string) (regime.Bound, bool) {
	for _, b := range Bounds() {
		if b.Name == name {
			return b, true
		}
	}
	return regime.Bound{}, false
}

// named returns one of ownBounds, nil for any other name.
func (t *Terms) named(name string) *uint32 {
	of, what, _ := strings.Cut(name, ".")
	c := map[string]*Class{"power": &t.Power, "members": &t.Members, "parameters": &t.Parameters,
		"recovery": &t.Recovery}[of]
	switch {
	case c == nil:
		return nil
	case what == "voting_days":
		return &c.VotingDays
	case what == "timelock_days":
		return &c.TimelockDays
	}
	return nil
}

// parameter returns the value of a parameter of Bounds.
func parameter(r state.Reader, name string) uint32 {
	t := getTerms(r)
	if own := t.named(name); own != nil {
		return *own
	}
	return regime.Parameter(r, name)
}

func setParameter(c *rule.Ctx, name string, value uint32) {
	t := getTerms(c.Store)
	if own := t.named(name); own != nil {
		*own = value
		terms.Set(c.Store, t)
		return
	}
	regime.SetParameter(c, name, value)
}
