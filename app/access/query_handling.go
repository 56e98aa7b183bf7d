package access

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

var handlingQueries = []rule.Query{
	{Name: "person", Zh: "加工处理人员备案", En: "a worker's file",
		Args: []rule.Arg{argID}, Serve: one(persons)},
	{Name: "persons", Zh: "加工处理人员备案列表", En: "workers on file",
		Args: []rule.Arg{argParty, argAfter, argLimit, rule.Reverse}, Serve: list(persons)},
	{Name: "import", Zh: "导入的非公共数据", En: "imported non-public data",
		Args: []rule.Arg{argID}, Serve: one(imports)},
	{Name: "imports", Zh: "导入的非公共数据列表", En: "imports",
		Args: []rule.Arg{argParty, argAfter, argLimit, rule.Reverse}, Serve: list(imports)},
	{Name: "raw", Zh: "原始数据申请", En: "a request for raw data",
		Args: []rule.Arg{argID}, Serve: one(raws)},
	{Name: "raws", Zh: "原始数据申请列表", En: "requests for raw data",
		Args: []rule.Arg{argParty, argAfter, argLimit, rule.Reverse}, Serve: list(raws)},
	{Name: "subject_consent", Zh: "一项个人或企业的同意", En: "one consent by its number",
		Args:  []rule.Arg{{Name: "handle", Zh: "同意序号", En: "number of the consent", Required: true}},
		Serve: serveConsent},
	{Name: "subject_consent_spans", Zh: "若干项同意的有效期间", En: "when each of some consents is active",
		Args: []rule.Arg{{Name: "handles", Zh: "同意序号，以逗号分隔，至多 1000", Required: true,
			En: "numbers of consents, separated by commas, at most 1000"}}, Serve: serveConsentSpans},
	{Name: "subject_consent_set", Zh: "一批同意", En: "a set of consents as collected",
		Args: []rule.Arg{argID}, Serve: one(consentSets)},
	{Name: "subject_consents", Zh: "同意批次列表", En: "sets of consents",
		Args: []rule.Arg{argParty, argAfter, argLimit, rule.Reverse}, Serve: list(consentSets)},
}

// ConsentView is one consent with its set and whether it is active now.
type ConsentView struct {
	Handle  uint64     `json:"handle"`
	Consent Consent    `json:"consent"`
	Set     ConsentSet `json:"set"`
	Active  bool       `json:"active"`
	Cause   string     `json:"cause,omitempty"`
}

func serveConsent(q rule.Ask) (any, error) {
	handle, err := strconv.ParseUint(q.Args["handle"], 10, 64)
	if err != nil {
		return nil, rule.Malformed("handle", "须为序号", "must be a number")
	}
	l := NewConsents(q.Store)
	v, set, ok := l.find(handle)
	if !ok {
		return nil, rule.ErrNotFound
	}
	_, cause, active := l.During(handle, q.Time, q.Time+1)
	return ConsentView{Handle: handle, Consent: v, Set: set, Active: active, Cause: cause}, nil
}

// serveConsentSpans leaves out numbers that were never given.
func serveConsentSpans(q rule.Ask) (any, error) {
	numbers := strings.Split(q.Args["handles"], ",")
	if len(numbers) > rule.MaxPage {
		return nil, rule.Malformed("handles", "至多 1000 项", "at most 1000")
	}
	out := []ConsentSpan{}
	l := NewConsents(q.Store)
	for _, s := range numbers {
		handle, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return nil, rule.Malformed("handles", "须为以逗号分隔的序号", "must be numbers separated by commas")
		}
		if span, found := l.Span(handle); found {
			out = append(out, span)
		}
	}
	return out, nil
}
