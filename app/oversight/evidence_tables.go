package oversight

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// documentKinds are the kinds of records whose documents may be asked for.
var documentKinds = strings.Split("plan|selection|agreement|application|grant|resource|trade|"+
	"receipt|cost|report|disclosure", "|")

var evidenceKinds = []rule.Kind{
	{Name: "evidence.request", Zh: "向保管方索取证据文件", En: "ask the custodian of a document for it by a day",
		Law: "GZ §31; GD §33; HE §30; HB 五(三); rulings U1", Weight: rule.Ordinary,
		Writes: 1 + regime.OpenWrites, New: func() rule.Msg { return new(EvidenceRequest) }},
	{Name: "evidence.answer", Zh: "保管方提供所索取的文件", En: "hand over the document that was asked for",
		Law: "GZ §31; GD §33; HE §30; HB 五(三); rulings U1", Weight: rule.Ordinary,
		Writes: 1 + regime.MeetWrites, New: func() rule.Msg { return new(EvidenceAnswer) }},
	{Name: "evidence.withdraw", Zh: "撤回对文件的索取", En: "withdraw the request for a document",
		Law: "rulings U1", Weight: rule.Ordinary, Writes: 1 + regime.WaiveWrites,
		New: func() rule.Msg { return new(EvidenceWithdraw) }},
}

// Why a paper on documents is refused.
var (
	ErrNoRecord = rule.Refuse(1192, "evidence.record", "账本中没有 {kind} {id}",
		"the ledger has no {kind} {id}", "核对记录种类和编号", "check the kind and the id")
	ErrNoDocument = rule.Refuse(1193, "evidence.document", "记录 {id} 没有登记摘要为 {digest} 的文件",
		"record {id} names no document with digest {digest}",
		"用 suyuan evidence missing 查记录所登记的摘要", "suyuan evidence missing shows the digests on record")
	ErrAsker = rule.Refuse(1194, "evidence.asker", "须由 {place} 的数据主管、审计或财政部门索取",
		"the bureau, the auditor or finance of {place} asks", "由其索取", "have one of them ask")
	ErrCustodian = rule.Refuse(1195, "evidence.custodian", "{party} 不能作为保管方",
		"{party} cannot be the custodian", "填写保管文件的另一主体", "name the other party that keeps the document")
	ErrNoEvidenceRequest = rule.Refuse(1196, "evidence.request_unknown", "没有文件索取 {id}",
		"no document was asked for as {id}", "核对编号", "check the id")
	ErrOtherDocument = rule.Refuse(1197, "evidence.other_document",
		"所提供的文件摘要为 {got}，账本登记的是 {want}", "the document has digest {got}, on record is {want}",
		"提供登记在案的原件", "hand over the document that is on record")
)

var evidenceRefusals = []*rule.Refusal{ErrNoRecord, ErrNoDocument, ErrAsker, ErrCustodian,
	ErrNoEvidenceRequest, ErrOtherDocument}

// EvidenceRequested says that a document was asked for.
type EvidenceRequested struct {
	ID        wire.ID       `json:"id"`
	Custodian string        `json:"custodian" max:"32"`
	Digest    crypto.Digest `json:"digest"`
	Limit     wire.Date     `json:"limit"`
}

// EvidenceAnswered says that it was handed over.
type EvidenceAnswered struct {
	ID        wire.ID `json:"id"`
	Custodian string  `json:"custodian" max:"32"`
	Late      bool    `json:"late"`
}

// EvidenceDropped says that it is no longer asked for.
type EvidenceDropped struct {
	ID        wire.ID `json:"id"`
	Custodian string  `json:"custodian" max:"32"`
}

// Event names the event.
func (EvidenceRequested) Event() string { return "evidence.requested" }

// Event names the event.
func (EvidenceAnswered) Event() string { return "evidence.answered" }

// Event names the event.
func (EvidenceDropped) Event() string { return "evidence.withdrawn" }

var evidenceEvents = []rule.Event{EvidenceRequested{}, EvidenceAnswered{}, EvidenceDropped{}}

var evidenceQueries = []rule.Query{
	{Name: "evidence_request", Zh: "一次文件索取及其期限", En: "one request for a document with its deadline",
		Args: oneArg, Serve: func(q rule.Ask) (any, error) {
			id, err := askedID(q, "id")
			if err != nil {
				return nil, err
			}
			v, ok := evidences.Get(q.Store, id)
			if !ok {
				return nil, rule.ErrNotFound
			}
			return showEvidence(q)(v), nil
		}},
	{Name: "evidence_requests", Zh: "文件索取清单", En: "requests for documents, a page at a time",
		Args: listArg, Serve: func(q rule.Ask) (any, error) {
			return rule.PageOf(q, evidences, "owner", showEvidence(q))
		}},
}

// ShownEvidence is a request as it stands when asked.
type ShownEvidence struct {
	EvidenceAsked
	Status   string    `json:"status"`
	Due      wire.Date `json:"due"`
	Overdue  bool      `json:"overdue"`
	DaysLate uint32    `json:"days_late"` // in working days
}

func showEvidence(q rule.Ask) func(EvidenceAsked) ShownEvidence {
	return func(v EvidenceAsked) ShownEvidence {
		d, _ := regime.Deadline(q.Store, v.duty(), q.Time)
		return ShownEvidence{v, v.status(), d.Due, d.Overdue, d.DaysLate}
	}
}
