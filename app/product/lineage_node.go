package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/wire"
)

// describe fills in what a node was, who signed for it and what entitled its maker.
func (w *walker) describe(at place) LineageNode {
	n := LineageNode{Key: at.key(), Kind: at.kind, Party: at.id.Party, Level: at.level,
		Acts: []SignedAct{}}
	switch at.kind {
	case access.KindResource:
		w.resource(&n, at)
	case kindProcessing:
		w.processing(&n, at.id)
	case access.KindImport:
		w.imported(&n, at.id)
	default:
		w.product(&n, at)
	}
	return n
}

func (w *walker) resource(n *LineageNode, at place) {
	res, _ := catalog.At(w.r, at.id, at.version)
	n.Name, n.Status, n.RegistryNo, n.From = res.Name, res.Status, res.RegistryNo, res.Published
	n.Attested = res.Attested
	if cause := w.flags.cause(at.id); cause != "" {
		n.Flags = append(n.Flags, cause)
	}
	n.act("drafted", at.id.Party, access.Act{At: res.Drafted})
	n.act("reviewed", res.Reviewer, access.Act{At: max(res.Reviewed, res.Updated)})
	n.act("published", res.Publisher, access.Act{At: res.Published})
	n.act("registered", res.Registrar, access.Act{At: res.Registered, Attested: res.Attested,
		Evidence: res.Evidence})
}

func (w *walker) processing(n *LineageNode, id wire.ID) {
	rec, _ := access.GetProcessing(w.r, id)
	n.Name, n.From, n.To = rec.Output, rec.Started, rec.Ended
	n.Digest, n.Flags = rec.Source.String(), rec.Flags
	n.act("recorded", rec.Maker, rec.Recorded)
	n.Authorization = w.entitlement(rec)
}

func (w *walker) product(n *LineageNode, at place) {
	p, _ := Get(w.r, at.id, at.version)
	n.Name, n.Status, n.Stage, n.RegistryNo = p.Name, p.Status, p.Stage, p.RegistryNo
	n.From, n.To = p.Created.At, p.Withdrawal.At
	n.Attested = p.Registration.Attested
	for _, f := range w.flags.of(p) {
		if !slices.Contains(n.Flags, f.Cause) {
			n.Flags = append(n.Flags, f.Cause)
		}
	}
	if len(p.Laws) > 1 {
		n.Laws = p.Laws
	}
	n.act("created", p.Maker, p.Created)
	for _, s := range p.Panel {
		n.act("reviewed by "+s.Role+": "+s.Decision, s.Party, s.Act)
	}
	for _, v := range p.Registrations {
		n.act("registered", "", v.Act)
	}
	n.act("published", p.Maker, p.Publication)
	for _, v := range p.Pauses {
		n.act("suspended", v.By, v.Act)
	}
	n.act("withdrawn", "", p.Withdrawal)
	if p.Agreement.IsZero() {
		return
	}
	a := Authorization(w.r, p)
	e := agreementOf(a)
	e.Purpose = p.Purpose
	e.From, e.To = a.Start(), a.End()
	e.Cause, e.InForce = a.RunsDuring(p.Created.At, p.Created.At+1)
	if p.Stage == Redeveloped {
		d, _ := access.GetDevAgreement(w.r, p.Agreement)
		e.DevAgreement, e.Application = d.ID, d.Application
		e.From, e.To = d.Start(), d.End()
	}
	n.Authorization = &e
}

// act adds an act that happened.
func (n *LineageNode) act(what, who string, a access.Act) {
	if a.At == 0 {
		return
	}
	if who == "" && len(a.By) > 0 {
		who = a.By[0].Party
	}
	n.Acts = append(n.Acts, SignedAct{What: what, Who: who, Act: a})
}

// entitlement is the authorization of one processing record over its own window.
func (w *walker) entitlement(rec access.Processing) *Entitlement {
	g, _ := access.GetGrant(w.r, rec.Grant)
	a, d, _ := g.Basis(w.r)
	e := agreementOf(a)
	e.DevAgreement, e.Grant, e.Application = d.ID, g.ID, g.Application
	e.Purpose, e.From, e.To = g.Purpose, g.From, g.To
	if g.Revoked != 0 {
		e.To = g.Revoked
	}
	e.Scenario = g.Scenario
	e.Cause, e.InForce = access.RecordUsable(w.r, rec)
	return &e
}

func agreementOf(a authorization.Agreement) Entitlement {
	return Entitlement{Agreement: a.ID, Impl: a.Impl, Operator: a.Operator, FirstDay: a.FirstDay,
		LastDay: a.LastDay}
}
