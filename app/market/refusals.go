package market

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a price is refused.
var (
	ErrUnknownProduct = rule.Refuse(901, "market.product_unknown",
		"没有产品 {product}", "no product {product}",
		"核对产品编号和版本", "check product id and version")
	ErrNotGuided = rule.Refuse(902, "price.not_guided",
		"产品 {product} 不实行政府指导价", "product {product} does not stand under the guided price",
		"市场定价的产品无需上限", "a market-priced product has no ceiling")
	ErrVersion = rule.Refuse(903, "price.not_later",
		"自 {from} 起已有价格，或该日早于今日 {today}",
		"there is a price from {from} already, or that day is before today {today}",
		"新价格须自今日或以后生效，且与已有价格不同日",
		"a new price takes effect today or later, on a day of its own")
	ErrNotOwner = rule.Refuse(904, "price.not_owner",
		"产品 {product} 的收费标准由其所有方 {owner} 制定", "the tariff of {product} is set by its owner {owner}",
		"由产品所有方提交", "have the owner submit it")
	ErrNoCap = rule.Refuse(905, "price.no_cap",
		"产品 {product} 实行政府指导价，{day} 尚无 {unit} 的价格上限",
		"product {product} stands under the guided price and has no ceiling per {unit} on {day}",
		"先由价格主管部门登记上限", "have the price authority set the ceiling first").Under("price.primary")
	ErrOverCap = rule.Refuse(906, "price.over_cap",
		"价格 {price} 高于上限 {cap}（微元/{unit}，{number}）",
		"price {price} is above the ceiling {cap} (micro-yuan per {unit}, {number})",
		"降至上限以内", "lower it to the ceiling").Under("price.primary")
)

// Why a trade is refused.
var (
	ErrTradeExists = rule.Refuse(911, "trade.exists",
		"交易 {id} 已存在", "a trade {id} exists already", "换用新的交易编号", "use a new id")
	ErrNotSeller = rule.Refuse(912, "trade.not_seller",
		"产品 {product} 的卖方是 {seller}", "the seller of {product} is {seller}",
		"由产品开发方签署", "have the maker of the product sign")
	ErrNotTradable = rule.Refuse(913, "trade.product_not_published",
		"产品 {product} 未处于已发布状态", "product {product} is not published",
		"先登记并发布产品", "register and publish the product first")
	ErrNotRunning = rule.Refuse(914, "market.agreement_not_running",
		"协议 {agreement} 在 {from} 至 {to} 期间无效（{cause}）",
		"agreement {agreement} is not in force over {from} to {to} ({cause})",
		"只登记协议有效期内的事项", "only what falls into the agreement's term is recorded")
	ErrVenue = rule.Refuse(915, "trade.exchange_required",
		"产品 {product} 应当通过数据交易所交易", "product {product} is traded on the data exchange only",
		"通过交易所成交，并由交易所签署", "trade it there and have the exchange sign").
		Under("trade.primary.venue")
	ErrExchangeRef = rule.Refuse(916, "trade.exchange_ref_used",
		"交易所成交编号 {ref} 已用于交易 {trade}", "exchange reference {ref} was used by trade {trade}",
		"核对成交编号", "check the reference")
	ErrNoTariff = rule.Refuse(917, "trade.no_tariff",
		"产品 {product} 在 {day} 没有公布 {unit} 的收费标准",
		"product {product} has no published tariff per {unit} on {day}",
		"先公布收费标准", "publish the tariff first").Under("price.publish_tariff")
	ErrClearing = rule.Refuse(918, "trade.clearing",
		"收款方 {clearing} 须为卖方或本交易的交易所，且与该产品版本首笔交易一致（{fixed}）",
		"the collector {clearing} must be the seller or the trade's exchange, the same as in the "+
			"first trade of the product version ({fixed})",
		"更正收款方", "name the right collector")
	ErrForProduct = rule.Refuse(919, "trade.for_product",
		"产品 {for} 的输入中没有 {product}", "{product} is no input of product {for}",
		"核对用于再开发的产品", "check the product it is bought for")
	ErrPurpose = rule.Refuse(920, "trade.purpose",
		"产品 {product} 的用途为 {purpose}，不包括 {asked}",
		"product {product} serves {purpose}, not {asked}",
		"按产品用途交易；改变用途须重新申请", "trade it for its own purpose; apply anew for another")
	ErrConditions = rule.Refuse(921, "trade.conditions",
		"产品 {product} 的无偿使用条件尚未登记", "the conditions of free use of product {product} are not recorded",
		"先由实施机构登记无偿使用条件", "have the implementing body record the conditions first").
		Under("price.public_purpose")
	ErrNoConditions = rule.Refuse(924, "price.no_conditions",
		"产品 {product} 的公益使用不设条件", "public use of product {product} takes no conditions",
		"无须登记条件", "nothing needs recording")
	ErrConditionSigner = rule.Refuse(925, "price.conditions_signer",
		"无偿使用条件须由实施机构 {impl} 登记", "the implementing body {impl} records the conditions of free use",
		"由该机构签署", "have it sign").Under("price.public_purpose")
)

// Why an exchange is refused.
var (
	ErrNoExchange = rule.Refuse(922, "trade.exchange_role",
		"{exchange} 在 {jurisdiction} 不是数据交易场所", "{exchange} is no data exchange in {jurisdiction}",
		"写明担任该角色的交易场所", "name a party that holds the role")
	ErrCommonControl = rule.Refuse(923, "trade.common_control",
		"交易所 {exchange} 与卖方 {seller} 为同一主体或受同一控制",
		"exchange {exchange} and seller {seller} are one party or one group",
		"通过无共同控制关系的交易场所成交", "trade on an exchange outside the seller's group")
)

// Why a receipt is refused.
var (
	ErrReceiptExists = rule.Refuse(931, "receipt.exists",
		"收款 {id} 已存在", "a receipt {id} exists already", "换用新的收款编号", "use a new id")
	ErrUnknownTrade = rule.Refuse(932, "receipt.trade_unknown",
		"没有交易 {trade}", "no trade {trade}", "核对交易编号", "check the trade id")
	ErrNotCollector = rule.Refuse(933, "receipt.not_collector",
		"交易 {trade} 的收款方是 {clearing}", "the collector of trade {trade} is {clearing}",
		"由收款方登记", "have the collector record it")
	ErrFrozen = rule.Refuse(934, "market.period_frozen",
		"结算期 {period} 已冻结，{until} 后不再接受更正",
		"settlement period {period} is frozen and can be restated until {until} only",
		"保存凭证，由双方另行协商或依审计、司法决定处理",
		"keep the document: it is settled by agreement, audit or court")
	ErrInvoice = rule.Refuse(935, "receipt.invoice_used",
		"发票 {invoice} 已用于收款 {receipt}", "invoice {invoice} was used by receipt {receipt}",
		"一张发票只登记一次", "one invoice is recorded once")
	ErrCharged = rule.Refuse(936, "receipt.free_use_charged",
		"公共治理、公益用途免费，收款须为 0，不得为 {amount}",
		"public governance and welfare use is free: the amount is 0, not {amount}",
		"金额和税额填 0", "set amount and tax to 0").Under("price.public_purpose")
	ErrTariffChange = rule.Refuse(937, "receipt.tariff_changes",
		"{first} 至 {last} 期间收费标准有变更（{change} 起）",
		"the tariff changes inside {first} to {last} (from {change})",
		"按收费标准的生效日拆分收款", "split the receipt at the day of the change")
	ErrOverTariff = rule.Refuse(938, "receipt.over_tariff",
		"{units} {unit} 按收费标准为 {charge} 元，收款 {amount} 元超出",
		"{units} {unit} cost {charge} yuan by the tariff; {amount} yuan is above",
		"核对数量和金额", "check units and amount")
	ErrRefund = rule.Refuse(939, "receipt.refund",
		"退款 {amount} 与原收款 {ref} 不符：{zh}", "refund {amount} does not fit receipt {ref}: {en}",
		"核对原收款、期间与已退金额", "check the original, its window and what was returned already")
	ErrWindow = rule.Refuse(940, "receipt.window",
		"使用期间 {first} 至 {last} 超过 {max} 天", "the window {first} to {last} is longer than {max} days",
		"拆分收款", "split the receipt")
	ErrNotRecorded = rule.Refuse(941, "market.not_recorded",
		"{id} 不在待确认状态（{status}）", "{id} is not waiting for confirmation ({status})",
		"核对编号", "check the id")
	ErrConfirmer = rule.Refuse(942, "market.confirmer",
		"{id} 须由 {confirmer} 确认", "{id} is confirmed by {confirmer}",
		"请其签署", "have it sign")
	ErrSelfConfirmed = rule.Refuse(943, "market.self_confirmed",
		"{confirmer} 与登记方 {recorder} 为同一主体或受同一控制，不得确认",
		"{confirmer} is, or is under one control with, {recorder}, who recorded it",
		"由无共同控制关系的另一方确认", "another party outside the group has to confirm")
)

// Why a cost is refused.
var (
	ErrCostExists = rule.Refuse(951, "cost.exists",
		"成本 {id} 已存在", "a cost {id} exists already", "换用新的成本编号", "use a new id")
	ErrUnknownAgreement = rule.Refuse(952, "cost.agreement_unknown",
		"没有协议 {agreement}", "no agreement {agreement}", "核对协议编号", "check the agreement id")
	ErrCostRecorder = rule.Refuse(953, "cost.recorder",
		"{party} 不是协议 {agreement} 的一方，也不是该成本的出资方",
		"{party} is no party of agreement {agreement} and not the investor",
		"由协议方或出资方登记", "a party of the agreement or the investor records it")
	ErrClass = rule.Refuse(954, "cost.class",
		"协议 {agreement} 的收益分配条款不补偿 {class} 类成本",
		"the rule of agreement {agreement} recovers no cost of class {class}",
		"使用条款列明的成本类别", "use a class that the rule names")
	ErrVoucher = rule.Refuse(955, "cost.voucher_used",
		"凭证 {voucher} 已用于成本 {cost}", "voucher {voucher} was used by cost {cost}",
		"一张凭证只登记一次", "one voucher is recorded once")
	ErrInvestor = rule.Refuse(956, "cost.investor",
		"没有主体 {investor}", "no party {investor}", "核对出资方编号", "check the investor's id")
	ErrCostProduct = rule.Refuse(957, "cost.product",
		"产品 {product} 不属于协议 {agreement}", "product {product} is not under agreement {agreement}",
		"核对产品编号和版本", "check product id and version")
	ErrCostDate = rule.Refuse(958, "cost.future",
		"凭证日期 {date} 晚于今日", "the voucher's date {date} is in the future",
		"支出发生后再登记", "record it once it was spent")
)

// Why a correction of a cost is refused.
var (
	ErrCorrection = rule.Refuse(944, "cost.correction",
		"{ref} 不是已确认的成本，也不是已计入的投资分期",
		"{ref} is no confirmed cost and no part of an investment that entered",
		"核对原成本或投资的编号和期次", "check the id, and the part of an investment")
	ErrOverCorrected = rule.Refuse(945, "cost.over_corrected",
		"核减 {less} 元超过成本 {ref} 的余额 {left} 元",
		"{less} yuan is more than what is left of cost {ref}, {left} yuan",
		"核对核减金额", "check the amount")
)

var refusals = []*rule.Refusal{ErrUnknownProduct, ErrNotGuided, ErrVersion, ErrNotOwner, ErrNoCap,
	ErrOverCap, ErrTradeExists, ErrNotSeller, ErrNotTradable, ErrNotRunning, ErrVenue, ErrExchangeRef,
	ErrNoTariff, ErrClearing, ErrForProduct, ErrPurpose, ErrConditions, ErrNoConditions,
	ErrConditionSigner, ErrNoExchange,
	ErrCommonControl, ErrReceiptExists,
	ErrUnknownTrade, ErrNotCollector, ErrFrozen, ErrInvoice, ErrCharged, ErrTariffChange,
	ErrOverTariff, ErrRefund, ErrWindow, ErrNotRecorded, ErrConfirmer, ErrSelfConfirmed,
	ErrCostExists, ErrUnknownAgreement, ErrCostRecorder, ErrClass, ErrVoucher, ErrInvestor,
	ErrCostProduct, ErrCostDate, ErrCorrection, ErrOverCorrected, ErrCommissioner, ErrObjection,
	ErrObjector, ErrCostSettled,
	ErrNotPlatform, ErrNoPlatformFee, ErrOwnPlatform, ErrAboveCost, ErrUnequal, ErrSchedule,
	ErrAgreementParty}
