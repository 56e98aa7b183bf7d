package authorization

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CauseRelated is why nothing of a developer is usable while it is linked with its operator.
const CauseRelated = "holder.related"

// Related returns the path by which a party takes part for the operator in re-development at some
// instant of [from, to): it is the operator, or one of the links that the profile names leads there
// (redev_ban.links; GZ §25, GD §25¶3, YN §21¶2, HB 四(六)1).
func Related(r state.Reader, p regime.Profile, operator, who string, from, to wire.Time) (
	path []string, yes bool) {
	return party.Linked(r, operator, who, p.List("redev_ban.links"), from, to)
}

// BannedDuring is Related where the profile bans it: the operator itself by redev_ban, whoever is
// linked with it by redev_ban.indirect.
func BannedDuring(r state.Reader, p regime.Profile, operator, who string, from, to wire.Time) (
	path []string, yes bool) {
	if !bans(p, operator, who) {
		return nil, false
	}
	return Related(r, p, operator, who, from, to)
}

func bans(p regime.Profile, operator, who string) bool {
	return p.Bool("redev_ban") && (operator == who || p.Bool("redev_ban.indirect"))
}

// Unrelated refuses, as def says it, a party that the ban reaches now. Where the regime has no ban,
// it tells of the link with an event if the profile wants that (redev_ban.warn). def may name
// {party}, {operator} and {path}.
func Unrelated(c *rule.Ctx, p regime.Profile, def *rule.Refusal, field, operator,
	who string) error {
	if !bans(p, operator, who) && !p.Bool("redev_ban.warn") {
		return nil
	}
	path, yes := Related(c.Store, p, operator, who, c.Time, c.Time+1)
	switch {
	case !yes:
		return nil
	case bans(p, operator, who):
		return banned(p, def, field, path, who)
	}
	c.Emit(RedevWarned{Kind: c.Kind, Operator: operator, Party: who, Path: path})
	return nil
}

func banned(p regime.Profile, def *rule.Refusal, field string, path []string, who string) error {
	return p.Refuse(def, field, "party", who, "operator", path[0], "path", Way(path))
}

// Way writes a path for a sentence.
func Way(path []string) string { return strings.Join(path, "→") }

// unrelated refuses a party that is an operator in the jurisdiction, or linked with one whose
// agreement there has not ended. It looks at whoever is linked with the party, never at all
// agreements.
func unrelated(c *rule.Ctx, p regime.Profile, who, jurisdiction string) error {
	if !p.Bool("redev_ban") {
		return nil
	}
	if party.HasRole(c.Standing(), who, roleOperator, jurisdiction, c.Time) {
		return banned(p, ErrRedevBan, "", []string{who}, who)
	}
	reached := party.Reach(c.Store, who, p.List("redev_ban.links"), c.Time)
	if !p.Bool("redev_ban.indirect") {
		reached = reached[:1]
	}
	for _, x := range reached {
		if _, yes := operates(c.Store, x.Party, jurisdiction, c.Time); yes {
			slices.Reverse(x.Path)
			return banned(p, ErrRedevBan, "", x.Path, who)
		}
	}
	return nil
}

// operatorKey is an agreement of an operator in a province.
type operatorKey struct {
	Operator  string
	Province  string
	Agreement wire.ID
}

var operations = state.NewIndex[operatorKey](5, 10, "authorization/operations",
	"agreements by operator and province")

// operate enters a new agreement under its operator.
func operate(s state.Store, a Agreement) {
	operations.Add(s, operatorKey{a.Operator, party.Province(a.Jurisdiction), a.ID})
}

// operates returns an agreement of the party that has not ended, in the jurisdiction itself, in the
// province above it, or in one below it.
func operates(r state.Reader, who, jurisdiction string, at wire.Time) (a Agreement, yes bool) {
	province := party.Province(jurisdiction)
	operations.EachPrefix(r, []any{who, province}, func(k operatorKey) bool {
		a, _ = agreements.Get(r, k.Agreement)
		near := a.Jurisdiction == jurisdiction || a.Jurisdiction == province || jurisdiction == province
		yes = near && at < a.End()
		return !yes
	})
	return a, yes
}
