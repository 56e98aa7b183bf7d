package authorization

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper about a plan, its change or its place is refused.
var (
	ErrLevel = rule.Refuse(516, "plan.level",
		"{jurisdiction} 所在层级不开展授权运营", "data is not authorized at the level of {jurisdiction}",
		"由规定的层级制定方案", "have a level that the rules name draft it").Under("levels")
	ErrPrefecture = rule.Refuse(517, "plan.prefecture_lead",
		"县级方案须由 {prefecture} 数据主管部门统筹", "a county acts under the lead of the bureau of {prefecture}",
		"请其共同签署，或附同意文件", "have it sign too, or add its consent").Under("levels.county_under_prefecture")
	ErrFeasibility = rule.Refuse(518, "plan.feasibility",
		"方案 {id} 未经可行性论证", "the feasibility of plan {id} was not studied",
		"先办理 plan.feasibility", "record plan.feasibility first").Under("plan.feasibility_step")
	ErrNoFeasibility = rule.Refuse(519, "plan.no_feasibility_step",
		"本地规定没有单独的论证程序", "the rules here know no study as a step of its own",
		"无需办理", "it is not needed").Under("plan.feasibility_step")
	ErrUnheard = rule.Refuse(539, "plan.unheard",
		"论证缺少意见：{missing}", "the study lacks the opinion of: {missing}",
		"补充相关部门和专家的意见", "add the opinions of the departments and of experts").
		Under("plan.feasibility_step")
	ErrPlanDecision = rule.Refuse(538, "plan.decision",
		"方案审议须附“三重一大”决策文件", "the collective decision on the plan is required",
		"附会议纪要的编号和摘要", "add number and digest of the decision").Under("plan.decision_required")
	ErrImplBody = rule.Refuse(545, "plan.implementing_body",
		"{impl} 不是 {place} 确定的实施机构", "{impl} is not the implementing body of {place}",
		"由方案载明、政府确定的实施机构办理", "have the body that the government named act").
		Under("roles.impl.appointed")
	ErrPlanSame = rule.Refuse(546, "plan.unchanged",
		"方案 {id} 没有变更内容", "nothing in plan {id} changes",
		"写明变更的事项", "say what changes")
	ErrGuidance = rule.Refuse(548, "plan.guidance",
		"{party} 须在数据主管部门指导下制定方案", "{party} drafts under the bureau's guidance",
		"附指导文件的编号和摘要", "add number and digest of the guidance").Under("plan.drafter.instead")
)

// Why a choice is refused.
var (
	ErrVenue = rule.Refuse(535, "selection.venue",
		"须通过 {venue} 选择", "the choice is made at {venue}",
		"进入规定的场所办理", "hold it where the rules say").Under("selection.venue")
	ErrExperts = rule.Refuse(536, "selection.expert_review",
		"选择运营机构须经专家评审", "candidates are reviewed by experts",
		"附专家评审意见的编号和摘要", "add number and digest of the experts' review").
		Under("selection.expert_review")
	ErrIncident = rule.Refuse(537, "selection.incident",
		"{applicant} 近 {years} 年内有安全事件 {incident}",
		"{applicant} had incident {incident} within {years} years", "{until} 之后再申请",
		"apply after {until}").Under("operator.no_incident_years")
	ErrServiceExists = rule.Refuse(547, "service.exists",
		"服务 {id} 已经登记", "service {id} is recorded already", "另编编号", "use a new id")
)

// Why an agreement or its change is refused.
var (
	ErrConsult = rule.Refuse(565, "agreement.consult",
		"签订前未征求意见：{missing}", "not consulted before signing: {missing}",
		"逐项附意见的编号和摘要", "add number and digest of each opinion").
		Under("agreement.consult_before")
	ErrOneScenario = rule.Refuse(566, "agreement.one_scenario",
		"一份协议只授权经选择确定的一个场景（所列 {count} 个）",
		"an agreement authorizes the one scenario it was selected for ({count} listed)",
		"另一场景另行选择并签订协议", "another scenario takes a selection and an agreement of its own").
		Under("agreement.one_scenario_each")
	ErrScenario = rule.Refuse(567, "scope.scenario",
		"场景“{scenario}”不在方案 {plan} 中", "scenario {scenario} is not in plan {plan}",
		"先变更方案", "have the plan changed first").Under("plan.approver")
	ErrSameTerms = rule.Refuse(568, "agreement.unchanged",
		"协议 {id} 没有变更内容", "nothing in agreement {id} changes", "写明变更的内容", "say what changes")
	ErrEffective = rule.Refuse(569, "agreement.effective",
		"变更自 {earliest} 至 {last} 之间的某日起生效",
		"the change takes effect on a day from {earliest} to {last}",
		"更正生效日", "correct the day")
	ErrPlanFirst = rule.Refuse(570, "agreement.plan_first",
		"变更 {change} 须先经方案 {plan} 报批", "a change of {change} takes an approved change of plan {plan}",
		"先变更方案并报原审批机关批准", "have the plan changed and approved first").
		Under("plan.change.reapproval_triggers")
	ErrExitClause = rule.Refuse(571, "agreement.exit_clause",
		"提前退出须依协议约定，附所依据的条款", "leaving early follows the agreement: its clause is missing",
		"附协议条款的编号和摘要", "add number and digest of the clause").Under("agreement.early_exit")
)

// Why a paper about an earlier operation is refused.
var (
	ErrNoTransition = rule.Refuse(572, "legacy.no_transition",
		"本地规定没有既有授权运营的过渡安排", "the rules here say nothing of earlier operations",
		"无需登记", "it need not be registered").Under("legal.transition")
	ErrLegacy = rule.Refuse(573, "legacy.exists",
		"既有授权运营 {id} 已经登记", "earlier operation {id} is registered already",
		"另编编号", "use a new id")
	ErrNotEarlier = rule.Refuse(591, "legacy.not_earlier",
		"规定自 {first} 施行，此后开始的不是既有授权运营",
		"the rules hold from {first}; what began since is no earlier operation",
		"按规定程序授权", "have it authorized by the procedure").Under("legal.transition")
	ErrNoLegacy = rule.Refuse(592, "legacy.unknown",
		"没有既有授权运营 {id}", "no earlier operation {id}", "核对编号", "check the id")
	ErrConformed = rule.Refuse(593, "legacy.conformed",
		"既有授权运营 {id} 已于 {at} 规范", "earlier operation {id} conforms since {at}",
		"无需重复办理", "it need not be done again")
)

var refusalsOfChange = []*rule.Refusal{ErrLevel, ErrPrefecture, ErrFeasibility, ErrNoFeasibility,
	ErrUnheard, ErrPlanDecision, ErrImplBody, ErrPlanSame, ErrGuidance, ErrVenue, ErrExperts,
	ErrIncident, ErrServiceExists, ErrConsult, ErrOneScenario, ErrScenario, ErrSameTerms,
	ErrEffective, ErrPlanFirst, ErrExitClause, ErrNoTransition, ErrLegacy, ErrNotEarlier,
	ErrNoLegacy, ErrConformed}
