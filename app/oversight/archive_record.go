package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ArchiveRecord says that the electronic files of an agreement were filed with the archives, and
// for how long they are kept: for ever, thirty years or ten (HE §38).
type ArchiveRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Term      string        `json:"term" max:"16" words:"permanent|30_years|10_years" need:"yes"`
	What      string        `json:"what" max:"1000" need:"yes"` // which files
	Evidence  rule.Evidence `json:"evidence" need:"yes"`        // of the transfer list
}

// terms of keeping electronic files (保管期限).
var terms = []string{"permanent", "30_years", "10_years"}

// Check refuses a body that no state could make right.
func (m *ArchiveRecord) Check() error {
	if !slices.Contains(terms, m.Term) {
		return rule.Malformed("term", "须为 permanent、30_years 或 10_years",
			"must be permanent, 30_years or 10_years")
	}
	return checkRecord(m.ID, m.What, m.Evidence)
}

// Apply records it. The implementing body or the operator authors it.
func (m *ArchiveRecord) Apply(c *rule.Ctx) error {
	s, err := find(c, Operator, m.Agreement)
	switch {
	case err != nil:
		return err
	case c.Author() != s.base.Impl && c.Author() != s.party:
		return ErrSigner.At("", "who", s.base.Impl)
	}
	return Record{ID: m.ID, Sort: Archived, Subject: Operator, Agreement: m.Agreement,
		Jurisdiction: s.base.Jurisdiction, Party: c.Author(), By: c.Author(), Word: m.Term,
		What: m.What, On: c.Time.Date(), Evidence: m.Evidence}.put(c)
}
