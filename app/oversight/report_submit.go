package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ReportSubmit files a report: of the implementing body or the operator under an agreement, of a
// data bureau on its place, or what an implementing body asked for.
//
// GD §37: by the end of March, to the price authority, finance and the bureau. HE §32¶2, HB 五(六).
type ReportSubmit struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Sort         string        `json:"sort" max:"10" words:"annual|half_year|request" need:"yes"`
	Period       string        `json:"period" max:"16"`      // 2026, or 2026H1
	Agreement    wire.ID       `json:"agreement"`            // whose report it is, or
	Jurisdiction string        `json:"jurisdiction" max:"6"` // whose bureau reports, or
	Request      wire.ID       `json:"request"`              // what it answers
	Figures      Figures       `json:"figures"`              // of a year under an agreement
	Report       rule.Evidence `json:"report" need:"yes"`    // the document, with its digest
}

// Check refuses a body that no state could make right.
func (m *ReportSubmit) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	_, _, known := regime.PeriodBounds(m.Period)
	switch {
	case m.Sort != Annual && m.Sort != HalfYear && m.Sort != Asked:
		return rule.Malformed("sort", "须为 annual、half_year 或 request",
			"must be annual, half_year or request")
	case m.Sort == Annual && (!known || len(m.Period) != 4):
		return rule.Malformed("period", "须为年度，如 2026", "must be a year, such as 2026")
	case m.Sort == HalfYear && (!known || m.Period[4:] != "H1"):
		return rule.Malformed("period", "须为上半年，如 2026H1", "must be a first half, such as 2026H1")
	case (m.Sort == Asked) != m.Request.Valid():
		return rule.Malformed("request", "仅按要求报告时写明", "names what is answered, and only then")
	case m.Figures != (Figures{}) && (m.Sort != Annual || m.Agreement.IsZero()):
		return rule.Malformed("figures", "仅协议的年度报告写明", "belong to the yearly report of an agreement")
	case m.Sort != Asked && m.Agreement.IsZero() != party.IsJurisdiction(m.Jurisdiction):
		return rule.Malformed("agreement", "须写明协议或地区之一", "needs the agreement or the place")
	}
	return rule.RequireEvidence("report", m.Report)
}

// Apply files the report and meets its duty; after its day it counts as late. A yearly report whose
// figures are not the ledger's is on record with what differs, and its duty stays open.
func (m *ReportSubmit) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	if reported.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	if m.Sort == Asked {
		return m.answer(c)
	}
	if _, to, _ := regime.PeriodBounds(m.Period); c.Time < to {
		return ErrPeriodRuns.At("period", "period", m.Period, "to", to)
	}
	var o owed
	var err error
	if m.Agreement.IsZero() {
		o, err = m.ofPlace(c)
	} else {
		o, err = m.ofAgreement(c)
	}
	if err != nil {
		return err
	}
	if d, ok := regime.Deadline(c.Store, o.id, c.Time); ok && d.Met != 0 {
		return ErrReported.At("period", "period", m.Period, "at", d.Met)
	}
	ledger, differs := m.compare(c)
	m.file(c, o, recipients(c, o, m.key()+".whom"), ledger, differs)
	return nil
}

// compare holds the figures of a year under an agreement against the ledger's.
func (m *ReportSubmit) compare(c *rule.Ctx) (ledger Figures, differs []string) {
	if m.Sort != Annual || m.Agreement.IsZero() {
		return ledger, nil
	}
	a, _ := authorization.GetAgreement(c.Store, m.Agreement)
	ledger, parts := yearFigures(c.Store, a, m.Period)
	return ledger, m.Figures.differs(ledger, parts)
}

func (m *ReportSubmit) key() string { return "report." + m.Sort }

func (m *ReportSubmit) duty() string {
	if m.Sort == HalfYear {
		return DutyHalf
	}
	return DutyAnnual
}

// ofAgreement is the author's duty under its agreement.
func (m *ReportSubmit) ofAgreement(c *rule.Ctx) (owed, error) {
	s, err := find(c, Operator, m.Agreement)
	if err != nil {
		return owed{}, err
	}
	for _, v := range []struct{ word, who string }{{"impl", s.base.Impl}, {"operator", s.party}} {
		if c.Author() != v.who || !s.p.Has(m.key()+".by", v.word) {
			continue
		}
		o, ok := s.reportOf(m.duty(), m.key(), m.Period, v.word)
		if ok && s.ranDuring(m.Period) {
			return o, nil
		}
	}
	return owed{}, notOwed(s.p, m.Sort, c.Author())
}

// ofPlace is the duty of the bureau of a place.
func (m *ReportSubmit) ofPlace(c *rule.Ctx) (owed, error) {
	p, err := regime.Lasting(c, m.Jurisdiction)
	if err != nil {
		return owed{}, err
	}
	who := c.Author()
	o, ok := placeReport(p, m.duty(), m.key(), m.Period, m.Jurisdiction, who)
	if !ok || !p.Has(m.key()+".by", "bureau") || !holdsAt(c, who, "bureau", m.Jurisdiction) {
		return o, notOwed(p, m.Sort, who)
	}
	return o, nil
}

func notOwed(p regime.Profile, sort, who string) error {
	if sort == HalfYear {
		return p.Refuse(ErrNoHalfYear, "", "who", who)
	}
	return p.Refuse(ErrNoAnnual, "", "who", who)
}
