package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// What Apply writes beside its own record when it meets a duty that it may have to open first.
const serveWrites = regime.OpenWrites + regime.MeetWrites

// maxTold bounds the offices that a profile has told of an incident.
const maxTold = 8

// Kinds of incidents, disclosures, reports, scores, records and cases.
var dutyKinds = []rule.Kind{
	{Name: "incident.open", Zh: "登记安全事件", En: "open a security incident",
		Law: "YN §29; HB 五(五)3; HE §35(3); GD §39(4)", Weight: rule.Urgent,
		Writes: 4 + maxTold*regime.OpenWrites, New: func() rule.Msg { return new(IncidentOpen) }},
	{Name: "incident.plan_start", Zh: "启动应急预案", En: "start the emergency plan of an incident",
		Law: "YN §29; HB 五(五)3", Weight: rule.Urgent, Writes: 1,
		New: func() rule.Msg { return new(IncidentPlanStart) }},
	{Name: "incident.report", Zh: "报告安全事件", En: "report an incident to an office",
		Law: "YN §29; HB 五(五)3", Weight: rule.Urgent, Writes: 1 + regime.MeetWrites,
		New: func() rule.Msg { return new(IncidentReport) }},
	{Name: "incident.suspend", Zh: "安全事件处置期间暂停取数权限",
		En: "close access to data while an incident is open", Law: "YN §29; HB 五(五)3; HE §35(3)",
		Weight: rule.Urgent, Writes: 3, Dual: true,
		New: func() rule.Msg { return new(IncidentSuspend) }},
	{Name: "incident.contain", Zh: "安全事件得到控制", En: "say that an incident is under control",
		Law: "YN §29; HB 五(五)3", Weight: rule.Urgent, Writes: 1,
		New: func() rule.Msg { return new(IncidentContain) }},
	{Name: "incident.close", Zh: "办结安全事件", En: "close an incident", Law: "YN §29; HB 五(五)3",
		Weight: rule.Urgent, Writes: 5, Dual: true,
		New: func() rule.Msg { return new(IncidentClose) }},
	{Name: "disclosure.publish", Zh: "信息披露", En: "say what was made public about an agreement",
		Law:    "GZ §24; GD §23 §35; YN §32; HE §31; HB 四(七)4",
		Weight: rule.Ordinary, Writes: 3 + serveWrites,
		New: func() rule.Msg { return new(DisclosurePublish) }},
	{Name: "report.submit", Zh: "报送报告", En: "file a report with the offices it goes to",
		Law: "GD §37; HE §32; HB 五(六)", Weight: rule.Ordinary, Writes: 3 + serveWrites,
		New: func() rule.Msg { return new(ReportSubmit) }},
	{Name: "report.request", Zh: "要求运营机构报告", En: "ask the operator for a report by a day",
		Law: "HE §32¶1", Weight: rule.Ordinary, Writes: 1 + regime.OpenWrites,
		New: func() rule.Msg { return new(ReportRequest) }},
	{Name: "score.issue", Zh: "评价数据提供单位的供数贡献", En: "evaluate the supply of a provider",
		Law: "HB 四(七)2; GZ §23; GD §38¶1; YN §26¶1", Weight: rule.Ordinary, Writes: 1, Dual: true,
		New: func() rule.Msg { return new(ScoreIssue) }},
	{Name: "inspection.record", Zh: "记录监督检查情况", En: "record the finding of an inspection",
		Law: "GZ §31; GD §33¶1; HB 五(三)", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(InspectionRecord) }},
	{Name: "cooperation.record", Zh: "记录拒绝、隐瞒或者提供虚假材料",
		En:  "record that material was refused, concealed or false",
		Law: "GZ §23; GD §38¶3; YN §26¶3; HE §33; HB 五(八)", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(CooperationRecord) }},
	{Name: "emergency.record", Zh: "登记应急预案或演练", En: "file an emergency plan or a drill",
		Law: "YN §29", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(EmergencyRecord) }},
	{Name: "demand.record", Zh: "记录用数需求调研", En: "record a survey of the data needed",
		Law: "GD §13¶1", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(DemandRecord) }},
	{Name: "archive.record", Zh: "记录电子文件归档", En: "record that electronic files were archived",
		Law: "HE §38", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(ArchiveRecord) }},
	{Name: "case.open", Zh: "申请协调用数需求或争议", En: "ask the bureau to coordinate over data",
		Law: "GD §13", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(CaseOpen) }},
	{Name: "case.escalate", Zh: "将协调事项提交上一级", En: "hand a case up", Law: "GD §13¶2–3",
		Weight: rule.Ordinary, Writes: 1, New: func() rule.Msg { return new(CaseEscalate) }},
	{Name: "case.settle", Zh: "协调事项办结", En: "settle a case", Law: "GD §13¶2–3",
		Weight: rule.Ordinary, Writes: 1, New: func() rule.Msg { return new(CaseSettle) }},
}
