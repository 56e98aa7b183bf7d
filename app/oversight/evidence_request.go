package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EvidenceRequest asks the custodian of a document, which a record of the ledger names, to hand it
// over by a day. The bureau, the auditor or finance of the place asks.
type EvidenceRequest struct {
	ID wire.ID `json:"id" need:"yes"`
	// plan, selection, agreement, application, grant, resource, trade, receipt, cost, report or
	// disclosure
	Kind   string        `json:"kind" max:"12" need:"yes"`
	Record wire.ID       `json:"record" need:"yes"`
	Digest crypto.Digest `json:"digest" need:"yes"` // of the document, as the record has it
	// who keeps it; "" the party of the record's id
	Custodian string    `json:"custodian" max:"32"`
	Period    string    `json:"period" max:"16"` // that is looked into, such as 2026Q3; "" none
	Why       string    `json:"why" max:"500"`
	Limit     wire.Date `json:"limit" need:"yes"` // the last day
}

// Check refuses a body that no state could make right.
func (m *EvidenceRequest) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if err := checkID("record", m.Record); err != nil {
		return err
	}
	_, _, known := regime.PeriodBounds(m.Period)
	switch {
	case m.Digest.IsZero():
		return rule.Malformed("digest", "须写明文件摘要", "must be the digest of the document")
	case m.Period != "" && !known:
		return rule.Malformed("period", "须如 2026Q3", "must be such as 2026Q3")
	case !slices.Contains(documentKinds, m.Kind):
		return rule.Malformed("kind", "不是可索取文件的记录种类", "is no kind of record with documents")
	}
	return nil
}

// Apply opens the custodian's duty.
func (m *EvidenceRequest) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	d, ok := documentsOf(c.Store, m.Kind, m.Record)
	switch {
	case !ok:
		return ErrNoRecord.At("record", "id", m.Record, "kind", m.Kind)
	case evidences.Has(c.Store, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	case !slices.Contains(d.digests, m.Digest):
		return ErrNoDocument.At("digest", "id", m.Record, "digest", m.Digest)
	case !asks(c, d.place):
		return ErrAsker.At("", "place", d.place)
	}
	who := m.Custodian
	if who == "" {
		who = m.Record.Party
	}
	if _, known := party.Get(c.Store, who); !known || who == c.Author() {
		return ErrCustodian.At("custodian", "party", who)
	}
	days, err := daysUntil(c, m.Limit)
	if err != nil {
		return err
	}
	p, err := regime.Require(c, d.place)
	if err != nil {
		return err
	}
	v := EvidenceAsked{ID: m.ID, Kind: m.Kind, Record: m.Record, Agreement: d.agreement,
		Period: m.Period, Digest: m.Digest, Custodian: who, Why: m.Why, Asked: c.Time}
	owed{id: v.duty(), p: p, under: d.agreement, from: c.Time.Date(), span: days}.open(c)
	evidences.Set(c.Store, m.ID, v)
	c.Emit(EvidenceRequested{ID: m.ID, Custodian: who, Digest: m.Digest, Limit: m.Limit})
	return nil
}

// asks reports whether the author may ask for documents in a place.
func asks(c *rule.Ctx, place string) bool {
	return slices.ContainsFunc(askers, func(role string) bool {
		return party.HasRole(c.Standing(), c.Author(), role, place, c.Time)
	})
}
