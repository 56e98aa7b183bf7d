package regime

import "github.com/suyuan-ledger/suyuan/app/rule"

var (
	// ErrNoRegime: no profile of the place is in force.
	ErrNoRegime = rule.Refuse(201, "regime.none",
		"{jurisdiction} 在 {time} 没有施行中的制度档案", "no regime profile of {jurisdiction} is in force at {time}",
		"核对行政区划代码，或等待办法施行", "check the jurisdiction code, or wait until the rules take effect")
	// ErrLapsed: the last profile of the place has expired.
	ErrLapsed = rule.Refuse(202, "regime.lapsed",
		"{jurisdiction} 的办法有效期已于 {day} 届满", "the rules of {jurisdiction} expired after {day}",
		"须待新的办法施行；已签协议按签订时的办法继续", "wait for new rules; agreements already signed run on under theirs").
		Under("legal.expires")
	// ErrGateShut: a minimum period is not over.
	ErrGateShut = rule.Refuse(203, "publicity.too_early",
		"自 {started} 起的公示尚未期满（{n}{unit}），{opens} 起方可办理",
		"the publicity begun at {started} is not over ({n} {unit}); the next step may happen "+
			"from {opens}",
		"在 {opens} 之后重新提交", "submit again from {opens}")
	// ErrCalendarMissing: a year's calendar is needed and not loaded.
	ErrCalendarMissing = rule.Refuse(204, "calendar.missing",
		"{year} 年放假调休安排尚未登记，期间无法确定", "the calendar of {year} is not loaded, so the period is not known",
		"由数据主管部门先提交 calendar.set", "have the bureau submit calendar.set first")
	// ErrDutyExists: the deadline was opened before.
	ErrDutyExists = rule.Refuse(205, "duty.exists",
		"{owner} 对 {object} 的 {duty} 期限已存在", "the deadline {duty} of {owner} on {object} exists already",
		"无需重复设立", "nothing to do")
	// ErrNoDuty: no such open deadline.
	ErrNoDuty = rule.Refuse(206, "duty.none",
		"{owner} 对 {object} 没有待办的 {duty} 期限", "{owner} has no open deadline {duty} on {object}",
		"核对事项与对象", "check the duty and the object")
	// ErrNotBureau: nobody with the bureau role of the place signed.
	ErrNotBureau = rule.Refuse(207, "calendar.bureau",
		"须由 {jurisdiction} 的数据主管部门签署", "the data bureau of {jurisdiction} must sign",
		"由该地数据主管部门的账户签署", "have an account of that bureau sign")
	// ErrSecondBody: the countersignature is missing (rulings L1).
	ErrSecondBody = rule.Refuse(208, "calendar.second_body",
		"须由另一家无共同控制关系的创始机构会签", "a second founding institution outside the bureau's control group must "+
			"countersign",
		"请另一家创始机构的账户会签", "add the signature of another founding institution")
	// ErrTestCalendar: an invented year on a real ledger.
	ErrTestCalendar = rule.Refuse(209, "calendar.test",
		"测试日历只能登记在测试账上", "a calendar marked test is only for test ledgers",
		"改用国务院办公厅发布的安排", "use the list issued by the State Council's office")
	// ErrClockBack: law time never goes back.
	ErrClockBack = rule.Refuse(210, "clock.back",
		"时间只能向前：{to} 不晚于 {now}", "time only moves forward: {to} is not after {now}",
		"给出更晚的时间", "name a later time")
	// ErrNoTestClock: the ledger's time is real.
	ErrNoTestClock = rule.Refuse(211, "clock.real",
		"本账不是测试账，时间不可拨动", "this is no test ledger: its time cannot be moved",
		"在链标识以 test- 开头的测试账上使用", "use a test ledger, whose chain id begins with test-")
)

var refusals = []*rule.Refusal{ErrNoRegime, ErrLapsed, ErrGateShut, ErrCalendarMissing,
	ErrDutyExists, ErrNoDuty, ErrNotBureau, ErrSecondBody, ErrTestCalendar, ErrClockBack,
	ErrNoTestClock}
