package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// documented is a record with the documents that it names: the digests are what counts.
type documented struct {
	agreement wire.ID // it belongs to; zero for a resource
	place     string
	digests   []crypto.Digest
}

func (d *documented) add(all ...rule.Evidence) {
	for _, e := range all {
		if !e.Digest.IsZero() {
			d.digests = append(d.digests, e.Digest)
		}
	}
}

func (d *documented) acts(all ...access.Act) {
	for _, a := range all {
		d.add(a.Evidence)
	}
}

// documentsOf reads a record of a kind with the documents that it names.
func documentsOf(r state.Reader, kind string, id wire.ID) (d documented, ok bool) {
	switch kind {
	case "plan":
		v, known := authorization.GetPlan(r, id)
		d.place, ok = v.Jurisdiction, known
		d.add(v.Document, v.Guidance, v.Consent, v.Study, v.Approval, v.Withdrawal)
	case "selection":
		v, known := authorization.GetSelection(r, id)
		d.agreement, d.place, ok = v.Agreement, v.Jurisdiction, known
		d.add(v.Notice, v.Report, v.Experts, v.Decision)
		p, _ := authorization.GetPublicity(r, authorization.OfSelection, id)
		d.add(p.Notice)
	case "agreement":
		v, known := authorization.GetAgreement(r, id)
		d.agreement, ok = id, known
		d.add(v.Document, v.Exception, v.EndEvidence)
		for _, i := range v.Consulted {
			d.add(i.Evidence)
		}
	case "application":
		v, known := access.GetApplication(r, id)
		d.agreement, ok = v.Agreement, known
		d.acts(v.Submitted, v.Closed)
		for _, s := range v.Panel {
			d.acts(s.Act)
		}
	case "grant":
		v, known := access.GetGrant(r, id)
		d.agreement, ok = v.Agreement, known
		d.acts(v.Opened, v.Revocation)
	case "resource":
		v, known := catalog.Get(r, id)
		d.place, ok = v.Jurisdiction, known
		d.add(v.Evidence, v.Gathering)
	case "report":
		v, known := reported.Get(r, id)
		d.agreement, ok = v.Agreement, known
		d.add(v.Report)
	case "disclosure":
		v, known := disclosures.Get(r, id)
		d.agreement, ok = v.Agreement, known
		d.add(v.Document)
	default:
		return moneyDocuments(r, kind, id)
	}
	return d.placed(r), ok
}

// moneyDocuments reads a record of money, whose voucher or invoice is known by its digest alone.
func moneyDocuments(r state.Reader, kind string, id wire.ID) (d documented, ok bool) {
	switch kind {
	case "trade":
		v, known := market.GetTrade(r, id)
		d.agreement, ok = agreementOf(r, v.Product, v.Version), known
		d.add(v.Evidence)
	case "receipt":
		v, known := market.GetReceipt(r, id)
		d.agreement, ok = agreementOf(r, v.Product, v.Version), known
		d.add(v.Evidence, rule.Evidence{Digest: v.Invoice})
	case "cost":
		v, known := market.GetCost(r, id)
		d.agreement, ok = v.Agreement, known
		d.add(v.Evidence, rule.Evidence{Digest: v.Voucher})
	}
	return d.placed(r), ok
}

// placed puts the record where its agreement is; one below an authorized-operation agreement
// belongs to that.
func (d documented) placed(r state.Reader) documented {
	if k, ok := trace.ContractNamed(r, d.agreement); ok {
		d.agreement = k.Parent
		a, _ := authorization.GetAgreement(r, k.Parent)
		d.place = a.Jurisdiction
	}
	return d
}
