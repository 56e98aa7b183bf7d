package authorization

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper about a filing is refused.
var (
	ErrFilingNone = rule.Refuse(575, "filing.none",
		"{object} 没有 {duty} 义务", "{object} has no duty {duty}",
		"查询 filings，核对对象、事项和序号", "see the query filings for object, duty and number")
	ErrFilingDone = rule.Refuse(576, "filing.done_already",
		"{object} 的 {duty} 已于 {at} 办结", "duty {duty} of {object} was met at {at}",
		"无需重复备案", "it need not be filed again")
	ErrFiler = rule.Refuse(577, "filing.filer",
		"本事项由 {who} 办理", "this is for {who} to do", "由该主体签署", "have that party sign")
	ErrFilingOrder = rule.Refuse(578, "filing.order",
		"须先完成 {before}（逐级备案）", "{before} comes first: filing goes level by level",
		"由下一级先行备案", "have the level below file first").Under("agreement.filing.chain")
)

// Why a paper about the end of an agreement is refused.
var (
	ErrGround = rule.Refuse(579, "agreement.ground",
		"{ground} 不在本地规定的终止事由之列", "{ground} is no ground to end an agreement here",
		"改用规定所列的事由", "use a ground the rules list").Under("terminate.grounds")
	ErrGroundUnmet = rule.Refuse(580, "agreement.ground_unmet",
		"协议 {id} 没有支持终止事由 {ground} 的记录", "nothing on record of agreement {id} opens ground {ground}",
		"先有退出申请、逾期或未通过的整改、未通过的评价", "it takes a request, an overdue rectification or a failed evaluation").
		Under("terminate.grounds")
	ErrNotOperator = rule.Refuse(581, "agreement.not_operator",
		"须由运营机构 {who} 提出", "only operator {who} may ask for this", "由运营机构签署",
		"have the operator sign")
	ErrRequested = rule.Refuse(582, "agreement.requested",
		"协议 {id} 已有同类申请", "agreement {id} has such a request already", "无需重复申请",
		"it need not be asked again")
	ErrReselect = rule.Refuse(583, "agreement.reselect",
		"期满须按程序重新选择运营机构，不受理续约", "a new term takes a new selection; renewal is not asked for",
		"待发布征集公告后参加选择", "take part in the next selection").Under("agreement.renewal")
	ErrRenewEarly = rule.Refuse(584, "agreement.renew_early",
		"续约申请自 {from} 起受理", "renewal is asked for from {from} on", "届时再申请", "ask then").
		Under("agreement.renewal.window")
	ErrRenewLate = rule.Refuse(585, "agreement.renew_late",
		"续约申请最迟应于 {until} 提出", "renewal had to be asked for by {until}",
		"参加下一次选择", "take part in the next selection").Under("agreement.renewal.window")
	ErrHeld = rule.Refuse(586, "agreement.held",
		"评价 {cause} 未通过，实施机构尚未作出决定", "evaluation {cause} was not passed and awaits a decision",
		"由实施机构就该评价作出有理由的决定", "have the implementing body decide on it with reasons")
	ErrBlacklisted = rule.Refuse(587, "developer.blacklisted",
		"{party} 受黑名单措施 {act} 限制", "{party} is kept out by blacklist entry {act}",
		"待移出黑名单后再申请", "apply after the entry is lifted").Under("blacklist.measures")
)
