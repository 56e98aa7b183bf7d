package regime

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Refusals about contested deadlines (rulings E15).
var (
	// ErrNotOverdue: there is nothing to contest.
	ErrNotOverdue = rule.Refuse(240, "contest.not_overdue",
		"对 {object} 的 {duty} 期限没有逾期", "the deadline {duty} on {object} is not overdue",
		"无需提出异议", "there is nothing to contest")
	// ErrContested: one contest each.
	ErrContested = rule.Refuse(241, "contest.exists",
		"对 {object} 的 {duty} 期限已提出过异议", "the deadline {duty} on {object} has been contested already",
		"等待审核方决定，或查看其决定", "wait for the reviewer's decision, or read it")
	// ErrAdmission: the signature proves nothing.
	ErrAdmission = rule.Refuse(242, "contest.admission",
		"受理回执不是由 {node} 当时有效的密钥签署", "the admission is not signed with a key of {node} that held then",
		"原样提交节点给出的受理回执", "send the admission as the node gave it")
	// ErrAdmissionNode: anybody can sign; two friends are no proof.
	ErrAdmissionNode = rule.Refuse(243, "contest.node",
		"{party} 不是创始机构，也不承担审定职责，其受理回执不能作证",
		"{party} neither founded the ledger nor decides on it: its admission proves nothing",
		"向创始机构或承担审定职责的机构的节点提交文书并取得回执",
		"hand papers to nodes of founding or deciding institutions")
	// ErrAdmissionGroup: two nodes of one control group are one witness.
	ErrAdmissionGroup = rule.Refuse(244, "contest.group",
		"{first} 与 {second} 属同一主体或同一控制关系，只能算一方的回执",
		"{first} and {second} are one institution or under common control and count once",
		"换用另一家机构节点的受理回执", "use the admission of a node of another institution")
	// ErrAdmissionLate: it was not handed in within the time.
	ErrAdmissionLate = rule.Refuse(245, "contest.late",
		"受理时刻 {time} 不在期限之内（{opened} 至 {due}）",
		"the paper was taken at {time}, outside the time given ({opened} to {due})",
		"只有期限届满之前受理的文书可以据此提出", "only a paper taken before the day was over counts")
	// ErrNoContest: nothing waits for a decision.
	ErrNoContest = rule.Refuse(246, "contest.none",
		"{owner} 对 {object} 的 {duty} 期限没有待决定的异议",
		"no contest of {owner} about {duty} on {object} waits for a decision",
		"核对主体、事项与对象", "check the owner, the duty and the object")
	// ErrContestJudge: who decides must be free of the owner.
	ErrContestJudge = rule.Refuse(247, "contest.judge",
		"须由 {place} 的数据主管部门、政府或审计部门决定，且与 {owner} 没有控制关系",
		"the bureau, the government or the audit office of {place}, free of {owner}, decides",
		"由该类机构的账户签署", "have an account of such a body sign")
)

var contestRefusals = []*rule.Refusal{ErrNotOverdue, ErrContested, ErrAdmission, ErrAdmissionNode,
	ErrAdmissionGroup, ErrAdmissionLate, ErrNoContest, ErrContestJudge}

// DeadlineContested tells that an owner says it handed its paper in before the day was over.
type DeadlineContested struct {
	Owner  string    `json:"owner" max:"32"`
	Duty   string    `json:"duty" max:"40"`
	Object string    `json:"object" max:"80"`
	Paper  wire.Hash `json:"paper"`
	Due    wire.Date `json:"due"`
	At     wire.Time `json:"at"` // when the nodes took it
}

// ContestJudged tells what the reviewer decided; upheld, the duty is met as of At.
type ContestJudged struct {
	Owner  string    `json:"owner" max:"32"`
	Duty   string    `json:"duty" max:"40"`
	Object string    `json:"object" max:"80"`
	Upheld bool      `json:"upheld"`
	By     string    `json:"by" max:"32"`
	At     wire.Time `json:"at"`
}

// Event names the event.
func (DeadlineContested) Event() string { return "deadline.contested" }

// Event names the event.
func (ContestJudged) Event() string { return "contest.judged" }

var contestKinds = []rule.Kind{
	{Name: "deadline.contest", Law: "rulings E15", Weight: rule.Urgent, Writes: 1,
		Zh:  "凭两家机构节点的受理回执，主张期限届满前已提交文书",
		En:  "Claims, by admissions of two nodes, that a paper was handed in before its day was over.",
		New: func() rule.Msg { return new(DeadlineContest) }},
	{Name: "contest.judge", Law: "rulings E15", Weight: rule.Urgent, Dual: true,
		Writes: 1 + MeetWrites,
		Zh:     "审核方决定该期限是否按时完成（有异议）",
		En:     "The reviewer decides whether the duty counts as met (contested).",
		New:    func() rule.Msg { return new(ContestJudge) }},
}

// ContestView is a contest with its duty.
type ContestView struct {
	DutyID
	Contest
}

var contestQueries = []rule.Query{
	{Name: "contests", Zh: "期限异议及审核方的决定，可按主体查询",
		En: "Contested deadlines and the reviewers' decisions, by owner.",
		Args: []rule.Arg{{Name: "owner", Zh: "应办主体", En: "party that had to act"},
			{Name: "after", Zh: "上一页的 next", En: "next of the page before"},
			{Name: "limit", Zh: "每页项数，至多 1000", En: "items per page, at most 1000"}},
		Serve: serveContests},
}

func serveContests(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	var prefix []any
	if owner := q.Args["owner"]; owner != "" {
		prefix = []any{owner}
	}
	var after *DutyID
	if v := q.Args["after"]; v != "" {
		part := strings.SplitN(v, "|", 3)
		if len(part) != 3 {
			return nil, rule.Malformed("after", "须为 主体|事项|对象", "must be owner|duty|object")
		}
		after = &DutyID{part[0], part[1], part[2]}
	}
	found, more := contests.After(q.Store, prefix, after, limit)
	page := rule.Page[ContestView]{Items: make([]ContestView, 0, len(found))}
	for _, e := range found {
		page.Items = append(page.Items, ContestView{e.Key, e.Value})
	}
	if more {
		id := found[len(found)-1].Key
		page.Next = id.Owner + "|" + id.Duty + "|" + id.Object
	}
	return page, nil
}
