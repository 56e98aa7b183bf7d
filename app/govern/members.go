package govern

import (
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IsMember reports whether an institution votes.
func IsMember(r state.Reader, id string) bool {
	_, m, ok := members.Last(r, []any{id})
	return ok && m.Until == 0
}

// everyMember returns the members in order of id.
func everyMember(r state.Reader) (out []string) {
	members.Each(r, func(k memberAt, m membership) bool {
		if m.Until == 0 {
			out = append(out, k.Party)
		}
		return true
	})
	return out
}

// EachSeat visits the validators that vote, in order of key.
func EachSeat(r state.Reader, fn func(key [32]byte, s Seat) bool) {
	seats.Each(r, func(k seatKey, s Seat) bool { return s.Until != 0 || fn(k, s) })
}

// groupOf names the control group of an institution, itself where it stands alone.
func groupOf(r state.Reader, id string) string {
	if p, _ := party.Get(r, id); p.Group != "" {
		return "group:" + p.Group
	}
	return "party:" + id
}

// PowerByGroup is the voting power of each control group at an instant, recorded links of control
// included, in order of group.
func PowerByGroup(r state.Reader, at wire.Time) (out []party.GroupPower) {
	by := map[string]*party.GroupPower{}
	var total uint64
	names := holdersAt(r, at)
	EachSeat(r, func(_ [32]byte, s Seat) bool {
		g := names[s.Party]
		if by[g] == nil {
			by[g] = &party.GroupPower{Group: g}
		}
		by[g].Power += s.Power
		if !slices.Contains(by[g].Parties, s.Party) {
			by[g].Parties = append(by[g].Parties, s.Party)
		}
		total += s.Power
		return true
	})
	for _, g := range slices.Sorted(maps.Keys(by)) {
		by[g].Total = total
		slices.Sort(by[g].Parties)
		out = append(out, *by[g])
	}
	return out
}

// Tally is how a vote stands. All is the weight of everybody who may vote.
type Tally struct {
	All  uint64 `json:"all"`
	Cast uint64 `json:"cast"`
	Yes  uint64 `json:"yes"`
	No   uint64 `json:"no"`
}

type voice struct {
	all, cast uint64
	yes, no   bool
}

// count weighs the ballots of a proposal by today's members, groups and seats.
func count(r state.Reader, id wire.ID, p Proposal) (t Tally) {
	rules := getTerms(r)
	_, power := rules.class(p.Act.Action)
	weight := map[string]uint64{}
	if power {
		EachSeat(r, func(_ [32]byte, s Seat) bool {
			weight[s.Party] += s.Power
			return true
		})
	}
	groups := map[string]*voice{}
	for _, m := range everyMember(r) {
		g := groupOf(r, m)
		if p.Act.Action == RecoverRoot && g == groupOf(r, p.Act.Party) {
			continue // the others decide (rulings E14)
		}
		if groups[g] == nil {
			groups[g] = &voice{}
		}
		groups[g].hear(r, ballotAt{id, m}, weight[m], power)
	}
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		v := groups[g]
		t.All += v.all
		t.Cast += v.cast
		if v.yes && !v.no {
			t.Yes += v.cast
		}
		if v.no && !v.yes {
			t.No += v.cast
		}
	}
	return t
}

// hear adds one institution to its group's voice.
func (v *voice) hear(r state.Reader, at ballotAt, weight uint64, power bool) {
	b, voted := ballots.Get(r, at)
	switch {
	case power:
		v.all += weight
		if voted {
			v.cast += weight
		}
	default: // one voice for each group
		v.all = 1
		if voted {
			v.cast = 1
		}
	}
	v.yes = v.yes || voted && b.Yes
	v.no = v.no || voted && !b.Yes
}

// settled reports whether so much of the whole has said yes that later votes change nothing.
func (t Tally) settled(c Class) bool {
	return t.Yes*uint64(c.YesDen) >= t.All*uint64(c.YesNum) && 2*t.Yes > t.All && t.quorate(c)
}

func (t Tally) quorate(c Class) bool {
	return t.Cast > 0 && t.Cast*uint64(c.QuorumDen) >= t.All*uint64(c.QuorumNum)
}

// carries reports whether the vote is won once it is closed.
func (t Tally) carries(c Class) bool {
	of := t.Yes + t.No
	if c.OfWhole {
		of = t.All
	}
	return t.quorate(c) && t.Yes > t.No && t.Yes*uint64(c.YesDen) >= of*uint64(c.YesNum)
}
