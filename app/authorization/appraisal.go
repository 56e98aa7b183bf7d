package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Appraisal is the newest result of an evaluation of an operator in a province. Whoever applies
// again is judged by it (GD §38¶2, HE §33, HB 五(七)).
type Appraisal struct {
	Evaluation wire.ID   `json:"evaluation"` // zero: none
	Agreement  wire.ID   `json:"agreement"`
	Outcome    string    `json:"outcome" max:"10"`
	Issued     wire.Time `json:"issued"`
}

// Appraise keeps the newest result on an agreement's operator. The chapter that knows it calls; it
// is one write.
func Appraise(c *rule.Ctx, a Agreement, evaluation wire.ID, outcome string) {
	appraisals.Set(c.Store, appraisalKey{a.Operator, party.Province(a.Jurisdiction)},
		Appraisal{Evaluation: evaluation, Agreement: a.ID, Outcome: outcome, Issued: c.Time})
}

// appraised returns the result that stands with an application, zero where the profile does not ask
// for it or there is none. It refuses an operator whose evaluation was not passed while nobody has
// decided on that (rulings E6: the mark is open).
func appraised(c *rule.Ctx, p regime.Profile, v Selection, who string) (Appraisal, error) {
	if !p.Bool("eval.on_reapplication") {
		return Appraisal{}, nil
	}
	a, _ := appraisals.Get(c.Store, appraisalKey{who, party.Province(v.Jurisdiction)})
	if _, held := HeldDuring(c.Store, a.Agreement, c.Time, c.Time+1); held {
		return a, p.Refuse(ErrAppraised, "selection", "evaluation", a.Evaluation, "applicant", who)
	}
	return a, nil
}

// ErrAppraised refuses an application of an operator whose evaluation was not passed.
var ErrAppraised = rule.Refuse(574, "selection.appraised",
	"{applicant} 的评价 {evaluation} 未通过且尚无决定，不得再次申请",
	"{applicant} did not pass evaluation {evaluation}, on which nobody has decided",
	"由实施机构就该评价作出有理由的决定，或再次评估通过",
	"have the implementing body decide on it, or be assessed again").Under("eval.on_reapplication")
