package access

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why oversight stops a new right of use.
var (
	ErrHeld = rule.Refuse(670, "grant.held", "评价 {cause} 未通过，实施机构尚未作出决定",
		"evaluation {cause} was not passed and awaits a decision", "由实施机构就该评价作出有理由的决定",
		"have the implementing body decide on it with reasons")
	ErrBarred = rule.Refuse(671, "access.barred", "{party} 受措施 {act} 限制",
		"{party} is kept out by measure {act}", "待措施解除后再办理", "wait until the measure is lifted").
		Under("blacklist.measures")
)
