package trace

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a usage batch is refused.
var (
	ErrExists = rule.Refuse(801, "trace.exists",
		"使用批次 {id} 已存在", "a usage batch {id} exists already",
		"换用新的批次编号", "use a new id")
	ErrUnknownProduct = rule.Refuse(802, "trace.product_unknown",
		"没有产品 {product}", "no product {product}",
		"核对产品编号和版本", "check product id and version")
	ErrRecorder = rule.Refuse(803, "trace.recorder",
		"{party} 既不是产品 {product} 的开发方，也不是当地平台单位",
		"{party} is neither the maker of {product} nor the platform of its jurisdiction",
		"由开发方或平台单位报送", "the maker or the platform records it")
	ErrNotPublished = rule.Refuse(804, "trace.product_not_published",
		"产品 {product} 在 {from} 至 {to} 期间未处于已发布状态",
		"product {product} was not published over {from} to {to}",
		"只报送发布期间的使用", "record only uses while it was published")
	ErrNotRunning = rule.Refuse(805, "trace.agreement_not_running",
		"协议 {agreement} 在 {from} 至 {to} 期间无效（{cause}）",
		"agreement {agreement} was not in force over {from} to {to} ({cause})",
		"协议无效期间不得使用；核对时间窗口", "there is no use outside the agreement; check the window")
	ErrStraddles = rule.Refuse(806, "trace.straddles_end",
		"时间窗口 {from} 至 {to} 跨越协议 {agreement} 失效的时点（{cause}）",
		"the window {from} to {to} straddles the instant when agreement {agreement} ceased ({cause})",
		"在失效时点处拆分批次，仅报送失效前部分", "split the batch at that instant and record the part before it")
	ErrDay = rule.Refuse(807, "trace.window_day",
		"时间窗口 {from} 至 {to} 跨越北京时间零点", "the window {from} to {to} crosses midnight at +08:00",
		"按自然日拆分批次", "split the batch by days")
	ErrFuture = rule.Refuse(808, "trace.future",
		"时间窗口止于 {to}，晚于账本时间 {now} 超过 {seconds} 秒",
		"the window ends {to}, more than {seconds} seconds after ledger time {now}",
		"待窗口结束后再报送", "record it after the window has ended")
	ErrFrozen = rule.Refuse(809, "trace.period_frozen",
		"结算期 {period} 已冻结，补报期限已过",
		"settlement period {period} is frozen and the days for late records are over",
		"在补报期限内报送使用记录；逾期的保存日志，依审计决定处理",
		"record uses within the days for late records; keep the log, an audit may decide")
	ErrLogUsed = rule.Refuse(810, "trace.log_used",
		"日志摘要 {log} 已用于批次 {batch}", "log digest {log} was already used by batch {batch}",
		"同一日志不得重复报送", "one log is recorded once")
	ErrOverlap = rule.Refuse(811, "trace.window_overlaps",
		"计量流 {stream} 的时间窗口与批次 {batch}（{from} 至 {to}）重叠",
		"stream {stream}: the window overlaps batch {batch} ({from} to {to})",
		"同一计量流的窗口不得重叠", "windows of one stream must not overlap")
	ErrPurpose = rule.Refuse(812, "trace.purpose_missing",
		"未写明使用目的", "the purpose of use is missing",
		"填写使用目的，公共治理、公益用途同样须报送", "state the purpose, also of free use")
	ErrNotCovered = rule.Refuse(813, "trace.purpose_not_covered",
		"产品 {product} 的用途为 {purpose}，不包括 {asked}",
		"product {product} serves {purpose}, not {asked}",
		"不得超出产品用途使用；改变用途须重新申请", "do not use it for another purpose; apply anew")
	ErrCounter = rule.Refuse(814, "trace.counter",
		"计数项 {index} 不合规：{zh}", "counter {index} is wrong: {en}",
		"按产品版本的输入序号填写", "give ascending indexes into the inputs of the product version")
	ErrTooMany = rule.Refuse(815, "trace.too_many",
		"产品 {product} 在结算期 {period} 的使用量超过 {max}",
		"uses of {product} in period {period} exceed {max}",
		"核对计数；改用更大的计量单位", "check the counts, or count in larger units")
	ErrTooManySets = rule.Refuse(816, "trace.too_many_sets",
		"产品 {product} 在结算期 {period} 所用输入的组合超过 {max} 种",
		"{product} was used with more than {max} different sets of inputs in {period}",
		"合并所用输入相同或相近的计数项", "count uses that need nearly the same inputs together")
	ErrGrant = rule.Refuse(817, "trace.grant_not_usable",
		"{object} 的使用权限 {grant} 在 {from} 至 {to} 期间不可用（{cause}）",
		"grant {grant} of {object} was not usable over {from} to {to} ({cause})",
		"权限不可用期间不得提供服务；核对时间窗口", "nothing is served meanwhile; check the window").
		Under("grant.operator_basis")
	ErrConsentCount = rule.Refuse(818, "trace.consent_count", "使用 {count} 次，同意只对应 {have} 次",
		"{count} uses, but consents for {have}", "逐次列明同意，缺少同意的不得提供；可拆分批次",
		"name a consent for each use, split the batch; without consent there is no use").
		Under("personal.rule")
	ErrConsent = rule.Refuse(819, "trace.consent_inactive",
		"同意 {handle} 在 {from} 至 {to} 期间并非始终有效（{cause}）",
		"consent {handle} was not active over {from} to {to} ({cause})",
		"在撤回或届满时点拆分批次，仅报送之前部分", "split the batch at that instant and record the part before").
		Under("personal.rule")
	ErrConsentScope = rule.Refuse(820, "trace.consent_scope",
		"同意 {handle} 不是针对产品 {product} 或用途 {purpose} 给出的",
		"consent {handle} was not given for product {product} or purpose {purpose}",
		"使用针对该产品或用途的同意", "name consents to this product or purpose").Under("personal.rule")
	ErrRawExport = rule.Refuse(821, "export.raw", "原始数据 {object} 不得导出",
		"raw data of {object} does not leave the space", "在运营空间内使用，只导出产品",
		"use it inside the space and export products only").Under("raw.in_domain_only")
	ErrReversible = rule.Refuse(822, "export.reversible", "产品 {product} 可还原原始数据，不得导出",
		"product {product} allows reversal to raw data and is not exported",
		"处理至不可还原后再导出", "process it until nothing can be reversed").
		Under("export.forbid_reversible")
	ErrLeak = rule.Refuse(823, "export.leak", "导出产品 {product} 不得泄露个人信息、商业秘密和保密商务信息",
		"product {product} must not leak personal information or secrets when exported",
		"去除后再导出", "remove them first").Under("personal.rule")
	ErrCrossBorder = rule.Refuse(824, "export.cross_border", "产品 {product} 经审核无数据出境，不得向境外导出",
		"product {product} was reviewed as not leaving the country", "不得向境外提供",
		"do not provide it abroad").Under("review.points")
	ErrNoAssessment = rule.Refuse(825, "export.assessment_missing",
		"向境外导出产品 {product} 须附数据出境评估文件",
		"exporting {product} abroad needs the document of its assessment", "附评估文件",
		"attach that document")
	ErrCustomer = rule.Refuse(826, "trace.customer_unknown", "该客户假名未由销售方 {seller} 登记",
		"seller {seller} did not register this customer", "由销售方先登记客户假名",
		"have the seller register the pseudonym first")
	ErrCustomerTwice = rule.Refuse(827, "customer.registered", "该客户假名已由 {seller} 登记",
		"{seller} registered this customer already", "无须重复登记", "nothing needs registering")
)

var refusals = []*rule.Refusal{ErrExists, ErrUnknownProduct, ErrRecorder, ErrNotPublished,
	ErrNotRunning, ErrStraddles, ErrDay, ErrFuture, ErrFrozen, ErrLogUsed, ErrOverlap, ErrPurpose,
	ErrNotCovered, ErrCounter, ErrTooMany, ErrTooManySets, ErrGrant,
	ErrConsentCount, ErrConsent, ErrConsentScope, ErrRawExport, ErrReversible, ErrLeak,
	ErrCrossBorder, ErrNoAssessment, ErrCustomer, ErrCustomerTwice}
