package access

import "github.com/suyuan-ledger/suyuan/app/rule"

// Refusals of applications in steps, and of ending or pausing a right of use.
var (
	ErrNoApplications = rule.Refuse(672, "application.none",
		"该制度一场景一授权，授权运营协议即使用依据，没有申请环节",
		"one authorization for each scenario here: the agreement itself is the basis",
		"凭授权运营协议开放使用权限；另一场景须另行授权",
		"open the grant on the agreement; another scenario needs its own").Under("scenario.rule")
	ErrScenarioUnapproved = rule.Refuse(673, "application.scenario_unapproved",
		"场景 {scenario} 尚无审核通过的建设方案", "scenario {scenario} has no approved plan yet",
		"先提交场景建设方案并通过审核", "submit the scenario's plan and have it approved first").
		Under("scenario.rule")
	ErrOutsideScenario = rule.Refuse(674, "application.outside_scenario",
		"{what} 不在获准的场景内（{object}）", "{what} is outside the approved scenario ({object})",
		"在获准的场景内使用；另一场景另行办理", "stay within it, or have another scenario approved").
		Under("scenario.rule")
	ErrCriteria = rule.Refuse(675, "application.criteria",
		"同意须逐项符合审核标准：{criteria}", "an approval finds each criterion met: {criteria}",
		"逐项答复一次；有一项不符合的不予通过", "answer each once; reject where one is not met").
		Under("application.criteria")
	ErrOneStep = rule.Refuse(676, "application.one_step", "该制度的场景与数据需求一并申请",
		"scenario and data are applied for together here", "提交 application.submit",
		"file an application.submit").Under("application.steps")
	ErrNotApplicant = rule.Refuse(677, "application.not_applicant", "须由申请主体 {who} 撤回",
		"only the applicant {who} withdraws it", "由申请主体办理", "have the applicant do it")
	ErrNoSuspension = rule.Refuse(678, "grant.suspension_unknown", "没有正在持续的暂停 {id}",
		"no suspension {id} is under way", "核对暂停编号；整改、措施引起的暂停随其了结而解除",
		"check the id; what a rectification or measure suspended ends with it")
	ErrCauseStands = rule.Refuse(679, "grant.cause_stands", "暂停的原因 {id} 尚未了结",
		"the cause {id} of the suspension still stands", "先了结该事项", "settle that matter first")
	ErrDevEnded = rule.Refuse(680, "dev_agreement.over", "开发利用协议 {id} 已结束",
		"development-use agreement {id} is over", "无须再次终止", "nothing needs ending")
	ErrGround = rule.Refuse(681, "grant.ground", "没有尚未了结的事项 {id}", "no matter {id} is open",
		"核对编号，或不填并说明原因", "check the id, or leave it out and give the cause")
	ErrOtherStep = rule.Refuse(682, "application.step", "申请 {id} 须用 {kind} 审核",
		"application {id} is decided by {kind}", "改用该事项", "file that kind")
)
