package access

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Review is one seat of a panel: a role that must decide, held by Party when it is one certain
// body, and the decision once given. All seats must say yes and one no ends the matter; a consulted
// seat is heard and binds nobody.
type Review struct {
	Role      string      `json:"role" max:"20"`
	Party     string      `json:"party" max:"32"` // "" until a holder of the role has decided
	Owner     string      `json:"owner" max:"32"` // who owes the decision by the deadline, "" if none
	Consulted bool        `json:"consulted"`
	Decision  string      `json:"decision" max:"10"`
	Reason    string      `json:"reason" max:"500"`
	Answers   []Judgement `json:"answers" max:"16"`
	Items     []Item      `json:"items" max:"32"` // what this reviewer allows; none: all asked for
	DaysLate  uint32      `json:"days_late"`      // working days after the deadline
	Act       Act         `json:"act"`
}

// Judgement answers one criterion of the review.
type Judgement struct {
	Criterion string `json:"criterion" max:"40"`
	Unmet     bool   `json:"unmet"`
	Note      string `json:"note" max:"300"`
}

// Seats makes the panel of the roles a regime names: impl and authorizer are the body that
// authorized, operator the agreement's operator, provider one seat for each providing party; any
// other role is a seat for whoever holds it in the jurisdiction.
func Seats(roles []string, impl, operator string, providers []string) []Review {
	var out []Review
	for _, role := range roles {
		switch role {
		case "impl", "authorizer":
			out = append(out, Review{Role: role, Party: impl})
		case "operator":
			out = append(out, Review{Role: role, Party: operator})
		case "provider":
			for _, p := range providers {
				out = append(out, Review{Role: role, Party: p})
			}
		default:
			out = append(out, Review{Role: role})
		}
	}
	return out
}

// Sit finds the open seats that the signers of c may take. A party of another's control group than
// the one reviewed only: nobody reviews itself (rulings E13). One party takes every seat the regime
// gives it at once.
func Sit(c *rule.Ctx, panel []Review, jurisdiction, reviewed string) (seats []int, self bool) {
	for i, seat := range panel {
		if seat.Decision != "" {
			continue
		}
		for _, p := range c.Parties() {
			vacant := seat.Party == "" || seat.lost(c, jurisdiction)
			if !vacant && seat.Party != p {
				continue
			}
			if vacant && !party.HasRole(c.Standing(), p, seat.Role, jurisdiction, c.Time) {
				continue
			}
			if party.SameGroup(c.Store, p, reviewed) {
				self = true
				continue
			}
			panel[i].Party = p
			seats = append(seats, i)
			break
		}
	}
	return seats, self
}

// lost tells whether the body of a seat has lost the role that seated it: then whoever holds the
// role takes the seat.
func (s Review) lost(c *rule.Ctx, jurisdiction string) bool {
	switch s.Role {
	case "impl", "authorizer", "operator", "provider":
		return false
	}
	return !party.HasRole(c.Standing(), s.Party, s.Role, jurisdiction, c.Time)
}

// WaitingZh is Waiting in the words of a Chinese sentence.
func WaitingZh(panel []Review) string {
	var out []string
	for _, s := range panel {
		if s.Decision == "" {
			out = append(out, strings.TrimSpace(roleZh(s.Role)+" "+s.Party))
		}
	}
	return strings.Join(out, "、")
}

func roleZh(role string) string {
	if role == "authorizer" {
		role = "impl"
	}
	return party.RoleZh(role)
}

// Waiting lists the seats without a decision, as role or role of party.
func Waiting(panel []Review) []string {
	var out []string
	for _, s := range panel {
		if s.Decision == "" {
			out = append(out, s.Role+":"+s.Party)
		}
	}
	return out
}

// agreed tells whether every seat that decides has said yes.
func agreed(panel []Review) bool {
	return !slices.ContainsFunc(panel, func(s Review) bool {
		return s.Decision != Yes && !s.Consulted
	})
}

// consult leaves the decision to the seats of the first role: the others are heard (A15).
func consult(panel []Review, roles []string) {
	for i := range panel {
		panel[i].Consulted = panel[i].Role != roles[0]
	}
}
