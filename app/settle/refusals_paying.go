package settle

import "github.com/suyuan-ledger/suyuan/app/rule"

// ErrIDUsed refuses an id twice.
var ErrIDUsed = rule.Refuse(1010, "settle.id_used",
	"编号 {id} 已使用", "id {id} is used already", "另编编号", "use a new id")

// Why an objection, or a decision on it, is refused.
var (
	ErrObjectionLate = rule.Refuse(1011, "objection.late",
		"{period} 的异议期已于 {until} 届满", "the days to object to {period} ended at {until}",
		"由实施机构按更正程序处理", "have the input corrected instead")
	ErrObjector = rule.Refuse(1012, "objection.standing",
		"{party} 不是该结算单的当事方，也不是实施机构、财政或审计机关",
		"{party} is no party to the statement, nor implementing body, finance or audit",
		"由当事方就结算单提出，或由收入归属方就自己的明细行提出",
		"have a party to the statement object, or object to the lines of your own income alone")
	ErrLine = rule.Refuse(1013, "objection.line",
		"第 {index} 行与结算单的明细行根不符", "line {index} is not under the statement's lines root",
		"从结算单查询取得该行及其路径", "take line and path from the statement query")
	ErrLineHeld = rule.Refuse(1014, "objection.line_held",
		"第 {index} 行已由异议 {objection} 暂缓支付", "line {index} is held by objection {objection}",
		"等待该异议处理", "wait for the decision on it")
	ErrBodies = rule.Refuse(1015, "objection.bodies",
		"所列明细行涉及不同实施机构 {one}、{other}",
		"the lines concern different implementing bodies, {one} and {other}",
		"按实施机构分别提出", "object to each body's lines apart")
	ErrNoObjection = rule.Refuse(1016, "objection.unknown",
		"没有待处理的异议 {id}（{status}）", "no objection {id} to be decided ({status})",
		"核对编号和处理状态", "check its id and status")
	ErrDecider = rule.Refuse(1017, "objection.decider",
		"异议 {id} 由 {who} 处理", "objection {id} is decided by {who}",
		"由该机构签署，异议人不得自行处理", "have that body sign; the objector may not decide").
		Under("settle.objection.escalated_to")
	ErrCorrection = rule.Refuse(1018, "objection.correction",
		"{correction} 不是异议提出后确认的收款、退款或成本",
		"{correction} is no receipt, refund or cost confirmed since the objection",
		"先更正输入并经确认，再接受异议", "correct the input and have it confirmed first")
	ErrEscalation = rule.Refuse(1019, "objection.escalation",
		"异议 {id} 尚未逾期也未被驳回，或已复核、已过复核期限（{status}，期限 {due}）",
		"objection {id} is neither overdue nor rejected, or past its review ({status}, due {due})",
		"等待处理，或在驳回后的期限内申请复核",
		"wait for the decision, or escalate within the days after a rejection").
		Under("settle.objection.deadline")
)

// Why a payment is refused.
var (
	ErrRouting = rule.Refuse(1020, "payment.routing",
		"{payee} 的收入应缴入 {treasury}，不得付入其他账户",
		"income of {payee} goes to {treasury}, to no other account",
		"按结算单列明的国库缴款", "pay the treasury that the statement names").
		Under("treasury.natures")
	ErrAccount = rule.Refuse(1021, "payment.account",
		"收款账户不是 {payee} 登记的账户", "the account is not the one registered for {payee}",
		"核对账户簿后按登记账户付款", "check the account book and pay the registered account").
		Under("treasury.natures")
	ErrNoAccount = rule.Refuse(1022, "payment.no_account",
		"{payee} 在 {date} 没有登记收款账户", "{payee} has no registered account on {date}",
		"先登记收款账户", "register its account first")
	ErrAboveOpen = rule.Refuse(1023, "payment.above_open",
		"{amount} 超过可付余额 {payable}（未付 {open}，异议暂缓 {held}，待确认 {waiting}）",
		"{amount} is above the {payable} payable (open {open}, held {held}, waiting {waiting})",
		"按可付余额付款", "pay what is payable")
	ErrNoPayment = rule.Refuse(1024, "payment.unknown",
		"没有待确认的付款 {id}（{status}）", "no payment {id} to be confirmed ({status})",
		"核对编号和状态", "check its id and status")
	ErrPaymentConfirmer = rule.Refuse(1025, "payment.confirmer",
		"付款 {id} 由 {who} 确认，付款方不得确认",
		"payment {id} is confirmed by {who}, never by the payer",
		"由收款方、执收单位或财政部门签署", "have payee, executing unit or finance sign")
	ErrRunLanding = rule.Refuse(1026, "payment.run_landing",
		"{period} 的结算正在入账", "the run of {period} is about to land",
		"入账后重新提交", "submit again once it has landed")
	ErrReference = rule.Refuse(1027, "payment.reference_used",
		"该银行回单已用于付款 {payment}", "the bank reference is that of payment {payment}",
		"核对回单", "check the reference")
	ErrBySlip = rule.Refuse(1028, "payment.by_slip",
		"向国库 {payee} 缴款须凭缴款书或缴款码", "treasury {payee} is paid by slip or payment code",
		"用 nontax.import 登记缴款书", "record the slip with nontax.import")
	ErrRegistrar = rule.Refuse(1029, "payment.registrar",
		"{party} 的收款账户由 {who_zh} 登记", "the account of {party} is registered by {who}",
		"由该主体签署；公共机构和国库由财政部门会签",
		"have it sign; for public bodies and treasuries finance signs too").Under("treasury.natures")
)

// Why a paper about non-tax revenue or a reserve is refused.
var (
	ErrNoCode = rule.Refuse(1030, "nontax.no_code",
		"{unit} 在 {date} 没有登记执收单位编码和收入项目编码",
		"{unit} has no codes of unit and item registered on {date}",
		"由财政部门登记编码", "have finance register the codes")
	ErrNoDue = rule.Refuse(1031, "nontax.no_due",
		"{period} 没有 {payer} 为 {unit} 应缴 {payee} 的款项",
		"nothing is due by {payer} to {payee} for {unit} in {period}",
		"核对应缴清单", "check the list of dues")
	ErrSlip = rule.Refuse(1032, "nontax.slip_used",
		"缴款书或缴款码 {number} 已登记为 {payment}", "slip {number} is recorded as {payment}",
		"核对号码", "check the number")
	ErrSlipWrong = rule.Refuse(1033, "nontax.slip_wrong",
		"缴款 {id} 存在{exceptions_zh}，不得核销", "slip {id} has {exceptions} and is not written off",
		"更正缴款或申请退付后重新缴纳", "have it returned and pay anew").Under("treasury.natures")
	ErrRefund = rule.Refuse(1034, "refund.above",
		"申请退付 {amount} 超过可退 {most}", "{amount} is above the {most} that may be returned",
		"按多缴或冲减数额申请", "apply for what was paid too much")
	ErrNoRefund = rule.Refuse(1035, "refund.unknown",
		"没有待处理的退付申请 {id}（{status}）", "no application {id} to be decided ({status})",
		"核对编号和状态", "check its id and status")
	ErrNoReserve = rule.Refuse(1036, "reserve.unknown",
		"协议 {agreement} 没有声明预留款 {name}", "agreement {agreement} declares no reserve {name}",
		"核对协议和名称", "check agreement and name")
	ErrReserveBalance = rule.Refuse(1037, "reserve.balance",
		"预留款 {name} 余额为 {balance}，不足 {amount}", "reserve {name} holds {balance}, not {amount}",
		"按余额释放", "release what it holds")
	ErrOwnSlip = rule.Refuse(1049, "nontax.own_slip",
		"缴款 {id} 由 {by} 登记，不得由其核销", "slip {id} was recorded by {by}, which may not write it off",
		"由执收单位或财政部门中未登记的一方核销", "have the other of executing unit and finance write it off")
	ErrReserveSigner = rule.Refuse(1038, "reserve.signer",
		"释放预留款须由 {who_zh} 签署", "the release of a reserve is signed by {who}",
		"由实施机构和持有人（涉公共机构的连同财政部门）会签",
		"have implementing body and holder sign, with finance where public")
	ErrOwnRefund = rule.Refuse(1048, "refund.own",
		"退付申请 {id} 由 {by} 提出，不得由其处理",
		"application {id} was made by {by}, which may not decide it",
		"由付款方提出申请", "have the payer apply")
	ErrRefunder = rule.Refuse(1039, "refund.applicant",
		"{party} 不是该笔缴款的付款方或执收单位", "{party} neither paid it nor is it the executing unit",
		"由付款方或执收单位申请", "have payer or executing unit apply")
)

var payingRefusals = []*rule.Refusal{ErrIDUsed, ErrObjectionLate, ErrObjector, ErrLine, ErrLineHeld,
	ErrBodies, ErrNoObjection, ErrDecider, ErrCorrection, ErrEscalation, ErrRouting, ErrAccount,
	ErrNoAccount, ErrAboveOpen, ErrNoPayment, ErrPaymentConfirmer, ErrRunLanding, ErrReference,
	ErrBySlip, ErrRegistrar, ErrNoCode, ErrNoDue, ErrSlip, ErrSlipWrong, ErrRefund, ErrNoRefund,
	ErrNoReserve, ErrReserveBalance, ErrReserveSigner, ErrRefunder,
	ErrOwnSlip, ErrOwnRefund}
