package settlement

import (
	"encoding/json"
	"errors"
	"math"
)

// request is what settlement run reads (settlement §6.8).
type request struct {
	Op      string      `json:"op"`
	Full    bool        `json:"full"`
	World   *Input      `json:"world"`
	Periods []Input     `json:"periods"`
	Old     []Input     `json:"old"`
	New     []Input     `json:"new"`
	Method  string      `json:"method"`
	Total   *int64      `json:"total"`
	Weights []weightRow `json:"weights"`
}

// Asking adds to a request what its caller wants besides.
type Asking struct {
	Full    bool   // settle, segments, history: every line, as "full": true in the request asks for
	Explain string // settle, history: a payee whose amount is told instead of the JSON answer
	Lang    string // of the telling: "zh" or "en"
}

// Run answers one request {"op": settle|segments|history|restate|validate|allocate, "full": bool,
// ...} with one JSON object. Refused is true where the answer names errors: {"errors": [codes]}.
func Run(raw []byte) (answer []byte, refused bool) { return Asking{}.Run(raw) }

// Run answers a request with what is asked for besides. A telling is text; a request that has none,
// such as allocate, is refused as E_BAD_REQUEST.
func (a Asking) Run(raw []byte) (answer []byte, refused bool) {
	var r request
	if !readable(raw) {
		return refuse(CodeBadRequest)
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		if tooLarge(err) {
			return refuse(CodeOverflow)
		}
		return refuse(CodeBadRequest)
	}
	r.Full = r.Full || a.Full
	if a.Explain != "" {
		return r.explain(a)
	}
	return r.answer()
}

func (r request) answer() ([]byte, bool) {
	switch {
	case r.Op == "settle" && r.World != nil:
		return r.settle()
	case r.Op == "history" && r.Periods != nil:
		return r.history()
	case r.Op == "segments" && len(r.Periods) > 0:
		return r.segments()
	case r.Op == "restate" && r.Old != nil && r.New != nil:
		return r.restate()
	case r.Op == "validate" && r.World != nil:
		return refuse(Validate(*r.World)...)
	case r.Op == "allocate" && r.Method == "largest_remainder" && r.Total != nil && r.Weights != nil:
		return r.allocate()
	}
	return refuse(CodeBadRequest)
}

// refuse answers codes; no codes are no refusal.
func refuse(codes ...string) ([]byte, bool) {
	if codes == nil {
		codes = []string{}
	}
	return appendJSON(nil, object{{"errors", codes}}), len(codes) > 0
}

func accept(o object) ([]byte, bool) { return appendJSON(nil, o), false }

func (r request) settle() ([]byte, bool) {
	reports, codes := settled([]Input{*r.World})
	if len(codes) > 0 {
		return refuse(codes...)
	}
	return r.whole(reports[0])
}

// segments settles the parts of one cut period and answers as settle does for the whole of it.
func (r request) segments() ([]byte, bool) {
	reports, codes := settled(r.Periods)
	if len(codes) > 0 {
		return refuse(codes...)
	}
	return r.whole(Joined(reports))
}

func (r request) whole(report Report) ([]byte, bool) {
	if r.Full {
		return accept(report.object())
	}
	return accept(report.brief())
}

// explain tells a payee's amount, period by period.
func (r request) explain(a Asking) ([]byte, bool) {
	periods := r.Periods
	switch {
	case r.Op == "settle" && r.World != nil:
		periods = []Input{*r.World}
	case r.Op == "segments" && len(r.Periods) > 0, r.Op == "history" && r.Periods != nil:
	default:
		return refuse(CodeBadRequest)
	}
	reports, codes := settled(periods)
	if len(codes) > 0 {
		return refuse(codes...)
	}
	if r.Op == "segments" {
		reports = []Report{Joined(reports)}
	}
	var text []byte
	for i, report := range reports {
		text = append(text, Explain(report, periods[i], a.Explain, a.Lang)...)
	}
	return text, false
}

// settled validates and settles periods in order; the codes are those of the first refused one.
func settled(periods []Input) ([]Report, []string) {
	var reports []Report
	for i, in := range periods {
		if i > 0 {
			in.State = &reports[i-1].State
		}
		if codes := standing(in); len(codes) > 0 {
			return nil, codes
		}
		report, err := Compute(in)
		if err != nil {
			return nil, []string{CodeOverflow}
		}
		reports = append(reports, report)
	}
	return reports, nil
}

func (r request) history() ([]byte, bool) {
	reports, codes := settled(r.Periods)
	if len(codes) > 0 {
		return refuse(codes...)
	}
	takes := make([]object, len(reports))
	runs := make([]object, len(reports))
	state := State{}
	for i, report := range reports {
		takes[i], runs[i], state = amountsObject(report.PartyTake), report.object(), report.State
	}
	o := object{{"party_take", takes}, {"state", state.object()}}
	if r.Full {
		o = append(o, field{"runs", runs})
	}
	return accept(o)
}

func (r request) restate() ([]byte, bool) {
	before, codes := settled(r.Old)
	if len(codes) > 0 {
		return refuse(codes...)
	}
	after, codes := settled(r.New)
	if len(codes) > 0 {
		return refuse(codes...)
	}
	d, err := Differ(before, after)
	if err != nil {
		return refuse(CodeOverflow)
	}
	return accept(object{{"delta", amountsObject(d.Delta)}, {"delta_sum", d.DeltaSum},
		{"sales_change", d.SalesChange}})
}

func (r request) allocate() ([]byte, bool) {
	weights := make([]Weight, len(r.Weights))
	negative := false
	for i, row := range r.Weights {
		weights[i] = Weight{row.id, row.weight}
		negative = negative || row.negative
	}
	total := *r.Total
	if total == math.MinInt64 { // its mirror is no amount
		return refuse(CodeOverflow)
	}
	if _, err := Allocate(0, weights); err != nil {
		return refuse(err.Error())
	}
	if negative && total != 0 {
		return refuse(CodeWeight)
	}
	parts, err := Allocate(total, weights)
	if err != nil {
		return refuse(err.Error())
	}
	o := make(object, len(parts))
	for i, part := range parts {
		o[i] = field{weights[i].ID, part}
	}
	return accept(object{{"parts", o}})
}

// weightRow is one [id, weight] of an allocate request.
type weightRow struct {
	id       string
	weight   uint64
	negative bool
}

// UnmarshalJSON reads the pair; a negative weight is kept as such, to be refused as E_WEIGHT.
func (w *weightRow) UnmarshalJSON(raw []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(raw, &pair); err != nil {
		return err
	}
	if len(pair) != 2 || pair[0][0] != '"' || pair[1][0] == 'n' {
		return errors.New("settlement: a weight is [id, integer]")
	}
	*w = weightRow{}
	if err := json.Unmarshal(pair[0], &w.id); err != nil {
		return err
	}
	if pair[1][0] == '-' {
		var n int64
		err := json.Unmarshal(pair[1], &n)
		w.negative = n < 0
		return err
	}
	return json.Unmarshal(pair[1], &w.weight)
}
