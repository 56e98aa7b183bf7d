package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

var dutyQueries = []rule.Query{
	{Name: "incident", Zh: "一起安全事件及其办理情况", En: "one incident and how far it is", Args: oneArg,
		Serve: serveIncident},
	{Name: "incidents", Zh: "安全事件清单", En: "incidents, a page at a time", Args: listArg,
		Serve: list(incidents)},
	{Name: "disclosures", Zh: "信息披露清单", En: "disclosures, a page at a time", Args: listArg,
		Serve: list(disclosures)},
	{Name: "reports", Zh: "已报送的报告清单", En: "reports filed, a page at a time", Args: listArg,
		Serve: list(reported)},
	filedQuery,
	{Name: "report_requests", Zh: "报告要求清单", En: "reports asked for, a page at a time",
		Args: listArg, Serve: list(requested)},
	{Name: "score", Zh: "一次供数贡献评价及其依据的事项", En: "one provider's score with the facts it counts",
		Args: oneArg, Serve: serveScore},
	{Name: "scores", Zh: "供数贡献评价清单", En: "scores, a page at a time", Args: listArg,
		Serve: list(scores)},
	{Name: "supervision_records", Zh: "监督检查、配合情况、应急演练、需求调研、归档记录清单",
		En:   "records of inspections, cooperation, drills, surveys and archiving, a page at a time",
		Args: listArg, Serve: list(records)},
	{Name: "case", Zh: "一项用数协调及其经过", En: "one case and what was done about it", Args: oneArg,
		Serve: one(cases)},
	{Name: "cases", Zh: "用数协调清单", En: "cases, a page at a time", Args: listArg,
		Serve: list(cases)},
}

// ShownIncident is an incident with its state.
type ShownIncident struct {
	Incident
	Status string `json:"status"`
}

func serveIncident(q rule.Ask) (any, error) {
	id, err := askedID(q, "id")
	if err != nil {
		return nil, err
	}
	v, ok := incidents.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return ShownIncident{v, v.status()}, nil
}

// ShownScore is a score with the facts of its period that were due when it was issued.
type ShownScore struct {
	Score
	Facts []catalog.Fact `json:"facts"`
}

func serveScore(q rule.Ask) (any, error) {
	id, err := askedID(q, "id")
	if err != nil {
		return nil, err
	}
	v, ok := scores.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	facts, _ := catalog.FactsOf(q.Store, v.Provider, v.Jurisdiction, v.Period, maxFacts,
		v.Issued)
	return ShownScore{v, facts}, nil
}
