package settlement

// sentences says each refusal code of §6.2a in Chinese and English.
var sentences = map[string][2]string{
	CodeBadRequest: {"请求无法读取：JSON、op、method 或某个种类、层级、范围、方式不认识",
		"the request cannot be read: its JSON, op, method, or a kind, layer, scope or mode"},
	CodeNoTiers: {"没有分配层级", "there are no tiers"},
	CodeBadTier: {"一层须恰有一个种类；fee 不能给 inputs，recover 须有 costs，return 须有 on",
		"a tier has exactly one kind; no fee goes to inputs, recover has costs, return has on"},
	CodeBadBase: {"of 不在该层允许之列，或 channel_sales 缺 channel",
		"of is not among the bases of this tier, or channel_sales lacks channel"},
	CodeRate:      {"比率须写作 \"n/d\"，n、d 为整数且 d 不为 0", "a rate reads \"n/d\" with integers and d not 0"},
	CodeRateRange: {"比率须在 0 至 1 之间", "a rate is from 0 to 1"},
	CodeFloat:     {"比率不能写成小数，请写 \"n/d\"", "a rate is no decimal number: write \"n/d\""},
	CodeEmptyParts: {"remainder 没有 parts，或权重不是正整数",
		"remainder has no parts, or a weight is no positive integer"},
	CodeDupPart:          {"remainder 中同一收款方出现两次", "a payee is twice in a remainder"},
	CodeNoRemainder:      {"最后一层须为 remainder", "the last tier must be a remainder"},
	CodeRemainderNotLast: {"remainder 须在最后", "a remainder stands last"},
	CodeReturnBeforeRecover: {"return 的成本类别没有在更前的层回收",
		"return is on a class that no earlier tier recovers"},
	CodeBaseOnPrimary: {"初级产品的协议不能有 base 层", "a primary product's agreement has no base tier"},
	CodeUnknownParty: {"收款方、remit_to、所有者或投资方不是已登记的主体，也不是 owner、inputs、reserve:名称",
		"a payee, remit_to, owner or investor is no party, owner, inputs or reserve:name"},
	CodeNoContribution: {"钱可能流向 inputs 或有 base 层，却没有 contribution",
		"money can go to inputs or a base tier exists, and there is no contribution"},
	CodeBasis: {"contribution.basis 须为 by_institution、by_weight 或 by_volume",
		"contribution.basis is by_institution, by_weight or by_volume"},
	CodeCount: {"contribution.count 为空", "contribution.count is empty"},
	CodeFactor: {"contribution.factor 须逐行递减至 0，bps 为正整数",
		"contribution.factor falls row by row to 0, and bps are positive integers"},
	CodeNoFallback: {"contribution.fallback 须为 lineage、owner 或主体",
		"contribution.fallback is lineage, owner or a party"},
	CodeTreasury: {"行政机关没有 remit_to（国库）", "an administrative party has no remit_to"},
	CodeDup: {"编号出现两次（主体、节点、销售、成本，或产品的输入）",
		"an id appears twice (party, node, sale, cost, or an input of a product)"},
	CodeSeq:            {"seq 出现两次", "a seq appears twice"},
	CodeCycle:          {"产品的输入的 seq 不小于产品自己的", "an input's seq is not smaller than its product's"},
	CodeUnknownInput:   {"产品的输入不存在", "a product's input does not exist"},
	CodeUnknownProduct: {"销售、计数或成本所指的产品不存在", "a sale, trace or cost names no product"},
	CodeNoAgreement:    {"产品所指的协议不存在", "a product's agreement does not exist"},
	CodeOperatorRedevelops: {"运营机构或其控制的主体拥有再开发产品",
		"an operator, or a party of its group, owns a re-developed product"},
	CodeWeight: {"权重小于 1，或分摊的权重之和不为正",
		"a weight is below 1, or the weights of an allocation do not sum to more than 0"},
	CodeWelfareCharged: {"公益使用收了费", "a welfare use was charged for"},
	CodePriceCap:       {"销售额超过 price_cap × units", "a sale is above price_cap × units"},
	CodeRefundRef:      {"退款（负数）没有 ref", "a refund, a negative sale, has no ref"},
	CodeForProduct: {"for_product 所指产品并不使用所售产品",
		"the product of for_product does not use the product sold"},
	CodeTrace: {"计数的成员为空、重复或不是输入，次数或用量不为正，或 by_volume 没有用量",
		"a trace's members are empty, repeated or no inputs, its units or volumes not positive, " +
			"or by_volume has no volumes"},
	CodeCost:     {"成本为负", "a cost is negative"},
	CodeOverflow: {"数额超出范围", "an amount is out of range"},
}

// Sentence is what a refusal code means; an unknown code stands for itself.
func Sentence(code string) (zh, en string) {
	if s, ok := sentences[code]; ok {
		return s[0], s[1]
	}
	return code, code
}
