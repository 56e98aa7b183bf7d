package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	oneArg  = []rule.Arg{{Name: "id", Zh: "编号", En: "id", Required: true}}
	listArg = []rule.Arg{
		{Name: "owner", Zh: "编号所属主体", En: "only ids of this party"},
		{Name: "after", Zh: "起始编号（不含）", En: "start after this id"},
		{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}, rule.Reverse}
)

var queries = []rule.Query{
	{Name: "plan", Zh: "一份实施方案", En: "one plan", Args: oneArg,
		Serve: one(plans, showPlan)},
	{Name: "plans", Zh: "实施方案清单", En: "plans, a page at a time", Args: listArg,
		Serve: list(plans, showPlan)},
	{Name: "selection", Zh: "一次选择程序及其申请与公示", En: "one selection with applicants and publicity",
		Args: oneArg, Serve: one(selections, showSelection)},
	{Name: "selections", Zh: "选择程序清单", En: "selections, a page at a time", Args: listArg,
		Serve: list(selections, func(_ rule.Ask, v Selection) any { return v })},
	{Name: "agreement", Zh: "一份授权运营协议", En: "one agreement", Args: oneArg,
		Serve: one(agreements, showAgreement)},
	{Name: "agreements", Zh: "授权运营协议清单", En: "agreements, a page at a time", Args: listArg,
		Serve: list(agreements, showAgreement)},
	{Name: "filings", Zh: "一份方案或协议的备案与公开义务及其期限",
		En: "what has to be filed or published of a plan or agreement, and by when", Args: oneArg,
		Serve: serveFilings},
	{Name: "developer", Zh: "一份开发利用机构申请及其公示", En: "one developer's application with its publicity",
		Args: oneArg, Serve: one(developers, showDeveloper)},
	{Name: "developers", Zh: "开发利用机构清单", En: "developers' applications, a page at a time",
		Args: listArg, Serve: list(developers, func(_ rule.Ask, v Developer) any { return v })},
}

// ShownPlan is a plan with the digest that its approval names.
type ShownPlan struct {
	Plan
	Digest wire.Hash `json:"digest"`
}

func showPlan(_ rule.Ask, v Plan) any { return ShownPlan{v, v.Digest()} }

// The states of an agreement at an instant.
const (
	StateSigned     = "signed" // its first day has not come
	StateActive     = "active"
	StateExpired    = "expired"
	StateTerminated = "terminated"
)

// State is the state of the agreement at an instant: a function of its dates (rulings E7).
func (a Agreement) State(at wire.Time) string {
	switch {
	case a.EndedAt != 0 && at >= a.End():
		return StateTerminated
	case at >= a.End():
		return StateExpired
	case at < a.Start():
		return StateSigned
	}
	return StateActive
}

// ShownAgreement is an agreement with its state at the time of the question.
type ShownAgreement struct {
	Agreement
	State   string   `json:"state"`
	Exit    *Request `json:"exit,omitempty"`    // the operator asks to leave
	Renewal *Request `json:"renewal,omitempty"` // the operator asks for a new term
}

func showAgreement(q rule.Ask, a Agreement) any {
	out := ShownAgreement{Agreement: a, State: a.State(q.Time)}
	if v, ok := GetRequest(q.Store, a.ID, Exit); ok {
		out.Exit = &v
	}
	if v, ok := GetRequest(q.Store, a.ID, Renewal); ok {
		out.Renewal = &v
	}
	return out
}

// ShownPublicity is a publicity period with its objections and the instant from which the next step
// is possible.
type ShownPublicity struct {
	Publicity
	Opens       wire.Time   `json:"opens"`
	Provisional bool        `json:"provisional"`
	Raised      []Objection `json:"raised"`
}

// maxShown bounds the objections shown with their subject.
const maxShown = 1000

func showPublicity(q rule.Ask, ref regime.Ref, place, subject string, id wire.ID) *ShownPublicity {
	v, ok := GetPublicity(q.Store, subject, id)
	if !ok {
		return nil
	}
	out := &ShownPublicity{Publicity: v, Raised: []Objection{}}
	p := regime.At(q.Store, ref).Within(place)
	c := &rule.Ctx{Store: state.NewOverlay(q.Store), Time: q.Time}
	out.Opens, out.Provisional = regime.Gate(p, c, publicityKey(subject), v.Started)
	objections.EachPrefix(q.Store, []any{subject, id}, func(_ objectionKey, o Objection) bool {
		out.Raised = append(out.Raised, o)
		return len(out.Raised) < maxShown
	})
	return out
}

// ShownSelection is a selection with who applied and its publicity.
type ShownSelection struct {
	Selection
	Applied   []Applicant     `json:"applied"`
	Publicity *ShownPublicity `json:"publicity,omitempty"`
}

// Applicant is one party's application.
type Applicant struct {
	Applicant string `json:"applicant"`
	Application
}

func showSelection(q rule.Ask, v Selection) any {
	out := ShownSelection{Selection: v, Applied: []Applicant{},
		Publicity: showPublicity(q, v.Regime, v.Jurisdiction, OfSelection, v.ID)}
	applications.EachPrefix(q.Store, []any{v.ID}, func(k applicationKey, a Application) bool {
		out.Applied = append(out.Applied, Applicant{k.Applicant, a})
		return true
	})
	return out
}

// ShownDeveloper is a developer's application with its publicity.
type ShownDeveloper struct {
	Developer
	Called    string          `json:"called,omitempty"` // what the rules there call a developer
	Publicity *ShownPublicity `json:"publicity,omitempty"`
}

func showDeveloper(q rule.Ask, v Developer) any {
	return ShownDeveloper{v, regime.At(q.Store, v.Regime).Text("roles.developer"),
		showPublicity(q, v.Regime, v.Jurisdiction, OfDeveloper, v.ID)}
}

func one[V any](m state.Map[wire.ID, V], show func(rule.Ask, V) any) func(rule.Ask) (any, error) {
	return func(q rule.Ask) (any, error) {
		id, err := wire.ParseID(q.Args["id"])
		if err != nil {
			return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
		}
		v, ok := m.Get(q.Store, id)
		if !ok {
			return nil, rule.ErrNotFound
		}
		return show(q, v), nil
	}
}

func list[V any](m state.Map[wire.ID, V], show func(rule.Ask, V) any) func(rule.Ask) (any, error) {
	return func(q rule.Ask) (any, error) {
		return rule.PageOf(q, m, "owner", func(v V) any { return show(q, v) })
	}
}
