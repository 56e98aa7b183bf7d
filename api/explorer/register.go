package explorer

import (
	"errors"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// register is a sort of record that the ledger lists. Each has a list and a page for every record:
// one of its own, or the one that shows any record member by member.
type register struct {
	sort    string // in the address of a record, /sort/party/local, and in its words
	list    string // query of all of them; the list stands at /registers/list
	one     string // query of one; "" where only the list has it
	of      string // argument of the list that asks for an institution's own; "": none
	group   string // the menu's entry under which it is listed
	columns string // members that the list shows after the id
	proof   string // collection of the record, for its proof; "": none
	own     bool   // has a page of its own among the routes
}

// registers are all sorts of records, in the order of the subject.
var registers = []register{
	{"resource", "resources", "resource", "provider", "resources",
		"name class grade status registry_no attested", "", true},
	{"ticket", "tickets", "", "provider", "resources", "resource problem found status outcome",
		"catalog/tickets", false},
	{"consent", "consents", "", "", "resources", "resource sharer scope status from to attested",
		"catalog/consents", false},
	{"exclusion", "exclusions", "", "", "resources", "sort resource place reason status from to",
		"catalog/exclusions", false},
	{"asset", "assets", "", "", "resources", "resource place holder number booked attested",
		"catalog/assets", false},
	{"backflow", "backflows", "", "", "resources", "resource to raw by at attested",
		"catalog/backflows", false},

	{"plan", "plans", "plan", "owner", "authorization",
		"title mode jurisdiction status approved", "", true},
	{"selection", "selections", "selection", "owner", "authorization",
		"plan method status announced chosen", "", true},
	{"agreement", "agreements", "agreement", "owner", "authorization",
		"mode impl operator first_day last_day state attested", "", true},
	{"service", "services", "service", "owner", "authorization", "plan kind provider method venue at",
		"authorization/services", false},
	{"legacy", "legacies", "legacy", "owner", "authorization",
		"jurisdiction operator began registered conformed agreement", "authorization/legacies", false},
	{"developer", "developers", "developer", "owner", "authorization",
		"jurisdiction status applied admitted", "", true},
	{"devagreement", "devagreements", "devagreement", "party", "authorization",
		"operator developer parent first_day last_day", "", true},
	{"application", "applications", "application", "party", "authorization",
		"title applicant agreement status decided", "", true},
	{"grant", "grants", "grant", "party", "authorization",
		"holder agreement purpose from to", "", true},
	{"person", "persons", "person", "party", "authorization", "jurisdiction from to cause registered",
		"access/persons", false},
	{"raw", "raws", "raw", "party", "authorization", "agreement status", "access/raw", false},
	{"subject_consent", "subject_consents", "subject_consent_set", "party", "authorization",
		"of product purpose from to given", "access/consent_sets", false},

	{"import", "imports", "import", "party", "lineage", "name of agreement from to recorded",
		"access/imports", false},
	{"processing", "processings", "processing", "party", "lineage", "job output grant started ended",
		"", true},
	{"product", "products", "product", "party", "lineage",
		"version name stage status purpose", "", true},
	{"batch", "batches", "batch", "by", "lineage",
		"product version purpose use from to count", "", true},
	{"export", "exports", "export", "by", "lineage",
		"product version cross_border recipient recorded", "trace/exports", false},
	{"violation", "violations", "violation", "by", "lineage",
		"product agreement found total status recorded", "market/violations", false},
	{"challenge", "challenges", "challenge", "by", "checks", "reporter committed stage due", "", true},

	{"trade", "trades", "trade", "by", "settlement",
		"seller product purpose unit exchange_ref", "", true},
	{"receipt", "receipts", "receipt", "by", "settlement", "product amount tax units status recorded",
		"", true},
	{"cost", "costs", "cost", "by", "settlement",
		"agreement class investor amount date status", "", true},
	{"cost_objection", "cost_objections", "", "by", "settlement",
		"cost reason raised decided upheld", "market/objections", false},
	{"investment", "investments", "investment", "by", "settlement",
		"agreement product class investor amount date status", "market/investments", false},
	{"line_objection", "line_objections", "line_objection", "", "settlement",
		"period payer payee amount status days", "settle/objections", false},
	{"payment", "payments", "payment", "by", "settlement", "payer payee amount date status",
		"settle/payments", false},
	{"refund", "refunds", "refund", "by", "settlement", "slip amount status applied decided",
		"settle/refunds", false},

	{"evaluation", "evaluations", "evaluation", "owner", "clock",
		"agreement party period outcome issued", "oversight/evaluations", false},
	{"rectification", "rectifications", "rectification", "owner", "clock",
		"agreement party what ordered status", "oversight/rectifications", false},
	{"measure", "measures", "", "owner", "clock", "agreement party measure cause from to",
		"oversight/measures", false},
	{"blacklisted", "blacklist", "", "owner", "clock", "jurisdiction developer scope cause from to",
		"", false},
	{"incident", "incidents", "incident", "owner", "clock",
		"agreement party what occurred opened closed", "oversight/incidents", false},
	{"disclosure", "disclosures", "", "owner", "clock", "agreement by topics document published",
		"oversight/disclosures", false},
	{"report", "reports", "report", "owner", "clock", "sort by period filed late",
		"oversight/reports", false},
	{"report_request", "report_requests", "", "owner", "clock", "agreement from what asked answered",
		"", false},
	{"score", "scores", "score", "owner", "clock", "provider period evaluator scored score issued",
		"oversight/scores", false},
	{"supervision_record", "supervision_records", "", "owner", "clock",
		"sort agreement party word on recorded", "", false},
	{"case", "cases", "case", "owner", "clock", "over agreement with what status level opened",
		"oversight/cases", false},
	{"log", "logs", "", "owner", "clock", "agreement class from to keeper deposited released",
		"oversight/logs", false},
	{"evidence_request", "evidence_requests", "evidence_request", "owner", "clock",
		"record custodian why due status days_late", "oversight/evidence_requests",
		false},
	{"proposal", "proposals", "proposal", "", "nodes", "reason status opened closes decided",
		"govern/proposals", false},
}

// registerOf is the register of a sort of record, nil where there is none.
func registerOf(sort string) *register {
	for i := range registers {
		if registers[i].sort == sort {
			return &registers[i]
		}
	}
	return nil
}

// registerRoutes are the lists, and the pages of records that have none of their own.
func registerRoutes() (out []route) {
	for i := range registers {
		r := &registers[i]
		out = append(out, route{"/registers/" + r.list, r.page})
		if !r.own {
			out = append(out, route{"/" + r.sort + "/{party}/{local}", r.record})
		}
	}
	return out
}

// page lists the records, those of one institution where ?of= names it.
func (r *register) page(v *view) (*page, error) {
	args, who := []string{"limit", "200", "after", v.arg("after")}, v.arg("of")
	p := &page{Menu: "registers", Kicker: v.t("menu.registers"), Title: v.t("list." + r.list)}
	if who != "" && r.of != "" {
		args = append(args, r.of, who)
		p.Sub = v.party(who) + " " + v.anchor(v.here("of", "", "after", ""), v.t("registers.everybody"))
	}
	list, next, err := v.list(r.list, append(args, r.all()...)...)
	if err != nil {
		return nil, err
	}
	t := r.rows(v, list)
	t.Filter = true
	p.add(v.listed("list", "", t, next))
	return p, nil
}

// all are the arguments with which a list that leaves closed records out shows them, too.
func (r *register) all() []string {
	if r.list == "line_objections" {
		return []string{"state", "all"}
	}
	return nil
}

// rows are records of the sort, each with a link to its page.
func (r *register) rows(v *view, list []doc) *table {
	t := v.table("list."+r.list, "id "+r.columns)
	for _, d := range list {
		id := text(d, "id")
		if r.sort == "product" || r.sort == "resource" {
			id += "@" + text(d, "version")
		}
		cells := []H{v.ref(r.sort, id)}
		for _, name := range strings.Fields(r.columns) {
			cells = append(cells, v.cell(name, d[name]))
		}
		t.add(cells...)
	}
	return t
}

// countedTo is up to how many records of a register are counted on a page that is about more.
const countedTo = 20

// directory lists the registers with how many records each has.
func directory(v *view) (*page, error) {
	p := &page{Menu: "registers", Title: v.t("menu.registers"), Sub: esc(v.t("registers.sub"))}
	last := ""
	for _, r := range registers {
		if r.group == last {
			continue
		}
		last = r.group
		list, err := v.shelf(func(x register) bool { return x.group == last }, "")
		if err != nil {
			return nil, err
		}
		list.ID, list.Title = "of-"+last, v.t("menu."+last)
		p.add(list)
	}
	return p, nil
}

// registersOf are the registers that hold records of an institution.
func (v *view) registersOf(who string) (part, error) {
	return v.shelf(func(x register) bool { return x.of != "" }, who)
}

// shelf shows some registers with how many records each has; of one institution those with any.
func (v *view) shelf(wanted func(register) bool, who string) (part, error) {
	p := part{ID: "registers", Title: v.t("menu.registers")}
	var links []string
	for _, r := range registers {
		if !wanted(r) {
			continue
		}
		args := append(r.all(), "limit", itoa(countedTo))
		if who != "" {
			args = append(args, r.of, who)
		}
		list, next, err := v.list(r.list, args...)
		if unknownHere(err) {
			continue
		}
		if err != nil {
			return part{}, err
		}
		n := itoa(len(list))
		if next != "" {
			n += "+"
		}
		if who == "" || len(list) > 0 {
			to := v.link("/registers/"+r.list, "of", who)
			links = append(links, "<li>"+string(v.anchor(to, v.t("list."+r.list)))+" <b>"+n+"</b></li>")
		}
	}
	if len(links) == 0 {
		p.Empty = v.t("none")
		return p, nil
	}
	p.HTML = H(`<ul class="shelf">` + strings.Join(links, "") + "</ul>")
	return p, nil
}

// unknownHere tells that the node that answers has no such query: its program is older than this.
func unknownHere(err error) bool {
	var no *source.Refused
	return errors.As(err, &no) && no.Told.Code == "query.unknown"
}

// mostUnder is how many records of each register are looked through for those of an agreement.
const mostUnder = 200

// under lists what else stands in the registers under an agreement: services, imports, costs,
// investments, violations, evaluations, incidents and so on.
func (v *view) under(agreement string) (part, error) {
	t := v.table("under", "kind id status from")
	t.Head[3].Label = v.label("at")
	for i := range registers {
		r := &registers[i]
		if r.own && r.sort != "cost" || !contains(r.columns, "agreement") {
			continue
		}
		list, _, err := v.list(r.list, "limit", itoa(mostUnder))
		if unknownHere(err) {
			continue
		}
		if err != nil {
			return part{}, err
		}
		for _, d := range list {
			if text(d, "agreement") == agreement {
				t.add(esc(v.t("sort."+r.sort)), v.ref(r.sort, text(d, "id")), v.state(text(d, "status")),
					nb(when(begun(d))))
			}
		}
	}
	p := v.listed("under", v.t("under"), t, "")
	p.Note = esc(v.t("under.bound"))
	return p, nil
}
