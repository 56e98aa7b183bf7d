package settle

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a confirmation is refused.
var (
	ErrNoStatement = rule.Refuse(1001, "statement.unknown",
		"{period} 没有 {payer} 付 {payee} 的结算单", "no statement {period} of {payer} to {payee}",
		"核对期间、付款方和收款方", "check period, payer and payee")
	ErrNotLanded = rule.Refuse(1002, "statement.not_landed",
		"{period} 的结算结果尚未完整入账（{stage}）", "the result of {period} is not complete ({stage})",
		"待结算入账后再确认", "confirm once it has landed")
	ErrSigner = rule.Refuse(1003, "statement.signer",
		"{party} 不是该结算单的付款方、收款方或实施机构",
		"{party} is neither payer nor payee of the statement nor the implementing body",
		"仅确认本机构的结算单", "confirm only one's own statement")
	ErrDigest = rule.Refuse(1004, "statement.digest",
		"结算单摘要应为 {want}", "the statement's digest is {want}",
		"核对结算单内容后重新确认", "check the statement and confirm again")
	ErrConfirmed = rule.Refuse(1005, "statement.confirmed_before",
		"{party} 已确认该结算单", "{party} has confirmed the statement already",
		"无需重复确认", "nothing to do")
)

var refusals = []*rule.Refusal{ErrNoStatement, ErrNotLanded, ErrSigner, ErrDigest, ErrConfirmed}
