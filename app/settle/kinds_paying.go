package settle

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

var payingKinds = []rule.Kind{
	{Name: "objection.file", Zh: "对结算单明细行提出异议", En: "lines of a statement are objected to",
		Law: "rulings M9", New: func() rule.Msg { return new(ObjectionFile) },
		Writes: 2 + maxLines + regime.OpenWrites, Weight: rule.Urgent, Dual: true},
	{Name: "objection.decide", Zh: "对结算异议作出处理", En: "an objection to a run is decided",
		Law: "rulings M9", New: func() rule.Msg { return new(ObjectionDecide) },
		Writes: 2 + 2*maxLines + regime.MeetWrites, Weight: rule.Urgent, Dual: true},
	{Name: "objection.escalate", Zh: "结算异议未获解决，申请复核",
		En: "an objection rejected or left undecided goes to review", Law: "rulings M9",
		New:    func() rule.Msg { return new(ObjectionEscalate) },
		Writes: 2 + maxLines + regime.OpenWrites + regime.WaiveWrites, Weight: rule.Urgent, Dual: true},
	{Name: "bank.register", Zh: "登记收款账户（加盐摘要）", En: "a receiving account is registered",
		Law: "GZ §22¶3", New: func() rule.Msg { return new(BankRegister) }, Writes: 1,
		Weight: rule.Urgent, Dual: true},
	{Name: "payment.record", Zh: "付款方登记一笔付款", En: "the payer records a payment",
		Law: "GZ §22", New: func() rule.Msg { return new(PaymentRecord) }, Writes: 4,
		Weight: rule.Ordinary, Dual: true},
	{Name: "payment.confirm", Zh: "收款方或财政部门确认收到付款",
		En: "the payee, or finance, confirms a payment", Law: "GZ §22",
		New: func() rule.Msg { return new(PaymentConfirm) }, Writes: 5,
		Weight: rule.Ordinary, Dual: true},
	{Name: "nontax.code", Zh: "财政部门登记执收单位编码和收入项目编码",
		En: "finance registers the codes of non-tax revenue", Law: "GZ §22¶3",
		New: func() rule.Msg { return new(NontaxCode) }, Writes: 1, Weight: rule.Urgent, Dual: true},
	{Name: "nontax.import", Zh: "登记非税缴款书或缴款码", En: "a slip of non-tax revenue is recorded",
		Law: "GZ §22¶3", New: func() rule.Msg { return new(NontaxImport) }, Writes: 5,
		Weight: rule.Ordinary, Dual: true},
	{Name: "nontax.writeoff", Zh: "执收单位或财政部门核销缴款",
		En: "the executing unit, or finance, writes a slip off", Law: "GZ §22¶3",
		New: func() rule.Msg { return new(NontaxWriteoff) }, Writes: 5,
		Weight: rule.Ordinary, Dual: true},
	{Name: "refund.apply", Zh: "申请退付已缴国库的款项",
		En: "money paid to a treasury is asked back", Law: "GZ §22¶3",
		New: func() rule.Msg { return new(RefundApply) }, Writes: 2, Weight: rule.Ordinary, Dual: true},
	{Name: "refund.accept", Zh: "财政部门处理退付申请", En: "finance decides an application to return money",
		Law: "GZ §22¶3", New: func() rule.Msg { return new(RefundAccept) }, Writes: 4,
		Weight: rule.Ordinary, Dual: true},
	{Name: "reserve.release", Zh: "实施机构与持有人释放预留款",
		En: "implementing body and holder release a reserve", Law: "rulings M8",
		New: func() rule.Msg { return new(ReserveRelease) }, Writes: 3,
		Weight: rule.Ordinary, Dual: true},
}
