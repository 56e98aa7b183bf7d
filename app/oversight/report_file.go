package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// answer files what an implementing body asked for.
func (m *ReportSubmit) answer(c *rule.Ctx) error {
	v, ok := requested.Get(c.Store, m.Request)
	switch {
	case !ok:
		return ErrNoRequest.At("request", "id", m.Request)
	case !v.Answered.IsZero():
		return ErrAnswered.At("request", "id", m.Request, "report", v.Answered)
	case c.Author() != v.From:
		return ErrSigner.At("", "who", v.From)
	}
	s, err := find(c, Operator, v.Agreement)
	if err != nil {
		return err
	}
	v.Answered = m.ID
	requested.Set(c.Store, v.ID, v)
	m.file(c, owed{id: askedDuty(v.From, v.ID), p: s.p},
		[]Recipient{{Office: "impl", Party: s.base.Impl, Signed: c.SignedBy(s.base.Impl)}},
		Figures{}, nil)
	return nil
}

// file records the report and, where no figure differs from the ledger's, meets its duty.
func (m *ReportSubmit) file(c *rule.Ctx, o owed, to []Recipient, ledger Figures,
	differs []string) {
	if o.open(c); len(differs) == 0 {
		o.meet(c)
	}
	d, _ := regime.Deadline(c.Store, o.id, c.Time)
	reported.Set(c.Store, m.ID, Report{ID: m.ID, Sort: m.Sort, Duty: o.id, Period: m.Period,
		Regime: o.p.Ref(), By: c.Author(), To: to, Late: d.Overdue, Report: m.Report, Filed: c.Time,
		Request: m.Request, Agreement: m.Agreement, Figures: m.Figures, Ledger: ledger,
		Differs: differs})
	files(c.Store, m.Report.Digest, m.ID)
	c.Emit(ReportFiled{ID: m.ID, By: c.Author(), Period: m.Period, Late: d.Overdue,
		Differs: differs})
}

// recipients are the offices that a key of the profile names, as they stand now for the place.
func recipients(c *rule.Ctx, o owed, key string) []Recipient {
	out := offices(c.Standing(), o.p, o.place, key, c.Time)
	for i, v := range out {
		out[i].Signed = v.Party != "" && c.SignedBy(v.Party)
	}
	return out
}

// offices are those that a key of the profile names, with who they are in a place at an instant.
func offices(r state.Reader, p regime.Profile, in, key string, at wire.Time) (out []Recipient) {
	for _, word := range p.List(key) {
		role, place := word, in
		switch word {
		case "bureau_upper":
			role, place = "bureau", above(place)
		case "bureau_province":
			role, place = "bureau", party.Province(place)
		}
		v := Recipient{Office: word}
		if place != "" {
			v.Party = party.Holder(r, role, place, at)
		}
		out = append(out, v)
	}
	return out
}

// holdsAt reports whether a party holds a role in exactly this place.
func holdsAt(c *rule.Ctx, who, role, place string) bool {
	for _, v := range party.Roles(c.Standing(), who) {
		if v.Role == role && v.Jurisdiction == place && v.From <= c.Time &&
			(v.To == 0 || c.Time < v.To) {
			return true
		}
	}
	return false
}
