package govern

import (
	"encoding/base64"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var queries = []rule.Query{
	{Name: "proposal", Zh: "一件议案及其表决", En: "a proposal with its votes", Serve: askProposal,
		Args: []rule.Arg{{Name: "id", Zh: "议案编号", En: "proposal id", Required: true}}},
	{Name: "proposals", Zh: "议案清单", En: "the proposals, a page at a time", Serve: askProposals,
		Args: []rule.Arg{
			{Name: "status", Zh: "状态", En: "only in this status"},
			{Name: "after", Zh: "起始编号（不含）", En: "start after this id"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}},
	{Name: "members", Zh: "有表决权的机构", En: "the institutions that vote", Serve: askMembers},
	{Name: "validator_set", Zh: "现行共识节点、投票权及各控制组所占", En: "the validators, their power and that of " +
		"each control group", Serve: askSeats},
	{Name: "upgrades", Zh: "规则版本及其生效高度", En: "rules versions and the heights from which they hold",
		Serve: askUpgrades},
	{Name: "offences", Zh: "区块中对共识节点的过错证据", En: "what blocks proved against validators",
		Serve: askOffences},
	{Name: "emergencies", Zh: "使账本恢复运行的应急方案及其签署", En: "plans that revived the ledger, with their " +
		"signatures", Serve: askEmergencies},
	{Name: "anchors", Zh: "机构日志的存证：一本日志的各次，或各本的最近一次",
		En: "where logs outside the ledger ended: all anchors of one, or the newest of each",
		Args: []rule.Arg{{Name: "party", Zh: "主体编号", En: "party id", Required: true},
			{Name: "log", Zh: "日志名称", En: "name of the log"},
			{Name: "after", Zh: "从该行数之后开始", En: "start after this number of lines"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}, Serve: askAnchors},
	{Name: "archives", Zh: "区块归档：各段的文件摘要、持有机构与封存时间",
		En: "archives of blocks: each epoch's file digest, who holds it, and when it was sealed",
		Args: []rule.Arg{{Name: "from", Zh: "自该高度开始的各段", En: "epochs that begin at this height or later"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}, Serve: askArchives},
	{Name: "terms", Zh: "议决的门槛与期限，及可议决的参数",
		En: "how much it takes to decide, and the parameters that members vote on", Serve: askTerms},
}

// Shown is a proposal as queries show it.
type Shown struct {
	ID wire.ID `json:"id"`
	Proposal
	Tally Tally `json:"tally"`
}

// Votes is the answer of the query "proposal".
type Votes struct {
	Shown
	Ballots []Cast `json:"ballots"`
}

// Cast is one vote.
type Cast struct {
	Party string `json:"party"`
	Ballot
}

func shown(q rule.Ask, id wire.ID, p Proposal) Shown {
	return Shown{ID: id, Proposal: p, Tally: count(q.Store, id, p)}
}

func askProposal(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	p, ok := proposals.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	out := Votes{Shown: shown(q, id, p), Ballots: []Cast{}}
	ballots.EachPrefix(q.Store, []any{id.Party, id.Local}, func(k ballotAt, b Ballot) bool {
		out.Ballots = append(out.Ballots, Cast{k.Party, b})
		return len(out.Ballots) < rule.MaxPage
	})
	return out, nil
}

func askProposals(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	after, err := wire.ParseID(q.Args["after"])
	if err != nil {
		return nil, rule.Malformed("after", "须为 主体/编号", "must be party/name")
	}
	page := rule.Page[Shown]{Items: []Shown{}}
	proposals.EachFrom(q.Store, nil, after, func(id wire.ID, p Proposal) bool {
		if s := q.Args["status"]; id == after || (s != "" && s != p.Status) {
			return true
		}
		if len(page.Items) == limit {
			page.Next = page.Items[limit-1].ID.String()
			return false
		}
		page.Items = append(page.Items, shown(q, id, p))
		return true
	})
	return page, nil
}

// Member is one line of the query "members".
type Member struct {
	Party string    `json:"party"`
	Since wire.Time `json:"since"`
	Until wire.Time `json:"until"`
}

func askMembers(q rule.Ask) (any, error) {
	out := []Member{}
	members.Each(q.Store, func(k memberAt, m membership) bool {
		out = append(out, Member{k.Party, k.Since, m.Until})
		return len(out) < rule.MaxPage
	})
	return out, nil
}

// Seated is a validator with its key as genesis writes it.
type Seated struct {
	PubKey string `json:"pub_key"`
	Seat
}

// SeatsAnswer is the answer of the query "validator_set".
type SeatsAnswer struct {
	Validators []Seated           `json:"validators"`
	Groups     []party.GroupPower `json:"groups"`
	Genesis    bool               `json:"genesis"` // still the set of the genesis document
}

func askSeats(q rule.Ask) (any, error) {
	out := SeatsAnswer{Validators: []Seated{}, Groups: PowerByGroup(q.Store, q.Time)}
	EachSeat(q.Store, func(k [32]byte, s Seat) bool {
		out.Validators = append(out.Validators, Seated{base64.StdEncoding.EncodeToString(k[:]), s})
		return true
	})
	_, changed := FirstChange(q.Store)
	out.Genesis = !changed
	return out, nil
}

// Upgrade is one plan.
type Upgrade struct {
	Height uint64 `json:"height"`
	Plan
}

// UpgradesAnswer is the answer of the query "upgrades".
type UpgradesAnswer struct {
	Rules uint64    `json:"rules"` // in force
	Plans []Upgrade `json:"plans"`
}

func askUpgrades(q rule.Ask) (any, error) {
	out := UpgradesAnswer{Rules: RulesAt(q.Store, q.Height), Plans: []Upgrade{}}
	plans.Each(q.Store, func(k planAt, p Plan) bool {
		out.Plans = append(out.Plans, Upgrade{k.Height, p})
		return len(out.Plans) < rule.MaxPage
	})
	return out, nil
}

// Value is a parameter that members vote on.
type Value struct {
	Name  string `json:"name"`
	Value uint32 `json:"value"`
	Min   uint32 `json:"min"`
	Max   uint32 `json:"max"`
}

// TermsAnswer is the answer of the query "terms".
type TermsAnswer struct {
	Terms      Terms   `json:"terms"`
	Parameters []Value `json:"parameters"`
}

func askTerms(q rule.Ask) (any, error) {
	out := TermsAnswer{Terms: getTerms(q.Store)}
	for _, b := range Bounds() {
		out.Parameters = append(out.Parameters, Value{b.Name, parameter(q.Store, b.Name), b.Min, b.Max})
	}
	return out, nil
}
