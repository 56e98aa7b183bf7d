package regime

// An overlay is a national document that stands above the provinces' regimes: its keys are its own
// and are never mixed into a profile.
type OverlaySchema struct {
	Name   string `json:"name"` // such as "price_formation"
	Zh, En string
	Keys   []Key `json:"keys"`
}

// Overlays are the national documents the program knows how to read.
var Overlays = []OverlaySchema{
	{Name: "price_formation", Zh: "公共数据运营服务费价格形成机制",
		En: "how prices of public-data operation are formed", Keys: priceFormationKeys},
	{Name: "disclosure", Zh: "授权运营信息披露", En: "yearly disclosure of authorized operation",
		Keys: disclosureKeys},
}

// LookupOverlay returns an overlay's schema.
func LookupOverlay(name string) (OverlaySchema, bool) {
	for _, o := range Overlays {
		if o.Name == name {
			return o, true
		}
	}
	return OverlaySchema{}, false
}

var priceFormationKeys = []Key{
	wordKey("public_purpose.price", []string{"free", "conditional", "priced"},
		"公共治理、公益事业用途的价格", "price for public governance and welfare").filled(),
	wordKey("industry.price", []string{"guided", "market"},
		"产业、行业发展用途的定价方式", "how use by industry is priced").filled(),
	listKey("authority", roles, "定价主管部门", "authorities that set the rules of price").filled(),
	listKey("authority.levels", levelsOf, "原则上由哪一级定价；其余为可授权层级",
		"level that prices in principle, then those it may authorize").filled(),
	wordKey("allowed_revenue.verified_by", roles, "核定最高准许收入的牵头部门",
		"who leads verifying the maximum allowed revenue").filled(),
	listKey("allowed_revenue.terms", []string{"operating_cost", "allowed_profit", "tax"},
		"最高准许收入的构成", "what the maximum allowed revenue is made of").filled(),
	flagKey("allowed_revenue.deduct_subsidy", "经营成本扣除政府补助",
		"whether government subsidy is deducted from cost"),
	listKey("operating_cost.items", nil, "经营成本的项目", "items of operating cost"),
	wordKey("allowed_profit.base", []string{"cost", "net_asset", "effective_asset"},
		"准许利润率的计算基数", "what the profit rate multiplies").filled(),
	wordKey("allowed_profit.reference", []string{"treasury_ten_years"},
		"准许利润率的参照", "what the profit rate is measured by").filled(),
	countKey("allowed_profit.premium_max_bp", "在参照之上的最高加点，万分之一",
		"most that may be added to it, in basis points"),
	wordKey("ceiling.set_by", []string{"authorizer", "price"}, "逐项产品上限收费标准的制定主体",
		"who sets the ceiling of each product").filled(),
	listKey("ceiling.reported_to", roles, "上限收费标准的报告对象", "to whom ceilings are reported"),
	listKey("ceiling.factors", nil, "制定上限收费标准考虑的因素", "what a ceiling takes into account"),
	wordKey("tariff.set_by", roles, "具体收费标准的制定主体", "who sets the actual tariff").filled(),
	flagKey("tariff.at_most_ceiling", "具体收费不得高于上限", "whether a tariff keeps to its ceiling"),
	listKey("tariff.units", []string{"item", "use", "hour", "call"}, "计费单位", "units of a tariff").
		filled(),
	flagKey("trial_tariff.without_full_year", "无完整经营年度的执行试行收费标准",
		"whether an operator without a full year has a trial tariff"),
	wordKey("trial_tariff.set_by", roles, "试行收费标准的制定主体", "who sets the trial tariff"),
	flagKey("carry_over.excess_deducted", "超过准许收入的部分在下一周期扣减",
		"whether income above the allowed revenue is deducted in the next cycle"),
	wordKey("cycle", years, "核定周期", "length of a cycle").filled(),
	flagKey("tariff.published", "收费公示", "whether tariffs are public"),
	wordKey("report.annual.by", roles, "年度经营报告的报送主体", "who reports on operation every year"),
}

var disclosureKeys = []Key{
	wordKey("period", years, "披露周期", "how often").filled(),
	dayKey("due", "披露截止日，披露上一周期情况", "the day it is due, about the period before"),
	listKey("impl.items", []string{"own_information", "authorization", "ceilings"},
		"实施机构披露的内容", "what the implementing body discloses").filled(),
	listKey("operator.items", []string{"own_information", "authorized_resources", "product_list",
		"actual_fees"}, "运营机构披露的内容", "what the operator discloses").filled(),
}
