package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The modes of authorization: whole (整体授权), by sector (分领域) and by scenario (场景).
const (
	Whole    = "whole"
	Sector   = "sector"
	Scenario = "scenario"
)

// The roles this chapter names itself; all others come from the profile.
const (
	roleGovernment = "government"
	roleOperator   = "operator"
	rolePlatform   = "platform"
	roleImpl       = "impl"
	roleVendor     = "vendor"
	roleBureau     = "bureau"
	roleIndustry   = "industry"
	roleTreasury   = "treasury"
)

// Chapter is the chapter's table.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 5, Name: "authorization", Zh: "授权运营", En: "authorization to operate public data",
		Kinds:       slices.Concat(kinds, kindsOfChange, developerKinds),
		Refusals:    slices.Concat(refusals, refusalsOfChange, developerRefusals),
		Events:      slices.Concat(events, developerEvents),
		Collections: slices.Concat(collections, developerCollections),
		Queries:     slices.Concat(queries, queriesOfChange, developerQueries),
		EndBlock:    noticeLinks,
	}
}

var kinds = []rule.Kind{
	{Name: "plan.draft", Zh: "制定实施方案", En: "draft an implementation plan", Law: "GZ §6",
		New: func() rule.Msg { return new(PlanDraft) }, Writes: 1, Weight: rule.Ordinary},
	{Name: "plan.approve", Zh: "本级人民政府审批实施方案",
		En: "the government of the level approves a plan", Law: "GZ §6",
		New: func() rule.Msg { return new(PlanApprove) }, Writes: 2 + legWrites, Weight: rule.Urgent},
	{Name: "selection.announce", Zh: "发布运营机构征集公告",
		En: "announce the choice of an operator", Law: "GZ §9(1)",
		New: func() rule.Msg { return new(SelectionAnnounce) }, Writes: 1, Weight: rule.Urgent},
	{Name: "selection.apply", Zh: "申请成为授权运营机构", En: "apply to become the operator",
		Law: "GZ §8 §9(1)", New: func() rule.Msg { return new(SelectionApply) }, Writes: 2,
		Weight: rule.Urgent},
	{Name: "selection.evaluate", Zh: "按公平竞争方式选择运营机构",
		En: "name the applicant chosen in fair competition", Law: "GZ §9(2)",
		New: func() rule.Msg { return new(SelectionEvaluate) }, Writes: 1, Weight: rule.Urgent},
	{Name: "publicity.start", Zh: "开始公示", En: "start a publicity period",
		Law: "GZ §9(3) §12(2)", New: func() rule.Msg { return new(PublicityStart) }, Writes: 2,
		Weight: rule.Urgent},
	{Name: "publicity.object", Zh: "公示期内提出异议", En: "object during a publicity period",
		Law: "GZ §9(3) §12(2)", New: func() rule.Msg { return new(PublicityObject) }, Writes: 3,
		Weight: rule.Urgent},
	{Name: "publicity.resolve", Zh: "处理公示异议", En: "resolve an objection",
		Law: "GZ §9(3) §12(2)", New: func() rule.Msg { return new(PublicityResolve) }, Writes: 3,
		Weight: rule.Urgent},
	{Name: "selection.decide", Zh: "公示期满后确定运营机构",
		En: "decide for the operator after publicity", Law: "GZ §9(4)",
		New: func() rule.Msg { return new(SelectionDecide) }, Writes: 1, Weight: rule.Urgent},
	{Name: "agreement.sign", Zh: "签订授权运营协议", En: "sign the authorized-operation agreement",
		Law: "GZ §9(4)", New: func() rule.Msg { return new(AgreementSign) }, Writes: 6 + 2*legWrites,
		Weight: rule.Urgent, Dual: true},
	{Name: "agreement.terminate", Zh: "终止授权运营协议", En: "end an agreement before its term",
		Law: "GZ §30; GD §39; YN §11; HE §35 §36; HB 三(六)",
		New: func() rule.Msg { return new(AgreementTerminate) }, Writes: 3 + legWrites + expiryWrites,
		Weight: rule.Urgent, Dual: true},
	{Name: "agreement.exit_request", Zh: "运营机构申请提前退出", En: "ask to leave before the term is over",
		Law: "GZ §30(1); GD §39(2); HE §18", New: func() rule.Msg { return new(AgreementExitRequest) },
		Writes: 1, Weight: rule.Urgent},
	{Name: "agreement.renew_request", Zh: "运营机构申请重新签订协议", En: "ask for a new term",
		Law: "HE §18; GD §22(9); YN §11(9)", New: func() rule.Msg { return new(AgreementRenewRequest) },
		Writes: 1, Weight: rule.Urgent},
	{Name: "filing.done", Zh: "办结一项备案或公开", En: "file or publish a plan, an agreement or its end",
		Law: "GD §19 §23; YN §10 §11; HE §13 §16 §36; HB 五(六); GZ §9(4)",
		New: func() rule.Msg { return new(FilingDone) }, Weight: rule.Urgent,
		Writes: 2 + regime.MeetWrites + regime.OpenWrites},
}

// signed returns a signing party for a word of the profile that says who decides: a role of the
// jurisdiction, the government of the province, or the body that authorizes. Key holds the word.
func signed(c *rule.Ctx, p regime.Profile, key, word, jurisdiction string) (string, error) {
	switch word {
	case "government_province":
		return signer(c, p, key, roleGovernment, party.Province(jurisdiction))
	case "authorizer":
		return implementer(c, p, p.List("modes.allowed")[0], jurisdiction)
	}
	return signer(c, p, key, word, jurisdiction)
}

// implementer returns the signing party that acts as implementing body of the mode (实施机构).
func implementer(c *rule.Ctx, p regime.Profile, mode, jurisdiction string) (string, error) {
	roles := implRoles(p, mode)
	if len(roles) == 0 {
		return "", p.Refuse(ErrMode, "mode", "mode", mode)
	}
	return signer(c, p, byModeKey("roles.impl", mode), roles[0], jurisdiction)
}

// signer returns a signing party with a role; it is missed under the article of the key that asks
// for it.
func signer(c *rule.Ctx, p regime.Profile, key, role, jurisdiction string) (string, error) {
	by, err := party.SignerWith(c, role, jurisdiction)
	article, mark := p.Cite(key)
	return by, rule.Cite(err, article, mark)
}

// byMode reads a list that the profile keeps per mode of authorization.
func byMode(p regime.Profile, key, mode string) []string { return p.List(byModeKey(key, mode)) }

// byModeKey is the key of one mode: the modes are the ends of the keys' names.
func byModeKey(key, mode string) string { return key + "." + mode }

func implRoles(p regime.Profile, mode string) []string { return byMode(p, "roles.impl", mode) }

// cited gives r the article of a key chosen by the case at hand.
func cited(p regime.Profile, key string, r *rule.Refused) *rule.Refused {
	r.Article, r.Mark = p.Cite(key)
	return r
}

// own refuses a record id that is not of the author's party.
func own(c *rule.Ctx, id wire.ID) error {
	if id.Party != c.Author() {
		return rule.Malformed("id", "主体须为发起方", "its party must be the author's")
	}
	return nil
}

func checkID(field string, id wire.ID) error {
	if !id.Valid() {
		return rule.Malformed(field, "须为 主体/编号", "must be party/name")
	}
	return nil
}

// Item is the document for one condition or topic of a list in the profile.
type Item struct {
	Item     string        `json:"item" max:"64"`
	Evidence rule.Evidence `json:"evidence"`
}

// lacking returns the required items for which no document is given.
func lacking(required []string, given []Item) (missing []string) {
	for _, want := range required {
		found := false
		for _, g := range given {
			found = found || g.Item == want && g.Evidence.Given()
		}
		if !found {
			missing = append(missing, want)
		}
	}
	return missing
}

// absent returns the words of required that given lacks.
func absent(required, given []string) (missing []string) {
	for _, want := range required {
		found := false
		for _, g := range given {
			found = found || g == want
		}
		if !found {
			missing = append(missing, want)
		}
	}
	return missing
}
