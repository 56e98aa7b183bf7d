package rule

// spoken are the arguments of sentences whose values are words of the wire: a Chinese sentence says
// them in Chinese.
var spoken = map[string]bool{"status": true, "cause": true, "unit": true, "stage": true,
	"mode": true}

// chinese are those words. Codes and JSON keep the wire's own.
var chinese = map[string]string{
	// states of entries, plans, selections, applications, products, money and runs
	"drafted": "已编制", "returned": "已退回", "reviewed": "已审核", "published": "已发布",
	"registered": "已登记", "announced": "征集中", "evaluated": "已评选", "in_publicity": "公示中",
	"decided": "已确定", "void": "已作废", "applied": "已申请", "qualified": "已审核通过",
	"under_review": "审核中", "rejected": "已驳回", "admitted": "已准入", "submitted": "已提交", "approved": "已批准",
	"developed": "已开发", "in_review": "审核中", "passed": "审核通过", "failed": "审核未通过",
	"withdrawn": "已撤回", "recorded": "待确认", "confirmed": "已确认", "open": "未冻结",
	"frozen": "已冻结", "landing": "入账中", "landed": "已入账", "final": "已定案", "parked": "已搁置",
	// why something is not in force
	"agreement.not_started": "尚未生效", "agreement.expired": "期限届满",
	"agreement.terminated": "已提前终止", "agreement.straddles_end": "时段跨越终止时点",
	"agreement.out_of_scope":  "协议变更后不在授权范围",
	"dev_agreement.not_begun": "开发利用协议尚未生效", "dev_agreement.ended": "开发利用协议已到期",
	"dev_agreement.terminated": "开发利用协议已提前终止", "grant.suspended": "使用权限已暂停",
	"grant.no_such_item": "使用权限不含该对象", "holder.measure": "持有人受措施限制",
	"grant.unknown": "没有该使用权限", "grant.not_yet_open": "使用权限尚未开放",
	"grant.expired": "使用权限已到期", "grant.revoked": "使用权限已撤销",
	"holder.role": "持有人未担任运营机构", "holder.admission": "持有人未获准入",
	"holder.related": "持有人与运营机构有关联", "correction": "补正中",
	"product.not_offered": "产品未发布", "resource.unknown": "目录中没有该资源",
	"resource.not_published": "尚未发布", "resource.not_registered": "尚未登记",
	"resource.no_sharing_consent": "未取得共享提供单位同意",
	"resource.negative_list":      "已列入负面清单", "resource.kept_out": "提供单位已决定不纳入授权",
	// states of exclusions, consents and quality tickets
	"proposed": "待审议", "in_force": "生效中", "lifted": "已移出", "requested": "征求中", "given": "已同意",
	"declined": "不同意", "fulfilled": "已提供", "opened": "待处理", "answered": "已答复", "accepted": "已认可",
	// random samples of raw uses
	"committed": "等待抽取", "drawn": "待公布随机数", "revealed": "待应答", "unanswered": "逾期未应答",
	"lapsed": "逾期未公布，已失效", "contested": "异议待认定", "overturned": "异议成立",
	// objections to runs
	"filed": "待处理", "escalated": "复核中",
	// grants stopped, rectifications, incidents and cases
	"ordered": "整改中", "verified": "已核验", "not_passed": "未通过", "plan_started": "已启动预案",
	"contained": "已得到控制", "reported": "已报告", "suspended": "已暂停", "closed": "已办结",
	"settled": "已协调办结", "pass": "通过", "leading_group": "领导小组",
	// raw data, consents at call
	"assessed": "已评估", "provided": "已提供", "consent.unknown": "没有该项同意",
	"consent.not_yet": "同意尚未生效", "consent.revoked": "同意已撤回", "consent.expired": "同意已届满",
	// units of time and of use
	"working_days": "个工作日", "calendar_days": "日", "months": "个月", "years": "年",
	"item": "件", "use": "次", "call": "次调用", "hour": "小时", "day": "日", "month": "月", "year": "年",
	// stages and modes
	"primary": "初级", "redeveloped": "再开发",
	"whole": "整体授权", "sector": "分领域授权", "scenario": "场景授权",
}

// inChinese says the words among the arguments in Chinese.
func inChinese(args []string) []string {
	out := args
	for i := 0; i+1 < len(args); i += 2 {
		word, known := chinese[args[i+1]]
		if !spoken[args[i]] || !known {
			continue
		}
		if len(out) > 0 && &out[0] == &args[0] {
			out = append([]string(nil), args...)
		}
		out[i+1] = word
	}
	return out
}
