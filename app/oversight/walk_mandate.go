package oversight

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// consent: of whoever shared the data, and of the persons and enterprises that it points to.
func (w *walking) consent() {
	holds, shared, personal := true, 0, 0
	for _, id := range w.resources() {
		v, _ := catalog.Get(w.store(), id)
		w.show("catalog/resources", id.Party, id.Local)
		if v.Personal || v.Secret {
			personal++
		}
		p := regime.At(w.store(), v.Regime)
		if v.Origin != catalog.Shared || !p.Bool("shared_data.consent_required") {
			continue
		}
		shared++
		k, ok := catalog.ConsentFor(w.store(), id, v.Registered)
		if ok {
			w.show("catalog/consents", k.ID.Party, k.ID.Local)
			w.signed("sharing.give "+k.ID.String(), v.Sharer, k.AnsweredBy, k.Answered, k.Attested)
		}
		holds = holds && ok
	}
	from, to, _ := regime.PeriodBounds(w.d.Run.Period)
	consents := uint64(0)
	for _, p := range w.all {
		found, more := trace.BatchesIn(w.store(), p.ID, p.Version, from, to, maxShown)
		w.hop.More = w.hop.More || more && personal > 0
		for _, id := range found {
			if b, _ := trace.GetBatch(w.store(), id); b.Consents > 0 {
				consents += uint64(b.Consents)
				w.show("trace/batches", id.Party, id.Local)
			}
		}
	}
	zh := "共享数据 " + strconv.Itoa(shared) + " 项，个人或企业数据 " + strconv.Itoa(personal) +
		" 项，随调用列明同意 " + strconv.FormatUint(consents, 10) + " 份"
	if shared+personal == 0 {
		zh = "无共享、个人或企业秘密数据，无须征求同意"
	}
	w.says(holds, zh, strconv.Itoa(shared)+" shared and "+strconv.Itoa(personal)+
		" personal or secret resources; "+strconv.FormatUint(consents, 10)+" consents listed with uses")
}

// agreement: the authorized-operation agreement, in force over the period.
func (w *walking) agreement() {
	a := w.base
	if a.ID.IsZero() {
		w.says(false, "产品不在授权运营协议之下", "the products stand under no agreement")
		return
	}
	w.agreementRecords(max(a.Version, 1))
	who := a.Impl
	if len(a.SignedBy) == 0 && len(a.Signers) > 0 {
		who = a.Signers[0]
	}
	w.signed("agreement.sign "+a.ID.String(), who, a.SignedBy, a.Signed, false)
	from, to, _ := regime.PeriodBounds(w.d.Run.Period)
	w.says(a.Start() < to && from < a.End(), "授权运营协议 "+a.ID.String()+"，"+a.FirstDay.String()+
		" 至 "+a.LastDay.String()+"，实施机构 "+a.Impl+"，运营机构 "+a.Operator,
		"agreement "+a.ID.String()+", "+a.FirstDay.String()+" to "+a.LastDay.String()+
			", implementing body "+a.Impl+", operator "+a.Operator)
}

// publicity: the choice of the operator was public as long as the rules want, and nothing stood
// against it.
func (w *walking) publicity() {
	s, _ := authorization.GetSelection(w.store(), w.base.Selection)
	v, ok := authorization.GetPublicity(w.store(), authorization.OfSelection, s.ID)
	w.show("authorization/publicities", authorization.OfSelection, s.ID.Party, s.ID.Local)
	if !ok {
		needed := regime.At(w.store(), s.Regime).Int("operator_publicity.min") > 0
		w.says(!needed, "无公示记录", "no publicity on record")
		return
	}
	w.signed("publicity.start "+s.ID.String(), v.By, v.StartedBy, v.Started, false)
	w.says(v.Open == 0 && v.Started < s.Decided, "公示自 "+v.Started.Date().String()+"，异议 "+
		number(v.Objections)+" 件，未处理 "+number(v.Open)+" 件", "public from "+
		v.Started.Date().String()+"; "+number(v.Objections)+" objections, "+number(v.Open)+" open")
}

// selection: how the operator was chosen.
func (w *walking) selection() {
	s, ok := authorization.GetSelection(w.store(), w.base.Selection)
	w.show("authorization/selections", s.ID.Party, s.ID.Local)
	w.signed("selection.announce "+s.ID.String(), s.Impl, s.AnnouncedBy, s.Announced, false)
	w.signed("selection.decide "+s.ID.String(), s.Impl, s.DecidedBy, s.Decided, false)
	w.says(ok && s.Chosen == w.base.Operator && s.Decided != 0, "以 "+s.Method+" 选定 "+s.Chosen+"，"+
		s.Decided.Date().String()+" 决定", s.Chosen+" was chosen by "+s.Method+", decided "+
		s.Decided.Date().String())
}

// plan: the plan and its approval.
func (w *walking) plan() {
	v := authorization.VersionOn(w.store(), w.base, w.day())
	p, ok := authorization.GetPlanVersion(w.store(), w.base.Plan, v.Plan)
	w.planRecords(v.Plan)
	w.signed("plan.draft "+p.ID.String(), "", p.DraftedBy, p.Drafted, false)
	w.signed("plan.approve "+p.ID.String(), p.Approver, p.ApprovedBy, p.Approved, p.Attested)
	w.says(ok && p.Approved != 0, "实施方案 "+p.ID.String()+" 第 "+number(p.Version)+" 版由 "+p.Approver+
		" 于 "+p.Approved.Date().String()+" 批准", "version "+number(p.Version)+" of plan "+
		p.ID.String()+" was approved by "+p.Approver+" on "+p.Approved.Date().String())
}

// day is the last day of the period on which the agreement ran.
func (w *walking) day() wire.Date {
	_, to, _ := regime.PeriodBounds(w.d.Run.Period)
	return min((to - 1).Date(), (w.base.End() - 1).Date())
}
