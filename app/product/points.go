package product

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// pointImplList is the point under which the implementing body answers its own list of demands (HE
// §24: 按照实施机构要求).
const pointImplList = "implementing_body_list"

// requireAnswers holds the answers to the points of every law under which the signers sit: each
// once, and no others.
func (m *Review) requireAnswers(c *rule.Ctx, p Product, seats []int) error {
	var all []string
	var laws []regime.Profile
	for _, i := range seats {
		profile := p.Laws[p.Panel[i].Law].profile(c.Store)
		points := profile.List("review.points")
		for _, point := range points {
			if !m.answers(point) {
				return profile.Refuse(ErrPoints, "answers", "points", strings.Join(points, ", "))
			}
		}
		all, laws = append(all, points...), append(laws, profile)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(m.Answers) != len(all) {
		return laws[0].Refuse(ErrPoints, "answers", "points", strings.Join(all, ", "))
	}
	if slices.Contains(all, pointImplList) && !m.Evidence.Given() {
		return laws[0].Refuse(ErrList, "evidence")
	}
	return m.requireConsents(laws)
}

// requireConsents refuses an exception for consent that the regime does not know: only where it
// says so may raw or sensitive data show with its subjects' consent (GD §26(3), not YN §22).
func (m *Review) requireConsents(laws []regime.Profile) error {
	for _, a := range m.Answers {
		if !a.Consented {
			continue
		}
		for _, profile := range laws {
			if !profile.Has("review.points", a.Point) {
				continue
			}
			if a.Point != pointNoRaw || !profile.Bool("review.point3_consent_proviso") {
				return profile.Refuse(ErrProviso, "answers", "point", a.Point)
			}
		}
		if !m.Evidence.Given() {
			return rule.RequireEvidence("evidence", m.Evidence)
		}
	}
	return nil
}

func (m *Review) answers(point string) bool {
	return slices.ContainsFunc(m.Answers, func(a Reply) bool { return a.Point == point })
}

// fails tells whether an answer fails the version: a risk that no consent excuses.
func (a Reply) fails() bool { return a.Risk && !a.Consented }
