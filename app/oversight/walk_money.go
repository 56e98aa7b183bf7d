package oversight

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// routing: the statement that pays the line, and where the payee's income goes.
func (w *walking) routing() {
	s := w.d.Statement
	if s.Period == "" {
		w.says(true, "本行不对外付款，由下级各行承接", "the line pays nobody; lines below it do")
		return
	}
	w.show("settle/statements", s.Period, s.Payer, s.Payee)
	for _, v := range settle.Signatures(w.store(), s) {
		w.show("settle/signatures", s.Period, s.Payer, s.Payee, v.Party)
		w.signed("statement.confirm", v.Party, v.By, v.At, false)
	}
	holds, to := true, w.d.Party
	if w.d.Party != "" && w.d.Party != s.Payee {
		w.show("party/parties", w.d.Party)
		to = party.TreasuryOf(w.store(), w.d.Party)
		holds = to == s.Payee
	}
	w.show("party/parties", s.Payee)
	w.says(holds, s.Payer+" 付 "+s.Payee+"，代 "+w.d.Party+"；登记的收入去向 "+to,
		s.Payer+" pays "+s.Payee+" for "+w.d.Party+", whose income goes to "+to)
}

// entry: the line in its run. The line itself is proved by its audit path to the run's lines root.
func (w *walking) entry() {
	run := w.d.Run
	w.show("settle/runs", run.Period)
	w.says(landed(run.Stage), run.Period+" 明细行 "+w.d.Line.ID+"（"+w.d.Line.Kind+"）"+
		wire.Fen(w.d.Line.Amount).String()+" 元，共 "+number(run.Lines)+" 行",
		"line "+w.d.Line.ID+" ("+w.d.Line.Kind+") of "+run.Period+": "+
			wire.Fen(w.d.Line.Amount).String()+" yuan, one of "+number(run.Lines))
}

// rule: the rule that divided the money is the agreement's, and the plan's that it stands on.
func (w *walking) rule() {
	v := authorization.VersionOn(w.store(), w.base, w.day())
	plan, _ := authorization.GetPlanVersion(w.store(), w.base.Plan, v.Plan)
	w.agreementRecords(v.Version)
	w.planRecords(v.Plan)
	holds := len(w.all) > 0 && v.RuleHash == plan.RuleHash && crypto.SHA256(v.Rule) == v.RuleHash
	w.says(holds, "规则摘要 "+v.RuleHash.String()+"：协议第 "+number(max(v.Version, 1))+
		" 版与实施方案第 "+number(v.Plan)+" 版一致",
		"rule "+v.RuleHash.String()+" is that of version "+number(max(v.Version, 1))+
			" of the agreement and of version "+number(v.Plan)+" of the plan")
	if !holds {
		w.says(false, "协议的规则与实施方案不一致", "the agreement's rule is not the plan's")
	}
}

// agreementRecords show the agreement and, where it was amended, the version meant.
func (w *walking) agreementRecords(version uint32) {
	id := w.base.ID
	w.show("authorization/agreements", id.Party, id.Local)
	if w.base.Version >= 2 {
		w.show("authorization/versions", id.Party, id.Local, number(version))
	}
}

func (w *walking) planRecords(version uint32) {
	id := w.base.Plan
	w.show("authorization/plans", id.Party, id.Local)
	w.show("authorization/plan_versions", id.Party, id.Local, number(version))
}

// receipts: the money that came in, each confirmed by somebody else than recorded it.
func (w *walking) receipts() {
	holds, sum := len(w.d.Receipts) > 0, wire.Fen(0)
	for i, id := range w.d.Receipts {
		if i == maxShown {
			w.hop.More = true
			break
		}
		v, ok := market.GetReceipt(w.store(), id)
		w.show("market/receipts", id.Party, id.Local)
		w.signed("receipt.record "+id.String(), "", v.By, v.Recorded, false)
		w.signed("receipt.confirm "+id.String(), "", v.Checked, v.Confirmed, false)
		holds = holds && ok && v.Status == market.Confirmed
		sum += v.Amount
	}
	w.says(holds, "收款 "+named(w.d.Receipts)+"，合计 "+sum.String()+" 元，均经确认",
		"receipts "+named(w.d.Receipts)+", "+sum.String()+" yuan, all confirmed")
}

// exchange: the trades of those receipts with their numbers at the exchange.
func (w *walking) exchange() {
	var seen []wire.ID
	refs := ""
	for i, id := range w.d.Receipts {
		v, _ := market.GetReceipt(w.store(), id)
		t, ok := market.GetTrade(w.store(), v.Trade)
		if !ok || slices.Contains(seen, t.ID) || i >= maxShown {
			continue
		}
		seen = append(seen, t.ID)
		w.show("market/trades", t.ID.Party, t.ID.Local)
		if t.ExchangeRef != "" {
			w.show("market/exchange_refs", t.Exchange, t.ExchangeRef)
			refs += " " + t.Exchange + " " + t.ExchangeRef
		}
		w.signed("trade.confirm "+t.ID.String(), "", t.By, t.Confirmed, false)
	}
	if refs == "" {
		refs = " 场外 (off the exchange)"
	}
	w.says(len(seen) > 0, "交易 "+named(seen)+"；交易所编号"+refs, "trades "+named(seen)+";"+refs)
}

// traces: the uses that the contribution was counted by.
func (w *walking) traces() {
	from, to, _ := regime.PeriodBounds(w.d.Run.Period)
	batches, units := 0, uint64(0)
	for _, p := range w.all {
		for _, t := range trace.TotalsOf(w.store(), w.d.Run.Period, p.ID, p.Version) {
			w.show("trace/totals", w.d.Run.Period, p.ID.Party, p.ID.Local, number(p.Version), t.Use)
			units += t.Units
		}
		found, more := trace.BatchesIn(w.store(), p.ID, p.Version, from, to, maxShown)
		w.hop.More = w.hop.More || more
		for _, id := range found {
			b, _ := trace.GetBatch(w.store(), id)
			w.show("trace/batches", id.Party, id.Local)
			w.signed("trace.record "+id.String(), "", b.By, b.Recorded, false)
		}
		batches += len(found)
	}
	n := strconv.FormatUint(units, 10)
	w.says(true, strconv.Itoa(batches)+" 个使用批次，本期共 "+n+" 次",
		strconv.Itoa(batches)+" usage batches; "+n+" uses in the period")
}
