package party

import (
	"fmt"
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/wire"
)

// GroupPower is the voting power of one control group; a party without one stands for itself.
type GroupPower struct {
	Group   string   `json:"group"`
	Parties []string `json:"parties"`
	Power   uint64   `json:"power"`
	Total   uint64   `json:"total"`
}

// Third reports whether the group holds a third or more of all power and so can stop the chain.
func (p GroupPower) Third() bool { return 3*p.Power >= p.Total }

// PowerByGroup sums voting power by control group, in order of group. Validators whose party is
// not in the section count for themselves.
func PowerByGroup(g Genesis) []GroupPower {
	groupOf := map[string]string{}
	for _, f := range g.Parties {
		if f.Group != "" {
			groupOf[f.ID] = f.Group
		}
	}
	var total uint64
	by := map[string]*GroupPower{}
	for _, v := range g.Validators {
		// A prefix keeps a party apart from a group that has the same name.
		group := "party:" + v.Party
		if named := groupOf[v.Party]; named != "" {
			group = "group:" + named
		}
		if by[group] == nil {
			by[group] = &GroupPower{Group: group}
		}
		p := by[group]
		p.Power += v.Power
		total += v.Power
		if !slices.Contains(p.Parties, v.Party) {
			p.Parties = append(p.Parties, v.Party)
		}
	}
	var out []GroupPower
	for _, group := range slices.Sorted(maps.Keys(by)) {
		p := *by[group]
		p.Total = total
		slices.Sort(p.Parties)
		out = append(out, p)
	}
	return out
}

// ValidateVoters reports the first contradiction of the validators; known tells which institutions
// there are.
func (g Genesis) ValidateVoters(known func(party string) bool) error {
	if len(g.Validators) == 0 {
		return fmt.Errorf("no validator")
	}
	names, keys := map[voter]bool{}, map[[32]byte]bool{}
	for _, v := range g.Validators {
		if !known(v.Party) || !wire.IsName(v.Name) {
			return fmt.Errorf("validator %s/%s: unknown party or bad name", v.Party, v.Name)
		}
		key, err := v.Key()
		if err != nil {
			return err
		}
		if names[voter{v.Party, v.Name}] || keys[key] {
			return fmt.Errorf("validator %s/%s: name or key appears twice", v.Party, v.Name)
		}
		names[voter{v.Party, v.Name}], keys[key] = true, true
		if v.Power < MinPower || v.Power > maxPower {
			return fmt.Errorf("validator %s/%s: power %d is outside %d to %d",
				v.Party, v.Name, v.Power, MinPower, maxPower)
		}
	}
	for _, p := range PowerByGroup(g) {
		if p.Third() && g.AcknowledgeConcentration == "" {
			return fmt.Errorf("%s holds %d of %d voting power, a third or more; name the document "+
				"that accepts this in acknowledge_concentration", p.Group, p.Power, p.Total)
		}
	}
	return nil
}
