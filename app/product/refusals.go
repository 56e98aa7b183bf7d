package product

import "github.com/suyuan-ledger/suyuan/app/rule"

// Refusals of chapter 7.
var (
	ErrUnknown = rule.Refuse(701, "product.unknown", "没有产品 {product}", "there is no product {product}",
		"核对编号和版本", "check id and version")
	ErrStatus = rule.Refuse(702, "product.status", "产品 {product} 目前为 {status}，不能办理此项",
		"product {product} is {status}: this step is not possible", "按开发、审核、登记、发布的顺序办理",
		"go through creation, review, registration, publication in order")
	ErrNotMaker = rule.Refuse(703, "product.not_maker", "须由产品制作主体 {maker} 办理",
		"the maker {maker} must do this", "由制作主体提交", "have the maker submit it")
	ErrVersion = rule.Refuse(704, "product.version", "下一版本号应为 {next}", "the next version is {next}",
		"按顺序编版本号", "number versions in order")
	ErrOtherMaker = rule.Refuse(705, "product.other_maker", "该产品编号属于 {maker} 的 {stage} 产品",
		"that id is {maker}'s {stage} product", "新产品用新编号", "use a new id for a new product")
	ErrAgreement = rule.Refuse(706, "product.agreement", "协议 {id} 不存在、不属于制作主体或不在有效期内（{cause}）",
		"agreement {id} is unknown, not the maker's, or not in force ({cause})",
		"初级产品填授权运营协议，再开发产品填开发利用协议",
		"name the authorization agreement, or the development-use agreement for a re-developed product")
	ErrRedevBan = rule.Refuse(707, "product.redev_ban", "运营机构 {operator} 不得直接或间接参与再开发（{path}）",
		"operator {operator} may not take part in re-development, directly or indirectly ({path})",
		"由与运营机构无关联的开发利用机构开发", "leave it to an unrelated developer").Under("redev_ban")
	ErrProcessing = rule.Refuse(708, "product.processing", "处理记录 {id} 不存在或不是制作主体在该协议下的记录",
		"processing record {id} is unknown or not the maker's under this agreement",
		"填写本机构在该协议下的处理记录", "name the maker's own records under this agreement")
	ErrPurpose = rule.Refuse(709, "product.purpose", "用途 {purpose} 与使用权限的用途 {granted} 不符",
		"purpose {purpose} differs from the grant's purpose {granted}", "按获批场景的用途填写，或另行申请",
		"keep to the approved scenario's purpose, or apply anew").Under("application.applicant")
	ErrClosure = rule.Refuse(711, "product.closure",
		"来源过多：至多 {records} 条处理记录、{inputs} 项输入、{resources} 项资源、{laws} 项制度",
		"too many sources: at most {records} processing records, {inputs} inputs, {resources} "+
			"resources, {laws} regimes",
		"拆分产品", "split the product")
	ErrRules = rule.Refuse(712, "product.rules_differ", "协议 {id} 与 {first} 的收益分配规则不同",
		"agreements {id} and {first} carry different rules of revenue sharing",
		"各协议采用同一规则，或按协议分别形成产品", "agree on one rule, or make one product per agreement")
	ErrUnused = rule.Refuse(713, "product.agreement_unused", "没有处理记录依据协议 {id}",
		"no processing record rests on agreement {id}", "去掉该协议，或补充其下的处理记录",
		"leave it out, or name the records under it")
	ErrNotListed = rule.Refuse(714, "product.not_listed", "产品 {name} 不在实施方案 {plan} 的产品清单中",
		"product {name} is not in the product list of plan {plan}", "按清单开发，或先变更实施方案的产品清单",
		"keep to the list, or amend the plan's product list first").Under("agreement.items")
	ErrNoAgreement = rule.Refuse(715, "product.no_agreement", "使用产品 {product} 再开发须签订开发利用协议",
		"re-developing product {product} takes a development-use agreement", "先准入并签订开发利用协议",
		"be admitted and sign one first").Under("developer.admission")

	ErrNotReviewer = rule.Refuse(721, "product.not_reviewer", "签署方不是审核主体，尚待：{waiting_zh}",
		"the signers hold no open seat; waiting for: {waiting}", "由规定的审核主体审核",
		"have the body that the regime names review").Under("review.primary.reviewer")
	ErrNotRedevReviewer = rule.Refuse(724, "product.not_redeveloped_reviewer",
		"签署方不是再开发产品的审核主体，尚待：{waiting_zh}",
		"the signers hold no open seat for a re-developed product; waiting for: {waiting}",
		"由规定的审核主体审核", "have the body that the regime names review").Under("review.redeveloped.reviewer")
	ErrSelfReview = rule.Refuse(722, "product.self_review", "审核主体与制作主体同一或同一控制",
		"the reviewer is the maker or under common control with it", "由无关联的主体审核",
		"have an unrelated body review")
	ErrPoints = rule.Refuse(723, "product.review_points", "须逐项回答审核要点：{points}",
		"every review point must be answered once: {points}", "逐项回答", "answer point by point").
		Under("review.points")
	ErrSeats = rule.Refuse(725, "product.seats", "审核席位 {n} 个，超过 {max} 个（其中有期限的至多 {clocks} 个）",
		"{n} bodies would review it: at most {max}, of them {clocks} by a deadline", "拆分产品",
		"split the product")
	ErrList = rule.Refuse(726, "product.review_list", "须附实施机构的审核要求清单",
		"the implementing body's list of demands is required", "附清单的文件编号和摘要",
		"give the list's number and digest as evidence").Under("review.points")
	ErrProviso = rule.Refuse(727, "product.consent_proviso", "要点 {point} 的风险不能以主体同意消除",
		"consent does not excuse a risk under point {point}", "消除风险后重新提交审核",
		"remove the risk and submit again").Under("review.point3_consent_proviso")

	ErrRegistryNo = rule.Refuse(731, "product.registry_no", "登记号 {number} 已用于 {product}",
		"registration number {number} belongs to {product}", "核对登记号", "check the number")
	ErrRegistry = rule.Refuse(732, "product.registry", "须由登记机构签署，或由制作主体附登记证明代录",
		"the registry signs, or the maker attests with the registration document", "补签或附证明",
		"have the registry sign, or attach the document").Under("product.registration_required")
	ErrLinks = rule.Refuse(733, "product.links", "须关联来源中的全部资源，且均已登记：{object}",
		"all resources behind it must be linked and registered: {object}", "补齐关联，或先登记资源",
		"complete the links, or register the resource first").Under("product.link_to_resource")
	ErrRegistered = rule.Refuse(734, "product.registered", "产品 {product} 在 {jurisdiction} 已登记",
		"product {product} is registered in {jurisdiction} already", "无须重复登记",
		"nothing needs registering again")
	ErrRegistryPlace = rule.Refuse(735, "product.registry_place",
		"产品 {product} 不适用 {jurisdiction} 的制度",
		"product {product} stands under no regime of {jurisdiction}",
		"在所适用制度的登记机构登记", "register it where a regime of it applies")

	ErrNotReviewed = rule.Refuse(741, "product.not_reviewed", "产品 {product} 未通过审核",
		"product {product} has not passed its review", "先提交审核", "have it reviewed first")
	ErrNotRegistered = rule.Refuse(742, "product.not_registered", "产品 {product} 尚未登记，不得发布",
		"product {product} is not registered and may not be published", "先登记", "register it first").
		Under("product.registration_required")
	ErrSample = rule.Refuse(743, "product.sample", "发布须提供样例数据的摘要",
		"publication needs the digest of sample data", "提供样例数据",
		"provide sample data").Under("product.sample_on_publish")
	ErrWithdrawer = rule.Refuse(744, "product.withdrawer", "须由制作主体 {maker} 或授权主体 {impl} 撤回",
		"the maker {maker} or the authorizing body {impl} withdraws a product", "由有权主体提交",
		"have one of them submit it")
	ErrResumer = rule.Refuse(745, "product.resumer", "须由暂停它的 {by} 恢复",
		"{by}, who suspended it, resumes it",
		"由该主体确认原因消除后恢复", "have that body resume it once the cause is gone")
	ErrPauses = rule.Refuse(746, "product.pauses", "产品 {product} 已暂停 {max} 次",
		"product {product} was suspended {max} times", "撤回该版本", "withdraw the version")
	ErrPlace = rule.Refuse(747, "product.publish_place", "须在{place_zh}发布",
		"it is published on the {place}", "按规定的平台发布", "publish it where the regime says").
		Under("product.publish_place")
	ErrNoIndex = rule.Refuse(751, "product.no_index", "本节点在高度 {height} 没有溯源索引",
		"this node keeps no index of lineage at height {height}", "查询较新的高度，或向保持索引的节点查询",
		"ask about a newer height, or a node that keeps one")
	ErrNoSource = rule.Refuse(797, "product.no_source", "产品的来源只有导入的非公共数据",
		"nothing but imported data is behind the product",
		"至少使用一项公共数据资源或产品", "use at least one resource or product")
)

var refusals = []*rule.Refusal{ErrUnknown, ErrStatus, ErrNotMaker, ErrVersion, ErrOtherMaker,
	ErrAgreement, ErrRedevBan, ErrProcessing, ErrPurpose, ErrClosure, ErrRules, ErrUnused,
	ErrNotListed,
	ErrNoAgreement, ErrNotReviewer, ErrNotRedevReviewer, ErrSelfReview, ErrPoints, ErrSeats, ErrList,
	ErrProviso, ErrRegistryNo, ErrRegistry, ErrLinks, ErrRegistered, ErrRegistryPlace,
	ErrNotReviewed, ErrNotRegistered, ErrSample, ErrWithdrawer, ErrResumer, ErrPauses, ErrPlace,
	ErrNoIndex, ErrNoSource}
