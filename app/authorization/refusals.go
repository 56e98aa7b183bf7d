package authorization

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper about a plan or its scope is refused.
var (
	ErrMode = rule.Refuse(501, "plan.mode",
		"本地规定不采用授权模式 {mode}", "mode {mode} is not used here",
		"改用规定允许的授权模式", "use a mode the rules allow").Under("modes.allowed")
	ErrPlanUnknown = rule.Refuse(502, "plan.unknown",
		"没有实施方案 {id}", "no plan {id}", "核对方案编号", "check the plan's id")
	ErrPlanApproved = rule.Refuse(503, "plan.approved",
		"实施方案 {id} 已经批准", "plan {id} is approved already",
		"另编方案编号，或按变更程序办理", "use a new id, or the procedure for changes")
	ErrPlanItems = rule.Refuse(504, "plan.items",
		"实施方案缺少事项：{missing}", "the plan lacks: {missing}",
		"补齐所列事项", "add what is missing").Under("plan.items_required")
	ErrPlanNotApproved = rule.Refuse(505, "plan.not_approved",
		"实施方案 {id} 尚未批准", "plan {id} is not approved",
		"先报本级人民政府审批", "have the government of the level approve it").Under("plan.approver")
	ErrPlanApproval = rule.Refuse(506, "plan.approval",
		"审批须由本级人民政府签署，或由制定部门附批准文件",
		"the government of the level signs, or the drafter gives its approval document",
		"请本级人民政府签署，或附批准文件编号和摘要",
		"have that government sign, or add number and digest of the document").Under("plan.approver")
	ErrResource = rule.Refuse(507, "scope.not_authorizable",
		"资源 {id} 不能授权：{cause}", "resource {id} cannot be authorized: {cause}",
		"先完成审核、发布、登记等前置程序，或从范围中删除",
		"finish its review, publication and registration, or leave it out").
		Under("catalog.registration_required")
	ErrBeyondPlan = rule.Refuse(508, "scope.beyond_plan",
		"资源 {id} 不在实施方案 {plan} 的范围内", "resource {id} is not in plan {plan}",
		"从协议范围中删除，或先变更方案", "leave it out, or have the plan changed first").
		Under("plan.approver")
	ErrPlanChanged = rule.Refuse(515, "plan.changed",
		"实施方案 {id} 已重新制定，摘要现为 {want}", "plan {id} was drafted again; its digest is {want} now",
		"重新查阅后再审批", "read it again, then approve").Under("plan.approver")
	ErrOtherProvince = rule.Refuse(509, "scope.other_province",
		"资源 {id} 属于 {jurisdiction}，不在方案所在省", "resource {id} is of {jurisdiction}, another province",
		"由该省另行授权", "have that province authorize it")
)

// Why a distribution mechanism is refused.
var (
	ErrMechanism = rule.Refuse(510, "mechanism.invalid",
		"收益分配机制不成立：{codes}", "the distribution mechanism is not valid: {codes}",
		"按结算规范 settle/1 更正后重新提交", "correct it by the settlement specification settle/1").
		Under("agreement.items")
	ErrMechanismRules = rule.Refuse(511, "mechanism.rules",
		"收益分配机制不得自带制度开关", "the mechanism may not carry switches of the regime",
		"删除 rules，账本按制度档案填写", "remove rules; the ledger fills them from the profile")
	ErrVendor = rule.Refuse(512, "mechanism.vendor",
		"技术服务商 {payee} 不得参与收益分配", "vendor {payee} may not share in the income",
		"把该主体改为成本收款方", "make it a payee of cost instead").Under("vendor_no_rights")
	ErrReserve = rule.Refuse(513, "mechanism.reserve",
		"预留款 {payee} 未声明持有人、用途和释放条件",
		"reserve {payee} has no declared holder, purpose and release condition",
		"在 reserves 中声明持有人、用途和释放条件",
		"declare its holder, purpose and release condition in reserves")
	ErrPlatformPayee = rule.Refuse(599, "mechanism.platform",
		"平台主体 {payee} 只补偿成本，不得按比例收费或者分成",
		"platform {payee} recovers its cost and takes no rate or share",
		"改为补偿（recover）平台成本", "recover its cost instead").Under("fee.platform")
	ErrTreasury = rule.Refuse(514, "mechanism.treasury",
		"{payee} 是行政机关，未登记同级国库", "{payee} is an administrative body without a treasury",
		"先登记该机关的同级国库", "register the treasury of its level first").Under("treasury.natures")
)

// Why a paper about a selection is refused.
var (
	ErrSelectionUnknown = rule.Refuse(520, "selection.unknown",
		"没有选择程序 {id}", "no selection {id}", "核对编号", "check the id")
	ErrSelectionExists = rule.Refuse(521, "selection.exists",
		"选择程序 {id} 已经发布", "selection {id} is announced already", "另编编号", "use a new id")
	ErrMethod = rule.Refuse(522, "selection.method",
		"选择方式 {method} 不在规定之列", "method {method} is not one of those allowed",
		"改用招标、谈判等公平竞争方式", "use a method of fair competition").Under("selection.methods")
	ErrWindowClosed = rule.Refuse(523, "selection.window_closed",
		"报送申请的截止时间为 {closes}", "applications closed at {closes}",
		"等待下一次公告", "wait for the next announcement").Under("selection.methods")
	ErrWindowOpen = rule.Refuse(524, "selection.window_open",
		"报送申请至 {closes} 截止，此前不得选择", "applications are open until {closes}",
		"截止后再选择", "choose after it closes").Under("selection.methods")
	ErrApplicant = rule.Refuse(525, "selection.applicant",
		"{applicant} 不能申请：{why_zh}", "{applicant} may not apply: {why_en}",
		"由符合条件的其他法人组织申请", "let another qualified institution apply")
	ErrApplied = rule.Refuse(526, "selection.applied",
		"{applicant} 已经申请", "{applicant} applied already", "无需重复申请", "do not apply twice")
	ErrEligibility = rule.Refuse(527, "eligibility.incomplete",
		"缺少条件材料：{missing}", "no evidence for: {missing}",
		"逐项附材料后重新提交", "add a document for each").Under("operator.eligibility_items")
	ErrSelectionStep = rule.Refuse(528, "selection.step",
		"选择程序 {id} 当前为 {status}，不能进行本步骤", "selection {id} is {status}; this step is not next",
		"按公告、申请、选择、公示、确定的顺序办理", "keep to the order of the procedure").
		Under("selection.methods")
	ErrNotApplicant = rule.Refuse(529, "selection.not_applicant",
		"{chosen} 没有在规定时间内申请", "{chosen} did not apply in time",
		"在申请机构中选择", "choose among the applicants").Under("selection.methods")
	ErrNotDecided = rule.Refuse(530, "selection.not_decided",
		"选择程序 {id} 尚未确定运营机构", "selection {id} is not decided",
		"先完成公示和确定", "finish publicity and decision").Under("selection.methods")
	ErrSelectionUsed = rule.Refuse(531, "selection.used",
		"选择程序 {id} 已用于协议 {agreement}，期限届满后须重新选择",
		"selection {id} served agreement {agreement}; after a term the operator is chosen again",
		"重新公告、选择和公示", "announce, choose and publicize again").Under("agreement.term_max_years")
	ErrDecision = rule.Refuse(532, "selection.decision",
		"须附“三重一大”决策文件", "the collective decision of the signing body is required",
		"附决策会议文件的编号和摘要", "add number and digest of the decision").
		Under("agreement.decision_required")
	ErrOtherPlan = rule.Refuse(533, "selection.other_plan",
		"选择程序 {id} 属于方案 {plan}", "selection {id} belongs to plan {plan}",
		"改用该方案的选择程序", "use the selection of this plan")
	ErrFull = rule.Refuse(534, "selection.full",
		"申请机构已达 {count} 家上限", "the limit of {count} applicants is reached",
		"联系公告机构", "ask the announcing body")
)

// Why a paper about a publicity period is refused.
var (
	ErrNoPublicity = rule.Refuse(540, "publicity.missing",
		"{id} 尚未公示", "{id} has not been publicized", "先开始公示", "start the publicity first")
	ErrContested = rule.Refuse(541, "publicity.contested",
		"尚有 {open} 项异议未处理", "{open} objection(s) are open",
		"先处理异议", "resolve them first").Under("publicity.objection_blocks")
	ErrOver = rule.Refuse(542, "publicity.over",
		"公示期已满，不再受理异议", "the publicity period is over",
		"向主管部门反映", "turn to the authority")
	ErrObjection = rule.Refuse(543, "publicity.objection",
		"没有待处理的异议 {no}", "no open objection {no}", "核对异议序号", "check its number")
	ErrObjected = rule.Refuse(544, "publicity.objected",
		"{party} 已提出异议 {no}，尚未处理完毕", "{party} has objection {no} waiting for its answer",
		"待该异议处理后再提出；补充材料可送交公示单位",
		"wait until it is answered; further material goes to whoever publicizes")
)

// Why a paper about an agreement is refused.
var (
	ErrAgreementUnknown = rule.Refuse(550, "agreement.unknown",
		"没有协议 {id}", "no agreement {id}", "核对协议编号", "check the id")
	ErrAgreementExists = rule.Refuse(551, "agreement.exists",
		"协议 {id} 已经签订", "agreement {id} is signed already", "另编协议编号", "use a new id")
	ErrSigner = rule.Refuse(552, "agreement.signer",
		"须由 {who} 签署", "{who} must sign", "请其共同签署", "have it sign too").
		Under("agreement.signers.whole")
	ErrCommonControl = rule.Refuse(553, "agreement.common_control",
		"签署方 {a} 与 {b} 为同一主体或受同一控制", "signers {a} and {b} are one party or one group",
		"由相互独立的主体签署", "independent parties must sign")
	ErrTermMax = rule.Refuse(554, "agreement.term_max",
		"期限不得超过 {years} 年，最后一日至多为 {last}",
		"the term may not exceed {years} years; its last day is {last} at most",
		"缩短期限；确需延长的，附政府例外文件（制度允许时）",
		"shorten it, or add the government's exception where the rules allow one").
		Under("agreement.term_max_years")
	ErrTopics = rule.Refuse(555, "agreement.topics",
		"协议缺少内容：{missing}", "the agreement lacks: {missing}",
		"补齐所列内容", "add what is missing").Under("agreement.items")
	ErrRuleDiffers = rule.Refuse(556, "agreement.rule_differs",
		"收益分配规则与方案 {plan} 批准的机制不一致",
		"the distribution rule is not the mechanism approved in plan {plan}",
		"采用方案的 rule_hash，或先变更方案", "carry the plan's rule_hash, or have the plan changed").
		Under("plan.approver")
	ErrRedevClause = rule.Refuse(557, "agreement.redev_clause",
		"协议须写明运营机构不得参与再开发", "the agreement must state the re-development ban",
		"写入禁止再开发条款", "add the clause").Under("redev_ban.clause")
	ErrEnded = rule.Refuse(558, "agreement.ended",
		"协议 {id} 已于 {at} 结束", "agreement {id} ended at {at}",
		"无需再次终止", "it need not be ended again")
	ErrOperatorRole = rule.Refuse(559, "agreement.operator_role",
		"{operator} 在 {jurisdiction} 没有运营机构角色", "{operator} is no operator in {jurisdiction}",
		"先由数据主管部门授予角色", "have the bureau grant the role first").Under("agreement.signers.whole")
)

// Why a paper about a developer is refused.
var (
	ErrDeveloperUnknown = rule.Refuse(560, "developer.unknown",
		"没有开发利用申请 {id}", "no developer's application {id}", "核对编号", "check the id")
	ErrDeveloperExists = rule.Refuse(561, "developer.exists",
		"{party} 已申请或已准入", "{party} applied or is admitted already",
		"无需重复申请", "do not apply twice")
	ErrNoProcess = rule.Refuse(562, "developer.no_process",
		"本地规定没有开发利用机构准入程序", "the rules here know no admission of developers",
		"无需准入", "no admission is needed").Under("developer.review_by")
	ErrRedevBan = rule.Refuse(563, "developer.redev_ban",
		"{party} 是运营机构 {operator} 或与其有关联（{path}），不得参与再开发",
		"{party} is operator {operator} or linked with it ({path}) and may not re-develop",
		"由与运营机构无关联的机构申请", "let an institution unrelated to the operator apply").
		Under("redev_ban")
	ErrDeveloperStep = rule.Refuse(564, "developer.step",
		"申请 {id} 当前为 {status}，不能进行本步骤", "application {id} is {status}; this step is not next",
		"按注册、审核、公示、准入的顺序办理", "keep to the order of the procedure").
		Under("developer.review_by")
)

var refusals = []*rule.Refusal{ErrMode, ErrPlanUnknown, ErrPlanApproved, ErrPlanItems,
	ErrPlanNotApproved, ErrPlanApproval, ErrResource, ErrBeyondPlan,
	ErrPlanChanged, ErrOtherProvince, ErrMechanism, ErrMechanismRules,
	ErrVendor, ErrPlatformPayee, ErrReserve, ErrTreasury, ErrSelectionUnknown,
	ErrSelectionExists, ErrMethod,
	ErrWindowClosed, ErrWindowOpen, ErrApplicant, ErrApplied, ErrEligibility, ErrSelectionStep,
	ErrNotApplicant, ErrNotDecided, ErrSelectionUsed, ErrDecision, ErrOtherPlan, ErrFull,
	ErrNoPublicity, ErrContested, ErrOver, ErrObjection, ErrObjected,
	ErrAgreementUnknown, ErrAgreementExists, ErrSigner, ErrCommonControl, ErrTermMax, ErrTopics,
	ErrRuleDiffers, ErrRedevClause, ErrEnded, ErrOperatorRole, ErrDeveloperUnknown, ErrDeveloperExists,
	ErrNoProcess, ErrRedevBan, ErrDeveloperStep,
	ErrFilingNone, ErrFilingDone, ErrFiler, ErrFilingOrder, ErrGround, ErrGroundUnmet, ErrNotOperator,
	ErrRequested, ErrReselect, ErrRenewEarly, ErrRenewLate, ErrHeld,
	ErrBlacklisted, ErrAppraised}
