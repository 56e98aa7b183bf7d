package product

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Seat is one decision that a review needs: a role under one law of the version, held by Party when
// that is one certain body. All seats say yes, and one no ends the review (law/matrix A15).
type Seat struct {
	Law      uint8      `json:"law"` // index into Laws
	Role     string     `json:"role" max:"20"`
	Party    string     `json:"party" max:"32"` // "" until a holder of the role has decided
	Decision string     `json:"decision" max:"10"`
	Reason   string     `json:"reason" max:"500"`
	Act      access.Act `json:"act"`
}

// roleThird is a professional third party that may review in place of the bodies named (HB 四(五)1).
const roleThird = "third"

// maxSeats bounds a panel.
const maxSeats = 64

// panel seats, law by law, whoever reviews products of this stage, alone or jointly.
func (p Product) panel(r state.Reader) (out []Seat) {
	for i, l := range p.Laws {
		profile := l.profile(r)
		prefix := "review." + p.Stage
		var roles []string
		if role := profile.Text(prefix + ".reviewer"); role != "" {
			roles = append([]string{role}, profile.List(prefix+".with")...)
		}
		for _, role := range roles {
			for _, s := range p.seats(r, uint8(i), role) {
				again := func(o Seat) bool { return o.Law == s.Law && o.Role == s.Role && o.Party == s.Party }
				if !slices.ContainsFunc(out, again) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// seats are those of one role under one law: impl and authorizer are the body that authorized, or
// where only a resource's home brings the law its implementing body or bureau; operator is the
// law's own, else the one the version stands under; provider is one seat for each provider of that
// province other than the maker itself.
func (p Product) seats(r state.Reader, i uint8, role string) (out []Seat) {
	l := p.Laws[i]
	switch role {
	case "impl", "authorizer":
		if l.Impl == "" && role == "authorizer" {
			role = "bureau"
		}
		return []Seat{{Law: i, Role: role, Party: l.Impl}}
	case "operator":
		if l.Operator == "" {
			l.Operator = p.Laws[0].Operator
		}
		return []Seat{{Law: i, Role: role, Party: l.Operator}}
	case "provider":
		for _, id := range p.Resources {
			res, _ := catalog.Get(r, id)
			if party.Province(res.Jurisdiction) == party.Province(l.Jurisdiction) &&
				!party.SameGroup(r, id.Party, p.Maker) {
				out = append(out, Seat{Law: i, Role: role, Party: id.Party})
			}
		}
		return out
	}
	return []Seat{{Law: i, Role: role}}
}

// sit finds the open seats that the signers may take. Nobody reviews itself: a party of the maker's
// control group sits nowhere (rulings E13). Where the law allows, a third party takes all open
// seats under it.
func (p *Product) sit(c *rule.Ctx) (seats []int, self bool) {
	for i := range p.Panel {
		s := &p.Panel[i]
		if s.Decision != "" {
			continue
		}
		l := p.Laws[s.Law]
		third := l.profile(c.Store).Bool("review.third_party")
		for _, who := range c.Parties() {
			role, fits := s.Role, s.Party == who || s.Party == "" && holds(c, who, s.Role, l)
			if !fits && third && holds(c, who, roleThird, l) {
				role, fits = roleThird, true
			}
			switch {
			case !fits:
				continue
			case party.SameGroup(c.Store, who, p.Maker):
				self = true
				continue
			}
			s.Role, s.Party = role, who
			seats = append(seats, i)
			break
		}
	}
	return seats, self
}

func holds(c *rule.Ctx, who, role string, l Law) bool {
	return party.HasRole(c.Standing(), who, role, l.Jurisdiction, c.Time)
}

// waiting lists the seats without a decision, as role:party, and in Chinese.
func (p Product) waiting() (en, zh string) {
	var words, spoken []string
	for _, s := range p.Panel {
		if s.Decision != "" {
			continue
		}
		words = append(words, s.Role+":"+s.Party)
		role := s.Role
		if role == "authorizer" {
			role = "impl"
		}
		spoken = append(spoken, strings.TrimSpace(party.RoleZh(role)+" "+s.Party))
	}
	return strings.Join(words, ", "), strings.Join(spoken, "、")
}
